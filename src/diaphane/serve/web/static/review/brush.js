// The brush in the hand: a ring under the pointer, and strokes on the mask.

import { el } from '../dom.js';
import { place } from '../viewer/geometry.js';

/** @import {Pane} from '../viewer/pane.js' */
/** @import {At, Tool} from '../viewer/tools.js' */
/** @import {Editor} from './editor.js' */

/**
 * @param {Editor} editor
 * @returns {Tool & {close: () => void, resize: () => void}}
 */
export function brush(editor) {
  const ring = el('span', { class: 'ring', 'aria-hidden': 'true', hidden: true });
  const stop = new AbortController();
  /** @type {[number, number] | null} */
  let last = null;
  /** @type {{pane: Pane, x: number, y: number} | null} */
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
    over = null;
    follow();
  };
  stage.addEventListener('pointerleave', gone, { signal });

  /** @param {At} at */
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
  const tool = {
    name: 'brush',
    /** @param {At} at */
    down(at) {
      if (!editor.open(at.pane.axis, at.pane.slice)) return;
      const { axis, n } = editor.within(at.pane.axis, at.pane.slice);
      editor.mask.begin(axis, n, editor.erases ? 0 : editor.label);
      last = null;
      draw(at);
    },
    /** @param {At} at */
    move(at) {
      if (last) draw(at);
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
  };
  return tool;
}

/**
 * Where in the plane the pointer is, in samples and parts of them.
 *
 * @param {At} at
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
