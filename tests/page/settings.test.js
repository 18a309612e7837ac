// Settings of a recipe as they are typed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsed, settingsOf } from '../../src/diaphane/serve/web/static/train/settings.js';

const RECIPE = {
  card: { name: 'x', input: { channels: 1, size: [128, 128], tile: null, crop: 'content' } },
  net: { name: 'unet', settings: { width: 16, norm: 'batch' } },
  stop: { watch: 'loss', patience: 10 },
  epochs: 20,
  weights: '',
  wants: 'images and masks',
};

test('parts by name come with their settings', () => {
  const found = Object.fromEntries(settingsOf(RECIPE).map(({ key, value }) => [key, value]));
  assert.deepEqual(found, {
    'card.input.channels': '1',
    'card.input.size': '[128,128]',
    'card.input.tile': 'null',
    net: 'unet',
    'net.width': '16',
    'net.norm': 'batch',
    'stop.watch': 'loss',
    'stop.patience': '10',
    epochs: '20',
    weights: '',
  });
});

test('lines become settings, others are named', () => {
  const { settings, wrong } = parsed('epochs=3\n\n net.norm = none \nfast\n=4');
  assert.deepEqual(settings, { epochs: '3', 'net.norm': 'none' });
  assert.deepEqual(wrong, ['fast', '=4']);
});
