// One canvas that shows one plane of a scene: loads it, paints it, lays overlays over it.

import { el, fill } from '../dom.js';
import { inWords } from '../live.js';
import { t, word } from '../words.js';
import { drawCrosshair } from './crosshair.js';
import { Furniture } from './furniture.js';
import { FITTED, place, sampleAt, zoomed } from './geometry.js';
import { listen } from './gestures.js';
import { Paintings } from './paintings.js';
import { planes } from './plane.js';
import { painted } from './window.js';

/** @import {View} from './geometry.js' */
/** @import {Overlay} from './overlay.js' */
/** @import {Plane} from './plane.js' */
/** @import {Scene} from './scene.js' */
/** @import {Tool} from './tools.js' */
/** @typedef {{row: number, column: number}} Sample */

/** Samples that are painted anew while a window is dragged; larger planes are thinned out. */
const BRISK = 2_000_000;

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
    this.paintings = new Paintings();
    this.frame = 0;
    this.canvas = el('canvas', {
      'tabindex': 0,
      'role': 'application',
      'aria-roledescription': t('view.image'),
    });
    this.furniture = new Furniture();
    this.trouble = el('div', { class: 'trouble', role: 'alert' });
    this.element = el('div', { class: 'pane' }, this.canvas, ...this.furniture.all, this.trouble);
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
    if (this.scene.looks.crosshair && this.scene.solid) drawCrosshair(context, this);
    this.furniture.place(this);
  }

  /** The image itself. */
  base() {
    const plane = /** @type {Plane} */ (this.shown);
    const { window, looks } = this.scene;
    const step = this.hurried ? Math.ceil(Math.sqrt((plane.rows * plane.columns) / BRISK)) : 1;
    const key = `${this.address} ${window.low} ${window.high} ${looks.inverted} ${step}`;
    return this.paintings.of('base', key, () => painted(plane, window, looks.inverted, step));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Overlay} overlay
   * @param {Plane} plane
   */
  putOverlay(context, overlay, plane) {
    const { window, looks } = this.scene;
    const dependent =
      overlay.kind === 'picture' ? `${window.low} ${window.high} ${looks.inverted}` : '';
    const key = `${this.address} ${overlay.look} ${dependent}`;
    const painting = this.paintings.of(overlay, key, () =>
      overlay.paint(plane, window, looks.inverted),
    );
    context.save();
    if (overlay.after && !looks.three) {
      const from = looks.split * this.box.width;
      context.beginPath();
      context.rect(from, 0, this.box.width - from, this.box.height);
      context.clip();
    }
    this.put(context, painting, overlay.opacity, overlay.kind === 'labels');
    context.restore();
  }

  /**
   * Pixels smaller than the screen's are always smoothed: leaving some out would draw what is not
   * there.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {HTMLCanvasElement} painting
   * @param {number} opacity
   * @param {boolean} crisp
   */
  put(context, painting, opacity, crisp) {
    const { left, top, width, height } = place(this.facts, this.box, this.view);
    const smaller = width * window.devicePixelRatio < painting.width;
    context.imageSmoothingEnabled = smaller || (this.scene.looks.smooth && !crisp);
    context.imageSmoothingQuality = 'high';
    context.globalAlpha = opacity;
    context.drawImage(painting, left, top, width, height);
    context.globalAlpha = 1;
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
