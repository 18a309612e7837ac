// What a drag on the image does: the tools in hand.

import { across } from './geometry.js';
import { dragged } from './window.js';

/** @import {Pane, Sample} from './pane.js' */
/**
 * Where the pointer is: pixels of the pane, how far it came, and the sample that lies there.
 * @typedef {{
 *   pane: Pane, event: PointerEvent, x: number, y: number, dx: number, dy: number,
 *   sample: Sample | null,
 * }} At
 * @typedef {{
 *   name: string, down?: (at: At) => void, move?: (at: At) => void, up?: (at: At) => void,
 * }} Tool
 */

/** Pixels of a drag for a step of one slice. */
const STEP = 6;

/** @type {Tool} */
export const windowing = {
  name: 'window',
  down: ({ pane }) => pane.hurry(true),
  move({ pane, dx, dy }) {
    const { scene } = pane;
    const { width, height } = pane.box;
    const window = dragged(scene.window, dx / width, -dy / height, scene.facts.range);
    scene.look({ preset: 'own', window });
  },
  up: ({ pane }) => pane.hurry(false),
};

/** @type {Tool} */
export const panning = {
  name: 'pan',
  move: ({ pane, dx, dy }) => pane.pan(dx, dy),
};

let gone = 0;

/** @type {Tool} */
export const slicing = {
  name: 'slices',
  down: () => {
    gone = 0;
  },
  move({ pane, dy }) {
    gone += dy;
    const steps = Math.trunc(gone / STEP);
    gone -= steps * STEP;
    if (steps) pane.scene.go(pane.axis, pane.slice + steps);
  },
};

/** @type {Tool} */
export const pointing = {
  name: 'point',
  down: (at) => point(at),
  move: (at) => point(at),
};

/**
 * The other two planes go through the sample that is pointed at.
 *
 * @param {At} at
 */
function point({ pane, sample }) {
  if (!sample) return;
  const [rows, columns] = across(pane.axis);
  const cursor = pane.scene.looks.cursor.with(rows, sample.row).with(columns, sample.column);
  pane.scene.look({ cursor, crosshair: true });
}

export const TOOLS = [windowing, slicing, panning, pointing];
