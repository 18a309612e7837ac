// Colours of maps: values 0..1 to a colour that grows hotter and less transparent.

/** @type {Record<string, [number, number, number, number][]>} red, green, blue, opacity: 0..255 */
const RAMPS = {
  heat: [
    [20, 30, 90, 0],
    [70, 40, 150, 70],
    [190, 50, 110, 150],
    [250, 130, 50, 210],
    [255, 240, 150, 245],
  ],
  invented: [
    [0, 60, 60, 0],
    [0, 140, 150, 110],
    [60, 220, 200, 190],
    [230, 255, 240, 245],
  ],
  unsure: [
    [60, 0, 60, 0],
    [170, 60, 170, 130],
    [255, 170, 240, 240],
  ],
};

/** @typedef {Uint8ClampedArray} Table 256 times RGBA */

/**
 * @param {string} name
 * @returns {Table}
 */
export function ramp(name) {
  const stops = RAMPS[name];
  const table = new Uint8ClampedArray(256 * 4);
  for (let k = 0; k < 256; k++) {
    const place = (k / 255) * (stops.length - 1);
    const left = Math.min(Math.floor(place), stops.length - 2);
    for (let c = 0; c < 4; c++) {
      table[4 * k + c] = stops[left][c] + (stops[left + 1][c] - stops[left][c]) * (place - left);
    }
  }
  return table;
}

/**
 * A legend's colours, in words of CSS.
 *
 * @param {string} name
 */
export function gradient(name) {
  const stops = RAMPS[name].map(([r, g, b]) => `rgb(${r} ${g} ${b})`);
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}

/** @type {(colour: readonly [number, number, number]) => string} */
export const hex = (colour) =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

/**
 * @param {string} text #rrggbb
 * @returns {[number, number, number]}
 */
export function rgb(text) {
  const value = parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
