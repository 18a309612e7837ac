// From stored values to gray: the window (DICOM PS3.3 C.11.2.1.2), as a table where values are few.

/** @import {Depth, Facts, Range} from '../types.js' */
/** @import {Plane, Samples} from './plane.js' */

/**
 * Hounsfield units, as `diaphane convert` has them (Radiopaedia, "Windowing (CT)").
 *
 * @type {Record<'lung' | 'bone' | 'brain' | 'soft', Range>}
 */
export const TISSUES = {
  lung: { low: -1350, high: 150 },
  bone: { low: -500, high: 1300 },
  brain: { low: 0, high: 80 },
  soft: { low: -150, high: 250 },
};

/** @typedef {'file' | 'auto' | 'full' | keyof typeof TISSUES} Preset */

/**
 * The windows that make sense of this image, the likeliest first.
 *
 * @param {Facts} facts
 * @returns {Preset[]}
 */
export function presets(facts) {
  /** @type {Preset[]} */
  const named = facts.units === 'HU' ? ['soft', 'lung', 'bone', 'brain'] : [];
  /** @type {Preset[]} */
  const first = facts.window ? ['file'] : [];
  return [...first, ...named, 'auto', 'full'];
}

/**
 * What an image is shown with at first: as the library's own pictures are.
 *
 * @param {Facts} facts
 * @returns {Preset}
 */
export function firstPreset(facts) {
  if (facts.window) return 'file';
  if (facts.dtype === 'uint8' || facts.channels > 1) return 'full';
  return 'auto';
}

/**
 * @param {Preset} preset
 * @param {Facts} facts
 * @param {Plane | null} plane the one that is seen, for `full`
 * @returns {Range}
 */
export function windowOf(preset, facts, plane) {
  if (preset === 'file' && facts.window) return facts.window;
  if (preset === 'full') return full(facts, plane);
  return TISSUES[/** @type {keyof typeof TISSUES} */ (preset)] ?? facts.range;
}

/**
 * All that 8 bits can hold; of deeper images what this plane does hold.
 *
 * @param {Facts} facts
 * @param {Plane | null} plane
 * @returns {Range}
 */
function full(facts, plane) {
  if (facts.dtype === 'uint8') return { low: 0, high: 255 };
  return plane ? ends(plane.samples) : facts.range;
}

/**
 * @param {Samples} samples
 * @returns {Range}
 */
export function ends(samples) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of samples) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low < high) return { low, high };
  const only = Number.isFinite(low) ? low : 0;
  return { low: only, high: only + 1 };
}

/**
 * Gray 0..255 of each value an integer type can hold, or a function of real values.
 *
 * @param {Depth} depth
 * @param {Range} window
 * @param {boolean} inverted white and black swapped
 * @returns {(value: number) => number}
 */
export function shades(depth, window, inverted) {
  const shade = shadeOf(window, inverted);
  const least = { uint8: 0, int8: -128, uint16: 0, int16: -32768 }[/** @type {string} */ (depth)];
  if (least === undefined) return shade;
  const table = new Uint8ClampedArray(depth.endsWith('8') ? 256 : 65536);
  for (let k = 0; k < table.length; k++) table[k] = shade(k + least);
  return (value) => table[value - least];
}

/**
 * @param {Range} window
 * @param {boolean} inverted
 * @returns {(value: number) => number}
 */
function shadeOf({ low, high }, inverted) {
  const scale = 255 / Math.max(high - low, 1e-12);
  const shade = (/** @type {number} */ value) =>
    Number.isFinite(value) ? Math.min(255, Math.max(0, (value - low) * scale)) : 0;
  return inverted ? (value) => 255 - shade(value) : shade;
}

/**
 * Paints a plane into RGBA, taking each `step`-th sample along both axes.
 *
 * @param {Plane} plane
 * @param {Range} window
 * @param {boolean} inverted
 * @param {number} step
 * @returns {ImageData}
 */
export function painted(plane, window, inverted, step = 1) {
  const { rows, columns, channels, samples } = plane;
  const width = Math.ceil(columns / step);
  const height = Math.ceil(rows / step);
  const image = new ImageData(width, height);
  paint(
    image.data,
    { rows, columns, channels, samples, depth: plane.depth },
    window,
    inverted,
    step,
  );
  return image;
}

/**
 * @param {Uint8ClampedArray} out RGBA
 * @param {Plane} plane 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
 * @param {Range} window
 * @param {boolean} inverted
 * @param {number} step
 */
export function paint(out, plane, window, inverted, step) {
  const { rows, columns, channels, samples, depth } = plane;
  const shade = shades(depth, window, inverted);
  const [green, blue] = channels > 2 ? [1, 2] : [0, 0];
  let at = 0;
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      const k = (row * columns + column) * channels;
      out[at++] = shade(samples[k]);
      out[at++] = shade(samples[k + green]);
      out[at++] = shade(samples[k + blue]);
      out[at++] = 255;
    }
  }
}

/**
 * A window moved by a drag: across makes it wider, up makes the image brighter.
 *
 * @param {Range} window
 * @param {number} across shares of the reach
 * @param {number} up shares of the reach
 * @param {Range} range of the image's values
 * @returns {Range}
 */
export function dragged(window, across, up, range) {
  const reach = Math.max(range.high - range.low, 1e-6);
  const width = window.high - window.low;
  const gain = Math.max(width, reach / 50);
  const wider = Math.max(width + across * gain * 2, reach / 4096);
  const level = (window.low + window.high) / 2 - up * gain;
  return { low: level - wider / 2, high: level + wider / 2 };
}
