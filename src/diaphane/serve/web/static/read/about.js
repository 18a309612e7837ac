// What stands above the answers: what the image is, and what of it is odd.

import { el } from '../dom.js';
import { may } from '../person.js';
import { sentence, t } from '../words.js';
import { moreFacts } from './facts.js';

/** @import {Facts} from '../types.js' */

/**
 * @param {Facts} image
 * @param {() => void} remove
 */
export function about(image, remove) {
  return el(
    'header',
    { class: 'about' },
    el('h1', { class: 'break' }, image.title || t('view.image')),
    el('p', { class: 'quiet small number' }, moreFacts(image)),
    image.warnings.length > 0 &&
      el(
        'details',
        { class: 'small warnings', open: image.warnings.length < 3 },
        el('summary', {}, t('about.warnings', { n: image.warnings.length })),
        el('ul', { class: 'notes' }, ...image.warnings.map((one) => el('li', {}, sentence(one)))),
      ),
    may('reader') &&
      el(
        'button',
        { type: 'button', class: 'plain small remove', onclick: remove },
        t('remove.do'),
      ),
  );
}
