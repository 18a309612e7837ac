// The list of cases that is gone through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue } from '../../src/diaphane/serve/web/static/review/queue.js';

/** @param {string[]} decided */
function queue(...decided) {
  const made = new Queue('');
  made.cases = /** @type {any[]} */ (
    ['a', 'b', 'c', 'd'].map((id) => ({ id, decision: decided.includes(id) ? {} : null }))
  );
  made.next = null;
  return made;
}

test('beside a case lie the one before and the one after', async () => {
  assert.equal(await queue().beside('b', 1), 'c');
  assert.equal(await queue().beside('b', -1), 'a');
  assert.equal(await queue().beside('a', -1), null);
  assert.equal(await queue().beside('d', 1), null);
});

test('those that do not fit are passed over', async () => {
  assert.equal(await queue('c').beside('b', 1, (one) => !one.decision), 'd');
  assert.equal(await queue('c', 'd').beside('b', 1, (one) => !one.decision), null);
});

test('from a case of another list the first one is next', async () => {
  assert.equal(await queue().beside('x', 1), 'a');
});

test('what was decided is noted', async () => {
  const made = queue();
  made.note('c', { hidden: true });
  assert.equal(made.cases[2].hidden, true);
});
