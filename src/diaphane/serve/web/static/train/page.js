// Train: start a training, watch it, compare it with others.

import { el, fill } from '../dom.js';
import { trouble } from '../trouble.js';
import { t } from '../words.js';
import { comparison } from './compare.js';
import { overview } from './overview.js';
import { watched } from './run.js';

/** @import {Page, Params} from '../types.js' */

/** @type {HTMLElement} */
let root;

/** Stops what the shown part follows. */
let stop = () => {};
let newest = 0;

/** @param {Params} params */
async function show({ path: [id], query }) {
  const mine = ++newest;
  stop();
  stop = () => {};
  // what comes too late is drawn where nobody sees it
  const place = el('div', { class: 'contents' });
  fill(root, place);
  try {
    const follows = await part(place, id, query);
    if (mine === newest) stop = follows;
    else follows();
  } catch (error) {
    trouble(place, error, '#/train');
  }
}

/**
 * @param {HTMLElement} place
 * @param {string | undefined} id of one training
 * @param {URLSearchParams} query
 * @returns {Promise<() => void>} stops what it follows
 */
async function part(place, id, query) {
  const compared = query.get('compare')?.split(',').filter(Boolean) ?? [];
  if (id) return watched(place, id);
  if (!compared.length) return overview(place, query);
  return comparison(place, compared);
}

/** @type {Page} */
export const page = {
  title: () => t('way.train'),
  show(place, params) {
    root = place;
    return show(params);
  },
  async move(params) {
    root.focus();
    window.scrollTo(0, 0);
    await show(params);
  },
  leave() {
    newest += 1;
    stop();
    stop = () => {};
  },
};
