// The log of a training as a table, the last epoch first.

import { el } from '../dom.js';
import { number, t, word } from '../words.js';

/** @import {LogLine} from '../types.js' */

const VALIDATION = 'val_';

/** @param {readonly LogLine[]} lines */
export function logTable(lines) {
  const keys = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter(
    (key) => key !== 'epoch' && key !== 'best_epoch',
  );
  const head = [t('train.epoch'), ...keys.map(titleOf)].map((text) =>
    el('th', { scope: 'col' }, text),
  );
  const rows = lines
    .toReversed()
    .map((line) =>
      el(
        'tr',
        { class: line.epoch === line['best_epoch'] ? 'best' : null },
        el('th', { scope: 'row' }, number(line.epoch + 1, 0)),
        ...keys.map((key) => el('td', { class: 'number' }, cell(line[key]))),
      ),
    );
  return el(
    'details',
    { class: 'part' },
    el('summary', {}, t('train.log')),
    el(
      'div',
      { class: 'scrolls' },
      el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)),
    ),
  );
}

/** @param {string} key */
function titleOf(key) {
  const name = key.startsWith(VALIDATION) ? key.slice(VALIDATION.length) : key;
  const title = word(`figure.${name}`, name.replaceAll('_', ' '));
  return key === name ? title : t('train.of-validation', { name: title });
}

/** @param {unknown} value */
function cell(value) {
  if (typeof value === 'number')
    return new Intl.NumberFormat(document.documentElement.lang, {
      maximumSignificantDigits: 4,
    }).format(value);
  return value === null || value === undefined ? '–' : String(value);
}
