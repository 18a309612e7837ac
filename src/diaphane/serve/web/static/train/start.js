// Starting a training: a recipe, a folder on the server, and what is to be set otherwise.

import { Refused, send } from '../api.js';
import { el, fill } from '../dom.js';
import { complain } from '../live.js';
import { sentence, t } from '../words.js';
import { chosenSettings } from './chosen.js';

/** @import {Recipe, Training} from '../types.js' */

const TASKS = /** @type {const} */ (['classify', 'segment', 'enhance', 'translate']);

/**
 * @param {readonly Recipe[]} recipes
 * @param {readonly string[]} folders
 * @param {URLSearchParams} query a recipe and a folder to begin with
 */
export function start(recipes, folders, query) {
  const recipe = el('select', { required: true }, ...TASKS.map((task) => group(task, recipes)));
  recipe.value = query.get('recipe') ?? recipes[0]?.name ?? '';
  const folder = el(
    'select',
    { required: true },
    ...folders.map((name) => el('option', { value: name }, name)),
  );
  folder.value = query.get('folder') ?? folders[0] ?? '';
  const about = el('div', { class: 'about stack', role: 'status' });
  const settings = chosenSettings();
  const wrong = el('div', { class: 'wrong', hidden: true, role: 'alert' });
  const button = el('button', { class: 'primary', disabled: !folders.length }, t('train.start'));

  const describe = () => {
    const chosen = recipes.find((one) => one.name === recipe.value);
    if (!chosen) return;
    fill(about, ...described(chosen));
    settings.of(chosen);
  };
  /** @param {Event} event */
  const go = async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    button.disabled = true;
    try {
      const body = { recipe: recipe.value, folder: folder.value, settings: settings.values() };
      /** @type {Training} */
      const made = await send('POST', '/api/trainings', body);
      location.hash = `#/train/${made.id}`;
    } catch (error) {
      button.disabled = false;
      tell(error, wrong);
    }
  };
  recipe.addEventListener('change', describe);
  describe();
  settings.give(query.getAll('set').map(parted));
  return el(
    'form',
    { class: 'part start', onsubmit: go },
    el('h2', {}, t('train.new')),
    el(
      'div',
      { class: 'two' },
      el('label', { class: 'field' }, el('span', { class: 'label' }, t('train.recipe')), recipe),
      el('label', { class: 'field' }, el('span', { class: 'label' }, t('train.folder')), folder),
    ),
    folders.length ? null : el('p', { class: 'doubts' }, t('train.no-folders')),
    about,
    settings.element,
    wrong,
    el('p', { class: 'row' }, button, el('span', { class: 'quiet small' }, t('train.start.how'))),
  );
}

/**
 * @param {typeof TASKS[number]} task
 * @param {readonly Recipe[]} recipes
 */
function group(task, recipes) {
  const of = recipes.filter((one) => one.task === task);
  return el(
    'optgroup',
    { label: t(`task.${task}`) },
    ...of.map((one) => el('option', { value: one.name }, one.name)),
  );
}

/**
 * A setting as it stands in an address.
 *
 * @param {string} text key=value
 * @returns {[string, string]}
 */
function parted(text) {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** @param {Recipe} recipe */
function described({ summary, wants, task }) {
  return [
    el('p', {}, sentence(summary)),
    el(
      'p',
      { class: 'small' },
      el('strong', {}, t('train.layout')),
      ' ',
      t(`train.layout.${task}`),
    ),
    wants &&
      el('p', { class: 'small', lang: sentence(wants) === wants ? 'en' : null }, sentence(wants)),
  ].filter((one) => one !== '');
}

/**
 * What is wrong with the data or the settings stands beside the button.
 *
 * @param {unknown} error
 * @param {HTMLElement} place
 */
function tell(error, place) {
  if (!(error instanceof Refused) || error.status < 400 || error.status >= 500)
    return complain(error);
  fill(place, ...error.message.split('\n').map((line) => el('p', {}, sentence(line))));
  place.hidden = false;
}
