// Where a plane lies in its pane.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  FITTED,
  across,
  extent,
  magnification,
  place,
  pointOf,
  sampleAt,
  scaleBar,
  zoomed,
} from '../../src/diaphane/serve/web/static/viewer/geometry.js';

const BOX = { width: 1000, height: 500 };

/** @type {any} slices 5 mm apart, seen from the side */
const CORONAL = {
  axis: 1,
  name: 'coronal',
  count: 512,
  rows: 40,
  columns: 400,
  row_mm: 5,
  column_mm: 0.5,
  labels: null,
};

/** @type {any} */
const PHOTO = {
  axis: 0,
  name: 'slice',
  count: 1,
  rows: 300,
  columns: 400,
  row_mm: null,
  column_mm: null,
  labels: null,
};

test('a plane of long voxels is drawn in millimetres', () => {
  assert.deepEqual(extent(CORONAL), { width: 200, height: 200 });
  const { width, height } = place(CORONAL, BOX, FITTED);
  assert.equal(width, height);
  assert.ok(Math.abs(height - 480) < 1e-9);
});

test('a plane of unknown spacing is drawn in samples', () => {
  const { left, top, width, height } = place(PHOTO, BOX, FITTED);
  assert.ok(Math.abs(width / height - 4 / 3) < 1e-9);
  assert.ok(Math.abs(left + width / 2 - 500) < 1e-9 && Math.abs(top + height / 2 - 250) < 1e-9);
});

test('a sample is found under the point where it is drawn', () => {
  const view = { zoom: 3.7, x: -120, y: 44 };
  for (const [row, column] of [
    [0, 0],
    [39, 399],
    [17, 203],
  ]) {
    const { x, y } = pointOf(row, column, CORONAL, BOX, view);
    assert.deepEqual(sampleAt(x, y, CORONAL, BOX, view), { row, column });
  }
});

test('beside the plane there is no sample', () => {
  assert.equal(sampleAt(1, 1, CORONAL, BOX, FITTED), null);
  assert.equal(sampleAt(999, 499, CORONAL, BOX, FITTED), null);
});

test('what lies under the pointer stays there when it is zoomed', () => {
  const before = { zoom: 1.5, x: 30, y: -20 };
  const after = zoomed(before, 2, 640, 130, BOX);
  assert.equal(after.zoom, 3);
  assert.deepEqual(
    sampleAt(640, 130, CORONAL, BOX, after),
    sampleAt(640, 130, CORONAL, BOX, before),
  );
});

test('zoom has two ends', () => {
  assert.equal(zoomed(FITTED, 1e9, 0, 0, BOX).zoom, 40);
  assert.equal(zoomed(FITTED, 1e-9, 0, 0, BOX).zoom, 0.2);
});

test('the scale bar is 1, 2 or 5 times a power of ten, as long as fits', () => {
  assert.deepEqual(scaleBar(2, 150), { mm: 50, pixels: 100 });
  assert.deepEqual(scaleBar(2, 99), { mm: 20, pixels: 40 });
  assert.deepEqual(scaleBar(1000, 150), { mm: 0.1, pixels: 100 });
});

test('rows and columns of a plane run along the axes that are left', () => {
  assert.deepEqual([0, 1, 2].map(across), [
    [1, 2],
    [0, 2],
    [0, 1],
  ]);
});

test('magnification tells pixels of the screen to a sample', () => {
  const square = { ...CORONAL, rows: 240, columns: 100, row_mm: null, column_mm: null };
  assert.equal(magnification(square, BOX, FITTED), 2); // 480 of 500 pixels for 240 samples
  const { width } = place(CORONAL, BOX, FITTED);
  assert.equal(magnification(CORONAL, BOX, FITTED), width / CORONAL.columns);
});
