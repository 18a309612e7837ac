// Brush and eraser over the image: their tools, their keys, and what they leave on the mask.

import { el, fill } from '../dom.js';
import { hex } from '../viewer/palette.js';
import { Overlay } from '../viewer/overlay.js';
import { TOOLS } from '../viewer/tools.js';
import { sentence, t } from '../words.js';
import { brush } from './brush.js';
import { sliceOf } from './drawn.js';
import { gridOf } from './mask.js';

/** @import {ClassFacts, Result} from '../types.js' */
/** @import {Viewer} from '../viewer/viewer.js' */
/** @import {Mask, Stroke} from './mask.js' */

const LARGEST = 60;

export class Editor {
  /**
   * @param {Viewer} viewer
   * @param {Result} result
   * @param {Mask} mask
   */
  constructor(viewer, result, mask) {
    this.viewer = viewer;
    this.mask = mask;
    this.classes = result.classes;
    this.label = 1;
    this.erases = false;
    /** Is the brush moved by the arrow keys? */
    this.byKeys = false;
    this.slice = sliceOf(result, mask);
    this.axis = result.image.planes[0].axis;
    this.before = viewer.scene.overlays;
    this.overlay = this.laid();
    this.lay([this.overlay, ...this.before.filter((one) => one.kind !== 'labels')]);
    this.size = el('input', {
      type: 'range',
      min: 1,
      max: LARGEST,
      value: this.fitting(),
      id: 'brush-size',
    });
    this.tools = el('div', { class: 'row', role: 'group', 'aria-label': t('draw.tools') });
    this.state = el('p', { class: 'quiet small', role: 'status' });
    this.element = el(
      'div',
      { class: 'editor stack' },
      this.tools,
      el(
        'label',
        { class: 'size' },
        t('draw.size'),
        ' ',
        this.size,
        el('kbd', {}, '['),
        el('kbd', {}, ']'),
      ),
      this.state,
    );
    this.tool = brush(this);
    this.stop = new AbortController();
    viewer.addEventListener('tool', () => this.put(), { signal: this.stop.signal });
    this.take(false);
    if (this.slice !== null) viewer.scene.go(this.axis, this.slice);
  }

  close() {
    this.stop.abort();
    this.tool.close();
    this.viewer.use(TOOLS[0]);
    this.lay(this.before);
  }

  /**
   * What lies over the image, and the switches for it.
   *
   * @param {Overlay[]} overlays
   */
  lay(overlays) {
    this.viewer.scene.lay(overlays);
    this.viewer.scene.dispatchEvent(new Event('overlays'));
  }

  /** The radius in samples; at first one that suits the image. */
  fitting() {
    const { rows, columns } = this.viewer.scene.facts.planes[0];
    return Math.max(1, Math.round(Math.min(rows, columns) / 40));
  }

  get radius() {
    return this.size.valueAsNumber - 0.5;
  }

  laid() {
    const [z, y, x] = this.mask.shape.length === 2 ? [1, ...this.mask.shape] : this.mask.shape;
    /** @type {import('../types.js').LayerFacts} */
    const facts = {
      shape: [z, y, x],
      dtype: 'uint8',
      channels: 1,
      on: 'image',
      slice: null,
      full: 1,
    };
    const overlay = new Overlay({
      name: 'labels',
      kind: 'labels',
      facts,
      classes: this.classes,
      load: async (axis, n) => this.plane(axis, n),
    });
    overlay.opacity = 0.5;
    return overlay;
  }

  /**
   * Can it be drawn on here? Of an answer about one slice only that one.
   *
   * @param {number} axis
   * @param {number} n
   */
  open(axis, n) {
    return this.slice === null || (axis === this.axis && n === this.slice);
  }

  /**
   * Where a plane of the image lies in the mask.
   *
   * @param {number} axis
   * @param {number} n
   */
  within(axis, n) {
    return this.mask.shape.length === 2 ? { axis: 0, n: 0 } : { axis, n };
  }

