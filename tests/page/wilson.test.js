// Wilson's interval against values of his formula worked out elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilson } from '../../src/diaphane/serve/web/static/models/wilson.js';

test('as statsmodels has it', () => {
  // proportion_confint(8, 10, method="wilson"), (0, 5) and (50, 100)
  const expected = [
    [0.8, 10, 0.4901625, 0.9433178],
    [0, 5, 0, 0.4344825],
    [0.5, 100, 0.4038315, 0.5961685],
  ];
  for (const [share, n, low, high] of expected) {
    const found = wilson(share, n);
    assert.ok(Math.abs(found[0] - low) < 1e-6 && Math.abs(found[1] - high) < 1e-6, `${found}`);
  }
});
