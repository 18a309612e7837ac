// The bar between before and after: dragged, or moved by keys.

import { el } from '../dom.js';
import { number, t } from '../words.js';

/** @import {Scene} from './scene.js' */

const STEP = 0.02;

/**
 * @param {Scene} scene
 * @param {AbortSignal} signal
 */
export function splitter(scene, signal) {
  const bar = el(
    'div',
    {
      'class': 'split',
      'role': 'slider',
      'tabindex': 0,
      'aria-label': t('view.split'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'onkeydown': (/** @type {KeyboardEvent} */ event) => press(scene, event),
      'onpointerdown': (/** @type {PointerEvent} */ event) =>
        bar.setPointerCapture(event.pointerId),
      'onpointermove': (/** @type {PointerEvent} */ event) => drag(scene, bar, event),
    },
    el('span', { 'class': 'before', 'aria-hidden': 'true' }, t('view.before')),
    el('span', { 'class': 'grip', 'aria-hidden': 'true' }, '‹ ›'),
    el('span', { 'class': 'after', 'aria-hidden': 'true' }, t('view.after')),
  );
  const put = () => {
    const parted = scene.overlays.some((one) => one.after && one.shown && scene.lies(one));
    bar.hidden = !parted || scene.looks.three;
    bar.style.left = `${scene.looks.split * 100}%`;
    bar.setAttribute('aria-valuenow', String(Math.round(scene.looks.split * 100)));
    bar.setAttribute(
      'aria-valuetext',
      t('view.split-at', { share: number(scene.looks.split * 100, 0) }),
    );
  };
  scene.addEventListener('look', put, { signal });
  put();
  return bar;
}

/**
 * @param {Scene} scene
 * @param {HTMLElement} bar
 * @param {PointerEvent} event
 */
function drag(scene, bar, event) {
  if (!bar.hasPointerCapture(event.pointerId) || !bar.parentElement) return;
  const { left, width } = bar.parentElement.getBoundingClientRect();
  move(scene, (event.clientX - left) / width);
}

/**
 * @param {Scene} scene
 * @param {KeyboardEvent} event
 */
function press(scene, event) {
  const { split } = scene.looks;
  const to = {
    ArrowLeft: split - STEP,
    ArrowRight: split + STEP,
    PageDown: split - 5 * STEP,
    PageUp: split + 5 * STEP,
    Home: 0,
    End: 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  move(scene, to);
}

/**
 * @param {Scene} scene
 * @param {number} split
 */
const move = (scene, split) => scene.look({ split: Math.min(1, Math.max(0, split)) });