  /**
   * @param {number} axis
   * @param {number} n
   */
  plane(axis, n) {
    if (!this.open(axis, n)) return null;
    const there = this.within(axis, n);
    const { rows, columns } = gridOf(this.mask.shape, there.axis);
    return {
      rows,
      columns,
      channels: 1,
      depth: /** @type {const} */ ('uint8'),
      samples: this.mask.plane(there.axis, there.n),
    };
  }

  /** @param {boolean} erases */
  take(erases) {
    this.erases = erases;
    this.viewer.use(this.tool);
    this.put();
  }

  /** @param {number} label */
  choose(label) {
    if (label > this.classes.length) return;
    this.label = label;
    this.take(false);
  }

  /** The arrow keys move the brush, or what they moved before. */
  switchKeys() {
    this.byKeys = !this.byKeys;
    this.take(this.erases);
    this.tool.appear(this.byKeys);
    fill(this.state, t(this.byKeys ? 'draw.keys.on' : 'draw.keys.off'));
  }

  /** @param {number} by */
  resize(by) {
    const step = Math.max(1, Math.round(this.size.valueAsNumber * 0.2));
    this.size.value = String(this.size.valueAsNumber + by * step);
    this.tool.resize();
  }

  /** @param {'undo' | 'redo'} way */
  back(way) {
    const stroke = this.mask[way]();
    if (stroke) this.touched(stroke);
    else fill(this.state, t(`draw.no-${way}`));
  }

  /** @param {Stroke} stroke that is to be seen */
  touched(stroke) {
    if (this.slice === null) this.viewer.scene.go(stroke.axis, stroke.plane);
    this.drawn();
  }

  /** The mask is another one than a moment ago. */
  drawn() {
    this.overlay.version += 1;
    this.viewer.scene.touch();
    this.put();
  }

  put() {
    const held = this.viewer.tool === this.tool;
    const press = (
      /** @type {string} */ name,
      /** @type {string} */ key,
      /** @type {boolean | null} */ on,
      /** @type {() => void} */ act,
      /** @type {Node | null} */ sign = null,
    ) =>
      el(
        'button',
        { type: 'button', 'aria-pressed': on === null ? null : String(on), onclick: act },
        sign,
        name,
        ' ',
        el('kbd', {}, key),
      );
    const focused = [...this.tools.children].indexOf(
      /** @type {Element} */ (document.activeElement),
    );
    fill(
      this.tools,
      ...this.classes.map((one, k) =>
        press(
          titled(one),
          String(k + 1),
          held && !this.erases && this.label === k + 1,
          () => this.choose(k + 1),
          patch(one),
        ),
      ),
      press(t('draw.eraser'), 'e', held && this.erases, () => this.take(true)),
      press(t('draw.undo'), 'z', null, () => this.back('undo')),
      press(t('draw.redo'), 'y', null, () => this.back('redo')),
    );
    /** @type {HTMLElement | undefined} */ (this.tools.children[focused])?.focus();
    fill(this.state, t('draw.strokes', { n: this.mask.done.length }));
  }

  /** @returns {import('./shortcuts.js').Actions} */
  arrows() {
    return {
      ArrowLeft: () => this.tool.nudge(-1, 0),
      ArrowRight: () => this.tool.nudge(1, 0),
      ArrowUp: () => this.tool.nudge(0, -1),
      ArrowDown: () => this.tool.nudge(0, 1),
      ' ': () => this.tool.press(),
    };
  }

  /** @returns {import('./shortcuts.js').Actions} */
  keys() {
    const numbered = this.classes
      .slice(0, 9)
      .map((_, k) => [String(k + 1), () => this.choose(k + 1)]);
    return {
      ...Object.fromEntries(numbered),
      b: () => this.take(false),
      e: () => this.take(true),
      z: () => this.back('undo'),
      y: () => this.back('redo'),
      '[': () => this.resize(-1),
      ']': () => this.resize(1),
      m: () => this.switchKeys(),
      ...(this.byKeys ? this.arrows() : {}),
    };
  }
}

/** @param {ClassFacts} one */
const titled = ({ title, name }) => sentence(title || name);

/** @param {ClassFacts} one */
function patch({ colour }) {
  const sign = el('span', { class: 'patch', 'aria-hidden': 'true' });
  sign.style.background = hex(colour);
  return sign;
}
