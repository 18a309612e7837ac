// One canvas that shows one plane of a scene: loads it, paints it, lays overlays over it.

import { el, fill } from '../dom.js';
import { inWords } from '../live.js';
import { number, t, word } from '../words.js';
import { FITTED, across, place, pointOf, sampleAt, scale, scaleBar, zoomed } from './geometry.js';
import { listen } from './gestures.js';
import { planes } from './plane.js';
import { painted } from './window.js';

/** @import {View} from './geometry.js' */
/** @import {Overlay} from './overlay.js' */
/** @import {Plane} from './plane.js' */
/** @import {Scene} from './scene.js' */
/** @import {Tool} from './tools.js' */
/** @typedef {{key: string, canvas: HTMLCanvasElement}} Painting */
/** @typedef {{row: number, column: number}} Sample */

/** Samples that are painted anew while a window is dragged; larger planes are thinned out. */
const BRISK = 2_000_000;

/** Pixels that the crosshair leaves free around its middle. */
const GAP = 8;

/** Widest scale bar, as a share of the pane. */
const BAR = 0.25;

export class Pane {
  /**
   * @param {Scene} scene
   * @param {number} axis
   * @param {() => Tool} tool the one in hand
   */
  constructor(scene, axis, tool) {
    this.scene = scene;
    this.axis = axis;
    this.tool = tool;
    /** @type {Plane | null} */
    this.shown = null;
    this.address = '';
    this.hurried = false;
    /** @type {Map<Overlay, Plane | null>} */
    this.laid = new Map();
    /** @type {Map<Overlay | 'base', Painting>} */
    this.paintings = new Map();
    this.frame = 0;
    this.canvas = el('canvas', { tabindex: 0, role: 'application', 'aria-roledescription': t('view.image') });
    this.sides = ['left', 'right', 'top', 'bottom'].map((side) => el('span', { class: `side ${side}`, 'aria-hidden': 'true' }));
    this.bar = el('div', { class: 'bar-mm', 'aria-hidden': 'true' });
    this.readout = el('output', { class: 'readout', 'aria-hidden': 'true' });
    this.corner = el('span', { class: 'corner', 'aria-hidden': 'true' });
    this.trouble = el('div', { class: 'trouble', role: 'alert' });
    this.element = el('div', { class: 'pane' }, this.canvas, ...this.sides, this.bar, this.corner, this.readout, this.trouble);
    this.stop = new AbortController();
    scene.addEventListener('look', () => void this.load(), { signal: this.stop.signal });
    this.watch = new ResizeObserver(() => this.schedule());
    this.watch.observe(this.element);
    listen(this, this.stop.signal);
    void this.load();
  }

  close() {
    this.stop.abort();
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /** How it is zoomed and moved; kept with the scene's looks. */
  get view() {
    return this.scene.looks.views[this.axis] ?? FITTED;
  }

  get facts() {
    return this.scene.plane(this.axis);
  }

  get slice() {
    return this.scene.slice(this.axis);
  }

  get box() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Brings the plane and what lies over it, then draws; what came too late is dropped. */
  async load() {
    const address = this.scene.address(this.axis, this.slice);
    this.describe();
    try {
      const plane = planes.here(address) ?? (await this.waited(address));
      if (address !== this.scene.address(this.axis, this.slice)) return;
      if (address !== this.address) this.laid = new Map();
      this.address = address;
      this.shown = plane;
      fill(this.trouble);
      this.scene.settle(plane);
      this.schedule();
      this.scene.foresee(this.axis);
      await this.lay(address);
    } catch (error) {
      const again = el('button', { type: 'button', onclick: () => void this.load() }, t('again'));
      fill(this.trouble, el('p', {}, inWords(error)), again);
    }
    this.element.classList.remove('waiting');
  }

  /** @param {string} address */
  waited(address) {
    this.element.classList.add('waiting');
    return planes.get(address);
  }

  /** @param {string} address */
  async lay(address) {
    const slice = this.slice;
    const overlays = this.scene.overlays.filter((one) => one.shown);
    const found = await Promise.all(overlays.map((one) => one.load(this.axis, slice)));
    if (address !== this.address || slice !== this.slice) return;
    this.laid = new Map(overlays.map((one, k) => [one, found[k]]));
    this.schedule();
  }

  schedule() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { width, height } = this.box;
    const context = this.canvas.getContext('2d');
    if (!context || !this.shown || !width) return;
    const ratio = window.devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.put(context, this.base(), 1, false);
    for (const [overlay, plane] of this.laid) if (plane) this.putOverlay(context, overlay, plane);
    if (this.scene.looks.crosshair && this.scene.solid) this.cross(context);
    this.furnish();
  }

