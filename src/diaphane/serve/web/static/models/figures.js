// The figures of a model: what each is called, how it is written, which of them come first.

import { language, word } from '../words.js';

/** @import {Figure, Task} from '../types.js' */

/** @typedef {'percent' | 'share' | 'dB' | 'mm' | 'number' | 'of 100'} Kind */

/** How a figure is written; what is not here is a bare number.
 * @type {Record<string, Kind>} */
const KINDS = {
  abstained: 'percent',
  accuracy: 'percent',
  auroc: 'share',
  average_precision: 'share',
  balanced_accuracy: 'percent',
  brier: 'share',
  changed_mean_percent: 'of 100',
  content: 'share',
  coverage: 'percent',
  cycle: 'share',
  dice: 'share',
  ece: 'percent',
  hd95: 'mm',
  iou: 'share',
  pixel_accuracy: 'percent',
  pixel_error: 'percent',
  precision: 'percent',
  psnr: 'dB',
  psnr_rgb: 'dB',
  psnr_y: 'dB',
  rand_error: 'share',
  residual_mean_percent: 'of 100',
  sensitivity: 'percent',
  specificity: 'percent',
  ssim: 'share',
  ssim_y: 'share',
  surface_dice: 'share',
  warping_error: 'share',
};

/** What a name may end with, to say how it was measured or of what. */
const ENDINGS = /_(strict|pooled|bicubic|bilinear|nearest|gain|untouched|best|ratio)$/;

/** @type {Record<Task, readonly string[]>} */
const FIRST = {
  classify: ['accuracy', 'auroc', 'ece', 'balanced_accuracy', 'abstained'],
  segment: ['dice', 'iou', 'hd95', 'sensitivity'],
  enhance: ['psnr_y', 'psnr_y_bicubic', 'ssim_y', 'ssim_y_bicubic'],
  translate: ['fid', 'fid_untouched', 'content', 'cycle'],
};

/** @param {string} name */
const baseOf = (name) => name.replace(ENDINGS, '');

/**
 * @param {string} name as `evaluate --json` calls it
 * @returns {Kind}
 */
export function kindOf(name) {
  const ending = ENDINGS.exec(name)?.[1];
  return ending === 'ratio' ? 'number' : (KINDS[baseOf(name)] ?? 'number');
}

/** @param {string} name */
export function titleOf(name) {
  const title = word(`figure.${baseOf(name)}`, baseOf(name).replaceAll('_', ' '));
  const ending = ENDINGS.exec(name)?.[1];
  return ending ? `${title} (${word(`figure.of.${ending}`, ending)})` : title;
}

/**
 * What a figure means, in a sentence; empty where there is none.
 *
 * @param {string} name
 */
export const meaningOf = (name) => word(`figure.means.${baseOf(name)}`, '');

/**
 * @param {string} name
 * @param {number} value
 */
export function written(name, value) {
  const kind = kindOf(name);
  if (kind === 'percent') return fixed(value, 1, 'percent');
  if (kind === 'of 100') return fixed(value / 100, 1, 'percent');
  if (kind === 'dB' || kind === 'mm') return `${fixed(value, 2)} ${kind}`;
  return kind === 'share' ? fixed(value, 3) : significant(value);
}

/** @param {number} value */
function significant(value) {
  const notation = value !== 0 && Math.abs(value) < 1e-3 ? 'scientific' : 'standard';
  return new Intl.NumberFormat(language(), { maximumSignificantDigits: 4, notation }).format(value);
}

/**
 * As many digits behind the point everywhere, so that columns can be compared.
 *
 * @param {number} value
 * @param {number} digits
 * @param {'decimal' | 'percent'} [style]
 */
function fixed(value, digits, style = 'decimal') {
  const format = { style, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language(), format).format(value);
}

/**
 * The value with its interval, where it has one.
 *
 * @param {string} name
 * @param {Figure} figure
 */
export function writtenWhole(name, { value, low, high }) {
  if (low === null || high === null) return written(name, value);
  return `${written(name, value)} (${written(name, low)} – ${written(name, high)})`;
}

/**
 * Names of the figures that a person asks for first; the first of them stands for the model.
 *
 * @param {Task} task
 * @param {Record<string, Figure>} figures
 */
export function leading(task, figures) {
  const found = FIRST[task].filter((name) => name in figures);
  return found.length ? found : Object.keys(figures).slice(0, 1);
}

/**
 * Of one axis for figures that are to be looked at beside each other: shares from 0 to 1, others
 * from the least to the greatest.
 *
 * @param {string} name
 * @param {readonly Figure[]} figures
 * @returns {[number, number]}
 */
export function axisOf(name, figures) {
  const kind = kindOf(name);
  const ends = figures.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (kind === 'percent' || kind === 'share') return [Math.min(0, least), Math.max(1, most)];
  return [Math.min(0, least), most * 1.1 || 1];
}

/**
 * Figures that are of one kind and one base, so that they share an axis.
 *
 * @param {string} name
 * @param {Record<string, Figure>} figures
 */
export function siblings(name, figures) {
  const [kind, base] = [kindOf(name), baseOf(name)];
  const same = Object.entries(figures).filter(
    ([other]) => kindOf(other) === kind && baseOf(other) === base && !other.endsWith('_gain'),
  );
  return same.length ? same.map(([, figure]) => figure) : [figures[name]];
}
