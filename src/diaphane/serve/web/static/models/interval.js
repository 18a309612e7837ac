// A figure with its 95 % interval as a dot on a line. The numbers stand beside it as text.

import { svg } from '../dom.js';
import { linear } from '../plot/scale.js';

/** @import {Figure} from '../types.js' */

const WIDTH = 200;
const HEIGHT = 20;
const EDGE = 5;

/**
 * @param {Figure} figure
 * @param {readonly [number, number]} axis where the line begins and ends
 */
export function interval({ value, low, high }, axis) {
  const x = linear(axis, [EDGE, WIDTH - EDGE]);
  const middle = HEIGHT / 2;
  const line = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ kind) =>
    svg('line', { x1: from, x2: to, y1: middle, y2: middle, class: kind });
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'interval', 'aria-hidden': 'true' },
    line(EDGE, WIDTH - EDGE, 'base'),
    ...[0, 0.5, 1].map((share) => tick(EDGE + share * (WIDTH - 2 * EDGE), middle)),
    low !== null && high !== null && line(x(low), x(high), 'spread'),
    svg('circle', { cx: x(value), cy: middle, r: 4, class: 'value' }),
  );
}

/**
 * @param {number} x
 * @param {number} middle
 */
function tick(x, middle) {
  return svg('line', { x1: x, x2: x, y1: middle - 3, y2: middle + 3, class: 'base' });
}
