// One case of the work list.

import { thumbnail } from '../api.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { called, number, percent, sentence, t, when } from '../words.js';
import { stamp } from './stamp.js';

/** @import {ResultSummary} from '../types.js' */

/** @param {ResultSummary} summary */
export function row(summary) {
  const { id, image, title, task, model, doubts, decision, created, removed } = summary;
  const open = (/** @type {MouseEvent} */ event) => {
    if (!(event.target instanceof HTMLAnchorElement)) location.hash = `#/review/${id}`;
  };
  const picture = removed
    ? el('span', { class: 'gone' })
    : el('img', { src: thumbnail(image), alt: '', loading: 'lazy', width: 48, height: 48 });
  return el(
    'tr',
    { onclick: open },
    el('td', { class: 'thumb' }, picture),
    el('th', { scope: 'row' }, el('a', { href: `#/review/${id}` }, title || t('review.untitled'))),
    el('td', {}, called(model), el('small', { class: 'quiet' }, t(`task.${task}`))),
    el('td', {}, ...said(summary)),
    el(
      'td',
      { class: 'number' },
      doubts ? el('span', { class: 'tag doubt' }, icon('doubt'), number(doubts, 0)) : '',
    ),
    el(
      'td',
      {},
      decision ? stamp(decision.verdict) : '',
      decision?.label_title && el('span', {}, ' ', sentence(decision.label_title)),
      decision && el('small', { class: 'quiet' }, decision.actor),
    ),
    el('td', { class: 'quiet small' }, when(created)),
  );
}

/** @param {ResultSummary} summary */
function said({ task, label, label_title: title, probability, hidden }) {
  if (hidden) return [el('span', { class: 'quiet' }, t('review.hidden'))];
  if (task !== 'classify') return ['–'];
  if (!label) return [t('review.unknown')];
  const share =
    probability === null ? null : el('small', { class: 'quiet number' }, percent(probability));
  return [sentence(title ?? label), share].filter((one) => one !== null);
}
