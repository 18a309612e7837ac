// What an answer and an upload say in words: measures with their units, classes, files.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { amount, ofClass } = await import('../../src/diaphane/serve/web/static/read/measures.js');
const { crossed } = await import('../../src/diaphane/serve/web/static/read/chances.js');
const { nameIn } = await import('../../src/diaphane/serve/web/static/read/gather.js');
const { lines } = await import('../../src/diaphane/serve/web/static/read/provenance.js');

const CLASSES = /** @type {any[]} */ ([{ name: 'lung' }, { name: 'lung_left' }]);
const ALL = { lung_volume_ml: 5, lung_left_volume_ml: 2, novelty: 1 };

test('measures are of the class with the longest name that fits', () => {
  assert.deepEqual(ofClass(ALL, CLASSES[0], CLASSES), { volume_ml: 5 });
  assert.deepEqual(ofClass(ALL, CLASSES[1], CLASSES), { volume_ml: 2 });
});

test('units are told, with no more digits than they deserve', () => {
  assert.equal(amount('volume_ml', 2687.66), '2,688 ml');
  assert.equal(amount('surface_mm2', 12.345), '12.3 mm²');
  assert.equal(amount('share', 0.10215), '10.22%');
  assert.equal(amount('changed_mean_percent', 6.756), '6.76%');
  assert.equal(amount('novelty', 0.4512), '0.45');
});

test('what is nested in provenance is told by its whole name', () => {
  assert.deepEqual(lines({ model: 'a', versions: { python: '3.11' }, runtime_name: 'x' }), [
    ['model', 'a'],
    ['versions python', '3.11'],
    ['runtime name', 'x'],
  ]);
});

test('a class that is ruled out before a less likely one is told of', () => {
  const shares = { bacterial: 0.41, normal: 0.31, viral: 0.28 };
  assert.ok(crossed(shares, ['bacterial', 'viral']));
  assert.ok(!crossed(shares, ['bacterial', 'normal']));
  assert.ok(!crossed(shares, []));
});

test('a file that was just sent is told by its name', () => {
  const said = 'File 2 of 2: got plain text';
  assert.equal(nameIn(said, ['a.png', 'b.png']), ' (b.png)');
  assert.equal(nameIn(said, []), ''); // after a reload
  assert.equal(nameIn('File 2 of 2 in file 1 of 2: got plain text', ['a.zip', 'b.png']), '');
});
