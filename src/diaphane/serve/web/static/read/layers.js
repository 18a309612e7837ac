// What lies over the image: shown or not, how opaque, in which colours.

import { el } from '../dom.js';
import { layerOf } from '../viewer/overlay.js';
import { gradient, hex, rgb } from '../viewer/palette.js';
import { percent, sentence, t, word } from '../words.js';
import { titleOf as classOf } from './answer.js';

/** @import {ClassFacts, Result} from '../types.js' */
/** @import {Overlay} from '../viewer/overlay.js' */
/** @import {Scene} from '../viewer/scene.js' */

/** Names of ramps in palette.js; of all others `heat`. */
const COLOURS = {
  added: 'invented',
  residual: 'invented',
  changed: 'invented',
  uncertainty: 'unsure',
};

/** Shown from the start; all others on demand. */
const FIRST = ['heat', 'labels', 'decided', 'picture'];

/** In this order they are drawn, the picture below the maps of it. */
const ORDER = ['picture', 'labels', 'decided', 'heat'];

/**
 * Lays the answer's layers over the scene.
 *
 * @param {Result} result
 * @returns {Overlay[]}
 */
export function overlaysOf(result) {
  const names = Object.keys(result.layers ?? {}).sort((one, other) => rank(one) - rank(other));
  return names.map((name) => {
    const overlay = layerOf(
      result,
      name,
      COLOURS[/** @type {keyof typeof COLOURS} */ (name)] ?? 'heat',
    );
    overlay.shown = FIRST.includes(name) && !(name === 'labels' && names.includes('decided'));
    return overlay;
  });
}

/** @param {string} name */
const rank = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/**
 * @param {Result} result
 * @param {Scene} scene
 */
export function layers(result, scene) {
  if (!scene.overlays.length) return null;
  const list = el('div', { class: 'layers stack' });
  const put = () =>
    list.replaceChildren(...scene.overlays.map((overlay) => controls(result, overlay, scene)));
  scene.addEventListener('overlays', put);
  put();
  return el(
    'section',
    { 'class': 'stack', 'aria-label': t('layers.title') },
    el('h3', {}, t('layers.title')),
    list,
  );
}

/**
 * @param {Result} result
 * @param {Overlay} overlay
 * @param {Scene} scene
 */
function controls(result, overlay, scene) {
  const id = `layer-${overlay.name}`;
  const details = el(
    'div',
    { class: 'stack', hidden: !overlay.shown },
    opacity(overlay, scene, id),
    overlay.kind === 'map' && legend(result, overlay),
    overlay.kind === 'labels' && classes(overlay, scene),
    elsewhere(result, overlay, scene),
  );
  const shown = el('input', { type: 'checkbox', id, checked: overlay.shown });
  shown.addEventListener('change', () => {
    overlay.shown = shown.checked;
    details.hidden = !shown.checked;
    scene.touch();
  });
  return el(
    'div',
    { class: 'layer' },
    el('div', { class: 'check' }, shown, el('label', { for: id }, titleOf(result, overlay))),
    details,
  );
}

/**
 * @param {Result} result
 * @param {Overlay} overlay
 */
function titleOf(result, { name }) {
  const of = result.classes.find((one) => name === `probability_${one.name}`);
  if (of) return t('layer.probability', { name: sentence(of.title || of.name) });
  return word(`layer.${name}`, name);
}

/**
 * @param {Overlay} overlay
 * @param {Scene} scene
 * @param {string} id
 */
function opacity(overlay, scene, id) {
  const range = el('input', {
    type: 'range',
    id: `${id}-opacity`,
    min: 0,
    max: 100,
    value: Math.round(overlay.opacity * 100),
  });
  range.addEventListener('input', () => {
    overlay.opacity = range.valueAsNumber / 100;
    range.setAttribute('aria-valuetext', percent(overlay.opacity));
    scene.touch();
  });
  return el(
    'label',
    { class: 'opacity', for: range.id },
    el('span', {}, t('layers.opacity')),
    range,
  );
}

/**
 * @param {Result} result
 * @param {Overlay} overlay
 */
function legend(result, overlay) {
  const ramp = el('span', { 'class': 'ramp', 'aria-hidden': 'true' });
  ramp.style.backgroundImage = gradient(overlay.colours);
  const full = overlay.facts.full ?? 1;
  const ends =
    overlay.name === 'heat' ? [t('layers.little'), t('layers.much')] : [percent(0), percent(full)];
  const hint = hintOf(result, overlay.name);
  return el(
    'div',
    { class: 'ramp-scale small' },
    el('span', { class: 'number' }, ends[0]),
    ramp,
    el('span', { class: 'number' }, full < 1 ? `≥ ${ends[1]}` : ends[1]),
    hint && el('p', { class: 'quiet' }, hint),
  );
}

/**
 * @param {Result} result
 * @param {string} layer
 */
function hintOf(result, layer) {
  const hint = word(`layer.${layer}-hint`, '');
  return hint.replace('{name}', classOf(result, likeliest(result)));
}

/**
 * The class that a heat map is of.
 *
 * @param {Result} result
 */
function likeliest({ probabilities = {} }) {
  const entries = Object.entries(probabilities);
  return entries.sort(([, one], [, other]) => other - one)[0]?.[0] ?? '';
}

/**
 * @param {Overlay} overlay
 * @param {Scene} scene
 */
function classes(overlay, scene) {
  const rims = el('input', { type: 'checkbox', id: 'layer-outlined', checked: overlay.outlined });
  rims.addEventListener('change', () => {
    overlay.outlined = rims.checked;
    scene.touch();
  });
  return el(
    'ul',
    { class: 'classes' },
    ...overlay.classes.map((one) => el('li', { class: 'check' }, ...ofClass(one, scene))),
    el('li', { class: 'check' }, rims, el('label', { for: rims.id }, t('layers.outlined'))),
  );
}

/**
 * @param {ClassFacts & {shown: boolean}} one
 * @param {Scene} scene
 */
function ofClass(one, scene) {
  const title = sentence(one.title || one.name);
  const id = `class-${one.name}`;
  const shown = el('input', { type: 'checkbox', id, checked: one.shown });
  shown.addEventListener('change', () => {
    one.shown = shown.checked;
    scene.touch();
  });
  const colour = el('input', {
    'type': 'color',
    'value': hex(one.colour),
    'aria-label': t('layers.colour', { name: title }),
  });
  colour.addEventListener('input', () => {
    one.colour = rgb(colour.value);
    scene.touch();
  });
  return [shown, el('label', { for: id }, title), colour];
}

/**
 * A layer of one slice says where it is, and leads there.
 *
 * @param {Result} result
 * @param {Overlay} overlay
 * @param {Scene} scene
 */
function elsewhere(result, overlay, scene) {
  const { slice } = overlay.facts;
  if (slice === null) return null;
  const { axis } = result.image.planes[0];
  const go = () => {
    scene.look({ axis, three: false });
    scene.go(axis, slice - 1);
  };
  return el(
    'button',
    { type: 'button', class: 'plain', onclick: go },
    t('layers.go', { n: slice }),
  );
}
