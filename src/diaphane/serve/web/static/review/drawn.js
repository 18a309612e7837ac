// Label maps for the editor: the model's, or the one that a person corrected last.

import { planes } from '../viewer/plane.js';
import { Mask, gridOf } from './mask.js';

/** @import {LayerFacts, Result} from '../types.js' */

/** Planes that are asked for at once. */
const AT_ONCE = 6;

/**
 * What drawing begins with; an empty map where the model's answer is still hidden.
 *
 * @param {Result} result
 * @returns {Promise<Mask>}
 */
export async function loadMask(result) {
  const name = result.layers?.['decided'] ? 'decided' : 'labels';
  const layer = result.layers?.[name];
  const shape = layer?.shape ?? shapeOf(result);
  const labels = new Uint8Array(shape.reduce((all, length) => all * length, 1));
  if (layer) await bring(result, name, layer, labels);
  return new Mask(labels, shape);
}

/**
 * Where the answer will lie: on the image, or on the slice that was asked about.
 *
 * @param {Result} result
 */
function shapeOf({ image, options }) {
  const [first] = image.planes;
  if (image.axes === 'yx') return image.shape;
  return options?.slice ? [first.rows, first.columns] : image.shape;
}

/**
 * The slice that a flat map of a volume lies on, from 0; null where it lies on the whole image.
 *
 * @param {Result} result
 * @param {Mask} mask
 */
export function sliceOf({ image, options, layers }, mask) {
  if (mask.shape.length !== 2 || image.axes === 'yx') return null;
  return (layers?.['labels']?.slice ?? options?.slice ?? 1) - 1;
}

/**
 * @param {Result} result
 * @param {string} name
 * @param {LayerFacts} layer
 * @param {Uint8Array} labels
 */
async function bring(result, name, { shape, slice }, labels) {
  const [first] = result.image.planes;
  const of = `?of=${result.decisions.at(-1)?.id ?? ''}`;
  const address = (/** @type {string} */ place) =>
    `/api/results/${result.id}/layers/${name}/${place}${name === 'labels' ? '' : of}`;
  if (shape.length === 2) {
    const { samples } = await planes.get(
      address(slice === null ? '0/0' : `${first.axis}/${slice - 1}`),
    );
    labels.set(samples);
    return;
  }
  const { count, planeStep } = gridOf(shape, 0);
  for (let n = 0; n < count; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, k) => n + k);
    await Promise.all(
      some.map(async (one) => {
        const { samples } = await planes.get(address(`0/${one}`));
        labels.set(samples, one * planeStep);
      }),
    );
  }
}
