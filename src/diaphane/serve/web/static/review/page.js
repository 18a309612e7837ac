// Review: a list of answers, and one after the other accepted, corrected or rejected.

import { trouble } from '../trouble.js';
import { t } from '../words.js';
import { openCase } from './case.js';
import { list } from './list.js';

/** @import {Page, Params} from '../types.js' */

/** @type {HTMLElement} */
let place;
let close = () => {};
let newest = 0;

/** @param {Params} params */
async function show({ path: [id], query }) {
  const mine = ++newest;
  close();
  close = () => {};
  place.classList.toggle('case', Boolean(id));
  try {
    const opened = id ? await openCase(place, id) : await list(place, query);
    if (mine === newest) close = opened;
    else opened();
  } catch (error) {
    trouble(place, error, '#/review?all=');
  }
}

/** @type {Page} */
export const page = {
  title: () => t('way.review'),
  show(root, params) {
    place = root;
    return show(params);
  },
  move: show,
  leave() {
    newest += 1;
    close();
    close = () => {};
  },
};
