// Sign in, where the server knows people.

import { Refused, send } from '../api.js';
import { el, fill } from '../dom.js';
import { inWords } from '../live.js';
import { t } from '../words.js';

/** @import {Page} from '../types.js' */

/** @type {Page} */
export const page = {
  title: () => t('way.login'),
  show(root) {
    const name = el('input', {
      name: 'name',
      autocomplete: 'username',
      required: true,
      autocapitalize: 'none',
      spellcheck: 'false',
    });
    const password = el('input', {
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    });
    const button = el('button', { class: 'primary' }, t('login.enter'));
    const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
    const enter = async (/** @type {Event} */ event) => {
      event.preventDefault();
      button.disabled = true;
      wrong.hidden = true;
      try {
        await send('POST', '/api/session', { name: name.value.trim(), password: password.value });
        window.dispatchEvent(new Event('signed-in'));
      } catch (error) {
        fill(
          wrong,
          error instanceof Refused && error.status === 401 ? t('login.wrong') : inWords(error),
        );
        wrong.hidden = false;
        button.disabled = false;
        password.select();
      }
    };
    fill(
      root,
      el(
        'form',
        { class: 'part enter', onsubmit: enter },
        el('h1', {}, t('way.login')),
        el('p', { class: 'quiet' }, t('login.lead')),
        el('label', { class: 'field' }, el('span', { class: 'label' }, t('login.name')), name),
        el(
          'label',
          { class: 'field' },
          el('span', { class: 'label' }, t('login.password')),
          password,
        ),
        wrong,
        button,
      ),
    );
    name.focus();
  },
  leave() {},
};
