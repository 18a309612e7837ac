// Pictures of a training: samples epoch by epoch, its film, the plots of its test part.

import { el, fill } from '../dom.js';
import { number, t } from '../words.js';

/** @import {Training, TrainingPicture} from '../types.js' */

const SAMPLES = /^train_results--(?:epoch-)?0*(\d+)\.png$/;
const TEST = /^test--/;
const FILM = 'training.gif';

/**
 * @param {string} id of the training
 * @returns {{element: HTMLElement, show: (training: Training) => void}}
 */
export function album(id) {
  const samples = slides(id);
  const others = el('div', { class: 'graphs' });
  const element = el('div', { class: 'stack' }, samples.element, others);
  let drawn = '';
  /** @param {Training} training */
  const show = ({ pictures, lines, state }) => {
    samples.show(pictures.filter(({ name }) => SAMPLES.test(name)));
    const film = pictures.filter(({ name }) => name === FILM);
    const plots = pictures.filter(({ name }) => TEST.test(name));
    const now = [...film, ...plots].map(({ name }) => name).join() + lines.length + state;
    if (now === drawn) return;
    drawn = now;
    // under the same name the film grows
    const version = `?epochs=${lines.length}${state}`;
    fill(
      others,
      ...film.map((one) => plot(id, { ...one, title: t('train.film') }, version)),
      ...plots.map((one) => plot(id, one, '')),
    );
  };
  return { element, show };
}

/** @type {(id: string, name: string) => string} */
const address = (id, name) => `/api/trainings/${id}/pictures/${encodeURIComponent(name)}`;

/**
 * @param {string} id
 * @param {TrainingPicture} picture
 * @param {string} version
 */
function plot(id, { name, title }, version) {
  const image = el('img', { src: address(id, name) + version, alt: title, loading: 'lazy' });
  return el('figure', { class: 'graph album' }, el('h3', {}, title), image);
}

/** @param {string} id */
function slides(id) {
  const image = el('img', { alt: '' });
  const slider = el('input', {
    type: 'range',
    min: 0,
    value: 0,
    'aria-label': t('train.album.slider'),
  });
  const caption = el('figcaption', { class: 'quiet small' });
  const element = el(
    'section',
    { class: 'part album', hidden: true },
    el('h2', {}, t('train.album')),
    el('figure', {}, image, slider, caption),
  );
  /** @type {readonly TrainingPicture[]} */
  let pictures = [];
  /** The newest is shown until a person looks at another one. */
  let follows = true;

  const turn = () => {
    const { name } = pictures[slider.valueAsNumber] ?? pictures[pictures.length - 1];
    const epoch = `${t('train.epoch')} ${number(Number(SAMPLES.exec(name)?.[1]), 0)}`;
    if (image.getAttribute('src') !== address(id, name)) image.src = address(id, name);
    image.alt = t('train.album.alt', { title: epoch });
    slider.setAttribute('aria-valuetext', epoch);
    fill(caption, epoch);
  };
  slider.addEventListener('input', () => {
    follows = slider.valueAsNumber === pictures.length - 1;
    turn();
  });
  /** @param {readonly TrainingPicture[]} found */
  const show = (found) => {
    pictures = found;
    element.hidden = !found.length;
    if (!found.length) return;
    slider.max = String(found.length - 1);
    slider.hidden = found.length < 2;
    if (follows) slider.value = slider.max;
    turn();
  };
  return { element, show };
}
