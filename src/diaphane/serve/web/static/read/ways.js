// The ways in which models can be asked: for maps, about mirrored copies, in tiles.

import { el } from '../dom.js';
import { t } from '../words.js';

/** @import {Facts, Offer, Task} from '../types.js' */
/** @typedef {'maps' | 'flips' | 'tiles'} Way */

/** @type {{name: Way, task: Task}[]} */
const WAYS = [
  { name: 'maps', task: 'segment' },
  { name: 'flips', task: 'segment' },
  { name: 'tiles', task: 'translate' },
];

/**
 * Chosen once, they hold for the next image, too.
 *
 * @type {Set<Way>}
 */
const chosen = new Set();

/**
 * What a person may choose for the models that are offered; nothing where there is no choice.
 *
 * @param {Facts} image
 */
export function ways(image) {
  const fitting = WAYS.filter(({ task }) => image.models.some((model) => model.task === task));
  if (!fitting.length) return null;
  return el(
    'details',
    { class: 'small' },
    el('summary', {}, t('offers.how')),
    el(
      'ul',
      { class: 'stack tight' },
      ...fitting.map(({ name }) => el('li', { class: 'check' }, ...box(name))),
    ),
  );
}

/**
 * The chosen ones that the model's task knows.
 *
 * @param {Offer} model
 * @returns {Partial<Record<Way, boolean>>}
 */
export function waysOf(model) {
  const own = WAYS.filter(({ name, task }) => task === model.task && chosen.has(name));
  return Object.fromEntries(own.map(({ name }) => [name, true]));
}

/** @param {Way} name */
function box(name) {
  const input = el('input', { type: 'checkbox', id: `way-${name}`, checked: chosen.has(name) });
  input.addEventListener('change', () => {
    if (input.checked) chosen.add(name);
    else chosen.delete(name);
  });
  return [input, el('label', { for: input.id }, t(`offers.${name}`))];
}
