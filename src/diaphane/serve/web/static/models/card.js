// One model, whole: figures, reliability, classes, data, limits, where it comes from.

import { el } from '../dom.js';
import { say } from '../live.js';
import { may } from '../person.js';
import { bytes, percent, sentence, t } from '../words.js';
import { axisOf, leading, meaningOf, siblings, titleOf, writtenWhole } from './figures.js';
import { readWith } from './gallery.js';
import { interval } from './interval.js';
import { reliability } from './reliability.js';

/** @import {Card, ClassFacts} from '../types.js' */

/** @param {Card} card */
export function whole(card) {
  return [
    el('p', {}, el('a', { href: '#/models' }, t('models.back'))),
    el('p', { class: 'over' }, t(`task.${card.task}`)),
    el('h1', {}, card.name),
    el('p', { class: 'lead' }, sentence(card.summary)),
    may('reader') &&
      el('p', {}, el('a', { class: 'button', href: readWith(card.name) }, t('models.read-with'))),
    part(t('models.figures'), ...figures(card)),
    el('div', { class: 'parts' }, ...parts(card)),
  ].filter((one) => one !== false);
}

/** @param {Card} card */
function parts(card) {
  return [
    card.task === 'classify' && part(t('models.reliability'), ...trusted(card)),
    card.classes.length > 0 && part(t('models.classes'), classes(card.classes)),
    part(t('models.use'), prose(card.intended_use)),
    card.limits.length > 0 && part(t('models.limits'), list(card.limits)),
    part(t('models.data'), prose(card.data)),
    part(t('models.licence'), prose(card.licence)),
    part(t('models.provenance'), provenance(card)),
  ].filter((one) => one !== false);
}

/**
 * @param {string} title
 * @param {...(Node | string)} content
 */
function part(title, ...content) {
  return el('section', { class: 'part' }, el('h2', {}, title), ...content);
}

/** A text of the card, marked as English where it is not translated.
 * @param {string} text */
function prose(text) {
  return el(
    'p',
    { lang: sentence(text) === text ? 'en' : null },
    sentence(text) || t('models.nothing'),
  );
}

/** @param {readonly string[]} texts */
function list(texts) {
  return el(
    'ul',
    { class: 'dots' },
    ...texts.map((text) =>
      el('li', { lang: sentence(text) === text ? 'en' : null }, sentence(text)),
    ),
  );
}

/** @param {Card} card */
function figures(card) {
  const first = leading(card.task, card.figures);
  const others = Object.keys(card.figures)
    .filter((name) => !first.includes(name))
    .sort();
  if (!Object.keys(card.figures).length) return [el('p', {}, t('models.no-figures'))];
  return [
    el('p', { class: 'quiet' }, t('models.figures.how')),
    table(card, first),
    others.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, t('models.figures.more', { n: others.length })),
        table(card, others),
      ),
  ].filter((one) => one !== false);
}

/**
 * @param {Card} card
 * @param {readonly string[]} names
 */
function table(card, names) {
  return el(
    'table',
    { class: 'figures' },
    el(
      'thead',
      { class: 'unseen' },
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, t('figure')),
        el('th', { scope: 'col' }, t('value')),
        el('td'),
      ),
    ),
    el('tbody', {}, ...names.map((name) => row(name, card))),
  );
}

/**
 * @param {string} name
 * @param {Card} card
 */
function row(name, card) {
  const figure = card.figures[name];
  const meaning = meaningOf(name);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, titleOf(name), meaning && el('small', { class: 'quiet' }, meaning)),
    el('td', { class: 'number' }, writtenWhole(name, figure)),
    el('td', { class: 'drawn' }, interval(figure, axisOf(name, siblings(name, card.figures)))),
  );
}

/** @param {Card} card */
function trusted({ reliability: bins, calibration }) {
  const promised = calibration && [
    el(
      'p',
      {},
      t('models.calibrated', { n: calibration.n, coverage: percent(calibration.coverage) }),
    ),
    el('p', {}, t('models.least', { least: percent(calibration.least) })),
  ];
  return [
    bins?.length ? reliability(bins) : el('p', { class: 'quiet' }, t('models.no-reliability')),
    ...(promised ?? []),
  ];
}

/** @param {readonly ClassFacts[]} found */
function classes(found) {
  const head = ['class', 'name', 'code'].map((name) =>
    el('th', { scope: 'col' }, t(/** @type {'models.class'} */ (`models.${name}`))),
  );
  return el(
    'table',
    { class: 'classes' },
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...found.map(oneClass)),
  );
}

/** @param {ClassFacts} about */
function oneClass({ name, title, colour, code }) {
  const patch = el('span', { class: 'patch' });
  patch.style.background = `rgb(${colour.join(' ')})`;
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, patch, sentence(title || name)),
    el('td', {}, el('code', {}, name)),
    el('td', {}, code ? `${code.scheme} ${code.value} · ${code.meaning}` : '–'),
  );
}

/** @param {Card} card */
function provenance(card) {
  const { date, ...others } = card.trained ?? {};
  return el(
    'div',
    { class: 'stack' },
    facts({
      [t('models.network')]: el('code', { class: 'break' }, card.network || '–'),
      [t('models.size')]: card.bytes ? bytes(card.bytes) : '–',
      [t('models.date')]: date ?? '–',
      'SHA-256': card.sha256 ? copied(card.sha256) : '–',
    }),
    Object.keys(others).length > 0 &&
      el('details', {}, el('summary', {}, t('models.versions')), facts(others)),
  );
}

/** @param {Record<string, Node | string>} told */
function facts(told) {
  const rows = Object.entries(told).flatMap(([name, value]) => [
    el('dt', {}, name),
    el('dd', {}, value instanceof Node ? value : el('code', { class: 'break' }, value)),
  ]);
  return el('dl', { class: 'facts' }, ...rows);
}

/** @param {string} text */
function copied(text) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say(t('copied'));
  };
  return el(
    'span',
    {},
    el('code', { class: 'break' }, text),
    ' ',
    el('button', { type: 'button', class: 'plain', onclick: copy }, t('copy')),
  );
}
