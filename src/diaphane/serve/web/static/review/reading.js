// The reader's own answer beside the model's, once both are known.

import { el } from '../dom.js';
import { titleOf } from '../read/answer.js';
import { t } from '../words.js';
import { change, ownReading } from './opinion.js';

/** @import {Result} from '../types.js' */

/**
 * @param {Result} result
 * @param {string} actor who looks
 */
export function compared(result, actor) {
  const own = ownReading(result.decisions, actor);
  if (!own) return null;
  const mind = change(result.decisions, result, actor);
  return el(
    'section',
    { class: 'own stack', 'aria-label': t('review.own') },
    el('h3', {}, t('review.own')),
    own.label &&
      el('p', {}, el('strong', {}, titleOf(result, own.label)), ' ', agreement(result, own.label)),
    own.mask && el('p', {}, t('review.own.mask')),
    own.note && el('p', { class: 'break' }, own.note),
    mind && el('p', { class: 'quiet' }, t(`review.mind.${mind}`)),
  );
}

/**
 * @param {Result} result
 * @param {string} label
 */
function agreement(result, label) {
  const same = result.label === label;
  return el(
    'span',
    { class: same ? 'tag good' : 'tag doubt' },
    t(same ? 'review.agrees' : 'review.differs'),
  );
}
