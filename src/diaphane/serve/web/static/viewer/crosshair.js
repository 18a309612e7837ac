// Where the other two planes of a volume cut this one.

import { across, place, pointOf } from './geometry.js';

/** @import {Pane} from './pane.js' */

/** Pixels that are left free around the middle. */
const GAP = 8;

/** A dark rim below the line, so that it shows on white and on black. */
const STROKES = /** @type {const} */ ([
  ['rgb(0 0 0 / 55%)', 3],
  ['rgb(127 208 210)', 1],
]);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Pane} pane
 */
export function drawCrosshair(context, { scene, axis, facts, box, view }) {
  const [rows, columns] = across(axis);
  const { x, y } = pointOf(scene.slice(rows), scene.slice(columns), facts, box, view);
  const { left, top, width, height } = place(facts, box, view);
  const lines = new Path2D();
  line(lines, left, y, x - GAP, y);
  line(lines, x + GAP, y, left + width, y);
  line(lines, x, top, x, y - GAP);
  line(lines, x, y + GAP, x, top + height);
  for (const [colour, thick] of STROKES) {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.stroke(lines);
  }
}

/**
 * @param {Path2D} path
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 */
function line(path, fromX, fromY, toX, toY) {
  path.moveTo(fromX, fromY);
  path.lineTo(toX, toY);
}
