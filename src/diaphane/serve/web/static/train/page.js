// Train: start a training, watch it, compare it with others.

import { trouble } from '../trouble.js';
import { t } from '../words.js';
import { comparison } from './compare.js';
import { overview } from './overview.js';
import { watched } from './run.js';

/** @import {Page, Params} from '../types.js' */

/** @type {HTMLElement} */
let place;

/** Stops what the shown part follows. */
let stop = () => {};

/** @param {Params} params */
async function show({ path: [id], query }) {
  stop();
  stop = () => {};
  const compared = query.get('compare')?.split(',').filter(Boolean) ?? [];
  try {
    if (id) stop = await watched(place, id);
    else if (compared.length) await comparison(place, compared);
    else stop = await overview(place, query);
  } catch (error) {
    trouble(place, error, '#/train');
  }
}

/** @type {Page} */
export const page = {
  title: () => t('way.train'),
  show(root, params) {
    place = root;
    return show(params);
  },
  async move(params) {
    await show(params);
    place.focus();
    window.scrollTo(0, 0);
  },
  leave: () => stop(),
};
