// The settings that are to be other than the recipe's: a few by name, the rest by key.

import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../words.js';
import { settingsOf } from './settings.js';

/** @import {Recipe} from '../types.js' */

/** What is set most often has a field of its own. */
const OFTEN = /** @type {const} */ (['epochs', 'batch', 'optimiser.lr', 'seed']);

/**
 * Fields whose empty ones leave the recipe's own value as it is.
 *
 * @returns {{
 *   element: HTMLElement, of: (recipe: Recipe) => void,
 *   give: (pairs: Iterable<readonly [string, string]>) => void,
 *   values: () => Record<string, string>,
 * }}
 */
export function chosenSettings() {
  const often = el('div', { class: 'often' });
  const others = el('div', { class: 'stack' });
  const keys = el('datalist', { id: 'setting-keys' });
  /** @type {Map<string, string>} */
  let own = new Map();
  const more = () => {
    const added = row(own, () => added.element.remove());
    others.append(added.element);
    added.key.focus();
    return added;
  };
  const element = el(
    'details',
    { class: 'settings-of', open: true },
    el('summary', {}, t('train.settings')),
    el('p', { class: 'quiet small' }, t('train.settings.how')),
    often,
    others,
    keys,
    el(
      'button',
      { type: 'button', onclick: () => void more() },
      icon('add'),
      t('train.settings.add'),
    ),
  );
  /** @param {Recipe} recipe */
  const of = (recipe) => {
    own = new Map(settingsOf(recipe.recipe).map(({ key, value }) => [key, value]));
    const kept = inputsIn(often).map((input) => [input.name, input.value]);
    fill(
      often,
      ...OFTEN.filter((key) => own.has(key)).map((key) => named(key, own.get(key) ?? '')),
    );
    for (const input of inputsIn(often))
      input.value = kept.find(([name]) => name === input.name)?.[1] ?? '';
    fill(keys, ...[...own.keys()].map((key) => el('option', { value: key })));
  };
  /** @param {Iterable<readonly [string, string]>} pairs as they were chosen before */
  const give = (pairs) => {
    for (const [key, value] of pairs) {
      const place = inputsIn(often).find((input) => input.name === key);
      if (place) place.value = value;
      else {
        const added = more();
        added.key.value = key;
        added.value.value = value;
      }
    }
  };
  const values = () => {
    const pairs = inputsIn(often).map((input) => [input.name, input.value.trim()]);
    for (const one of others.children) {
      const [key, value] = inputsIn(one).map((input) => input.value.trim());
      if (key) pairs.push([key, value]);
    }
    return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
  };
  return { element, of, give, values };
}

/**
 * @param {typeof OFTEN[number]} key
 * @param {string} value the recipe's own
 */
function named(key, value) {
  const input = el('input', {
    name: key,
    placeholder: value,
    autocomplete: 'off',
    inputmode: 'decimal',
  });
  return el(
    'label',
    { class: 'field' },
    el('span', { class: 'label' }, t(`train.setting.${key}`)),
    input,
  );
}

/**
 * @param {Map<string, string>} own
 * @param {() => void} remove
 */
function row(own, remove) {
  const key = el('input', {
    list: 'setting-keys',
    'aria-label': t('train.settings.key'),
    placeholder: t('train.settings.key'),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const value = el('input', {
    'aria-label': t('value'),
    placeholder: t('value'),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  key.addEventListener('input', () => {
    value.placeholder = own.get(key.value) ?? t('value');
    key.setAttribute('aria-invalid', String(key.value !== '' && !isSetting(key.value, own)));
  });
  const away = el(
    'button',
    { type: 'button', class: 'plain', 'aria-label': t('train.settings.remove'), onclick: remove },
    icon('close'),
  );
  const sign = el('span', { 'aria-hidden': 'true' }, '=');
  return { element: el('div', { class: 'setting row' }, key, sign, value, away), key, value };
}

/**
 * Parts chosen by name take settings that the recipe does not list.
 *
 * @param {string} key
 * @param {Map<string, string>} own
 */
function isSetting(key, own) {
  return (
    own.has(key) ||
    [...own.keys()].some(
      (known) => known.includes('.') && key.startsWith(`${known.split('.')[0]}.`),
    )
  );
}

/** @param {Element} place @returns {HTMLInputElement[]} */
const inputsIn = (place) => [...place.querySelectorAll('input')];
