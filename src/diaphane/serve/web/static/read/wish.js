// The model that was chosen before the image: on its card, or after its training.

import { el } from '../dom.js';
import { t } from '../words.js';
import { change, open } from './open.js';

/** @import {Facts} from '../types.js' */

/** @param {URLSearchParams} query of the address */
export function wish(query) {
  const model = query.get('model');
  if (model) change((desk) => (desk.wish = model));
}

/** What is said before there is an image. */
export function wished() {
  const { wish: model } = open();
  if (!model) return null;
  const line = el(
    'p',
    { class: 'row' },
    t('wish.next', { model }),
    el('button', { type: 'button', class: 'plain', onclick: forget }, t('wish.forget')),
  );
  return line;

  function forget() {
    change((desk) => delete desk.wish);
    line.remove();
  }
}

/**
 * The models of an image, the one that is wished for first.
 *
 * @param {Facts} image
 */
export function wishedFirst({ models }) {
  const { wish: model } = open();
  const fits = models.filter((one) => one.name === model);
  return {
    first: fits,
    others: models.filter((one) => one.name !== model),
    missing: model && !fits.length ? model : null,
  };
}
