// Mouse, pen, fingers, wheel and keys on a pane.

import { KEYS } from './keys.js';
import { panning } from './tools.js';

/** @import {Pane} from './pane.js' */
/** @import {At, Tool} from './tools.js' */
/** @typedef {{x: number, y: number}} Point */

/** Pixels of a wheel's turn for a step of one slice. */
const NOTCH = 60;
const LINE = 30;

/**
 * @param {Pane} pane
 * @param {AbortSignal} signal
 */
export function listen(pane, signal) {
  const { canvas } = pane;
  const fingers = new Fingers(pane);
  canvas.addEventListener('pointerdown', (event) => fingers.down(event), { signal });
  canvas.addEventListener('pointermove', (event) => fingers.move(event), { signal });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    canvas.addEventListener(end, (event) => fingers.up(event), { signal });
  }
  canvas.addEventListener('pointerleave', () => pane.furniture.tell(pane, null), { signal });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  canvas.addEventListener('dblclick', () => pane.fit(), { signal });
  canvas.addEventListener('wheel', wheel(pane), { signal, passive: false });
  canvas.addEventListener('focus', () => pane.take(), { signal });
  canvas.addEventListener('keydown', (event) => press(pane, event), { signal });
}

/** One finger uses the tool, two pinch and move. */
class Fingers {
  /** @param {Pane} pane */
  constructor(pane) {
    this.pane = pane;
    /** @type {Map<number, Point>} */
    this.held = new Map();
    /** @type {Tool | null} */
    this.tool = null;
  }

  /** @param {PointerEvent} event */
  down(event) {
    /** @type {HTMLElement} */ (event.target).setPointerCapture(event.pointerId);
    const point = this.point(event);
    this.held.set(event.pointerId, point);
    this.pane.take();
    if (this.held.size > 1) {
      this.tool?.up?.(this.at(event, point, point));
      this.tool = null;
      return;
    }
    const aside = event.button > 0 || event.shiftKey;
    this.tool = aside ? panning : this.pane.tool();
    this.tool.down?.(this.at(event, point, point));
  }

  /** @param {PointerEvent} event */
  move(event) {
    const point = this.point(event);
    const before = this.held.get(event.pointerId);
    this.pane.furniture.tell(this.pane, this.pane.sampleAt(point.x, point.y));
    if (!before) return;
    if (this.held.size === 2) this.pinch(event.pointerId, before, point);
    else this.tool?.move?.(this.at(event, point, before));
    this.held.set(event.pointerId, point);
  }

  /** @param {PointerEvent} event */
  up(event) {
    const before = this.held.get(event.pointerId);
    this.held.delete(event.pointerId);
    if (!before) return;
    this.tool?.up?.(this.at(event, this.point(event), before));
    this.tool = null;
  }

  /**
   * @param {number} id
   * @param {Point} before
   * @param {Point} now
   */
  pinch(id, before, now) {
    const other = [...this.held].find(([one]) => one !== id)?.[1];
    if (!other) return;
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.pane.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.pane.zoom(apart(now, other) / Math.max(1, apart(before, other)), middle.x, middle.y);
  }

  /** @param {PointerEvent} event */
  point(event) {
    const { left, top } = this.pane.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /**
   * @param {PointerEvent} event
   * @param {Point} now
   * @param {Point} before
   * @returns {At}
   */
  at(event, now, before) {
    const sample = this.pane.sampleAt(now.x, now.y);
    return { pane: this.pane, event, ...now, dx: now.x - before.x, dy: now.y - before.y, sample };
  }
}

/** @type {(one: Point, other: Point) => number} */
const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

/**
 * Turns through the slices; with Ctrl, or where there is one plane only, zooms.
 *
 * @param {Pane} pane
 * @returns {(event: WheelEvent) => void}
 */
function wheel(pane) {
  let turned = 0;
  return (event) => {
    event.preventDefault();
    const turn = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
    if (event.ctrlKey || event.metaKey || pane.facts.count < 2) {
      const { left, top } = pane.element.getBoundingClientRect();
      pane.zoom(Math.exp(-turn / 400), event.clientX - left, event.clientY - top);
      return;
    }
    turned = Math.sign(turned) === Math.sign(turn) ? turned + turn : turn;
    const steps = Math.trunc(turned / NOTCH);
    turned -= steps * NOTCH;
    if (steps) pane.scene.go(pane.axis, pane.slice + steps);
  };
}

/**
 * @param {Pane} pane
 * @param {KeyboardEvent} event
 */
function press(pane, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const name = `${event.shiftKey && event.key.length > 1 ? 'Shift+' : ''}${event.key}`;
  const act = KEYS.find((one) => one.keys.includes(name))?.act;
  if (!act) return;
  event.preventDefault();
  act(pane);
}
