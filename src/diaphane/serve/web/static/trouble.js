// What stands in the place of a page that could not be shown.

import { el, fill } from './dom.js';
import { inWords } from './live.js';
import { t } from './words.js';

/**
 * @param {HTMLElement} place
 * @param {unknown} error
 * @param {string} back an address that is sure to be there
 */
export function trouble(place, error, back) {
  const away = el('a', { href: back }, t('back'));
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el('p', { class: 'wrong', role: 'alert' }, inWords(error)),
      el('p', {}, away),
    ),
  );
}
