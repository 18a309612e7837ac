// Users: who may what. None is deleted, since the record names them; one can be shut out.

import { get, send } from '../api.js';
import { el, fill } from '../dom.js';
import { complain, inWords, say } from '../live.js';
import { session } from '../person.js';
import { t, when } from '../words.js';
import { asked } from './asked.js';

/** @import {Role, User} from '../types.js' */

const ROLES = /** @type {const} */ (['viewer', 'reader', 'trainer', 'admin']);

export function users() {
  const body = el('tbody');
  const head = ['name', 'role', 'since', 'state', 'change'].map((name) =>
    el('th', { scope: 'col' }, t(/** @type {'people.role'} */ (`people.${name}`))),
  );
  const renew = async () => {
    try {
      /** @type {{users: User[]}} */
      const { users: found } = await get('/api/users');
      fill(body, ...found.map((user) => row(user, renew)));
      table.hidden = !found.length;
    } catch (error) {
      complain(error);
    }
  };
  const table = el('table', {}, el('thead', {}, el('tr', {}, ...head)), body);
  const element = el(
    'section',
    { class: 'part' },
    el('h2', {}, t('people.users')),
    el('div', { class: 'scrolls' }, table),
    roles(),
    added(renew),
  );
  return { element, renew };
}

/**
 * @param {User} user
 * @param {() => Promise<void>} renew
 */
function row(user, renew) {
  const self = user.name === session().person?.name;
  /** @param {object} changes */
  const change = async (changes) => {
    try {
      await send('PATCH', `/api/users/${user.id}`, changes);
      say(t('people.changed', { name: user.name }));
    } catch (error) {
      complain(error);
    }
    await renew();
  };
  const role = roleChoice(user.role, t('people.role-of', { name: user.name }));
  role.disabled = self;
  role.addEventListener('change', () => change({ role: role.value }));
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, user.name, self && el('small', { class: 'quiet' }, t('people.you'))),
    el('td', {}, role),
    el('td', {}, when(user.created)),
    el(
      'td',
      {},
      el(
        'span',
        { class: user.disabled ? 'tag bad' : 'tag good' },
        t(user.disabled ? 'people.disabled' : 'people.enabled'),
      ),
    ),
    el('td', {}, el('div', { class: 'row' }, ...buttons(user, self, change))),
  );
}

/**
 * @param {User} user
 * @param {boolean} self nobody shuts the own door
 * @param {(changes: object) => Promise<void>} change
 */
function buttons(user, self, change) {
  const { disabled } = user;
  const turn = () => change({ disabled: !disabled });
  return [
    el(
      'button',
      { type: 'button', onclick: () => newPassword(user, change) },
      t('people.password'),
    ),
    !self &&
      el(
        'button',
        { type: 'button', class: disabled ? null : 'danger', onclick: turn },
        t(disabled ? 'people.enable' : 'people.disable'),
      ),
  ];
}

/**
 * @param {Role} chosen
 * @param {string} label
 */
function roleChoice(chosen, label) {
  return el(
    'select',
    { name: 'role', 'aria-label': label },
    ...ROLES.map((role) =>
      el('option', { value: role, selected: role === chosen }, t(`role.${role}`)),
    ),
  );
}

/**
 * @param {User} user
 * @param {(changes: object) => Promise<void>} change
 */
async function newPassword(user, change) {
  const password = await asked(t('people.password-for', { name: user.name }), t('login.password'));
  if (password) await change({ password });
}

function roles() {
  const rows = ROLES.flatMap((role) => [
    el('dt', {}, t(`role.${role}`)),
    el('dd', {}, t(`role.may.${role}`)),
  ]);
  return el(
    'details',
    {},
    el('summary', {}, t('people.roles')),
    el('dl', { class: 'facts' }, ...rows),
  );
}

/** @param {() => Promise<void>} renew */
function added(renew) {
  const first = !session().users;
  const name = el('input', {
    name: 'name',
    required: true,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  });
  const password = el('input', { type: 'password', required: true, autocomplete: 'new-password' });
  const role = roleChoice(first ? 'admin' : 'reader', t('people.role'));
  role.disabled = first;
  const wrong = el('p', { class: 'wrong', role: 'alert', hidden: true });
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    wrong.hidden = true;
    try {
      await send('POST', '/api/users', {
        name: name.value.trim(),
        role: role.value,
        password: password.value,
      });
      say(t('people.added', { name: name.value }));
      name.value = password.value = '';
      if (first) window.dispatchEvent(new Event('signed-in'));
      else await renew();
    } catch (error) {
      complainIn(wrong, error);
    }
  };
  return el(
    'form',
    { class: 'stack', onsubmit: add },
    el('h3', {}, t(first ? 'people.first' : 'people.new')),
    el(
      'div',
      { class: 'filters row' },
      el('label', {}, t('login.name'), name),
      el('label', {}, t('login.password'), password),
      el('label', {}, t('people.role'), role),
      el('button', { class: 'primary' }, t('people.add')),
    ),
    wrong,
  );
}

/**
 * @param {HTMLElement} place
 * @param {unknown} error
 */
function complainIn(place, error) {
  fill(place, inWords(error));
  place.hidden = false;
}
