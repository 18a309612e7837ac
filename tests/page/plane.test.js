// Planes: from bytes to samples, and how many are kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Planes, planeFrom } from '../../src/diaphane/serve/web/static/viewer/plane.js';

/** @type {(bytes: number) => any} */
const plane = (bytes) => ({
  rows: 1,
  columns: bytes,
  channels: 1,
  depth: 'uint8',
  samples: new Uint8Array(bytes),
});

test('bytes are little-endian samples of the type that the answer names', () => {
  const headers = new Headers({
    'X-Rows': '1',
    'X-Columns': '2',
    'X-Channels': '1',
    'X-Type': 'int16',
  });
  const { samples, rows, columns } = planeFrom(
    headers,
    Uint8Array.of(0x18, 0xfc, 0x01, 0x00).buffer,
  );
  assert.deepEqual([...samples], [-1000, 1]);
  assert.deepEqual([rows, columns], [1, 2]);
});

test('a plane that is asked for twice is fetched once', async () => {
  let asked = 0;
  const planes = new Planes(async () => (asked++, plane(1)));
  await Promise.all([planes.get('a'), planes.get('a')]);
  await planes.get('a');
  assert.equal(asked, 1);
});

test('what was used longest ago goes when there is no room', async () => {
  const planes = new Planes(async () => plane(40), 100);
  await planes.get('a');
  await planes.get('b');
  await planes.get('a');
  await planes.get('c');
  assert.equal(planes.here('b'), undefined);
  assert.ok(planes.here('a') && planes.here('c'));
  assert.equal(planes.bytes, 80);
});

test('one plane larger than the room is kept until the next one comes', async () => {
  const planes = new Planes(async () => plane(500), 100);
  await planes.get('a');
  assert.ok(planes.here('a'));
  await planes.get('b');
  assert.equal(planes.here('a'), undefined);
  assert.equal(planes.bytes, 500);
});

test('a plane that did not come is asked for again', async () => {
  let fails = true;
  const planes = new Planes(async () => {
    if (fails) throw new Error('away');
    return plane(1);
  });
  await assert.rejects(planes.get('a'));
  fails = false;
  assert.ok(await planes.get('a'));
});

test('only a few planes are fetched ahead at a time, and their failures are silent', async () => {
  /** @type {string[]} */
  const asked = [];
  const planes = new Planes(async (address) => {
    asked.push(address);
    throw new Error('away');
  });
  planes.foresee(['1', '2', '3', '4', '5', '6']);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, ['1', '2', '3', '4']);
});
