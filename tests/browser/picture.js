// What a canvas shows, in a few numbers: all alike, or something, and whether it is the same.
(canvas) => {
  const { width, height } = canvas;
  if (!width || !height) return { hash: 0, low: 0, high: 0, mean: 0, across: 0, down: 0 };
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let [hash, low, high, sum] = [0x811c9dc5, 255, 0, 0];
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let k = 0; k < data.length; k += 4) {
    const gray = (data[k] + data[k + 1] + data[k + 2]) / 3;
    hash = Math.imul(hash ^ (data[k] + 256 * data[k + 1] + 65536 * data[k + 2]), 0x01000193) >>> 0;
    low = Math.min(low, gray);
    high = Math.max(high, gray);
    sum += gray;
    if (data[k + 3] === 0) continue;
    const [x, y] = [(k / 4) % width, Math.floor(k / 4 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { hash, low, high, mean: (4 * sum) / data.length, across: right - left + 1, down: bottom - top + 1 };
}
