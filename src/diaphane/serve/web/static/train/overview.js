// The start of a training, and all there were.

import { get } from '../api.js';
import { el, fill } from '../dom.js';
import { t } from '../words.js';
import { runs } from './runs.js';
import { start } from './start.js';

/** Milliseconds between two looks at the list. */
const PACE = 5000;

/**
 * @param {HTMLElement} place
 * @param {URLSearchParams} query
 * @returns {Promise<() => void>} stops looking
 */
export async function overview(place, query) {
  const [{ recipes }, { folders }] = await Promise.all([get('/api/recipes'), get('/api/folders')]);
  const list = runs();
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el('h1', {}, t('way.train')),
      el('p', { class: 'lead' }, t('train.lead')),
      start(
        recipes,
        folders.map((/** @type {{name: string}} */ { name }) => name),
        query,
      ),
      list.element,
    ),
  );
  await list.renew();
  const timer = setInterval(() => document.hidden || void list.renew().catch(() => {}), PACE);
  return () => clearInterval(timer);
}
