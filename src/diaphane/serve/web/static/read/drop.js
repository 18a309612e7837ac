// Where images come in: dropped anywhere on the page, or chosen.

import { el } from '../dom.js';
import { icon } from '../icons.js';
import { may } from '../person.js';
import { t } from '../words.js';
import { dropped, named } from './gather.js';

/** @import {Named} from './gather.js' */
/** @typedef {(files: Promise<Named[]>) => void} Take */

/**
 * Takes drops anywhere in the window.
 *
 * @param {Take} take
 * @param {AbortSignal} signal
 */
export function takeDrops(take, signal) {
  const mark = (/** @type {boolean} */ on) => document.body.classList.toggle('dropping', on);
  window.addEventListener(
    'dragover',
    (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      mark(true);
    },
    { signal },
  );
  window.addEventListener('dragleave', (event) => event.relatedTarget || mark(false), { signal });
  window.addEventListener(
    'drop',
    (event) => {
      mark(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      take(dropped(event.dataTransfer));
    },
    { signal },
  );
  signal.addEventListener('abort', () => mark(false));
}

/**
 * The large place to drop on, with the two ways to choose.
 *
 * @param {Take} take
 */
export function place(take) {
  if (!may('reader')) return el('p', { class: 'quiet' }, t('drop.may-not'));
  return el(
    'div',
    { class: 'drop', id: 'drop' },
    el('p', { class: 'drop-here' }, t('drop.here')),
    el('p', { class: 'quiet' }, t('drop.formats')),
    el('div', { class: 'row' }, ...choosers(take, 'primary')),
  );
}

/**
 * Buttons that open the system's own choosers.
 *
 * @param {Take} take
 * @param {string} first class of the first one
 */
export function choosers(take, first = '') {
  return [
    chooser(
      t('drop.files'),
      t('drop.files'),
      { 'multiple': true, 'data-testid': 'file' },
      take,
      first,
    ),
    chooser(t('drop.folder'), t('drop.folder'), { webkitdirectory: true }, take),
  ];
}

/**
 * The same with fewer words, where there is little room.
 *
 * @param {Take} take
 */
export function shortChoosers(take) {
  return [
    chooser(
      t('drop.files-short'),
      t('drop.files'),
      { 'multiple': true, 'data-testid': 'file' },
      take,
    ),
    chooser(t('drop.folder-short'), t('drop.folder'), { webkitdirectory: true }, take),
  ];
}

/**
 * @param {string} shown
 * @param {string} name
 * @param {Record<string, string | boolean>} attributes of the input
 * @param {Take} take
 * @param {string} [look]
 */
function chooser(shown, name, attributes, take, look = '') {
  const input = el('input', {
    'type': 'file',
    'class': 'unseen',
    'tabindex': -1,
    'aria-hidden': 'true',
    ...attributes,
  });
  input.addEventListener('change', () => {
    take(Promise.resolve(named(input.files ?? [])));
    input.value = '';
  });
  const press = () => input.click();
  return el(
    'span',
    {},
    input,
    el(
      'button',
      { 'type': 'button', 'class': look, 'title': name, 'aria-label': name, 'onclick': press },
      icon('add'),
      shown,
    ),
  );
}
