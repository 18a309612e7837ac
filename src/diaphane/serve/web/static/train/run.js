// One training as it goes: curves and sample pictures growing, its log, stop and resume.

import { get, send } from '../api.js';
import { el, fill } from '../dom.js';
import { follow } from '../follow.js';
import { complain, say } from '../live.js';
import { may } from '../person.js';
import { sentence, t, when } from '../words.js';
import { curves, legend } from './curves.js';
import { logTable } from './log.js';
import { album } from './album.js';
import { measured } from './measured.js';
import { goesOn, tag } from './runs.js';
import { bestEpoch, panels, secondsLeft } from './series.js';
import { span } from './span.js';

/** @import {Training} from '../types.js' */

/**
 * @param {HTMLElement} place
 * @param {string} id
 * @returns {Promise<() => void>} stops following
 */
export async function watched(place, id) {
  const parts = {
    head: el('div', { class: 'stack' }),
    actions: el('div', { class: 'row' }),
    curves: el('div', { class: 'graphs' }),
    album: album(id),
    end: el('div', { class: 'stack' }),
  };
  fill(
    place,
    el(
      'div',
      { class: 'measure stack' },
      el('p', {}, el('a', { href: '#/train' }, t('train.back'))),
      parts.head,
      parts.actions,
      parts.curves,
      parts.album.element,
      parts.end,
    ),
  );
  let stop = () => {};
  let state = '';
  /** @param {Training} training */
  const draw = (training) => {
    fill(parts.head, ...header(training));
    // what is being pressed must not be taken away by an epoch that ends
    if (state !== training.state) fill(parts.actions, ...actions(training, again));
    fill(parts.curves, ...drawn(training));
    parts.album.show(training);
    fill(parts.end, ...told(training));
    if (state && state !== training.state) say(t(`train.state.${training.state}`));
    state = training.state;
  };
  /** @param {Training} training */
  const again = (training) => {
    draw(training);
    stop();
    if (goesOn(training))
      stop = follow(`/api/trainings/${id}/events`, 'training', draw, (now) => !goesOn(now));
  };
  again(await get(`/api/trainings/${id}`));
  return () => stop();
}

/** @param {Training} training */
function header(training) {
  const { recipe, folder, lines, epochs, error, owner, created } = training;
  return [
    el('div', { class: 'row' }, el('h1', {}, recipe), tag(training)),
    el('p', { class: 'quiet' }, t('train.by', { folder, owner, time: when(created) })),
    goesOn(training) &&
      el('progress', {
        max: epochs,
        value: lines.length || null,
        'aria-label': t('train.progress'),
      }),
    el('p', {}, progress(training)),
    error && el('p', { class: 'wrong' }, sentence(error)),
  ].filter((one) => one !== false && one !== null && one !== '');
}

/** @param {Training} training */
function progress(training) {
  const { lines, epochs } = training;
  const done = t('train.epochs.done', { done: lines.length, all: epochs });
  const left = goesOn(training) ? secondsLeft(lines, epochs) : null;
  if (!lines.length && goesOn(training)) return t('train.preparing');
  if (lines.length >= epochs && goesOn(training)) return `${done} ${t('train.finishing')}`;
  return left ? `${done} ${t('train.left', { time: span(left) })}` : done;
}

/**
 * @param {Training} training
 * @param {(training: Training) => void} again
 */
function actions({ id, recipe, folder, settings, state, model }, again) {
  /** @param {'stop' | 'resume'} what */
  const ask = async (what, /** @type {Event} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    button.disabled = true;
    try {
      again(await send('POST', `/api/trainings/${id}/${what}`));
    } catch (error) {
      button.disabled = false;
      complain(error);
    }
  };
  const runs = goesOn({ state });
  const query = new URLSearchParams({ recipe, folder });
  for (const [key, value] of Object.entries(settings)) query.append('set', `${key}=${value}`);
  return [
    runs &&
      may('trainer') &&
      el(
        'button',
        {
          type: 'button',
          class: 'danger',
          onclick: (/** @type {Event} */ event) => ask('stop', event),
        },
        t('train.stop'),
      ),
    ['stopped', 'interrupted', 'failed'].includes(state) &&
      may('trainer') &&
      el(
        'button',
        {
          type: 'button',
          class: 'primary',
          onclick: (/** @type {Event} */ event) => ask('resume', event),
        },
        t('train.resume'),
      ),
    model && el('a', { class: 'button primary', href: `#/read?model=${model}` }, t('train.use')),
    model && el('a', { class: 'button', href: `#/models/${model}` }, t('train.card')),
    !runs &&
      may('trainer') &&
      el('a', { class: 'button', href: `#/train?${query}` }, t('train.again')),
  ].filter((one) => one !== false && one !== null);
}

/** @param {Training} training */
function drawn({ lines, epochs }) {
  if (!lines.length) return [];
  const best = bestEpoch(lines);
  const shown = panels(lines).map(({ name, curves: found }) => ({
    name,
    curves: found.map((curve) => ({ ...curve, run: 0, name: t(`train.${curve.part}`) })),
  }));
  return [
    el('div', { class: 'row between wide' }, el('h2', {}, t('train.curves')), legend()),
    ...shown.map((panel) => curves(panel, epochs, best === null ? null : best + 1)),
  ];
}

/** @param {Training} training */
function told({ figures, settings, lines }) {
  const set = Object.entries(settings);
  return [
    Object.keys(figures).length > 0 && measured(figures),
    el(
      'section',
      { class: 'part' },
      el('h2', {}, t('train.settings')),
      set.length
        ? el(
            'ul',
            { class: 'stack' },
            ...set.map(([key, value]) => el('li', {}, el('code', {}, `${key} = ${value}`))),
          )
        : el('p', { class: 'quiet' }, t('train.settings.own')),
    ),
    lines.length > 0 && logTable(lines),
  ].filter((one) => one !== false);
}
