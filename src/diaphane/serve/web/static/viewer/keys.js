// What the keys do on a pane; the list that the help shows is this one.

import { t } from '../words.js';
import { dragged } from './window.js';

/** @import {Pane} from './pane.js' */
/** @import {Key} from '../words/en.js' */

/** A key press moves the window by this share of its width, and the plane by so many pixels. */
const NUDGE = 0.05;
const PAN = 40;
const ZOOM = 1.25;

/** @type {{keys: string[], shown: string, does: Key, act: (pane: Pane) => void}[]} */
export const KEYS = [
  { keys: ['ArrowUp', 'PageUp'], shown: '↑', does: 'key.previous', act: by(-1) },
  { keys: ['ArrowDown', 'PageDown'], shown: '↓', does: 'key.next', act: by(1) },
  { keys: ['Home'], shown: 'Home', does: 'key.first', act: (pane) => pane.scene.go(pane.axis, 0) },
  {
    keys: ['End'],
    shown: 'End',
    does: 'key.last',
    act: (pane) => pane.scene.go(pane.axis, Infinity),
  },
  { keys: ['Shift+ArrowLeft'], shown: 'Shift ←', does: 'key.pan', act: (pane) => pane.pan(PAN, 0) },
  {
    keys: ['Shift+ArrowRight'],
    shown: 'Shift →',
    does: 'key.pan',
    act: (pane) => pane.pan(-PAN, 0),
  },
  { keys: ['Shift+ArrowUp'], shown: 'Shift ↑', does: 'key.pan', act: (pane) => pane.pan(0, PAN) },
  {
    keys: ['Shift+ArrowDown'],
    shown: 'Shift ↓',
    does: 'key.pan',
    act: (pane) => pane.pan(0, -PAN),
  },
  { keys: ['+', '='], shown: '+', does: 'key.zoom-in', act: (pane) => pane.zoom(ZOOM) },
  { keys: ['-', '_'], shown: '-', does: 'key.zoom-out', act: (pane) => pane.zoom(1 / ZOOM) },
  { keys: ['0', 'f'], shown: '0', does: 'key.fit', act: (pane) => pane.fit() },
  { keys: ['['], shown: '[', does: 'key.narrower', act: window(-NUDGE, 0) },
  { keys: [']'], shown: ']', does: 'key.wider', act: window(NUDGE, 0) },
  { keys: ['ArrowRight', '.'], shown: '→', does: 'key.brighter', act: window(0, NUDGE) },
  { keys: ['ArrowLeft', ','], shown: '←', does: 'key.darker', act: window(0, -NUDGE) },
  { keys: ['w'], shown: 'w', does: 'key.preset', act: nextPreset },
  {
    keys: ['i'],
    shown: 'i',
    does: 'key.invert',
    act: ({ scene }) => scene.look({ inverted: !scene.looks.inverted }),
  },
  {
    keys: ['n'],
    shown: 'n',
    does: 'key.smooth',
    act: ({ scene }) => scene.look({ smooth: !scene.looks.smooth }),
  },
  { keys: ['o'], shown: 'o', does: 'key.overlays', act: toggleOverlays },
  { keys: ['a'], shown: 'a', does: 'key.axis', act: nextAxis },
  {
    keys: ['?', 'h'],
    shown: '?',
    does: 'key.help',
    act: ({ element }) => element.dispatchEvent(new Event('help', { bubbles: true })),
  },
];

/**
 * @param {number} steps
 * @returns {(pane: Pane) => void}
 */
function by(steps) {
  return (pane) => pane.scene.go(pane.axis, pane.slice + steps);
}

/**
 * @param {number} across
 * @param {number} up
 * @returns {(pane: Pane) => void}
 */
function window(across, up) {
  return ({ scene }) =>
    scene.look({ preset: 'own', window: dragged(scene.window, across, up, scene.facts.range) });
}

/** @param {Pane} pane */
function nextPreset({ scene, shown }) {
  const at = scene.presets.findIndex((one) => one === scene.looks.preset);
  scene.choose(scene.presets[(at + 1) % scene.presets.length], shown);
}

/** @param {Pane} pane */
function nextAxis({ scene }) {
  const axes = scene.facts.planes.map((plane) => plane.axis);
  const at = axes.indexOf(scene.looks.axis);
  scene.look({ axis: axes[(at + 1) % axes.length] });
}

/** @param {Pane} pane */
function toggleOverlays({ scene }) {
  const shown = !scene.overlays.some((one) => one.shown && one.kind !== 'picture');
  for (const overlay of scene.overlays) if (overlay.kind !== 'picture') overlay.shown = shown;
  scene.touch();
  scene.dispatchEvent(new Event('overlays'));
}

/** What each key does, for the help. */
export const keyWords = () => KEYS.map((one) => ({ shown: one.shown, does: t(one.does) }));
