// The people who work here, and the tokens by which programs ask in their names.

import { el, fill } from '../dom.js';
import { may, session } from '../person.js';
import { t } from '../words.js';
import { tokens } from './tokens.js';
import { users } from './users.js';

/** @import {Page} from '../types.js' */

/** @type {Page} */
export const page = {
  title: () => t('way.people'),
  async show(root) {
    const known = session().users;
    const parts = [may('admin') && users(), known && tokens()].filter((one) => one !== false);
    fill(
      root,
      el(
        'div',
        { class: 'measure stack' },
        el('h1', {}, t('way.people')),
        !known && el('p', { class: 'lead' }, t('people.local')),
        ...parts.map((part) => part.element),
      ),
    );
    await Promise.all(parts.map((part) => part.renew()));
  },
  leave() {},
};
