// What stands around a plane: the sides of the patient, the scale, where one is, what lies there.

import { el, fill } from '../dom.js';
import { number, sentence } from '../words.js';
import { magnification, scale, scaleBar } from './geometry.js';

/** @import {Pane, Sample} from './pane.js' */
/** @import {Plane} from './plane.js' */

/** Widest scale bar, as a share of the pane. */
const BAR = 0.25;

export class Furniture {
  constructor() {
    this.sides = ['left', 'right', 'top', 'bottom'].map((side) => silent(`side ${side}`));
    this.bar = silent('bar-mm');
    this.corner = silent('corner');
    this.readout = silent('readout');
    this.all = [...this.sides, this.bar, this.corner, this.readout];
  }

  /**
   * As the pane is now.
   *
   * @param {Pane} pane
   */
  place(pane) {
    const { facts, view } = pane;
    const { labels, row_mm: known } = facts;
    const names = labels ? [labels.left, labels.right, labels.top, labels.bottom] : [];
    this.sides.forEach((side, k) => fill(side, names[k] ?? ''));
    this.bar.hidden = !known;
    if (known) this.measure(pane);
    const where = facts.count > 1 || labels ? `${pane.place()}\n` : '';
    const zoom = magnification(facts, pane.box, view) * window.devicePixelRatio;
    fill(this.corner, `${where}${number(zoom * 100, 0)}%`);
  }

  /** @param {Pane} pane */
  measure({ facts, box, view }) {
    const { mm, pixels } = scaleBar(scale(facts, box, view), box.width * BAR);
    this.bar.style.width = `${pixels}px`;
    fill(this.bar, el('span', {}, mm >= 10 ? `${number(mm / 10)} cm` : `${number(mm)} mm`));
  }

  /**
   * What is under the pointer: where, how much, of which class.
   *
   * @param {Pane} pane
   * @param {Sample | null} at
   */
  tell(pane, at) {
    fill(this.readout, at && pane.shown ? valueAt(pane, pane.shown, at) : '');
  }
}

/**
 * Those who listen are told the same by the name of the pane.
 *
 * @param {string} name
 */
const silent = (name) => el('span', { 'class': name, 'aria-hidden': 'true' });

/**
 * @param {Pane} pane
 * @param {Plane} plane
 * @param {Sample} at
 */
function valueAt(pane, plane, { row, column }) {
  const k = (row * plane.columns + column) * plane.channels;
  const samples = Array.from(plane.samples.subarray(k, k + plane.channels));
  const { units } = pane.scene.facts;
  const value = samples.map((sample) => number(sample)).join(' ') + (units ? ` ${units}` : '');
  const place = [column + 1, row + 1, ...(pane.facts.count > 1 ? [pane.slice + 1] : [])];
  return [place.join(', '), value, ...classesAt(pane, row, column)].join('  ·  ');
}

/**
 * @param {Pane} pane
 * @param {number} row
 * @param {number} column
 * @returns {string[]}
 */
function classesAt({ facts, laid }, row, column) {
  const found = [];
  for (const [overlay, plane] of laid) {
    if (!plane || overlay.kind !== 'labels') continue;
    const down = Math.floor((row / facts.rows) * plane.rows);
    const along = Math.floor((column / facts.columns) * plane.columns);
    const one = overlay.classes[plane.samples[down * plane.columns + along] - 1];
    if (one?.shown) found.push(sentence(one.title || one.name));
  }
  return found;
}
