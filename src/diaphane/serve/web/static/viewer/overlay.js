// What is laid over an image: label maps, maps of 0..1, and whole pictures.

import { planes } from './plane.js';
import { ramp } from './palette.js';
import { painted } from './window.js';

/** @import {ClassFacts, LayerFacts, Range, Result} from '../types.js' */
/** @import {Plane} from './plane.js' */
/** @typedef {'labels' | 'map' | 'picture'} OverlayKind */

/** The model's label map, and the one of the decision that stands. */
const LABELS = ['labels', 'decided'];

/** The largest value of integer maps, which stands for 1. */
const WHOLE = { uint8: 255, uint16: 65535 };

export class Overlay {
  /**
   * @param {object} about
   * @param {string} about.name as the server calls the layer
   * @param {OverlayKind} about.kind
   * @param {LayerFacts} about.facts
   * @param {(axis: number, n: number) => Promise<Plane | null>} about.load null: nothing lies here
   * @param {readonly ClassFacts[]} [about.classes] of label maps; the first one is number 1
   * @param {string} [about.colours] of maps: a name of palette.js
   */
  constructor({ name, kind, facts, load, classes = [], colours = 'heat' }) {
    this.name = name;
    this.kind = kind;
    this.facts = facts;
    this.load = load;
    this.colours = colours;
    this.classes = classes.map((one) => ({ ...one, shown: true }));
    this.shown = true;
    this.opacity = kind === 'picture' ? 1 : kind === 'labels' ? 0.45 : 0.6;
    /** Of label maps: only the rims of the classes. */
    this.outlined = false;
    /** Counts changes of the samples, where they are drawn by hand. */
    this.version = 0;
    /** Drawn only behind the slider that parts before from after. */
    this.after = kind === 'picture';
  }

  /** What a picture of it depends on, besides its samples. */
  get look() {
    const classes = this.classes.map((one) => `${one.shown}${one.colour}`);
    return `${this.version} ${this.outlined} ${classes} ${this.colours}`;
  }

  /**
   * @param {Plane} plane
   * @param {Range} window of the image below
   * @param {boolean} inverted
   * @returns {ImageData}
   */
  paint(plane, window, inverted) {
    if (this.kind === 'picture') return painted(plane, window, inverted);
    return this.kind === 'labels' ? this.paintLabels(plane) : this.paintMap(plane);
  }

  /** @param {Plane} plane */
  paintLabels({ rows, columns, samples }) {
    const image = new ImageData(columns, rows);
    const out = new Uint32Array(image.data.buffer);
    const colours = [0, ...this.classes.map((one) => (one.shown ? packed(one.colour) : 0))];
    for (let k = 0; k < samples.length; k++) {
      const label = samples[k];
      if (label && !(this.outlined && inner(samples, k, rows, columns)))
        out[k] = colours[label] ?? 0;
    }
    return image;
  }

  /** @param {Plane} plane */
  paintMap({ rows, columns, samples, depth }) {
    const image = new ImageData(columns, rows);
    const out = new Uint32Array(image.data.buffer);
    const table = new Uint32Array(ramp(this.colours).buffer);
    const scale = 255 / (WHOLE[/** @type {keyof typeof WHOLE} */ (depth)] ?? 1);
    for (let k = 0; k < samples.length; k++) {
      out[k] = table[Math.min(255, Math.max(0, Math.round(samples[k] * scale)))];
    }
    return image;
  }
}

/**
 * A layer of an answer, fetched plane by plane.
 *
 * @param {Result} result
 * @param {string} name
 * @param {string} [colours] of palette.js
 */
export function layerOf(result, name, colours) {
  const facts = /** @type {Record<string, LayerFacts>} */ (result.layers)[name];
  const [first] = result.image.planes;
  const flat = facts.shape.length === 2;
  const pictured = facts.on === 'picture';
  // a later decision may bring other labels, and the browser keeps what it has by its address
  const of = name === 'decided' ? `?of=${result.decisions.at(-1)?.id}` : '';
  /** @type {(axis: number, n: number) => Promise<Plane | null>} */
  const load = async (axis, n) => {
    const elsewhere = facts.slice !== null && (axis !== first.axis || n !== facts.slice - 1);
    if (elsewhere) return null;
    const place = pictured || (flat && facts.slice === null) ? '0/0' : `${axis}/${n}`;
    return planes.get(`/api/results/${result.id}/layers/${name}/${place}${of}`);
  };
  const kind = LABELS.includes(name) ? 'labels' : name === 'picture' ? 'picture' : 'map';
  return new Overlay({ name, kind, facts, load, classes: result.classes, colours });
}

/** @type {(colour: readonly [number, number, number]) => number} */
const packed = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * True where all four neighbours are of the same class.
 *
 * @param {ArrayLike<number>} samples
 * @param {number} k
 * @param {number} rows
 * @param {number} columns
 */
function inner(samples, k, rows, columns) {
  const [row, column] = [Math.floor(k / columns), k % columns];
  if (row === 0 || column === 0 || row === rows - 1 || column === columns - 1) return false;
  const label = samples[k];
  const beside = [k - 1, k + 1, k - columns, k + columns];
  return beside.every((neighbour) => samples[neighbour] === label);
}
