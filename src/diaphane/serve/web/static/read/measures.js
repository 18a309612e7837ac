// Measures with their units: of segmented classes as a table, others in lines.

import { el } from '../dom.js';
import { number, sentence, t, word } from '../words.js';

/** @import {Card, ClassFacts, Result} from '../types.js' */

/** Endings of names that say the unit, and how it is written. */
const UNITS = {
  _ml: 'ml',
  _mm2: 'mm²',
  _mm3: 'mm³',
  _mm: 'mm',
  _px: 'px',
  _percent: '%',
  _db: 'dB',
};

/** Where these are known, the share of the image says nothing more. */
const SIZED = ['volume_ml', 'area_mm2'];

/**
 * @param {Result} result
 * @param {Card | null} card of the model
 */
export function measures(result, card) {
  const all = result.measures ?? {};
  const rows = result.classes
    .map((one) => ({ one, own: ofClass(all, one, result.classes) }))
    .filter(({ own }) => Object.keys(own).length);
  const taken = new Set(
    rows.flatMap(({ one, own }) => Object.keys(own).map((name) => `${one.name}_${name}`)),
  );
  const rest = Object.entries(all).filter(([name]) => !taken.has(name));
  if (!rows.length && !rest.length) return null;
  return el(
    'section',
    { 'class': 'stack', 'aria-labelledby': 'measures-title' },
    el('h3', { id: 'measures-title' }, t('measures.title')),
    rows.length > 0 && table(rows),
    rest.length > 0 &&
      el(
        'dl',
        { class: 'lines' },
        ...rest.map(([name, value]) =>
          el(
            'div',
            {},
            el('dt', {}, title(name)),
            el('dd', { class: 'number' }, limited(name, value, card)),
          ),
        ),
      ),
  );
}

/**
 * Measures whose names begin with the class's, and with no longer one's.
 *
 * @param {Record<string, number>} all
 * @param {ClassFacts} one
 * @param {ClassFacts[]} classes
 */
export function ofClass(all, one, classes) {
  const longer = classes.filter(
    (other) => other.name.length > one.name.length && other.name.startsWith(`${one.name}_`),
  );
  const own = Object.entries(all).filter(
    ([name]) =>
      name.startsWith(`${one.name}_`) && !longer.some((other) => name.startsWith(`${other.name}_`)),
  );
  return Object.fromEntries(own.map(([name, value]) => [name.slice(one.name.length + 1), value]));
}

/** @param {{one: ClassFacts, own: Record<string, number>}[]} rows */
function table(rows) {
  const all = [...new Set(rows.flatMap(({ own }) => Object.keys(own)))];
  const names = all.filter((name) => name !== 'share' || !SIZED.some((one) => all.includes(one)));
  return el(
    'div',
    { 'class': 'scrolls', 'tabindex': 0, 'role': 'group', 'aria-label': t('measures.title') },
    el(
      'table',
      { class: 'small' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, t('measures.class')),
          ...names.map((name) => el('th', { scope: 'col', class: 'end' }, title(name))),
        ),
      ),
      el(
        'tbody',
        {},
        ...rows.map(({ one, own }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, sentence(one.title || one.name)),
            ...names.map((name) =>
              el('td', { class: 'end' }, name in own ? amount(name, own[name]) : '–'),
            ),
          ),
        ),
      ),
    ),
  );
}

/**
 * A measure, with the limit above which the model doubts.
 *
 * @param {string} name
 * @param {number} value
 * @param {Card | null} card
 */
function limited(name, value, card) {
  const limit = name === 'novelty' && card?.novelty?.limit;
  const said = amount(name, value);
  return limit ? t('measure.limited', { value: said, limit: amount(name, limit) }) : said;
}

/** @param {string} name */
function title(name) {
  return word(`measure.${name}`, name.replace(/_/g, ' '));
}

/**
 * @param {string} name
 * @param {number} value
 */
export function amount(name, value) {
  if (name === 'share' || name.endsWith('_share')) return `${number(value * 100, 2)}%`;
  const ending = Object.keys(UNITS).find((one) => name.endsWith(one));
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const said = number(value, digits);
  if (!ending) return said;
  const unit = UNITS[/** @type {keyof typeof UNITS} */ (ending)];
  return unit === '%' ? `${said}%` : `${said} ${unit}`;
}
