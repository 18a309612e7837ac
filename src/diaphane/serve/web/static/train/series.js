// The lines of a training's log, sorted into curves: what was learnt from beside what was held out.

/** @import {LogLine as Line} from '../types.js' */

/**
 * @typedef {object} Curve
 * @property {'training' | 'validation'} part
 * @property {[number, number][]} points (epoch from 1, value)
 */

/**
 * @typedef {object} Panel
 * @property {string} name loss, accuracy, dice, psnr, ..., rate
 * @property {Curve[]} curves
 */

const OF_VALIDATION = 'val_';
const NO_CURVE = new Set(['epoch', 'seconds', 'best_epoch']);

/**
 * One panel a figure: the loss first, the rate last.
 * @param {readonly Line[]} lines
 * @returns {Panel[]}
 */
export function panels(lines) {
  /** @type {Map<string, Panel>} */
  const found = new Map();
  for (const key of keysOf(lines)) {
    const held = key.startsWith(OF_VALIDATION);
    const name = held ? key.slice(OF_VALIDATION.length) : key;
    const panel = found.get(name) ?? { name, curves: [] };
    panel.curves.push({ part: held ? 'validation' : 'training', points: pointsOf(lines, key) });
    found.set(name, panel);
  }
  return [...found.values()].sort((a, b) => place(a.name) - place(b.name));
}

/**
 * The value of a figure in the epoch whose weights were kept.
 * @param {readonly Line[]} lines
 * @param {string} name without `val_`
 * @returns {number | null}
 */
export function atBest(lines, name) {
  const best = bestEpoch(lines);
  const line = lines.find((one) => one.epoch === best);
  const value = line?.[OF_VALIDATION + name] ?? line?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * Counted from 0, as the log does; null before the first epoch.
 * @param {readonly Line[]} lines
 * @returns {number | null}
 */
export function bestEpoch(lines) {
  const best = lines.at(-1)?.['best_epoch'];
  return typeof best === 'number' ? best : null;
}

/**
 * Seconds until the end, by the mean of the last epochs; null where nothing can be said.
 * @param {readonly Line[]} lines
 * @param {number} epochs
 * @returns {number | null}
 */
export function secondsLeft(lines, epochs) {
  const last = lines
    .slice(-5)
    .map((line) => line['seconds'])
    .filter(isNumber);
  if (last.length === 0) return null;
  const mean = last.reduce((sum, seconds) => sum + seconds, 0) / last.length;
  return mean * Math.max(0, epochs - lines.length);
}

/** @param {readonly Line[]} lines @returns {string[]} */
function keysOf(lines) {
  const keys = new Set(lines.flatMap((line) => Object.keys(line)));
  const isCurve = (/** @type {string} */ key) => lines.some((line) => isNumber(line[key]));
  return [...keys].filter((key) => !NO_CURVE.has(key) && isCurve(key));
}

/** @param {readonly Line[]} lines @param {string} key @returns {[number, number][]} */
function pointsOf(lines, key) {
  return lines.flatMap((line) => {
    const value = line[key];
    return isNumber(value) ? [[line.epoch + 1, value]] : [];
  });
}

/** @param {string} name @returns {number} */
function place(name) {
  if (name === 'loss') return 0;
  return name === 'rate' ? 2 : 1;
}

/** @param {unknown} value @returns {value is number} */
function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}
