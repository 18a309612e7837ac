// What an image is, in a line.

import { number } from '../words.js';

/** @import {Facts} from '../types.js' */

/**
 * @param {Facts} image
 */
export function facts(image) {
  const sizes = [...image.shape].reverse().map((size) => number(size, 0));
  const kind = image.modality || image.format.toUpperCase();
  return `${kind} · ${sizes.join(' × ')}`;
}

/**
 * The same with millimetres and depth.
 *
 * @param {Facts} image
 */
export function moreFacts(image) {
  const known = image.spacing?.slice(image.axes === 'tyx' ? 1 : 0);
  const spacing = known
    ? `${[...known]
        .reverse()
        .map((mm) => number(mm))
        .join(' × ')} mm`
    : '';
  const units = image.units || image.dtype;
  return [facts(image), spacing, units].filter(Boolean).join(' · ');
}
