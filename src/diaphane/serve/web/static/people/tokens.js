// One's own tokens: by one of them a program asks in one's name. The word itself is shown once.

import { get, send } from '../api.js';
import { el, fill } from '../dom.js';
import { complain, say } from '../live.js';
import { t, when } from '../words.js';

/** @import {Token} from '../types.js' */

export function tokens() {
  const body = el('tbody');
  const none = el('p', { class: 'quiet' }, t('tokens.none'));
  const fresh = el('div', { role: 'status' });
  const head = ['label', 'since', 'until', 'change'].map((name) =>
    el('th', { scope: 'col' }, t(/** @type {'tokens.until'} */ (`tokens.${name}`))),
  );
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...head)), body);
  const renew = async () => {
    try {
      /** @type {{tokens: Token[]}} */
      const { tokens: found } = await get('/api/tokens');
      fill(body, ...found.map((token) => row(token, renew)));
      table.hidden = !found.length;
      none.hidden = found.length > 0;
    } catch (error) {
      complain(error);
    }
  };
  const element = el(
    'section',
    { class: 'part' },
    el('h2', {}, t('tokens')),
    el('p', { class: 'quiet' }, t('tokens.how')),
    none,
    el('div', { class: 'scrolls' }, table),
    added(renew, fresh),
    fresh,
  );
  return { element, renew };
}

/**
 * @param {Token} token
 * @param {() => Promise<void>} renew
 */
function row({ id, label, created, expires }, renew) {
  const revoke = async () => {
    try {
      await send('DELETE', `/api/tokens/${id}`);
      say(t('tokens.revoked', { label }));
    } catch (error) {
      complain(error);
    }
    await renew();
  };
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, label || '–'),
    el('td', {}, when(created)),
    el('td', {}, expires ? when(expires) : t('tokens.forever')),
    el(
      'td',
      {},
      el('button', { type: 'button', class: 'danger', onclick: revoke }, t('tokens.revoke')),
    ),
  );
}

/**
 * @param {() => Promise<void>} renew
 * @param {HTMLElement} fresh where the new one is shown
 */
function added(renew, fresh) {
  const label = el('input', { required: true, maxlength: 80, autocomplete: 'off' });
  const days = el('input', { type: 'number', min: 1, max: 3650, placeholder: t('tokens.forever') });
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      const body = { label: label.value.trim(), days: days.value ? days.valueAsNumber : null };
      /** @type {Token & {token: string}} */
      const made = await send('POST', '/api/tokens', body);
      fill(fresh, shownOnce(made.token));
      label.value = days.value = '';
    } catch (error) {
      complain(error);
    }
    await renew();
  };
  return el(
    'form',
    { class: 'filters row', onsubmit: add },
    el('label', {}, t('tokens.label'), label),
    el('label', {}, t('tokens.days'), days),
    el('button', { class: 'primary' }, t('tokens.add')),
  );
}

/** @param {string} word */
function shownOnce(word) {
  const field = el('input', {
    class: 'mono secret',
    readonly: true,
    value: word,
    'aria-label': t('tokens.new'),
  });
  const copy = async () => {
    field.select();
    await navigator.clipboard.writeText(word).catch(() => {});
    say(t('copied'));
  };
  return el(
    'div',
    { class: 'doubts stack' },
    el('p', {}, t('tokens.once')),
    el('p', { class: 'row' }, field, el('button', { type: 'button', onclick: copy }, t('copy'))),
  );
}
