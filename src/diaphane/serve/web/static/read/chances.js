// Probabilities as bars, the classes that cannot be ruled out, and what the percentages mean.

import { el } from '../dom.js';
import { listed, number, percent, t } from '../words.js';
import { hex } from '../viewer/palette.js';
import { titleOf } from './answer.js';

/** @import {Card, Result} from '../types.js' */

/**
 * Nothing where the image is none that the model could know: its percentages would say nothing.
 *
 * @param {Result} result
 * @param {Card | null} card
 */
export function chances(result, card) {
  const { label, probabilities = {}, set = [] } = result;
  const entries = Object.entries(probabilities).sort(([, one], [, other]) => other - one);
  if (!entries.length || (!label && !set.length)) return null;
  return el(
    'section',
    { 'class': 'stack', 'aria-label': t('chances.title') },
    el('ul', { class: 'chances' }, ...entries.map(([name, share]) => bar(result, name, share))),
    label && set.length > 0 && // where no class is named, the headline says it
      el('p', {}, t('chances.set', { names: listed(set.map((name) => titleOf(result, name))) })),
    crossed(probabilities, set) && el('p', { class: 'quiet small' }, t('chances.crossed')),
    meaning(card, set.length > 0),
  );
}

/**
 * True where a class is ruled out though a less likely one is not: each has a limit of its own.
 *
 * @param {Record<string, number>} probabilities
 * @param {string[]} set
 */
export function crossed(probabilities, set) {
  const least = Math.min(...set.map((name) => probabilities[name]));
  return Object.entries(probabilities).some(([name, share]) => !set.includes(name) && share > least);
}

/**
 * @param {Result} result
 * @param {string} name
 * @param {number} share
 */
function bar(result, name, share) {
  const colour = result.classes.find((one) => one.name === name)?.colour ?? [127, 140, 140];
  const filled = el('span', { class: 'filled' });
  filled.style.width = `${Math.max(share * 100, 0.4)}%`;
  filled.style.background = hex(colour);
  const possible = result.set?.includes(name);
  return el(
    'li',
    { class: possible ? 'possible' : 'ruled-out' },
    el('span', { class: 'what' }, titleOf(result, name)),
    el('span', { class: 'number' }, percent(share, 1)),
    el('span', { 'class': 'track', 'aria-hidden': 'true' }, filled),
  );
}

/**
 * @param {Card | null} card
 * @param {boolean} sets
 */
function meaning(card, sets) {
  const n = card?.calibration?.n;
  const coverage = card?.calibration?.coverage;
  return el(
    'details',
    { class: 'small' },
    el('summary', {}, t('chances.meaning')),
    el('p', {}, t('chances.calibrated')),
    n ? el('p', {}, t('chances.calibrated-on', { n: number(n, 0) })) : null,
    sets && coverage ? el('p', {}, t('chances.coverage', { share: percent(coverage) })) : null,
    el('p', {}, t('chances.alike')),
  );
}