  /** @returns {Painting} */
  base() {
    const plane = /** @type {Plane} */ (this.shown);
    const { window, looks } = this.scene;
    const step = this.hurried ? Math.ceil(Math.sqrt((plane.rows * plane.columns) / BRISK)) : 1;
    const key = `${this.address} ${window.low} ${window.high} ${looks.inverted} ${step}`;
    return this.painting('base', key, () => painted(plane, window, looks.inverted, step));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Overlay} overlay
   * @param {Plane} plane
   */
  putOverlay(context, overlay, plane) {
    const { window, looks } = this.scene;
    const dependent = overlay.kind === 'picture' ? `${window.low} ${window.high} ${looks.inverted}` : '';
    const key = `${this.address} ${overlay.look} ${dependent}`;
    const painting = this.painting(overlay, key, () => overlay.paint(plane, window, looks.inverted));
    context.save();
    if (overlay.after) {
      const from = looks.split * this.box.width;
      context.beginPath();
      context.rect(from, 0, this.box.width - from, this.box.height);
      context.clip();
    }
    this.put(context, painting, overlay.opacity, overlay.kind === 'labels');
    context.restore();
  }

  /**
   * @param {Overlay | 'base'} what
   * @param {string} key
   * @param {() => ImageData} paint
   * @returns {Painting}
   */
  painting(what, key, paint) {
    const kept = this.paintings.get(what);
    if (kept?.key === key) return kept;
    const image = paint();
    const canvas = kept?.canvas ?? document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    const made = { key, canvas };
    this.paintings.set(what, made);
    return made;
  }

