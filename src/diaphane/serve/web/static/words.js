// The page in a person's own language: words, numbers, times and the library's sentences.

import { translated } from './sentences.js';
import en from './words/en.js';

/** @import {Entry} from './sentences.js' */
/** @import {Key} from './words/en.js' */
/** @typedef {keyof typeof LANGUAGES} Language */

/** Each by its own name, as a person looks for it. */
export const LANGUAGES = {
  'en': 'English',
  'zh-Hant': '繁體中文',
  'zh-Hans': '简体中文',
  'vi': 'Tiếng Việt',
};

const LOADERS = {
  'en': async () => ({ default: en }),
  'zh-Hant': () => import('./words/zh-Hant.js'),
  'zh-Hans': () => import('./words/zh-Hans.js'),
  'vi': () => import('./words/vi.js'),
};

/** @type {Record<Key, string>} */
let words = en;

/** @type {Language} */
let current = 'en';

/** @type {Entry[]} */
let sentences = [];

const TABLES = ['sentences.json', 'words/cards.json', 'words/errors.json'];

/** The language chosen before, or the first of the browser's that is known. */
export async function start() {
  const kept = localStorage.getItem('language');
  const wishes = kept ? [kept] : navigator.languages;
  await choose(wishes.map(closest).find(Boolean) ?? 'en', false);
}

/**
 * @param {Language} language
 * @param {boolean} [keep] across visits
 */
export async function choose(language, keep = true) {
  const [{ default: chosen }] = await Promise.all([
    LOADERS[language](),
    language === 'en' || loadSentences(),
  ]);
  words = chosen;
  current = language;
  document.documentElement.lang = language;
  if (keep) localStorage.setItem('language', language);
}

export const language = () => current;

/**
 * The word of this page for a key, with `{name}` replaced by its value.
 *
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return value === undefined ? all : typeof value === 'number' ? number(value) : value;
  });
}

/**
 * A word that may not be there, such as a name the server made; then the fallback.
 *
 * @param {string} key
 * @param {string} fallback
 */
export function word(key, fallback) {
  return key in words ? words[/** @type {Key} */ (key)] : fallback;
}

/**
 * A sentence of the library in the person's language; English where there is no translation.
 *
 * @param {string} text
 */
export function sentence(text) {
  return current === 'en' ? text : translated(text, current, sentences);
}

/**
 * @param {number} value
 * @param {number} [digits] behind the point, at most
 */
export function number(value, digits = 2) {
  return new Intl.NumberFormat(current, { maximumFractionDigits: digits }).format(value);
}

/**
 * Names one after the other, as the language sets them apart.
 *
 * @param {string[]} names
 */
export function listed(names) {
  return names.join(current.startsWith('zh') ? '、' : ', ');
}

/**
 * A share of 1 as percent; never 0 % or 100 % of what is only nearly so.
 *
 * @param {number} share
 * @param {number} [least] digits behind the point: alike for numbers that stand below each other
 */
export function percent(share, least = 0) {
  const format = new Intl.NumberFormat(current, {
    style: 'percent',
    minimumFractionDigits: least,
    maximumFractionDigits: 1,
  });
  if (share > 0 && share < 0.0005) return `< ${format.format(0.001)}`;
  if (share < 1 && share >= 0.9995) return `> ${format.format(0.999)}`;
  return format.format(share);
}

/**
 * What a model is called: one of a training by the first letters of its long name, which tell it
 * from others.
 *
 * @param {string} model
 */
export function called(model) {
  const start = /^training-([0-9a-f]{6})/.exec(model)?.[1];
  return start ? `${t('train.run')} ${start}` : model;
}

/** @param {number} count */
export function bytes(count) {
  const step = count < 1e6 ? 1e3 : count < 1e9 ? 1e6 : 1e9;
  const unit = step === 1e3 ? 'kB' : step === 1e6 ? 'MB' : 'GB';
  return `${number(count / step, step === 1e3 ? 0 : 1)} ${unit}`;
}

/** @param {string} time ISO 8601 */
export function clock(time) {
  return new Intl.DateTimeFormat(current, { timeStyle: 'short' }).format(new Date(time));
}

/** @param {string} time ISO 8601 */
export function when(time) {
  const format = new Intl.DateTimeFormat(current, { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(new Date(time));
}

/** What answers say, and what cards of models say of them; asked for once. */
async function loadSentences() {
  if (sentences.length) return;
  const tables = await Promise.all(
    TABLES.map(async (table) => {
      const answer = await fetch(table);
      return answer.ok ? answer.json() : [];
    }),
  );
  sentences = tables.flat();
}

/**
 * @param {string} wish a language tag
 * @returns {Language | undefined}
 */
function closest(wish) {
  const tag = wish.toLowerCase();
  if (tag.startsWith('zh')) return /hant|tw|hk|mo/.test(tag) ? 'zh-Hant' : 'zh-Hans';
  if (tag.startsWith('vi')) return 'vi';
  return tag.startsWith('en') ? 'en' : undefined;
}
