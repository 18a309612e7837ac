// Strokes on planes of a label map, and their way back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mask, gridOf } from '../../src/diaphane/serve/web/static/review/mask.js';

/** @param {number[]} shape */
const empty = (shape) => new Mask(new Uint8Array(shape.reduce((a, b) => a * b)), shape);

/**
 * @param {Mask} mask
 * @param {number} axis
 * @param {number} plane
 * @param {[number, number][]} points
 * @param {import('../../src/diaphane/serve/web/static/review/mask.js').Brush} brush
 */
function stroke(mask, axis, plane, points, brush) {
  mask.begin(axis, plane, brush.label);
  points.forEach((point, k) => mask.draw(points[Math.max(k - 1, 0)], point, brush));
  mask.end();
}

test('planes of each axis lie where numpy has them', () => {
  const mask = new Mask(
    Uint8Array.from({ length: 24 }, (_, k) => k),
    [2, 3, 4],
  );
  assert.deepEqual([...mask.plane(0, 1)], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  assert.deepEqual([...mask.plane(1, 2)], [8, 9, 10, 11, 20, 21, 22, 23]);
  assert.deepEqual([...mask.plane(2, 3)], [3, 7, 11, 15, 19, 23]);
  assert.equal(gridOf([2, 3, 4], 2).count, 4);
});

test('a brush is round', () => {
  const mask = empty([7, 7]);
  stroke(mask, 0, 0, [[3.5, 3.5]], { label: 2, radius: 2 });
  const drawn = [...mask.plane(0, 0)].filter((label) => label === 2).length;
  assert.equal(drawn, 13);
});

test('the smallest brush paints the sample it touches', () => {
  const mask = empty([3, 3]);
  stroke(mask, 0, 0, [[1.9, 1.1]], { label: 1, radius: 0.5 });
  assert.deepEqual([...mask.labels], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('where rows are thicker than columns the brush covers fewer of them', () => {
  const mask = empty([9, 9]);
  stroke(mask, 0, 0, [[4.5, 4.5]], { label: 1, radius: 3, rowSize: 3, columnSize: 1 });
  const rows = new Set([...mask.labels].flatMap((label, k) => (label ? [Math.floor(k / 9)] : [])));
  assert.deepEqual([...rows], [3, 4, 5]);
});

test('a fast stroke leaves no gap', () => {
  const mask = empty([3, 40]);
  stroke(
    mask,
    0,
    0,
    [
      [1.5, 0.5],
      [1.5, 39.5],
    ],
    { label: 1, radius: 0.5 },
  );
  assert.equal([...mask.labels].filter(Boolean).length, 40);
});

test('a stroke beyond the edge is no error', () => {
  const mask = empty([4, 4]);
  stroke(
    mask,
    0,
    0,
    [
      [-5, -5],
      [9, 9],
    ],
    { label: 1, radius: 1 },
  );
  assert.ok(mask.changed);
});

test('strokes are taken back and drawn again, the last first', () => {
  const mask = empty([2, 4, 4]);
  stroke(mask, 0, 0, [[0.5, 0.5]], { label: 1, radius: 0.5 });
  stroke(mask, 1, 0, [[0.5, 0.5]], { label: 2, radius: 0.5 });
  assert.equal(mask.labels[0], 2);
  assert.equal(mask.undo()?.axis, 1);
  assert.equal(mask.labels[0], 1);
  mask.undo();
  assert.equal(mask.labels[0], 0);
  assert.equal(mask.undo(), undefined);
  mask.redo();
  assert.equal(mask.redo()?.label, 2);
  assert.equal(mask.labels[0], 2);
  assert.equal(mask.redo(), undefined);
});

test('a stroke that changed nothing is none', () => {
  const mask = empty([4, 4]);
  stroke(mask, 0, 0, [[1.5, 1.5]], { label: 0, radius: 1 });
  assert.equal(mask.changed, false);
});

test('a new stroke forgets what was taken back', () => {
  const mask = empty([4, 4]);
  stroke(mask, 0, 0, [[0.5, 0.5]], { label: 1, radius: 0.5 });
  mask.undo();
  stroke(mask, 0, 0, [[2.5, 2.5]], { label: 1, radius: 0.5 });
  assert.equal(mask.redo(), undefined);
});
