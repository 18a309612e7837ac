// Asks before something that cannot be undone.

import { el } from '../dom.js';
import { t } from '../words.js';

/**
 * @param {string} title
 * @param {string} text
 * @param {string} act what the button says
 * @returns {Promise<boolean>}
 */
export function confirmed(title, text, act) {
  return new Promise((resolve) => {
    const answer = (/** @type {boolean} */ sure) => {
      resolve(sure);
      dialog.remove();
    };
    const dialog = el(
      'dialog',
      { 'class': 'stack', 'aria-labelledby': 'sure', 'oncancel': () => answer(false) },
      el('h2', { id: 'sure' }, title),
      el('p', {}, text),
      el(
        'div',
        { class: 'row' },
        el(
          'button',
          { type: 'button', autofocus: true, onclick: () => answer(false) },
          t('cancel'),
        ),
        el('button', { type: 'button', class: 'danger', onclick: () => answer(true) }, act),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
