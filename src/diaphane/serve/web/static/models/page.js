// Models: which there are, how good each was, and what it is not for.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { trouble } from '../trouble.js';
import { t } from '../words.js';
import { whole } from './card.js';
import { comparison } from './compare.js';
import { gallery } from './gallery.js';

/** @import {Page, Params} from '../types.js' */

/** @type {HTMLElement} */
let root;

/** @param {Params} params */
async function show({ path: [name], query }) {
  // what comes too late is drawn where nobody sees it
  const place = el('div', { class: 'contents' });
  fill(root, place);
  const compared = query.get('compare')?.split(',').filter(Boolean) ?? [];
  try {
    fill(place, el('div', { class: 'measure stack' }, ...(await content(name, compared, query))));
  } catch (error) {
    trouble(place, error, '#/models');
  }
}

/**
 * @param {string | undefined} name of the one to show whole
 * @param {readonly string[]} compared
 * @param {URLSearchParams} query
 */
async function content(name, compared, query) {
  if (name) return whole(await api.card(name));
  if (compared.length > 1) return comparison(await Promise.all(compared.map(api.card)));
  return gallery((await api.models()).models, query);
}

/** @type {Page} */
export const page = {
  title: () => t('way.models'),
  show(place, params) {
    root = place;
    return show(params);
  },
  async move(params) {
    root.focus();
    window.scrollTo(0, 0);
    await show(params);
  },
  leave() {},
};