  /**
   * Pixels smaller than the screen's are always smoothed: leaving some out would draw what is not
   * there.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Painting} painting
   * @param {number} opacity
   * @param {boolean} crisp
   */
  put(context, { canvas }, opacity, crisp) {
    const { left, top, width, height } = place(this.facts, this.box, this.view);
    const smaller = width * window.devicePixelRatio < canvas.width;
    context.imageSmoothingEnabled = smaller || (this.scene.looks.smooth && !crisp);
    context.imageSmoothingQuality = 'high';
    context.globalAlpha = opacity;
    context.drawImage(canvas, left, top, width, height);
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context */
  cross(context) {
    const [rows, columns] = across(this.axis);
    const { x, y } = pointOf(this.scene.slice(rows), this.scene.slice(columns), this.facts, this.box, this.view);
    const { left, top, width, height } = place(this.facts, this.box, this.view);
    const lines = new Path2D();
    for (const [from, to] of [[left, x - GAP], [x + GAP, left + width]]) {
      lines.moveTo(from, y);
      lines.lineTo(to, y);
    }
    for (const [from, to] of [[top, y - GAP], [y + GAP, top + height]]) {
      lines.moveTo(x, from);
      lines.lineTo(x, to);
    }
    for (const [colour, thick] of /** @type {const} */ ([['rgb(0 0 0 / 55%)', 3], ['rgb(127 208 210)', 1]])) {
      context.strokeStyle = colour;
      context.lineWidth = thick;
      context.stroke(lines);
    }
  }

  /** Sides of the patient, the scale, where in the stack. */
  furnish() {
    const { labels, row_mm: known } = this.facts;
    const names = labels ? [labels.left, labels.right, labels.top, labels.bottom] : [];
    this.sides.forEach((side, k) => fill(side, names[k] ?? ''));
    this.bar.hidden = !known;
    if (known) {
      const { mm, pixels } = scaleBar(scale(this.facts, this.box, this.view), this.box.width * BAR);
      this.bar.style.width = `${pixels}px`;
      fill(this.bar, el('span', {}, mm >= 10 ? `${number(mm / 10)} cm` : `${number(mm)} mm`));
    }
    const where = this.facts.count > 1 || labels ? `${this.place()} · ` : '';
    fill(this.corner, `${where}${number(this.view.zoom * 100, 0)} %`);
  }

  /** Which plane this is, in words. */
  place() {
    const alone = this.facts.count < 2 && !this.facts.labels;
    const name = alone ? t('view.image') : word(`plane.${this.facts.name}`, this.facts.name);
    if (this.facts.count < 2) return name;
    return t('view.place', { name, n: this.slice + 1, count: this.facts.count });
  }

  describe() {
    this.canvas.setAttribute('aria-label', `${this.place()}. ${t('view.keys-hint')}`);
  }

  /**
   * The sample under a place of the pane.
   *
   * @param {number} x
   * @param {number} y
   */
  sampleAt(x, y) {
    return sampleAt(x, y, this.facts, this.box, this.view);
  }

  /** Of three panes the one in hand is the one that the slider and the keys go through. */
  take() {
    if (this.scene.looks.axis !== this.axis) this.scene.look({ axis: this.axis });
  }

  /**
   * Says what is under the pointer: where, how much, of which class.
   *
   * @param {Sample | null} at
   */
  tell(at) {
    fill(this.readout, at && this.shown ? this.valueAt(at) : '');
  }

  /** @param {Sample} at */
  valueAt({ row, column }) {
    const plane = /** @type {Plane} */ (this.shown);
    const k = (row * plane.columns + column) * plane.channels;
    const values = Array.from(plane.samples.subarray(k, k + plane.channels), (value) => number(value));
    const units = this.scene.facts.units;
    const place = this.facts.count > 1 ? `${column + 1}, ${row + 1}, ${this.slice + 1}` : `${column + 1}, ${row + 1}`;
    const value = `${values.join(' ')}${units ? ` ${units}` : ''}`;
    return [place, value, ...this.classesAt(row, column)].join('  ·  ');
  }

  /**
   * @param {number} row
   * @param {number} column
   * @returns {string[]}
   */
  classesAt(row, column) {
    const found = [];
    for (const [overlay, plane] of this.laid) {
      if (!plane || overlay.kind !== 'labels') continue;
      const k = Math.floor((row / this.facts.rows) * plane.rows) * plane.columns;
      const label = plane.samples[k + Math.floor((column / this.facts.columns) * plane.columns)];
      const one = overlay.classes[label - 1];
      if (one?.shown) found.push(one.title || one.name);
    }
    return found;
  }

  /** @param {View} view */
  see(view) {
    this.scene.looks.views[this.axis] = view;
    this.schedule();
  }

  /**
   * @param {number} factor
   * @param {number} [x] stays where it is; the middle, if not said
   * @param {number} [y]
   */
  zoom(factor, x = this.box.width / 2, y = this.box.height / 2) {
    this.see(zoomed(this.view, factor, x, y, this.box));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.see({ ...this.view, x: this.view.x + dx, y: this.view.y + dy });
  }

  fit() {
    this.see(FITTED);
  }

  /**
   * While something is dragged, large planes are painted more coarsely.
   *
   * @param {boolean} hurried
   */
  hurry(hurried) {
    this.hurried = hurried;
    this.schedule();
  }
}
