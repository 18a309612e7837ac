// The images of this desk, small, one beside the other.

import { image as imageOf, thumbnail } from '../api.js';
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../words.js';
import { facts } from './facts.js';
import { open, putAway } from './open.js';

/** @import {Facts} from '../types.js' */

/** @type {Map<string, Facts>} */
const known = new Map();

/**
 * The facts of an image, asked for once.
 *
 * @param {string} id
 * @returns {Promise<Facts>}
 */
export async function factsOf(id) {
  const found = known.get(id) ?? (await imageOf(id));
  known.set(id, found);
  return found;
}

/**
 * @param {HTMLElement} list
 * @param {string | undefined} current
 * @param {() => void} renew
 */
export async function fillStrip(list, current, renew) {
  const items = await Promise.all(open().images.map((id) => item(id, current, renew)));
  fill(list, ...items);
  const here = list.querySelector('[aria-current]');
  here?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/**
 * @param {string} id
 * @param {string | undefined} current
 * @param {() => void} renew
 */
async function item(id, current, renew) {
  const image = await factsOf(id).catch(() => null);
  if (!image || image.removed) {
    putAway(id);
    return null;
  }
  const away = () => {
    putAway(id);
    renew();
  };
  const title = image.title || t('view.image');
  return el(
    'li',
    {},
    el(
      'a',
      { 'href': `#/read/${id}`, 'aria-current': id === current ? 'true' : null },
      el('img', { src: thumbnail(id), alt: '', width: 56, height: 56, loading: 'lazy' }),
      el(
        'span',
        { class: 'break' },
        el('span', { class: 'title' }, title),
        el('span', { class: 'quiet small' }, facts(image)),
      ),
    ),
    el(
      'button',
      {
        'type': 'button',
        'class': 'plain away',
        'aria-label': t('strip.away', { title }),
        'title': t('strip.away', { title }),
        'onclick': away,
      },
      icon('close'),
    ),
  );
}
