// An answer as a person should read it: doubts first, then what is said, then why and how.

import { el } from '../dom.js';
import { may } from '../person.js';
import { called, listed, percent, sentence, t, when } from '../words.js';
import { chances } from './chances.js';
import { files } from './files.js';
import { layers } from './layers.js';
import { measures } from './measures.js';
import { provenance } from './provenance.js';

/** @import {Card, ClassFacts, Result} from '../types.js' */
/** @import {Scene} from '../viewer/scene.js' */

/** Tasks whose answer is a picture that a network drew. */
const DRAWN = ['enhance', 'translate'];

/**
 * @param {Result} result
 * @param {Card | null} card of the model, where it is still on the shelf
 * @param {Scene} scene that its layers lie over
 * @param {boolean} [onwards] whether it leads to its review
 */
export function answer(result, card, scene, onwards = true) {
  if (result.hidden) return hidden(result);
  return el(
    'article',
    { 'class': 'answer stack', 'aria-label': t('answer.of', { model: result.model }) },
    doubts(result.doubts ?? []),
    said(result),
    result.task === 'classify' && chances(result, card),
    layers(result, scene),
    measures(result, card),
    notes(result.notes),
    onwards && actions(result),
    files(result),
    card && limits(card),
    provenance(result),
  );
}

/** @param {string[]} doubts */
function doubts(doubts) {
  if (!doubts.length) return null;
  return el(
    'section',
    { 'class': 'doubts', 'aria-label': t('answer.doubts') },
    el('h3', {}, t('answer.doubts')),
    el('ul', {}, ...doubts.map((doubt) => el('li', {}, sentence(doubt)))),
  );
}

/** @param {Result} result */
function said(result) {
  return el(
    'header',
    { class: `said ${result.task}` },
    el('p', { class: 'over' }, `${called(result.model)} · ${t(`task.${result.task}`)}`),
    ...headline(result),
    el('p', { class: 'quiet small' }, when(result.created)),
  );
}

/** @param {Result} result */
function headline(result) {
  if (result.task === 'classify') return named(result);
  if (DRAWN.includes(result.task)) {
    const word = result.task === 'enhance' ? 'answer.enhanced' : 'answer.translated';
    const warning = result.task === 'enhance' ? 'answer.synthetic' : 'answer.repainted';
    return [el('h2', {}, t(word)), el('p', { class: 'tag doubt' }, t(warning))];
  }
  const found = result.classes.filter((one) => held(result, one));
  const names = listed(found.map((one) => sentence(one.title || one.name)));
  return [el('h2', {}, names ? t('answer.found', { names }) : t('answer.nothing'))];
}

/** @param {Result} result */
function named(result) {
  const { label, probabilities = {}, set = [] } = result;
  if (label) {
    const share = percent(probabilities[label], 1);
    return [
      el('h2', {}, titleOf(result, label)),
      el('p', { class: 'share number', title: t('chances.calibrated') }, share),
    ];
  }
  const why = set.length
    ? t('answer.unsure', { names: listed(set.map((one) => titleOf(result, one))) })
    : t('answer.out-of-reach');
  return [el('h2', {}, t('answer.do-not-know')), el('p', {}, why)];
}

/**
 * A class as a person reads it.
 *
 * @param {Result} result
 * @param {string} name
 */
export function titleOf(result, name) {
  const one = result.classes.find((other) => other.name === name);
  return sentence(one?.title || name);
}

/**
 * True where something of the class was found.
 *
 * @param {Result} result
 * @param {ClassFacts} one
 */
function held({ measures = {} }, one) {
  return (measures[`${one.name}_components`] ?? 0) > 0 || (measures[`${one.name}_share`] ?? 0) > 0;
}

/** @param {string[]} notes */
function notes(notes) {
  if (!notes.length) return null;
  return el(
    'section',
    { 'class': 'small', 'aria-label': t('answer.notes') },
    el('h3', {}, t('answer.notes')),
    el('ul', { class: 'notes' }, ...notes.map((note) => el('li', {}, sentence(note)))),
  );
}

/** @param {Result} result */
function actions(result) {
  const word = may('reader') ? 'answer.review' : 'answer.look';
  return el('p', {}, el('a', { class: 'button primary', href: `#/review/${result.id}` }, t(word)));
}

/** @param {Card} card */
function limits(card) {
  return el(
    'details',
    { class: 'small' },
    el('summary', {}, t('answer.limits')),
    el('ul', { class: 'notes' }, ...card.limits.map((limit) => el('li', {}, sentence(limit)))),
    el('p', {}, el('a', { href: `#/models/${encodeURIComponent(card.name)}` }, t('answer.card'))),
  );
}

/** @param {Result} result */
function hidden(result) {
  return el(
    'article',
    { class: 'answer stack' },
    el('p', { class: 'over' }, called(result.model)),
    el('h2', {}, t('answer.hidden')),
    el('p', {}, t('answer.hidden-why')),
    may('reader') &&
      el(
        'p',
        {},
        el('a', { class: 'button primary', href: `#/review/${result.id}` }, t('answer.give-own')),
      ),
  );
}
