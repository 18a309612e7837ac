// All models as cards, narrowed down by task and by words.

import { el, fill } from '../dom.js';
import { say } from '../live.js';
import { may } from '../person.js';
import { sentence, t } from '../words.js';
import { axisOf, leading, siblings, titleOf, written } from './figures.js';
import { interval } from './interval.js';

/** @import {ModelSummary} from '../types.js' */

const TASKS = /** @type {const} */ (['classify', 'segment', 'enhance', 'translate']);
const MOST_COMPARED = 4;

/**
 * @param {readonly ModelSummary[]} models
 * @param {URLSearchParams} query task and words to begin with
 */
export function gallery(models, query) {
  /** @type {Set<string>} */
  const compared = new Set();
  const words = el('input', { type: 'search', id: 'model-words', value: query.get('words') });
  const tasks = taskChoice(query.get('task') ?? '');
  const count = el('p', { class: 'quiet', role: 'status' });
  const list = el('ul', { class: 'cards' });
  const compare = el('a', { class: 'button', hidden: true }, t('models.compare'));

  /** @param {string} name @param {boolean} wanted */
  const choose = (name, wanted) => {
    if (wanted) compared.add(name);
    else compared.delete(name);
    compare.hidden = compared.size < 2;
    compare.href = `#/models?compare=${[...compared].map(encodeURIComponent).join(',')}`;
    if (compared.size > MOST_COMPARED) say(t('models.compare.most', { n: MOST_COMPARED }));
  };
  const narrow = () => {
    const found = models.filter((model) => fits(model, tasks.value, words.value));
    fill(list, ...found.map((model) => card(model, compared.has(model.name), choose)));
    if (!found.length) fill(list, el('li', { class: 'quiet' }, t('models.none')));
    fill(count, t('models.count', { shown: found.length, all: models.length }));
  };
  words.addEventListener('input', narrow);
  tasks.addEventListener('change', narrow);
  narrow();
  const filters = el(
    'form',
    {
      class: 'filters row',
      role: 'search',
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    el('label', {}, t('models.words'), words),
    el('label', {}, t('task'), tasks),
    count,
    compare,
  );
  return [
    el('h1', {}, t('way.models')),
    el('p', { class: 'lead' }, t('models.lead')),
    filters,
    list,
  ];
}

/** @param {string} chosen */
function taskChoice(chosen) {
  const option = (/** @type {string} */ value, /** @type {string} */ text) =>
    el('option', { value, selected: value === chosen }, text);
  return el(
    'select',
    {},
    option('', t('all')),
    ...TASKS.map((task) => option(task, t(`task.${task}`))),
  );
}

/**
 * @param {ModelSummary} model
 * @param {string} task
 * @param {string} words
 */
function fits(model, task, words) {
  if (task && model.task !== task) return false;
  const said = [
    model.name,
    model.summary,
    sentence(model.summary),
    ...model.classes.map((c) => c.title),
  ];
  const text = said.join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((one) => text.includes(one));
}

/**
 * @param {ModelSummary} model
 * @param {boolean} chosen
 * @param {(name: string, wanted: boolean) => void} choose
 */
function card(model, chosen, choose) {
  const address = `#/models/${encodeURIComponent(model.name)}`;
  const box = el('input', { type: 'checkbox', checked: chosen });
  box.addEventListener('change', () => choose(model.name, box.checked));
  return el(
    'li',
    { class: 'card' },
    el('p', { class: 'over' }, t(`task.${model.task}`)),
    el('h2', {}, el('a', { href: address }, model.name)),
    el('p', {}, sentence(model.summary)),
    ...leading(model.task, model.figures)
      .slice(0, 2)
      .map((name) => glimpse(name, model)),
    el(
      'p',
      { class: 'below row between' },
      may('reader') && el('a', { href: readWith(model.name) }, t('models.read-with')),
      el('label', { class: 'check' }, box, t('models.choose')),
    ),
  );
}

/** @param {string} name */
export const readWith = (name) => `#/read?model=${encodeURIComponent(name)}`;

/**
 * @param {string} name
 * @param {ModelSummary} model
 */
function glimpse(name, { figures }) {
  const figure = figures[name];
  return el(
    'div',
    { class: 'glimpse' },
    el('span', {}, titleOf(name)),
    el('strong', { class: 'number' }, written(name, figure.value)),
    interval(figure, axisOf(name, siblings(name, figures))),
  );
}
