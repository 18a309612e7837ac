// A small dialog that asks for a secret, or tells one.

import { el } from '../dom.js';
import { t } from '../words.js';

/**
 * @param {string} title
 * @param {string} label of the field
 * @returns {Promise<string>} empty where it was put away
 */
export function asked(title, label) {
  const input = el('input', { type: 'password', required: true, autocomplete: 'new-password' });
  const form = el(
    'form',
    { method: 'dialog', class: 'stack' },
    el('h2', {}, title),
    el('label', { class: 'field' }, el('span', { class: 'label' }, label), input),
    el(
      'p',
      { class: 'row' },
      el('button', { class: 'primary', value: 'ok' }, t('people.password.set')),
      el('button', { type: 'button', onclick: () => dialog.close('') }, t('cancel')),
    ),
  );
  const dialog = el('dialog', { 'aria-label': title }, form);
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'ok' ? input.value : '');
    });
  });
}
