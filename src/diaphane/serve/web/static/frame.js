// What surrounds every page: the name, the ways to go, language, light, who is there.

import { send } from './api.js';
import { byId, el, fill } from './dom.js';
import { may, session } from './person.js';
import { chooseTheme, theme, themes } from './theme.js';
import { LANGUAGES, choose, language, t } from './words.js';

/** @import {Role} from './types.js' */
/** @import {Language} from './words.js' */
/** @import {Theme} from './theme.js' */

/** Pages that a person may see in part without the role that has a way there: the own tokens. */
const IN_PART = ['people'];

/** @type {{name: 'read' | 'review' | 'models' | 'train' | 'audit' | 'people', role: Role}[]} */
const WAYS = [
  { name: 'read', role: 'viewer' },
  { name: 'review', role: 'viewer' },
  { name: 'models', role: 'viewer' },
  { name: 'train', role: 'trainer' },
  { name: 'audit', role: 'admin' },
  { name: 'people', role: 'admin' },
];

/** @param {string} name of the page that is shown */
export function frame(name) {
  byId('skip').textContent = t('skip');
  byId('ways').setAttribute('aria-label', t('ways'));
  byId('research').textContent = t('research');
  fill(byId('ways'), el('ul', {}, ...WAYS.filter(open).map((way) => link(way.name, name))));
  const settings = byId('settings');
  const held = settings.contains(document.activeElement) ? document.activeElement?.id : '';
  fill(settings, languages(), lights(), person());
  if (held) document.getElementById(held)?.focus();
}

/**
 * The role that a person lacks for a page; null where nothing is lacking.
 *
 * @param {string} name
 */
export function lacking(name) {
  const way = WAYS.find((one) => one.name === name);
  return way && !open(way) && !IN_PART.includes(name) ? way.role : null;
}

/** @param {{name: string, role: Role}} way */
const open = (way) => may(way.role);

/**
 * @param {typeof WAYS[number]['name']} name
 * @param {string} here
 */
function link(name, here) {
  const current = name === here ? 'page' : null;
  return el('li', {}, el('a', { 'href': `#/${name}`, 'aria-current': current }, t(`way.${name}`)));
}

function languages() {
  const list = el(
    'select',
    { 'aria-label': t('language'), 'id': 'language' },
    ...Object.entries(LANGUAGES).map(([tag, name]) =>
      el('option', { value: tag, lang: tag, selected: tag === language() }, name),
    ),
  );
  list.addEventListener('change', async () => {
    await choose(/** @type {Language} */ (list.value));
    window.dispatchEvent(new Event('language'));
  });
  return list;
}

function lights() {
  const list = el(
    'select',
    { 'aria-label': t('theme'), 'id': 'theme' },
    ...themes.map((one) =>
      el('option', { value: one, selected: one === theme() }, t(`theme.${one}`)),
    ),
  );
  list.addEventListener('change', () => chooseTheme(/** @type {Theme} */ (list.value)));
  return list;
}

function person() {
  const { person: someone, users } = session();
  if (!users || !someone) return null;
  const out = async () => {
    await send('DELETE', '/api/session');
    window.dispatchEvent(new Event('signed-in'));
  };
  return el(
    'span',
    { class: 'person' },
    el('a', { href: '#/people', title: t('account') }, someone.name),
    el('button', { type: 'button', class: 'plain', onclick: out }, t('sign-out')),
  );
}
