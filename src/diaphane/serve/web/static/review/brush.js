// The brush in the hand: a ring under the pointer, or moved by keys, and strokes on the mask.

import { el } from '../dom.js';
import { place } from '../viewer/geometry.js';

/** @import {Pane} from '../viewer/pane.js' */
/** @import {At, Tool} from '../viewer/tools.js' */
/** @import {Editor} from './editor.js' */

/** @typedef {Pick<At, 'pane' | 'x' | 'y'>} Place of the pane, in pixels */
/**
 * @typedef {Tool & {
 *   down: (at: Place) => void, move: (at: Place) => void, up: () => void, close: () => void,
 *   resize: () => void, appear: (wanted: boolean) => void, press: () => void,
 *   nudge: (right: number, down: number) => void,
 * }} Brush
 */

/**
 * @param {Editor} editor
 * @returns {Brush}
 */
export function brush(editor) {
  const ring = el('span', { class: 'ring', 'aria-hidden': 'true', hidden: true });
  const stop = new AbortController();
  /** @type {[number, number] | null} */
  let last = null;
  /** @type {Place | null} */
  let over = null;

  const follow = () => {
    const held =
      editor.viewer.tool === tool && over !== null && editor.open(over.pane.axis, over.pane.slice);
    ring.hidden = !held;
    if (!held || !over) return;
    const diameter = 2 * Math.max(editor.radius, 0.5) * pixels(over.pane);
    ring.style.width = ring.style.height = `${diameter}px`;
    ring.style.left = `${over.x - diameter / 2}px`;
    ring.style.top = `${over.y - diameter / 2}px`;
    if (ring.parentElement !== over.pane.element) over.pane.element.append(ring);
  };
  const { stage } = editor.viewer;
  const { signal } = stop;
  stage.addEventListener(
    'pointermove',
    (event) => {
      const pane = editor.viewer.panes.find((one) =>
        one.element.contains(/** @type {Node} */ (event.target)),
      );
      const { left = 0, top = 0 } = pane?.element.getBoundingClientRect() ?? {};
      over = pane ? { pane, x: event.clientX - left, y: event.clientY - top } : null;
      follow();
    },
    { signal },
  );
  const gone = () => {
    if (editor.byKeys) return;
    over = null;
    follow();
  };
  stage.addEventListener('pointerleave', gone, { signal });

  /** @param {Place} at */
  const draw = (at) => {
    const here = point(at);
    const { row_mm: rowSize, column_mm: columnSize } = at.pane.facts;
    const label = editor.erases ? 0 : editor.label;
    const sizes = rowSize && columnSize ? { rowSize, columnSize } : {};
    editor.mask.draw(last ?? here, here, { label, radius: editor.radius, ...sizes });
    last = here;
    editor.overlay.version += 1;
    at.pane.scene.touch();
  };
  /**
   * A stroke ends where another plane is turned to.
   *
   * @param {Pane} pane
   */
  const drawnOn = (pane) => {
    const stroke = editor.mask.done.at(-1);
    const { axis, n } = editor.within(pane.axis, pane.slice);
    return stroke?.axis === axis && stroke.plane === n;
  };
  /** @type {Brush} */
  const tool = {
    name: 'brush',
    down(at) {
      if (!editor.open(at.pane.axis, at.pane.slice)) return;
      const { axis, n } = editor.within(at.pane.axis, at.pane.slice);
      editor.mask.begin(axis, n, editor.erases ? 0 : editor.label);
      last = null;
      draw(at);
    },
    move(at) {
      if (last && drawnOn(at.pane)) draw(at);
      else if (last) tool.up();
    },
    up() {
      if (!last) return;
      last = null;
      editor.mask.end();
      editor.drawn();
    },
    close() {
      stop.abort();
      ring.remove();
    },
    resize: follow,
    appear(wanted) {
      tool.up();
      const pane = editor.viewer.panes[0];
      over = wanted ? { pane, x: pane.box.width / 2, y: pane.box.height / 2 } : null;
      if (wanted) pane.canvas.focus();
      follow();
    },
    nudge(right, down) {
      if (!over) return;
      const step = Math.max(1, editor.radius) * pixels(over.pane);
      const { width, height } = over.pane.box;
      const x = Math.min(width, Math.max(0, over.x + right * step));
      const y = Math.min(height, Math.max(0, over.y + down * step));
      over = { ...over, x, y };
      follow();
      tool.move(over);
    },
    press() {
      if (last) tool.up();
      else if (over) tool.down(over);
      ring.classList.toggle('pressed', last !== null);
    },
  };
  return tool;
}

/**
 * Where in the plane the pointer is, in samples and parts of them.
 *
 * @param {Place} at
 * @returns {[number, number]}
 */
function point({ pane, x, y }) {
  const { left, top, width, height } = place(pane.facts, pane.box, pane.view);
  return [((y - top) / height) * pane.facts.rows, ((x - left) / width) * pane.facts.columns];
}

/** Of the screen to a sample of the finer side. @param {Pane} pane */
function pixels(pane) {
  const { width, height } = place(pane.facts, pane.box, pane.view);
  return Math.min(width / pane.facts.columns, height / pane.facts.rows);
}
