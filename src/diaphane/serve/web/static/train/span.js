// How long something takes, in a person's language.

import { language } from '../words.js';

/** @type {readonly [Intl.RelativeTimeFormatUnit & ('hour' | 'minute' | 'second'), number][]} */
const UNITS = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * The two largest units that are not 0: 1 hr 5 min.
 *
 * @param {number} seconds
 */
export function span(seconds) {
  let left = Math.max(1, Math.round(seconds));
  const said = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count)
      said.push(
        new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'short' }).format(
          count,
        ),
      );
  }
  return said.slice(0, 2).join(' ');
}
