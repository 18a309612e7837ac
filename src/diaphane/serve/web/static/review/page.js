// Review: a list of answers, and one after the other accepted, corrected or rejected.

import { el, fill } from '../dom.js';
import { trouble } from '../trouble.js';
import { t } from '../words.js';
import { openCase } from './case.js';
import { list } from './list.js';

/** @import {Page, Params} from '../types.js' */

/** @type {HTMLElement} */
let root;
let close = () => {};
let newest = 0;

/** @param {Params} params */
async function show({ path: [id], query }) {
  const mine = ++newest;
  close();
  close = () => {};
  root.classList.toggle('case', Boolean(id));
  // what comes too late is drawn where nobody sees it; and no key reaches a case that was left
  const place = el('div', { class: 'contents' });
  fill(root, place);
  if (id)
    fill(
      place,
      el('div', { class: 'middle' }),
      el('aside', { class: 'panel', 'aria-busy': 'true' }),
    );
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
  show(place, params) {
    root = place;
    return show(params);
  },
  move: show,
  leave() {
    newest += 1;
    close();
    close = () => {};
  },
};
