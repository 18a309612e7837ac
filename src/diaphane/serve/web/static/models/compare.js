// Some models beside each other: their figures on common axes, and what they are.

import { el } from '../dom.js';
import { bytes, sentence, t } from '../words.js';
import { axisOf, leading, titleOf, writtenWhole } from './figures.js';
import { interval } from './interval.js';

/** @import {Card} from '../types.js' */

/** @param {readonly Card[]} cards */
export function comparison(cards) {
  const names = [...new Set(cards.flatMap((card) => leading(card.task, card.figures)))];
  const common = names.filter((name) => cards.filter((card) => name in card.figures).length > 1);
  return [
    el('p', {}, el('a', { href: '#/models' }, t('models.back'))),
    el('h1', {}, t('models.compare')),
    el('p', { class: 'lead' }, t('models.compare.careful')),
    el(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': t('models.compare') },
      el(
        'table',
        { class: 'compared' },
        head(cards),
        el(
          'tbody',
          {},
          ...facts(cards),
          ...(common.length ? common : names).map((name) => row(name, cards)),
        ),
      ),
    ),
  ];
}

/** @param {readonly Card[]} cards */
function head(cards) {
  const columns = cards.map((card) =>
    el(
      'th',
      { scope: 'col' },
      el('a', { href: `#/models/${encodeURIComponent(card.name)}` }, card.name),
    ),
  );
  return el('thead', {}, el('tr', {}, el('td'), ...columns));
}

/** @param {readonly Card[]} cards */
function facts(cards) {
  /** @type {[string, (card: Card) => string][]} */
  const told = [
    [t('task'), (card) => t(`task.${card.task}`)],
    [
      t('models.classes'),
      ({ classes }) => classes.map((one) => sentence(one.title || one.name)).join(t('comma')) || '–',
    ],
    [t('models.network'), (card) => card.network],
    [t('models.size'), (card) => (card.bytes ? bytes(card.bytes) : '–')],
    [t('models.licence'), (card) => sentence(card.licence)],
  ];
  return told.map(([title, of]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, title),
      ...cards.map((card) => el('td', { class: 'small' }, of(card))),
    ),
  );
}

/**
 * @param {string} name
 * @param {readonly Card[]} cards
 */
function row(name, cards) {
  const axis = axisOf(
    name,
    cards.flatMap((card) => card.figures[name] ?? []),
  );
  const cells = cards.map(({ figures }) =>
    name in figures
      ? el(
          'td',
          { class: 'number' },
          writtenWhole(name, figures[name]),
          interval(figures[name], axis),
        )
      : el('td', {}, '–'),
  );
  return el('tr', {}, el('th', { scope: 'row' }, titleOf(name)), ...cells);
}
