// The entries of the record, the newest first, a page at a time.

import { get } from '../api.js';
import { el, fill } from '../dom.js';
import { language, number, t, word } from '../words.js';

/** @import {Entry} from '../types.js' */

const PAGE = 50;

const ACTIONS = /** @type {const} */ ([
  'start',
  'stop',
  'login',
  'login-failed',
  'logout',
  'upload',
  'read',
  'predict',
  'view',
  'export',
  'decide',
  'train-start',
  'train-stop',
  'delete',
  'user-add',
  'user-change',
  'token-add',
  'token-revoke',
  'settings',
  'refused',
  'verify',
]);

export function entries() {
  const actor = el('input', { name: 'actor', autocomplete: 'off' });
  const action = el(
    'select',
    { name: 'action' },
    el('option', { value: '' }, t('all')),
    ...ACTIONS.map((one) => el('option', { value: one }, t(`audit.action.${one}`))),
  );
  const body = el('tbody');
  const none = el('p', { class: 'quiet', role: 'status' });
  const older = el('a', { class: 'button', hidden: true }, t('audit.older'));
  const newest = el('a', { class: 'button', hidden: true }, t('audit.newest'));
  const narrow = (/** @type {Event} */ event) => {
    event.preventDefault();
    location.hash = address({ actor: actor.value.trim(), action: action.value });
  };
  action.addEventListener('change', narrow);
  actor.addEventListener('change', narrow);

  /** @param {URLSearchParams} query */
  const renew = async (query) => {
    actor.value = query.get('actor') ?? '';
    action.value = query.get('action') ?? '';
    const asked = new URLSearchParams({ limit: String(PAGE) });
    for (const name of ['actor', 'action', 'before'])
      if (query.get(name)) asked.set(name, query.get(name) ?? '');
    /** @type {{entries: Entry[], next: number | null}} */
    const { entries: found, next } = await get(`/api/audit?${asked}`);
    fill(body, ...found.map(row));
    fill(none, found.length ? '' : t('audit.none'));
    const kept = { actor: actor.value, action: action.value };
    older.hidden = !next;
    older.href = address({ ...kept, before: String(next) });
    newest.hidden = !query.get('before');
    newest.href = address(kept);
  };
  const head = ['number', 'time', 'actor', 'action', 'subject', 'details'].map((name) =>
    el('th', { scope: 'col' }, t(/** @type {'audit.time'} */ (`audit.${name}`))),
  );
  const element = el(
    'section',
    { class: 'part' },
    el(
      'form',
      { class: 'filters row', role: 'search', onsubmit: narrow },
      el('label', {}, t('audit.actor'), actor),
      el('label', {}, t('audit.action'), action),
    ),
    el(
      'div',
      { class: 'scrolls', role: 'region', tabindex: 0, 'aria-label': t('way.audit') },
      el('table', { class: 'log' }, el('thead', {}, el('tr', {}, ...head)), body),
    ),
    none,
    el('p', { class: 'row' }, newest, older),
  );
  return { element, renew };
}

/** @param {Record<string, string>} wanted */
function address(wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value);
  return given.length ? `#/audit?${new URLSearchParams(given)}` : '#/audit';
}

/** @param {Entry} entry */
function row(entry) {
  const refused = entry.action === 'refused' || entry.action === 'login-failed';
  return el(
    'tr',
    { class: refused ? 'refused' : null },
    el('td', { class: 'number' }, number(entry.number, 0)),
    el('td', { class: 'number' }, el('time', { datetime: entry.time }, exactly(entry.time))),
    el('td', {}, entry.actor),
    el('td', {}, word(`audit.action.${entry.action}`, entry.action)),
    el('td', {}, entry.subject && subject(entry)),
    el('td', { class: 'small' }, details(entry.details)),
  );
}

/** Where the page shows it. @type {Record<string, string>} */
const PLACES = {
  decide: 'review',
  predict: 'review',
  'train-start': 'train',
  'train-stop': 'train',
};

/** @param {Entry} entry */
function subject({ action, subject: id }) {
  const place = PLACES[action];
  const code = el('code', {}, id);
  return place ? el('a', { href: `#/${place}/${id}` }, code) : code;
}

/** @param {Record<string, unknown>} told */
function details(told) {
  return Object.entries(told)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}

/** To the second: a record is asked what came first. @param {string} time */
function exactly(time) {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(time),
  );
}
