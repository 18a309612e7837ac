// Label maps and maps of 0..1 as colours.

import assert from 'node:assert/strict';
import { test } from 'node:test';

class ImageData {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}
Object.assign(globalThis, { ImageData });

const { Overlay, layerOf } = await import('../../src/diaphane/serve/web/static/viewer/overlay.js');
const { hex, ramp, rgb } = await import('../../src/diaphane/serve/web/static/viewer/palette.js');

const CLASSES = [
  { name: 'one', title: '', colour: /** @type {[number, number, number]} */ ([10, 20, 30]) },
  { name: 'two', title: '', colour: /** @type {[number, number, number]} */ ([40, 50, 60]) },
];
const WINDOW = { low: 0, high: 255 };

/** @type {(kind: 'labels' | 'map') => any} */
const overlay = (kind) =>
  new Overlay({
    name: kind,
    kind,
    facts: /** @type {any} */ ({}),
    load: async () => null,
    classes: CLASSES,
  });

/** @type {(rows: number[][]) => any} */
const plane = (rows) => ({
  rows: rows.length,
  columns: rows[0].length,
  channels: 1,
  depth: 'uint8',
  samples: Uint8Array.from(rows.flat()),
});

/** @type {(image: any, k: number) => number[]} */
const pixel = (image, k) => [...image.data.subarray(4 * k, 4 * k + 4)];

test('labels have the colours of their classes, the background none', () => {
  const image = overlay('labels').paint(plane([[0, 1, 2]]), WINDOW, false);
  assert.deepEqual(
    [0, 1, 2].map((k) => pixel(image, k)),
    [
      [0, 0, 0, 0],
      [10, 20, 30, 255],
      [40, 50, 60, 255],
    ],
  );
});

test('a class that is hidden is not drawn', () => {
  const labels = overlay('labels');
  labels.classes[0].shown = false;
  assert.deepEqual(pixel(labels.paint(plane([[1]]), WINDOW, false), 0), [0, 0, 0, 0]);
});

test('of outlines the inside is left out', () => {
  const labels = overlay('labels');
  labels.outlined = true;
  const image = labels.paint(
    plane([
      [0, 0, 0, 0, 0],
      [0, 1, 1, 1, 0],
      [0, 1, 1, 1, 0],
      [0, 1, 1, 1, 0],
      [0, 0, 0, 0, 0],
    ]),
    WINDOW,
    false,
  );
  const drawn = Array.from({ length: 25 }, (_, k) => k).filter((k) => pixel(image, k)[3]);
  assert.deepEqual(drawn, [6, 7, 8, 11, 13, 16, 17, 18]);
});

test('maps go from clear to opaque', () => {
  const image = overlay('map').paint(plane([[0, 255]]), WINDOW, false);
  assert.equal(pixel(image, 0)[3], 0);
  assert.deepEqual(pixel(image, 1), [...ramp('heat').subarray(4 * 255)]);
});

test('a picture of an overlay is made anew when its looks change', () => {
  const labels = overlay('labels');
  const before = labels.look;
  labels.classes[1].colour = [1, 2, 3];
  assert.notEqual(labels.look, before);
});

test('a layer of one slice lies on that slice alone', async () => {
  const facts = { shape: [4, 4], dtype: 'uint8', channels: 1, on: 'image', slice: 3 };
  const result = {
    id: 'r',
    classes: [],
    image: { planes: [{ axis: 2 }] },
    layers: { heat: facts },
  };
  const layer = layerOf(/** @type {any} */ (result), 'heat');
  assert.equal(await layer.load(2, 1), null);
  assert.equal(await layer.load(0, 2), null);
});

test('colours are written as browsers write them, and back', () => {
  assert.equal(hex([255, 0, 16]), '#ff0010');
  assert.deepEqual(rgb('#ff0010'), [255, 0, 16]);
});
