// Some trainings over each other: their curves, what they were given, how good they became.

import { get } from '../api.js';
import { el, fill } from '../dom.js';
import { titleOf, written } from '../models/figures.js';
import { t, when } from '../words.js';
import { curves, legend } from './curves.js';
import { tag } from './runs.js';
import { atBest, bestEpoch, panels } from './series.js';

/** @import {Training} from '../types.js' */
/** @import {NamedPanel} from './curves.js' */

/**
 * @param {HTMLElement} place
 * @param {readonly string[]} ids
 */
export async function comparison(place, ids) {
  /** @type {{trainings: Training[]}} */
  const { trainings } = await get(
    `/api/trainings/compare?ids=${ids.map(encodeURIComponent).join(',')}`,
  );
  const names = trainings.map((one, k) => `${k + 1}: ${one.recipe}`);
  const longest = Math.max(...trainings.map((one) => one.lines.length));
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el('p', {}, el('a', { href: '#/train' }, t('train.back'))),
      el('h1', {}, t('train.compare')),
      el('div', { class: 'scrolls part' }, table(trainings, names)),
      el(
        'div',
        { class: 'graphs' },
        el('div', { class: 'wide' }, legend(names)),
        ...over(trainings, names).map((panel) => curves(panel, longest)),
      ),
    ),
  );
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
function table(trainings, names) {
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
          titleOf(name),
          (one) => figure(one, name),
        ]),
    ),
  ];
  const head = trainings.map((one, k) =>
    el('th', { scope: 'col' }, el('a', { href: `#/train/${one.id}` }, names[k])),
  );
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, el('td'), ...head)),
    el(
      'tbody',
      {},
      ...rows.map(([title, of]) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, title),
          ...trainings.map((one) => el('td', {}, of(one))),
        ),
      ),
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
