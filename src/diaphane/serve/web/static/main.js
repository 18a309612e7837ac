// Starts the page: the language, who is there, and which part the address names.

import * as api from './api.js';
import { byId, el, fill } from './dom.js';
import { frame, lacking } from './frame.js';
import { hush, inWords } from './live.js';
import { setSession, signInNeeded } from './person.js';
import { sitDown } from './read/open.js';
import { start as startWords, t } from './words.js';

/** @import {Page, Params} from './types.js' */
/** @typedef {keyof typeof PAGES} PageName */

const PAGES = {
  read: () => import('./read/page.js'),
  review: () => import('./review/page.js'),
  models: () => import('./models/page.js'),
  train: () => import('./train/page.js'),
  audit: () => import('./audit/page.js'),
  people: () => import('./people/page.js'),
  login: () => import('./login/page.js'),
};

/** @type {{name: PageName, page: Page} | null} */
let shown = null;

let newest = 0;

/** Has the server said who is there? */
let known = false;

/** Was another page shown before? */
let moved = false;

await startWords();
window.addEventListener('hashchange', hush);
window.addEventListener('hashchange', () => known && void go());
window.addEventListener(api.SIGNED_OUT, () => {
  if (shown?.name !== 'login') void begin();
});
window.addEventListener('language', () => void begin());
window.addEventListener('signed-in', () => void begin());
await begin();

/** Asks who is there and shows everything anew. */
async function begin() {
  leave();
  try {
    const session = await api.session();
    setSession(session);
    known = true;
    if (session.person) sitDown(session.person.name);
  } catch (error) {
    fill(byId('main'), el('p', { class: 'wrong', role: 'alert' }, inWords(error)));
    return;
  }
  await go();
}

/** Shows what the address names, or that it went wrong. */
async function go() {
  const mine = ++newest;
  try {
    await follow(mine);
  } catch (error) {
    if (mine === newest)
      fill(
        byId('main'),
        el('p', { class: 'wrong', role: 'alert' }, inWords(error), ' ', t('error.reload')),
      );
  }
}

/** @param {number} mine which of the addresses this was: a later one wins */
async function follow(mine) {
  const { name, params } = place(location.hash);
  frame(name);
  if (shown?.name === name && shown.page.move) {
    await shown.page.move(params);
    return;
  }
  leave();
  const { page } = await PAGES[name]();
  if (mine !== newest) return;
  const root = byId('main');
  // who goes by keys or listens begins at the top of the new page; at first that is where one is,
  // and who chose another language stays at the list of them
  if (moved && !byId('settings').contains(document.activeElement)) {
    root.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  moved = true;
  fill(root);
  root.className = name;
  document.title = `${page.title()} · diaphane`;
  const role = lacking(name);
  if (role) {
    fill(root, el('p', { class: 'doubts', role: 'alert' }, t(`needs.${role}`)));
    return;
  }
  shown = { name, page };
  await page.show(root, params);
}

function leave() {
  shown?.page.leave();
  shown = null;
}

/**
 * What was typed may be no encoding at all; then it is taken as it is.
 *
 * @param {string} part of an address
 */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * @param {string} hash #/read/IMAGE/RESULT?slice=3
 * @returns {{name: PageName, params: Params}}
 */
function place(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const [first, ...rest] = path.split('/').map(decoded);
  const name = first in PAGES ? /** @type {PageName} */ (first) : 'read';
  const params = { path: rest.filter(Boolean), query: new URLSearchParams(query) };
  return signInNeeded() ? { name: 'login', params } : { name, params };
}
