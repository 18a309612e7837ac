// The lines of a log as curves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  atBest,
  bestEpoch,
  panels,
  secondsLeft,
} from '../../src/diaphane/serve/web/static/train/series.js';

const LINES = [
  { epoch: 0, loss: 1, rate: 0.1, seconds: 10, best_epoch: 0, val_loss: 0.9, val_dice: 0.4 },
  { epoch: 1, loss: 0.5, rate: 0.2, seconds: 20, best_epoch: 1, val_loss: 0.4, val_dice: 0.8 },
  { epoch: 2, loss: 0.4, rate: 0.1, seconds: 30, best_epoch: 1, val_loss: 0.6, val_dice: null },
];

test('training lies beside validation, the loss first, the rate last', () => {
  const found = panels(LINES);
  assert.deepEqual(
    found.map((panel) => panel.name),
    ['loss', 'dice', 'rate'],
  );
  assert.deepEqual(
    found[0].curves.map((curve) => curve.part),
    ['training', 'validation'],
  );
  assert.deepEqual(found[0].curves[1].points, [
    [1, 0.9],
    [2, 0.4],
    [3, 0.6],
  ]);
});

test('what is no number is no point', () => {
  assert.deepEqual(panels(LINES)[1].curves[0].points, [
    [1, 0.4],
    [2, 0.8],
  ]);
});

test('the figure of the epoch that is kept', () => {
  assert.equal(bestEpoch(LINES), 1);
  assert.equal(atBest(LINES, 'dice'), 0.8);
  assert.equal(atBest(LINES, 'psnr'), null);
  assert.equal(atBest([], 'loss'), null);
});

test('the time left goes by the last epochs', () => {
  assert.equal(secondsLeft(LINES, 5), 40);
  assert.equal(secondsLeft(LINES, 2), 0);
  assert.equal(secondsLeft([], 5), null);
});
