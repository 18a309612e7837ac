// The page review.

import { el, fill } from '../dom.js';
import { t } from '../words.js';

/** @import {Page} from '../types.js' */

/** @type {Page} */
export const page = {
  title: () => t('way.review'),
  show(root) {
    fill(root, el('h1', {}, t('way.review')));
  },
  leave() {},
};
