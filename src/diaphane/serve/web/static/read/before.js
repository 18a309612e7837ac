// What was read before: small pictures that lead back to it.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { complain } from '../live.js';
import { t } from '../words.js';
import { facts } from './facts.js';

/** @import {Facts} from '../types.js' */

/** Images at a time. */
const RECENT = 12;

/** A place that fills itself, and stays empty where there is nothing yet. */
export function before() {
  const list = el('ul', { class: 'recent' });
  const more = el('button', { type: 'button', hidden: true }, t('more'));
  const section = el('section', { class: 'stack' });
  more.addEventListener('click', () => void on());
  /** @type {string | null} */
  let last = null;
  void on();
  return section;

  async function on() {
    try {
      const { images, next } = await api.images(RECENT, last);
      list.append(...images.map(seen));
      last = next;
      more.hidden = !next;
      if (images.length) fill(section, el('h2', {}, t('read.before')), list, more);
    } catch (error) {
      complain(error);
    }
  }
}

/** @param {Facts} image */
function seen(image) {
  return el(
    'li',
    {},
    el(
      'a',
      { href: `#/read/${image.id}` },
      el('img', {
        src: api.thumbnail(image.id),
        alt: '',
        loading: 'lazy',
        width: 128,
        height: 128,
      }),
      el('span', { class: 'title break' }, image.title || t('view.image')),
      el('span', { class: 'quiet small' }, facts(image)),
    ),
  );
}
