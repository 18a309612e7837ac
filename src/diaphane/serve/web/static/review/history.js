// All that was decided about a case. Nothing of it is ever changed.

import { el } from '../dom.js';
import { titleOf } from '../read/answer.js';
import { t, when } from '../words.js';
import { change } from './opinion.js';
import { stamp } from './stamp.js';

/** @import {Decision, Result} from '../types.js' */

/** @param {Result} result */
export function history(result) {
  const { decisions } = result;
  if (!decisions.length) return null;
  return el(
    'section',
    { class: 'history', 'aria-labelledby': 'history-title' },
    el('h3', { id: 'history-title' }, t('review.history')),
    el('ol', { class: 'stack' }, ...decisions.map((one) => entry(one, result))),
    el('p', { class: 'quiet small' }, t('review.history.how')),
  );
}

/**
 * The decision that stands, in a line.
 *
 * @param {Result} result
 */
export function standing({ decisions }) {
  const last = decisions.findLast((one) => one.verdict !== 'read');
  return last ? signed(last) : null;
}

/** Who decided what, and when. @param {Decision} decision */
function signed({ verdict, actor, created }) {
  return el(
    'p',
    { class: 'row' },
    stamp(verdict),
    el('strong', {}, actor),
    el('time', { class: 'quiet small', datetime: created }, when(created)),
  );
}

/**
 * @param {Decision} decision
 * @param {Result} result
 */
function entry(decision, result) {
  const { actor, verdict, label, mask, note, seen } = decision;
  const mind = verdict === 'read' ? null : change(upTo(decision, result.decisions), result, actor);
  const about = [
    label && titleOf(result, label),
    mask && t('review.history.mask'),
    verdict === 'read' && !seen && t('review.history.before'),
    mind && t(`review.history.${mind}`),
  ].filter((one) => typeof one === 'string');
  return el(
    'li',
    {},
    signed(decision),
    about.length > 0 && el('p', {}, about.join(' · ')),
    note && el('p', { class: 'note break' }, note),
  );
}

/**
 * What was known when a decision was taken.
 *
 * @param {Decision} decision
 * @param {readonly Decision[]} all
 */
const upTo = (decision, all) => all.slice(0, all.indexOf(decision) + 1);
