// From stored values to gray.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  TISSUES,
  dragged,
  ends,
  firstPreset,
  paint,
  presets,
  shades,
  windowOf,
} from '../../src/diaphane/serve/web/static/viewer/window.js';

const CT = {
  units: 'HU',
  dtype: 'int16',
  channels: 1,
  window: { low: -160, high: 240 },
  range: { low: -1000, high: 900 },
};
const PHOTO = {
  units: '',
  dtype: 'uint8',
  channels: 3,
  window: null,
  range: { low: 0, high: 255 },
};
const MR = { units: '', dtype: 'uint16', channels: 1, window: null, range: { low: 12, high: 730 } };

/** @type {(samples: any, depth: string, channels?: number) => any} */
const row = (samples, depth, channels = 1) => ({
  rows: 1,
  columns: samples.length / channels,
  channels,
  depth,
  samples,
});

test('black is at the low end, white at the high end, and straight between', () => {
  const shade = shades('int16', { low: -1000, high: 1000 }, false);
  assert.deepEqual([-32768, -1000, 0, 1000, 32767].map(shade), [0, 0, 128, 255, 255]);
});

test('white and black are swapped where the image asks for it', () => {
  const shade = shades('uint8', { low: 0, high: 255 }, true);
  assert.deepEqual([0, 100, 255].map(shade), [255, 155, 0]);
});

test('real values are shown, those that are no numbers black', () => {
  const shade = shades('float32', { low: 0, high: 1 }, false);
  assert.deepEqual([-1, 0.5, 2, NaN, Infinity].map(shade), [0, 127.5, 255, 0, 0]);
});

test('a window without width is a threshold', () => {
  const shade = shades('int16', { low: 40, high: 40 }, false);
  assert.deepEqual([39, 40, 41].map(shade), [0, 0, 255]);
});

test('colours go through the window channel by channel, alpha is left out', () => {
  const out = new Uint8ClampedArray(8);
  paint(
    out,
    row(Uint8Array.of(0, 128, 255, 7, 255, 0, 64, 9), 'uint8', 4),
    { low: 0, high: 255 },
    false,
    1,
  );
  assert.deepEqual([...out], [0, 128, 255, 255, 255, 0, 64, 255]);
});

test('gray with alpha is gray', () => {
  const out = new Uint8ClampedArray(4);
  paint(out, row(Uint8Array.of(200, 3), 'uint8', 2), { low: 0, high: 255 }, false, 1);
  assert.deepEqual([...out], [200, 200, 200, 255]);
});

test('every second sample along both axes is painted while a window is dragged', () => {
  const samples = Uint8Array.from({ length: 12 }, (_, k) => k * 10);
  const out = new Uint8ClampedArray(4 * 4);
  paint(
    out,
    { rows: 3, columns: 4, channels: 1, depth: 'uint8', samples },
    { low: 0, high: 255 },
    false,
    2,
  );
  assert.deepEqual([out[0], out[4], out[8], out[12]], [0, 20, 80, 100]);
});

test('tissues are offered where units are Hounsfield, and the file comes first', () => {
  assert.deepEqual(presets(/** @type {any} */ (CT)), [
    'file',
    'soft',
    'lung',
    'bone',
    'brain',
    'auto',
    'full',
  ]);
  assert.deepEqual(presets(/** @type {any} */ (MR)), ['auto', 'full']);
});

test('an image is shown first as its file asks, else colours whole and others by percentiles', () => {
  assert.deepEqual(
    [CT, PHOTO, MR].map((facts) => firstPreset(/** @type {any} */ (facts))),
    ['file', 'full', 'auto'],
  );
});

test('presets stand for these windows', () => {
  const facts = /** @type {any} */ (CT);
  assert.deepEqual(windowOf('lung', facts, null), TISSUES.lung);
  assert.deepEqual(windowOf('file', facts, null), CT.window);
  assert.deepEqual(windowOf('auto', facts, null), CT.range);
  assert.deepEqual(windowOf('full', facts, row(Int16Array.of(-1024, 3000, 7), 'int16')), {
    low: -1024,
    high: 3000,
  });
});

test('the ends of a plane that is even, or holds no number, are still a window', () => {
  assert.deepEqual(ends(Uint16Array.of(5, 5)), { low: 5, high: 6 });
  assert.deepEqual(ends(Float32Array.of(NaN, NaN)), { low: 0, high: 1 });
});

test('a drag across makes the window wider, one upwards lowers its level', () => {
  const before = { low: 0, high: 100 };
  const wider = dragged(before, 0.5, 0, { low: 0, high: 1000 });
  assert.equal(wider.high - wider.low, 200);
  assert.equal((wider.high + wider.low) / 2, 50);
  const brighter = dragged(before, 0, 0.2, { low: 0, high: 1000 });
  assert.deepEqual(brighter, { low: -20, high: 80 });
});

test('a window never gets narrower than a sliver of what the image holds', () => {
  let window = { low: 0, high: 100 };
  for (let k = 0; k < 50; k++) window = dragged(window, -0.4, 0, { low: 0, high: 4096 });
  assert.equal(window.high - window.low, 1);
});
