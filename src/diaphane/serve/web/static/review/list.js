// The work list: which answers wait for a decision, filtered, gone through by keys.

import { el, fill } from '../dom.js';
import { complain } from '../live.js';
import { may, session } from '../person.js';
import { t } from '../words.js';
import { blindSwitch } from './blind.js';
import { exported } from './export.js';
import { filters } from './filters.js';
import { begin, keptQuery } from './queue.js';
import { row } from './row.js';
import { shortcuts } from './shortcuts.js';

/**
 * @param {HTMLElement} place
 * @param {URLSearchParams} query
 * @returns {Promise<() => void>} lets go of the keys
 */
export async function list(place, query) {
  // without a word on what is wanted, what was wanted last; of all that there is, the undecided
  const wanted = String(query) || keptQuery() || 'decided=no';
  const body = el('tbody');
  const count = el('p', { class: 'quiet', role: 'status' });
  const none = el('p', { class: 'quiet' });
  const more = el('button', { type: 'button', hidden: true }, t('more'));
  const queue = await begin(wanted);

  const put = () => {
    fill(body, ...queue.cases.map(row));
    fill(count, counted(queue));
    fill(
      none,
      queue.cases.length ? '' : t(wanted === 'decided=no' ? 'review.all-decided' : 'review.none'),
    );
    table.hidden = !queue.cases.length;
    more.hidden = queue.next === null;
  };
  more.addEventListener('click', async () => {
    await queue.more().catch(complain);
    put();
  });
  const table = el('table', { class: 'worklist' }, head(), body);
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el(
        'div',
        { class: 'row between' },
        el('h1', {}, t('way.review')),
        el('div', { class: 'row' }, may('admin') ? blindSwitch() : null, exported()),
      ),
      el('p', { class: 'lead' }, t('review.lead')),
      !may('admin') && session().blind && el('p', { class: 'doubts' }, t('review.blind.on')),
      filters(new URLSearchParams(wanted)),
      el('div', { class: 'row between' }, count, keysHint()),
      el('div', { class: 'scrolls part' }, table, none, more),
    ),
  );
  put();
  const keys = { j: () => step(body, 1), k: () => step(body, -1) };
  const arrows = { ArrowDown: keys.j, ArrowUp: keys.k };
  return shortcuts(() => (body.contains(document.activeElement) ? { ...keys, ...arrows } : keys));
}

function head() {
  const columns = ['picture', 'case', 'model', 'answer', 'doubts', 'decision', 'time'].map((name) =>
    el(
      'th',
      { scope: 'col' },
      name === 'picture'
        ? el('span', { class: 'unseen' }, t('review.picture'))
        : t(/** @type {'review.case'} */ (`review.${name}`)),
    ),
  );
  return el('thead', {}, el('tr', {}, ...columns));
}

/** @param {import('./queue.js').Queue} queue */
function counted({ counts, cases }) {
  if (counts) return t('review.counts', { all: counts.all, open: counts.all - counts.decided });
  return t('review.shown', { n: cases.length });
}

function keysHint() {
  const keys = [
    ['j', 'k', t('review.keys.go')],
    ['Enter', t('review.keys.open')],
  ];
  return el(
    'p',
    { class: 'quiet small keys' },
    ...keys.flatMap((one) => [
      ...one.slice(0, -1).map((key) => el('kbd', {}, key)),
      ` ${one.at(-1)} `,
    ]),
  );
}

/**
 * To the next row, or to the first.
 *
 * @param {HTMLElement} body
 * @param {number} by
 */
function step(body, by) {
  const links = [...body.querySelectorAll('a')];
  const here = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + by));
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: 'nearest' });
}
