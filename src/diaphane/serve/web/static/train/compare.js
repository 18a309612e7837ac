// Some trainings over each other: their curves, what they were given, how good they became.

import { get } from '../api.js';
import { el, fill } from '../dom.js';
import { titleOf, written } from '../models/figures.js';
import { t, when } from '../words.js';
import { curves, legend } from './curves.js';
import { goesOn, tag } from './runs.js';
import { atBest, bestEpoch, panels } from './series.js';

/** @import {Training} from '../types.js' */
/** @import {NamedPanel} from './curves.js' */

/** Milliseconds between two looks at those that still run. */
const PACE = 5000;

/**
 * @param {HTMLElement} place
 * @param {readonly string[]} ids
 * @returns {Promise<() => void>} stops looking
 */
export async function comparison(place, ids) {
  const address = `/api/trainings/compare?ids=${ids.map(encodeURIComponent).join(',')}`;
  const head = el('thead');
  const body = el('tbody');
  const graphs = el('div', { class: 'graphs' });
  let timer = 0;
  const renew = async () => {
    /** @type {{trainings: Training[]}} */
    const { trainings } = await get(address);
    const names = trainings.map((one, k) => `${k + 1}: ${one.recipe}`);
    const longest = Math.max(...trainings.map((one) => one.lines.length));
    // the names lead to the trainings: one that has the focus keeps it
    if (!head.hasChildNodes()) fill(head, headOf(trainings, names));
    fill(body, ...rowsOf(trainings));
    fill(
      graphs,
      el('div', { class: 'wide' }, legend(names)),
      ...over(trainings, names).map((panel) => curves(panel, longest)),
    );
    if (!trainings.some(goesOn)) clearInterval(timer);
  };
  timer = window.setInterval(() => document.hidden || void renew().catch(() => {}), PACE);
  await renew().catch((error) => {
    clearInterval(timer);
    throw error;
  });
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el('p', {}, el('a', { href: '#/train' }, t('train.back'))),
      el('h1', {}, t('train.compare')),
      el('div', { class: 'scrolls part' }, el('table', {}, head, body)),
      graphs,
    ),
  );
  return () => clearInterval(timer);
}

/**
 * @param {readonly Training[]} trainings
 * @param {readonly string[]} names
 * @returns {NamedPanel[]}
 */
function over(trainings, names) {
  /** @type {Map<string, NamedPanel>} */
  const found = new Map();
  trainings.forEach(({ lines }, run) => {
    for (const { name, curves: ones } of panels(lines)) {
      const panel = found.get(name) ?? { name, curves: [] };
      panel.curves.push(
        ...ones.map((one) => ({ ...one, run, name: `${names[run]} (${t(`train.${one.part}`)})` })),
      );
      found.set(name, panel);
    }
  });
  return [...found.values()].sort((a, b) => Number(a.name === 'rate') - Number(b.name === 'rate'));
}

/**
 * @param {readonly Training[]} trainings
 * @param {readonly string[]} names
 */
function headOf(trainings, names) {
  const links = trainings.map((one, k) =>
    el('th', { scope: 'col' }, el('a', { href: `#/train/${one.id}` }, names[k])),
  );
  return el('tr', {}, el('td'), ...links);
}

/** @param {readonly Training[]} trainings */
function rowsOf(trainings) {
  const settings = [...new Set(trainings.flatMap((one) => Object.keys(one.settings)))];
  const figures = [
    ...new Set(trainings.flatMap((one) => panels(one.lines).map((panel) => panel.name))),
  ].filter((name) => name !== 'rate');
  /** @type {[string, (one: Training) => Node | string][]} */
  const rows = [
    [t('train.state'), tag],
    [t('train.folder'), (one) => one.folder],
    [t('train.began'), (one) => when(one.created)],
    ...settings.map(
      (key) =>
        /** @type {[string, (one: Training) => string]} */ ([
          key,
          (one) => one.settings[key] ?? '–',
        ]),
    ),
    [t('train.best'), (one) => String((bestEpoch(one.lines) ?? -1) + 1 || '–')],
    ...figures.map(
      (name) =>
        /** @type {[string, (one: Training) => string]} */ ([
          heldOut(trainings, name) ? t('train.of-validation', { name: titleOf(name) }) : titleOf(name),
          (one) => figure(one, name),
        ]),
    ),
  ];
  return rows.map(([title, of]) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, title),
      ...trainings.map((one) => el('td', {}, of(one))),
    ),
  );
}

/**
 * Is a figure told of what was held out? It is then taken from there.
 *
 * @param {readonly Training[]} trainings
 * @param {string} name
 */
function heldOut(trainings, name) {
  return trainings.some(({ lines }) =>
    panels(lines).some(
      (panel) => panel.name === name && panel.curves.some((one) => one.part === 'validation'),
    ),
  );
}

/**
 * @param {Training} training
 * @param {string} name
 */
function figure({ lines }, name) {
  const value = atBest(lines, name);
  return value === null ? '–' : written(name, value);
}
