// Accepted and corrected cases as a folder that a training reads.

import { reach } from '../api.js';
import { el } from '../dom.js';
import { complain } from '../live.js';
import { may } from '../person.js';
import { t } from '../words.js';

const TASKS = /** @type {const} */ (['classify', 'segment']);

/** A small menu: cases of one task lie in one folder. */
export function exported() {
  if (!may('reader')) return null;
  const menu = el(
    'details',
    { class: 'menu' },
    el('summary', { class: 'button' }, t('review.export')),
  );
  const list = el(
    'div',
    { class: 'sheet stack' },
    el('p', { class: 'small quiet' }, t('review.export.how')),
    ...TASKS.map((task) =>
      el(
        'button',
        { type: 'button', onclick: () => void bring(task, menu) },
        t(`review.export.${task}`),
      ),
    ),
  );
  menu.append(list);
  return menu;
}

/**
 * @param {string} task
 * @param {HTMLDetailsElement} menu
 */
async function bring(task, menu) {
  menu.open = false;
  try {
    const answer = await reach(`/api/review/export?task=${task}`);
    const address = URL.createObjectURL(await answer.blob());
    const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
    el('a', { href: address, download: name ?? `${task}.zip` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    complain(error);
  }
}
