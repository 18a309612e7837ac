// All trainings there were, with their states; some of them can be chosen to be compared.

import { get } from '../api.js';
import { el } from '../dom.js';
import { titleOf, written } from '../models/figures.js';
import { t, when } from '../words.js';

/** @import {Progress, TrainingState} from '../types.js' */

/** @type {Record<TrainingState, string>} */
const LOOKS = {
  starting: 'fits',
  running: 'fits',
  done: 'good',
  failed: 'bad',
  stopped: '',
  interrupted: 'doubt',
};

/** Figures that tell how good a training was, the best one first. */
const TELLING = ['dice', 'psnr', 'accuracy', 'loss'];

export function runs() {
  /** @type {Set<string>} */
  const chosen = new Set();
  /** @type {Map<string, HTMLTableRowElement>} */
  const rows = new Map();
  const body = el('tbody');
  const none = el('p', { class: 'quiet', hidden: true }, t('train.none'));
  const compare = el('a', { class: 'button', hidden: true }, t('train.compare'));
  const head = ['run', 'state', 'epochs', 'figure', 'owner', 'began'].map((name) =>
    el('th', { scope: 'col' }, t(/** @type {'train.run'} */ (`train.${name}`))),
  );
  const first = el('th', { scope: 'col' }, t('models.choose'));
  const table = el('table', {}, el('thead', {}, el('tr', {}, first, ...head)), body);
  const choose = (/** @type {string} */ id, /** @type {boolean} */ wanted) => {
    if (wanted) chosen.add(id);
    else chosen.delete(id);
    compare.hidden = chosen.size < 2;
    compare.href = `#/train?compare=${[...chosen].join(',')}`;
  };
  const renew = async () => {
    /** @type {{trainings: Progress[]}} */
    const { trainings } = await get('/api/trainings');
    none.hidden = trainings.length > 0;
    table.hidden = !trainings.length;
    trainings.forEach((one, place) => {
      const now = row(one, choose);
      const before = rows.get(one.id);
      if (before) return renewed(before, now);
      rows.set(one.id, now);
      body.insertBefore(now, body.children[place] ?? null);
    });
  };
  const element = el(
    'section',
    { class: 'part' },
    el('div', { class: 'row between' }, el('h2', {}, t('train.runs')), compare),
    none,
    el('div', { class: 'scrolls' }, table),
  );
  return { element, renew };
}

/**
 * @param {Progress} training
 * @param {(id: string, wanted: boolean) => void} choose
 */
function row(training, choose) {
  const { id, recipe, folder, done, epochs, owner, created } = training;
  const box = el('input', {
    type: 'checkbox',
    'aria-label': t('train.choose', { name: `${recipe} ${when(created)}` }),
  });
  box.addEventListener('change', () => choose(id, box.checked));
  return el(
    'tr',
    {},
    el('td', {}, box),
    el(
      'th',
      { scope: 'row' },
      el('a', { href: `#/train/${id}` }, recipe),
      el('small', { class: 'quiet' }, folder),
    ),
    el('td', {}, tag(training)),
    el('td', { class: 'number' }, t('train.of', { done, all: epochs })),
    el('td', { class: 'number' }, told(training)),
    el('td', {}, owner),
    el('td', {}, when(created)),
  );
}

/**
 * What a person may have the focus on, the box and the name, stays as it is.
 *
 * @param {HTMLTableRowElement} before
 * @param {HTMLTableRowElement} now
 */
function renewed(before, now) {
  [...now.cells].slice(2).forEach((cell, k) => before.cells[k + 2].replaceWith(cell));
}

/** @param {{state: TrainingState}} training */
export const goesOn = ({ state }) => state === 'starting' || state === 'running';

/** @param {{state: TrainingState}} training */
export function tag({ state }) {
  return el('span', { class: `tag ${LOOKS[state]}` }, t(`train.state.${state}`));
}

/**
 * The figure that tells most, of the epoch that is kept.
 *
 * @param {Progress} training
 */
function told({ best }) {
  for (const name of TELLING) {
    const value = best[name];
    if (typeof value === 'number') return `${titleOf(name)} ${written(name, value)}`;
  }
  return '–';
}
