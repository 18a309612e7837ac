// The figures of a finished training.

import { el } from '../dom.js';
import { axisOf, siblings, titleOf, writtenWhole } from '../models/figures.js';
import { interval } from '../models/interval.js';
import { t } from '../words.js';

/** @import {Figure} from '../types.js' */

/** @param {Record<string, Figure>} figures */
export function measured(figures) {
  const rows = Object.entries(figures).map(([name, figure]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, titleOf(name)),
      el('td', { class: 'number' }, writtenWhole(name, figure)),
      el('td', { class: 'drawn' }, interval(figure, axisOf(name, siblings(name, figures)))),
    ),
  );
  return el(
    'section',
    { class: 'part' },
    el('h2', {}, t('models.figures')),
    el('table', { class: 'figures' }, el('tbody', {}, ...rows)),
  );
}
