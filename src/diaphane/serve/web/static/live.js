// Says what happened: aloud to screen readers, and for a moment at the foot of the page.

import { Refused } from './api.js';
import { byId, el, fill } from './dom.js';
import { sentence, t } from './words.js';

const SECONDS = 6;
let timer = 0;

/** @param {string} text */
export function say(text) {
  fill(byId('status'), el('p', { class: 'toast' }, text));
  clearTimeout(timer);
  timer = window.setTimeout(() => fill(byId('status')), SECONDS * 1000);
}

/**
 * What went wrong stays until it is put away.
 *
 * @param {unknown} error
 */
export function complain(error) {
  const put = () => fill(byId('alert'));
  fill(
    byId('alert'),
    el(
      'div',
      { class: 'toast bad' },
      el('p', {}, inWords(error)),
      el('button', { type: 'button', class: 'plain', onclick: put }, t('close')),
    ),
  );
}

/** Another page was asked for: what went wrong on this one is over. */
export const hush = () => fill(byId('alert'));

/**
 * An error as a sentence for a person; bugs keep their trace in the console.
 *
 * @param {unknown} error
 */
export function inWords(error) {
  if (error instanceof Refused) return sentence(error.message);
  console.error(error);
  return t('error.bug');
}
