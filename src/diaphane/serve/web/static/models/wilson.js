// How sure a share of so many is: the 95 % interval of Wilson (1927).

const Z = 1.959964;

/**
 * @param {number} share 0..1
 * @param {number} n how many it is a share of
 * @returns {[number, number]}
 */
export function wilson(share, n) {
  const squared = Z ** 2;
  const middle = (share + squared / (2 * n)) / (1 + squared / n);
  const spread = Math.sqrt((share * (1 - share)) / n + squared / (4 * n ** 2));
  const half = (Z * spread) / (1 + squared / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
