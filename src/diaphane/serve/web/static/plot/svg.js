// What our own drawings have in common: how they are framed, and their lines.

import { svg } from '../dom.js';

/** @import {Child} from '../dom.js' */

/**
 * A drawing as wide as its place; what it shows is said in words to who does not see it.
 *
 * @param {{width: number, height: number, label: string, className: string}} about
 * @param {...Child} children
 */
export function drawing({ width, height, label, className }, ...children) {
  const attributes = {
    viewBox: `0 0 ${width} ${height}`,
    class: className,
    role: 'img',
    'aria-label': label,
  };
  return svg('svg', attributes, ...children);
}

/**
 * The `d` of a path through points; a gap where a value is no number.
 *
 * @param {readonly (readonly [number, number])[]} points
 */
export function pathThrough(points) {
  let drawn = false;
  const steps = [];
  for (const [x, y] of points) {
    const shown = Number.isFinite(x) && Number.isFinite(y);
    if (shown) steps.push(`${drawn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`);
    drawn = shown;
  }
  return steps.join('');
}
