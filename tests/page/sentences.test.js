// The library's sentences in other languages, by the table that it ships.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { translated } from '../../src/diaphane/serve/web/static/sentences.js';

const TABLE = new URL('../../src/diaphane/deliver/sentences.json', import.meta.url);
const shipped = JSON.parse(readFileSync(TABLE, 'utf-8'));

const TOY = [
  { key: 'lungs', en: 'lungs', vi: 'phổi' },
  { key: 'heart', en: 'heart', vi: 'tim' },
  {
    key: 'left',
    en: '{n} small parts of {what} were left out',
    vi: 'bỏ {n} phần nhỏ của {what}',
    translated: ['what'],
  },
];

test('what fills the places of a template comes along', () => {
  assert.equal(
    translated('14 small parts of lungs were left out', 'vi', TOY),
    'bỏ 14 phần nhỏ của phổi',
  );
});

test('a list of titles is translated one by one', () => {
  assert.equal(
    translated('2 small parts of lungs, heart were left out', 'vi', TOY),
    'bỏ 2 phần nhỏ của phổi, tim',
  );
});

test('what has no entry stays English', () => {
  assert.equal(translated('something new', 'vi', TOY), 'something new');
});

test('signs that mean something in patterns mean themselves', () => {
  const table = [{ key: 'odd', en: 'a (b) [c]. {x}?', vi: '{x} lạ' }];
  assert.equal(translated('a (b) [c]. 5?', 'vi', table), '5 lạ');
  assert.equal(translated('a (b) [c]! 5?', 'vi', table), 'a (b) [c]! 5?');
});

test('every entry of the shipped table is found by its own English', () => {
  for (const entry of shipped) {
    const said = entry.en.replace(/\{([\w-]+)\}/g, '7');
    for (const language of ['zh-Hant', 'zh-Hans', 'vi']) {
      const words = translated(said, language, shipped);
      assert.ok(!words.includes('{'), `${entry.key} in ${language}: ${words}`);
    }
  }
});
