// What a person said of a case, before and after the model's answer was shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  change,
  classAfter,
  ownReading,
} from '../../src/diaphane/serve/web/static/review/opinion.js';

const RESULT = { label: 'glioma' };

/**
 * @param {import('../../src/diaphane/serve/web/static/types.js').Verdict} verdict
 * @param {string | null} [label]
 * @param {string} [actor]
 */
function said(verdict, label = null, actor = 'anna') {
  return {
    id: '',
    actor,
    verdict,
    label,
    mask: null,
    note: '',
    seen: verdict !== 'read',
    previous: null,
    created: '',
  };
}

test('the class that stands after each verdict', () => {
  assert.equal(classAfter(said('accept'), RESULT), 'glioma');
  assert.equal(classAfter(said('correct', 'meningioma'), RESULT), 'meningioma');
  assert.equal(classAfter(said('reject'), RESULT), null);
});

test('who accepts another answer than the own has changed it', () => {
  assert.equal(change([said('read', 'meningioma'), said('accept')], RESULT, 'anna'), 'changed');
  assert.equal(change([said('read', 'glioma'), said('accept')], RESULT, 'anna'), 'kept');
  assert.equal(
    change([said('read', 'meningioma'), said('correct', 'meningioma')], RESULT, 'anna'),
    'kept',
  );
});

test('the last decision counts, of the same person', () => {
  const all = [
    said('read', 'glioma'),
    said('correct', 'pituitary'),
    said('accept'),
    said('correct', 'pituitary', 'binh'),
  ];
  assert.equal(change(all, RESULT, 'anna'), 'kept');
  assert.equal(change(all, RESULT, 'binh'), null);
});

test('without a class, or of what is rejected, nothing is said', () => {
  assert.equal(change([said('read'), said('accept')], RESULT, 'anna'), null);
  assert.equal(change([said('read', 'glioma'), said('reject')], RESULT, 'anna'), null);
});

test('the own reading is found among others', () => {
  const own = said('read', 'glioma', 'binh');
  assert.equal(ownReading([said('read', 'pituitary'), own], 'binh'), own);
});
