// What is looked at: slices, windows, and which overlays lie where.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Scene } from '../../src/diaphane/serve/web/static/viewer/scene.js';

/** @type {(axis: number, name: string, count: number) => any} */
const plane = (axis, name, count) => ({
  axis,
  name,
  count,
  rows: 4,
  columns: 4,
  row_mm: 1,
  column_mm: 1,
  labels: null,
});

/** @type {any} */
const VOLUME = {
  id: 'v',
  axes: 'zyx',
  units: 'HU',
  dtype: 'int16',
  channels: 1,
  window: null,
  range: { low: -900, high: 800 },
  inverted: false,
  planes: [plane(0, 'axial', 30), plane(1, 'coronal', 512), plane(2, 'sagittal', 512)],
};

/** @type {any} */
const FRAMES = { ...VOLUME, axes: 'tyx', planes: [plane(0, 'frame', 7)] };

test('a volume opens in its middle, frames at the first', () => {
  assert.deepEqual(new Scene(VOLUME).looks.cursor, [14, 255, 255]);
  assert.deepEqual(new Scene(FRAMES).looks.cursor, [0, 0, 0]);
});

test('it is looked at as it was left', () => {
  const scene = new Scene(VOLUME, { axis: 2, cursor: [3, 4, 5], preset: 'bone' });
  assert.equal(scene.slice(scene.looks.axis), 5);
  assert.equal(scene.looks.preset, 'bone');
});

test('slices end where the volume does', () => {
  const scene = new Scene(VOLUME);
  scene.go(0, 99);
  assert.equal(scene.slice(0), 29);
  scene.go(0, -3);
  assert.equal(scene.slice(0), 0);
});

test('whoever draws is told of a change once, and of none not at all', () => {
  const scene = new Scene(VOLUME);
  let told = 0;
  scene.addEventListener('look', () => told++);
  scene.go(0, 14);
  assert.equal(told, 0);
  scene.go(0, 15);
  assert.equal(told, 1);
});

test('the window is settled by the first plane that comes, and not again', () => {
  const scene = new Scene(VOLUME);
  const samples = { samples: Int16Array.of(-1024, 3000) };
  scene.settle(/** @type {any} */ (samples));
  assert.deepEqual(scene.window, VOLUME.range);
  scene.look({ preset: 'own', window: { low: 1, high: 2 } });
  scene.settle(/** @type {any} */ (samples));
  assert.deepEqual(scene.window, { low: 1, high: 2 });
});

test('an overlay of one slice lies on that slice alone', () => {
  const scene = new Scene(VOLUME);
  /** @type {(slice: number | null) => any} */
  const overlay = (slice) => ({ facts: { slice } });
  assert.ok(scene.lies(overlay(null)));
  assert.ok(scene.lies(overlay(15)));
  assert.ok(!scene.lies(overlay(16)));
  scene.look({ axis: 1 });
  assert.ok(!scene.lies(overlay(15)));
});
