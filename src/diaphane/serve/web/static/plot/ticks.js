// Round numbers along an axis, so that a person can read it.

/**
 * Round values from at or below `low` to at or above `high`, about `count` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} [count]
 * @returns {number[]}
 */
export function ticks(low, high, count = 5) {
  const step = roundStep((high - low || Math.abs(high) || 1) / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const found = [];
  for (let k = first; k <= Math.max(last, first + 1); k += 1) found.push(tidy(k * step));
  return found;
}

/**
 * The nearest of 1, 2 and 5 times a power of ten that is not less.
 * @param {number} rough
 * @returns {number}
 */
export function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/**
 * Whole numbers from 1 to `last`, few enough to stand side by side.
 * @param {number} last
 * @param {number} [count]
 * @returns {number[]}
 */
export function wholeTicks(last, count = 6) {
  const step = Math.max(1, roundStep(last / count));
  const found = [1];
  for (let value = step; value <= last; value += step) if (value > 1) found.push(value);
  return found;
}

/** @param {number} value @returns {number} */
function tidy(value) {
  return Number(value.toPrecision(12));
}
