// What stands above the image: tools, windows, planes, zoom.

import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { t, word } from '../words.js';
import { TOOLS } from './tools.js';

/** @import {Icon} from '../icons.js' */
/** @import {Tool} from './tools.js' */
/** @import {Preset} from './window.js' */
/** @import {Viewer} from './viewer.js' */

/** @type {Record<string, Icon>} */
const SIGNS = { window: 'window', slices: 'slices', pan: 'pan', point: 'add' };

/**
 * @param {Viewer} viewer
 * @param {AbortSignal} signal
 */
export function toolbar(viewer, signal) {
  const { scene } = viewer;
  const bar = el('div', { 'class': 'tools', 'role': 'group', 'aria-label': t('view.tools') });
  const put = () => {
    const at = bar.contains(document.activeElement) ? document.activeElement?.id : '';
    fill(bar, tools(viewer), axes(viewer), windows(viewer), marks(viewer));
    if (at) document.getElementById(at)?.focus();
  };
  const now = () =>
    JSON.stringify([{ ...scene.looks, cursor: null, split: null, views: null }, viewer.tool.name]);
  let drawn = '';
  const renew = () => {
    if (now() === drawn || bar.querySelector('input:focus')) return;
    drawn = now();
    put();
  };
  scene.addEventListener('look', renew, { signal });
  viewer.addEventListener('tool', renew, { signal });
  bar.addEventListener('focusout', () => setTimeout(renew), { signal });
  renew();
  return bar;
}

/** @param {Viewer} viewer */
function tools(viewer) {
  const { scene } = viewer;
  const fitting = TOOLS.filter(
    ({ name }) => (name !== 'slices' || viewer.stacked) && (name !== 'point' || scene.solid),
  );
  return el(
    'div',
    { 'class': 'group', 'role': 'group', 'aria-label': t('view.drag') },
    ...fitting.map((tool) => choice(viewer, tool)),
  );
}

/**
 * @param {Viewer} viewer
 * @param {Tool} tool
 */
function choice(viewer, tool) {
  const name = word(`tool.${tool.name}`, tool.name);
  return el(
    'button',
    {
      'type': 'button',
      'id': `tool-${tool.name}`,
      'title': word(`tool.${tool.name}-hint`, name),
      'aria-pressed': String(viewer.tool.name === tool.name),
      'onclick': () => viewer.use(tool),
    },
    icon(SIGNS[tool.name]),
    el('span', { class: 'text' }, name),
  );
}

/** @param {Viewer} viewer */
function axes({ scene }) {
  if (!scene.solid) return null;
  const alike =
    new Set(scene.facts.planes.map((plane) => plane.name)).size < scene.facts.planes.length;
  const one = scene.facts.planes.map((plane, k) => ({
    id: `axis-${plane.axis}`,
    name: `${word(`axis.${plane.name}`, plane.name)}${alike ? ` ${k + 1}` : ''}`,
    on: !scene.looks.three && scene.looks.axis === plane.axis,
    choose: () => scene.look({ axis: plane.axis, three: false, crosshair: false }),
  }));
  const all = {
    id: 'axis-all',
    name: t('view.three'),
    on: scene.looks.three,
    choose: () => scene.look({ three: true, crosshair: true }),
  };
  return el(
    'div',
    { 'class': 'group', 'role': 'group', 'aria-label': t('view.planes') },
    ...[...one, all].map(({ id, name, on, choose }) =>
      el('button', { 'type': 'button', id, 'aria-pressed': String(on), 'onclick': choose }, name),
    ),
  );
}

/** @param {Viewer} viewer */
function windows(viewer) {
  const { scene } = viewer;
  const { low, high } = scene.window;
  const names = [...scene.presets, ...(scene.looks.preset === 'own' ? ['own'] : [])];
  const list = el(
    'select',
    { 'id': 'preset', 'aria-label': t('view.window'), 'title': t('view.window') },
    ...names.map((name) =>
      el(
        'option',
        { value: name, selected: name === scene.looks.preset },
        word(`preset.${name}`, name),
      ),
    ),
  );
  list.addEventListener('change', () => {
    if (list.value !== 'own')
      scene.choose(/** @type {Preset} */ (list.value), viewer.panes[0].shown);
  });
  const level = amount('level', t('view.level'), t('view.level-short'), (low + high) / 2, (value) => ({
    low: value - (high - low) / 2,
    high: value + (high - low) / 2,
  }));
  const width = amount('width', t('view.width'), t('view.width-short'), high - low, (value) => ({
    low: (low + high) / 2 - Math.max(value, 1e-6) / 2,
    high: (low + high) / 2 + Math.max(value, 1e-6) / 2,
  }));
  return el('div', { class: 'group loose' }, list, level, width);

  /**
   * @param {string} id
   * @param {string} name
   * @param {string} short where there is little room
   * @param {number} value
   * @param {(value: number) => {low: number, high: number}} made
   */
  function amount(id, name, short, value, made) {
    const digits = Math.abs(high - low) < 10 ? 3 : 0;
    const input = el('input', {
      'type': 'number',
      id,
      'step': 'any',
      'value': value.toFixed(digits),
      'aria-label': name,
      'title': name,
    });
    input.addEventListener('change', () => {
      if (Number.isFinite(input.valueAsNumber))
        scene.look({ preset: 'own', window: made(input.valueAsNumber) });
    });
    return el(
      'label',
      { class: 'amount', for: id },
      el('span', { class: 'long' }, name),
      el('span', { class: 'short', title: name }, short),
      input,
    );
  }
}

/** @param {Viewer} viewer */
function marks({ scene }) {
  const { inverted, smooth } = scene.looks;
  return el(
    'div',
    { class: 'group' },
    toggle('invert', 'invert', t('view.invert'), inverted, () =>
      scene.look({ inverted: !inverted }),
    ),
    toggle('smooth', 'smooth', t('view.smooth'), smooth, () => scene.look({ smooth: !smooth })),
  );
}

/**
 * Stands below the image, beside the slices.
 *
 * @param {Viewer} viewer
 */
export function zooms(viewer) {
  return el(
    'div',
    { 'class': 'group', 'role': 'group', 'aria-label': t('view.zoom') },
    press('zoom-out', 'minus', t('key.zoom-out'), () => viewer.each((pane) => pane.zoom(0.8))),
    press('fit', 'fit', t('key.fit'), () => viewer.each((pane) => pane.fit())),
    press('zoom-in', 'add', t('key.zoom-in'), () => viewer.each((pane) => pane.zoom(1.25))),
    press('help', 'help', t('key.help'), () => viewer.help()),
  );
}

/**
 * @param {string} id
 * @param {Icon} sign
 * @param {string} name
 * @param {boolean} on
 * @param {() => void} act
 */
function toggle(id, sign, name, on, act) {
  const button = press(id, sign, name, act);
  button.setAttribute('aria-pressed', String(on));
  return button;
}

/**
 * @param {string} id
 * @param {Icon} sign
 * @param {string} name
 * @param {() => void} act
 */
function press(id, sign, name, act) {
  return el(
    'button',
    { 'type': 'button', 'id': `view-${id}`, 'title': name, 'aria-label': name, 'onclick': act },
    icon(sign),
  );
}
