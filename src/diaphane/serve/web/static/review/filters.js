// Which cases the work list holds.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { sentence, t } from '../words.js';

/** @import {ModelSummary} from '../types.js' */

const TASKS = /** @type {const} */ (['classify', 'segment', 'enhance', 'translate']);

/**
 * Fields that change the address; the list follows it.
 *
 * @param {URLSearchParams} query as the list is filtered now
 */
export function filters(query) {
  const task = choice('task', [
    ['', t('all')],
    ...TASKS.map((one) => /** @type {[string, string]} */ ([one, t(`task.${one}`)])),
  ]);
  const model = choice('model', [['', t('all')]]);
  const label = choice('label', [['', t('all')]]);
  const decided = choice('decided', [
    ['', t('all')],
    ['no', t('review.open')],
    ['yes', t('review.decided')],
  ]);
  const doubtful = el('input', {
    type: 'checkbox',
    name: 'doubtful',
    checked: query.get('doubtful') === 'yes',
  });
  const mine = el('input', {
    type: 'checkbox',
    name: 'mine',
    checked: query.get('mine') === 'yes',
  });
  const lists = [task, model, label, decided];
  for (const one of lists) one.value = query.get(one.name) ?? '';

  const form = el(
    'form',
    {
      class: 'filters row',
      role: 'search',
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    el('label', {}, t('review.state'), decided),
    el('label', {}, t('task'), task),
    el('label', {}, t('review.model'), model),
    el('label', {}, t('review.class'), label),
    el('label', { class: 'check' }, doubtful, t('review.doubtful')),
    el('label', { class: 'check' }, mine, t('review.mine')),
  );
  form.addEventListener('change', (event) => {
    if (event.target === task) model.value = label.value = '';
    if (event.target === model) label.value = '';
    const wanted = new URLSearchParams();
    for (const one of lists) if (one.value) wanted.set(one.name, one.value);
    for (const one of [doubtful, mine]) if (one.checked) wanted.set(one.name, 'yes');
    location.hash = `#/review?${String(wanted) || 'all='}`;
  });
  void api.models().then(({ models }) => {
    const fitting = models.filter((one) => !task.value || one.task === task.value);
    options(
      model,
      fitting.map((one) => [one.name, one.name]),
      query.get('model'),
    );
    options(
      label,
      classesOf(fitting.filter((one) => !model.value || one.name === model.value)),
      query.get('label'),
    );
  });
  return form;
}

/**
 * @param {string} name
 * @param {[string, string][]} entries
 */
function choice(name, entries) {
  return el('select', { name }, ...entries.map(([value, text]) => el('option', { value }, text)));
}

/**
 * @param {HTMLSelectElement} list
 * @param {[string, string][]} entries
 * @param {string | null} chosen
 */
function options(list, entries, chosen) {
  const known = entries.some(([value]) => value === chosen);
  const all = /** @type {[string, string][]} */ ([
    ['', t('all')],
    ...entries,
    ...(chosen && !known ? [[chosen, chosen]] : []),
  ]);
  fill(list, ...all.map(([value, text]) => el('option', { value }, text)));
  list.value = chosen ?? '';
}

/**
 * @param {readonly ModelSummary[]} models
 * @returns {[string, string][]}
 */
function classesOf(models) {
  const classifiers = models.filter((one) => one.task === 'classify');
  const found = new Map(
    classifiers.flatMap((one) =>
      one.classes.map((kind) => [kind.name, sentence(kind.title || kind.name)]),
    ),
  );
  return [...found].sort(([, one], [, other]) => one.localeCompare(other));
}
