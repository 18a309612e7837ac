// Where an answer comes from: model, input, versions, time.

import { el } from '../dom.js';
import { t } from '../words.js';

/** @import {Result} from '../types.js' */

/** @param {Result} result */
export function provenance(result) {
  return el(
    'details',
    { class: 'small' },
    el('summary', {}, t('answer.provenance')),
    el(
      'dl',
      { class: 'lines' },
      ...lines(result.provenance).map(([name, value]) =>
        el('div', {}, el('dt', {}, name), el('dd', { class: 'mono break' }, value)),
      ),
    ),
  );
}

/**
 * Nested values by their names one after the other.
 *
 * @param {Record<string, any>} values
 * @param {string} above
 * @returns {[string, string][]}
 */
export function lines(values, above = '') {
  return Object.entries(values).flatMap(([name, value]) => {
    const whole = `${above}${name.replace(/_/g, ' ')}`;
    if (value !== null && typeof value === 'object') return lines(value, `${whole} `);
    return [/** @type {[string, string]} */ ([whole, String(value)])];
  });
}
