// Starts the page: the language, who is there, and which part the address names.

import * as api from './api.js';
import { byId, el, fill } from './dom.js';
import { frame } from './frame.js';
import { hush, inWords } from './live.js';
import { setSession, signInNeeded } from './person.js';
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

/** Was another page shown before? */
let moved = false;

await startWords();
await begin();
window.addEventListener('hashchange', hush);
window.addEventListener('hashchange', () => void go());
window.addEventListener(api.SIGNED_OUT, () => {
  if (shown?.name !== 'login') void begin();
});
window.addEventListener('language', () => void begin());
window.addEventListener('signed-in', () => void begin());

/** Asks who is there and shows everything anew. */
async function begin() {
  leave();
  try {
    setSession(await api.session());
  } catch (error) {
    fill(byId('main'), el('p', { class: 'wrong', role: 'alert' }, inWords(error)));
    return;
  }
  await go();
}

/** Shows what the address names, or that it went wrong. */
async function go() {
  try {
    await follow();
  } catch (error) {
    fill(byId('main'), el('p', { class: 'wrong', role: 'alert' }, inWords(error), ' ', t('error.reload')));
  }
}

async function follow() {
  const mine = ++newest;
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
  // who goes by keys or listens begins at the top of the new page; at first that is where one is
  if (moved) {
    root.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  moved = true;
  shown = { name, page };
  fill(root);
  root.className = name;
  document.title = `${page.title()} · diaphane`;
  await page.show(root, params);
}

function leave() {
  shown?.page.leave();
  shown = null;
}

/**
 * @param {string} hash #/read/IMAGE/RESULT?slice=3
 * @returns {{name: PageName, params: Params}}
 */
function place(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const [first, ...rest] = path.split('/').map(decodeURIComponent);
  const name = first in PAGES ? /** @type {PageName} */ (first) : 'read';
  const params = { path: rest.filter(Boolean), query: new URLSearchParams(query) };
  return signInNeeded() ? { name: 'login', params } : { name, params };
}
