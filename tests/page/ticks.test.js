// Round numbers along an axis.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundStep, ticks, wholeTicks } from '../../src/diaphane/serve/web/static/plot/ticks.js';

test('ticks are round and cover the values', () => {
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0.13, 0.92), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-3, 12), [-5, 0, 5, 10, 15]);
});

test('a single value has an axis, too', () => {
  const found = ticks(0.5, 0.5);
  assert.ok(found.length >= 2);
  assert.ok(found[0] <= 0.5 && found[found.length - 1] >= 0.5);
});

test('steps are 1, 2 and 5 times powers of ten', () => {
  assert.deepEqual([0.011, 0.3, 1, 6].map(roundStep), [0.02, 0.5, 1, 10]);
});

test('epochs are whole and begin at 1', () => {
  assert.deepEqual(wholeTicks(3), [1, 2, 3]);
  assert.deepEqual(wholeTicks(40), [1, 10, 20, 30, 40]);
  assert.deepEqual(wholeTicks(1), [1]);
});
