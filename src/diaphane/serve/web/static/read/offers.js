// The models that fit an image, the ones made for it first.

import { el } from '../dom.js';
import { may } from '../person.js';
import { sentence, t } from '../words.js';
import { ways } from './ways.js';
import { wishedFirst } from './wish.js';

/** @import {Facts, Offer} from '../types.js' */

/**
 * @param {Facts} image
 * @param {(model: Offer) => void} ask
 */
export function offers(image, ask) {
  const { first, others, missing } = wishedFirst(image);
  const made = others.filter((model) => model.fits === 'made for this');
  const possible = others.filter((model) => model.fits !== 'made for this');
  return el(
    'section',
    { 'class': 'stack', 'aria-labelledby': 'offers-title' },
    el('h2', { id: 'offers-title' }, t('offers.title')),
    !may('reader') && el('p', { class: 'quiet' }, t('offers.may-not')),
    !image.models.length && el('p', { class: 'quiet' }, t('offers.none')),
    missing && el('p', { class: 'doubts' }, t('wish.missing', { model: missing })),
    first.length > 0 && list(first, ask, first[0].fits === 'made for this' ? 'made' : 'possible'),
    made.length > 0 && list(made, ask, 'made'),
    possible.length > 0 &&
      el(
        'div',
        { class: 'stack' },
        el('h3', { class: 'over' }, t(made.length ? 'offers.others' : 'offers.possible')),
        el('p', { class: 'quiet small' }, t('offers.possible-hint')),
        list(possible, ask, 'possible'),
      ),
    may('reader') && ways(image),
    image.planes[0].count > 1 && el('p', { class: 'quiet small' }, t('offers.slice')),
  );
}

/**
 * @param {Offer[]} models
 * @param {(model: Offer) => void} ask
 * @param {'made' | 'possible'} fits
 */
function list(models, ask, fits) {
  return el(
    'ul',
    { class: 'offers' },
    ...models.map((model) => el('li', {}, offer(model, ask, fits))),
  );
}

/**
 * @param {Offer} model
 * @param {(model: Offer) => void} ask
 * @param {'made' | 'possible'} fits
 */
function offer(model, ask, fits) {
  const press = () => ask(model);
  return el(
    'button',
    {
      'type': 'button',
      'class': `offer ${fits}`,
      'disabled': !may('reader'),
      'data-model': model.name,
      'onclick': press,
    },
    el(
      'span',
      { class: 'row between' },
      el('strong', {}, model.title || model.name),
      el('span', { class: 'tag' }, t(`task.${model.task}`)),
    ),
    el('span', { class: 'quiet small' }, sentence(model.summary)),
    fits === 'made' && el('span', { class: 'tag fits' }, t('offers.made')),
  );
}
