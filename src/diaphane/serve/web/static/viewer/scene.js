// What is looked at and how: shared by all panes that show the same image.

import { firstPreset, presets, windowOf } from './window.js';
import { planes } from './plane.js';

/** @import {Facts, PlaneFacts, Range} from '../types.js' */
/** @import {View} from './geometry.js' */
/** @import {Overlay} from './overlay.js' */
/** @import {Plane} from './plane.js' */
/** @import {Preset} from './window.js' */
/**
 * @typedef {{
 *   axis: number, three: boolean, cursor: number[], preset: Preset | 'own', window: Range | null,
 *   inverted: boolean, smooth: boolean, split: number, crosshair: boolean,
 *   views: Record<number, View>,
 * }} Looks
 */

/** Planes on either side that are fetched ahead. */
const AHEAD = 4;

export class Scene extends EventTarget {
  /**
   * @param {Facts} facts
   * @param {Partial<Looks>} [looks] as they were left
   */
  constructor(facts, looks = {}) {
    super();
    this.facts = facts;
    /** @type {Overlay[]} */
    this.overlays = [];
    /** @type {Looks} */
    this.looks = {
      axis: facts.planes[0].axis,
      three: false,
      cursor: middle(facts),
      preset: firstPreset(facts),
      window: null,
      inverted: facts.inverted,
      smooth: true,
      split: 0.5,
      crosshair: false,
      views: {},
      ...looks,
    };
    this.step = 1;
  }

  /** True for volumes whose three planes can be shown. */
  get solid() {
    return this.facts.planes.length === 3;
  }

  /**
   * @param {number} axis
   * @returns {PlaneFacts}
   */
  plane(axis) {
    return this.facts.planes.find((one) => one.axis === axis) ?? this.facts.planes[0];
  }

  /** @param {number} axis */
  slice(axis) {
    return this.looks.cursor[axis] ?? 0;
  }

  /** The window in use, as far as it is known yet. */
  get window() {
    return this.looks.window ?? windowOf(firstPreset(this.facts), this.facts, null);
  }

  /**
   * Changes how it is looked at; panes draw anew on `look`.
   *
   * @param {Partial<Looks>} looks
   */
  look(looks) {
    Object.assign(this.looks, looks);
    this.dispatchEvent(new Event('look'));
  }

  /**
   * @param {number} axis
   * @param {number} n held within the volume
   */
  go(axis, n) {
    const count = this.plane(axis).count;
    const there = Math.min(count - 1, Math.max(0, Math.round(n)));
    if (there === this.slice(axis)) return;
    this.step = Math.sign(there - this.slice(axis));
    this.look({ cursor: this.looks.cursor.with(axis, there) });
  }

  /**
   * @param {Preset} preset
   * @param {Plane | null} plane
   */
  choose(preset, plane) {
    this.look({ preset, window: windowOf(preset, this.facts, plane) });
  }

  /** The windows to choose from. */
  get presets() {
    return presets(this.facts);
  }

  /**
   * Once the first plane has come, the window that depends on it.
   *
   * @param {Plane} plane
   */
  settle(plane) {
    const { preset, window } = this.looks;
    if (!window && preset !== 'own') this.choose(preset, plane);
  }

  /**
   * @param {number} axis
   * @param {number} n
   */
  address(axis, n) {
    return `/api/images/${this.facts.id}/planes/${axis}/${n}`;
  }

  /** @param {number} axis */
  foresee(axis) {
    const [here, count] = [this.slice(axis), this.plane(axis).count];
    const steps = Array.from({ length: AHEAD }, (_, k) => (k + 1) * this.step);
    const near = [...steps, -this.step].map((by) => here + by);
    const there = near.filter((n) => n >= 0 && n < count);
    planes.foresee(there.map((n) => this.address(axis, n)));
    for (const overlay of this.overlays) {
      if (overlay.shown) for (const n of there.slice(0, 2)) overlay.load(axis, n).catch(() => {});
    }
  }

  /**
   * False for an overlay of one slice while another one is on the screen.
   *
   * @param {Overlay} overlay
   */
  lies({ facts }) {
    const [first] = this.facts.planes;
    const there = this.looks.axis === first.axis && this.slice(first.axis) + 1 === facts.slice;
    return facts.slice === null || there;
  }

  /** @param {Overlay[]} overlays */
  lay(overlays) {
    this.overlays = overlays;
    this.dispatchEvent(new Event('look'));
  }

  /** After an overlay's own looks were changed. */
  touch() {
    this.dispatchEvent(new Event('look'));
  }
}

/** @param {Facts} facts */
function middle(facts) {
  const counts = facts.planes.map((plane) => [plane.axis, Math.floor((plane.count - 1) / 2)]);
  const cursor = [0, 0, 0];
  for (const [axis, n] of counts) cursor[axis] = n;
  if (facts.axes === 'tyx') cursor[0] = 0;
  return cursor;
}
