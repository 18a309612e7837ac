// Where a plane lies in its pane: millimetres to pixels of the screen, and back.

/** @import {PlaneFacts} from '../types.js' */
/**
 * Zoom 1 fits the pane; `x` and `y` are how far the plane's middle lies from the pane's, in pixels.
 * @typedef {{zoom: number, x: number, y: number}} View
 * @typedef {{width: number, height: number}} Box
 * @typedef {{left: number, top: number, width: number, height: number}} Rectangle
 */

export const LEAST = 0.2;
export const MOST = 40;

/** @type {Readonly<View>} */
export const FITTED = { zoom: 1, x: 0, y: 0 };

/** Share of the pane that a fitted plane fills. */
const FILLED = 0.96;

/**
 * The plane's size in millimetres, or in samples where its spacing is not known.
 *
 * @param {PlaneFacts} plane
 * @returns {Box}
 */
export function extent(plane) {
  const known = plane.row_mm && plane.column_mm;
  return {
    width: plane.columns * (known ? Number(plane.column_mm) : 1),
    height: plane.rows * (known ? Number(plane.row_mm) : 1),
  };
}

/**
 * Pixels of the screen to one unit of `extent`.
 *
 * @param {PlaneFacts} plane
 * @param {Box} box
 * @param {View} view
 */
export function scale(plane, box, view) {
  const { width, height } = extent(plane);
  return FILLED * Math.min(box.width / width, box.height / height) * view.zoom;
}

/**
 * Pixels of the screen to one sample, along its row.
 *
 * @param {PlaneFacts} plane
 * @param {Box} box
 * @param {View} view
 */
export function magnification(plane, box, view) {
  return (scale(plane, box, view) * extent(plane).width) / plane.columns;
}

/**
 * Where the plane is drawn.
 *
 * @param {PlaneFacts} plane
 * @param {Box} box
 * @param {View} view
 * @returns {Rectangle}
 */
export function place(plane, box, view) {
  const factor = scale(plane, box, view);
  const size = extent(plane);
  const [width, height] = [size.width * factor, size.height * factor];
  return {
    left: (box.width - width) / 2 + view.x,
    top: (box.height - height) / 2 + view.y,
    width,
    height,
  };
}

/**
 * The sample under a place of the pane; null beside the plane.
 *
 * @param {number} x
 * @param {number} y
 * @param {PlaneFacts} plane
 * @param {Box} box
 * @param {View} view
 * @returns {{row: number, column: number} | null}
 */
export function sampleAt(x, y, plane, box, view) {
  const { left, top, width, height } = place(plane, box, view);
  const column = Math.floor(((x - left) / width) * plane.columns);
  const row = Math.floor(((y - top) / height) * plane.rows);
  const inside = row >= 0 && row < plane.rows && column >= 0 && column < plane.columns;
  return inside ? { row, column } : null;
}

/**
 * The middle of a sample on the pane.
 *
 * @param {number} row
 * @param {number} column
 * @param {PlaneFacts} plane
 * @param {Box} box
 * @param {View} view
 */
export function pointOf(row, column, plane, box, view) {
  const { left, top, width, height } = place(plane, box, view);
  return {
    x: left + ((column + 0.5) / plane.columns) * width,
    y: top + ((row + 0.5) / plane.rows) * height,
  };
}

/**
 * Zoomed so that what lies under a place of the pane stays there.
 *
 * @param {View} view
 * @param {number} factor
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 * @returns {View}
 */
export function zoomed(view, factor, x, y, box) {
  const zoom = Math.min(MOST, Math.max(LEAST, view.zoom * factor));
  const by = zoom / view.zoom;
  const [fromX, fromY] = [x - box.width / 2, y - box.height / 2];
  return { zoom, x: fromX - (fromX - view.x) * by, y: fromY - (fromY - view.y) * by };
}

/**
 * A bar of 1, 2 or 5 times a power of ten millimetres, as long as fits.
 *
 * @param {number} pixels to a millimetre
 * @param {number} most pixels
 * @returns {{mm: number, pixels: number}}
 */
export function scaleBar(pixels, most) {
  const power = 10 ** Math.floor(Math.log10(most / pixels));
  const step = [5, 2, 1].find((k) => k * power * pixels <= most) ?? 1;
  return { mm: step * power, pixels: step * power * pixels };
}

/**
 * Which axes of the volume a plane's rows and columns run along: those that are left, in order.
 *
 * @param {number} axis that the plane lies across
 * @returns {[number, number]}
 */
export function across(axis) {
  const [rows, columns] = [0, 1, 2].filter((other) => other !== axis);
  return [rows, columns];
}
