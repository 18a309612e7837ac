// Audit: who did what, when; and whether the record is as it was written.

import { el, fill } from '../dom.js';
import { complain } from '../live.js';
import { t } from '../words.js';
import { entries } from './entries.js';
import { soundness } from './soundness.js';

/** @import {Page} from '../types.js' */

/** @type {(query: URLSearchParams) => Promise<void>} */
let renew = async () => {};

/** @type {Page} */
export const page = {
  title: () => t('way.audit'),
  async show(root, { query }) {
    const list = entries();
    renew = list.renew;
    fill(
      root,
      el(
        'div',
        { class: 'measure stack' },
        el('h1', {}, t('way.audit')),
        el('p', { class: 'lead' }, t('audit.lead')),
        soundness(),
        list.element,
      ),
    );
    await renew(query).catch(complain);
  },
  move: ({ query }) => renew(query).catch(complain),
  leave() {},
};
