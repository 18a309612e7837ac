// From values to places on the screen.

/**
 * @param {readonly [number, number]} from values
 * @param {readonly [number, number]} to places
 * @returns {(value: number) => number}
 */
export function linear([low, high], [start, end]) {
  const factor = high === low ? 0 : (end - start) / (high - low);
  return (value) => start + (value - low) * factor;
}
