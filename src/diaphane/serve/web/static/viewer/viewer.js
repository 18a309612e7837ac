// The viewer: a scene in one pane or in three, its tools above and its slider below.

import { el, fill } from '../dom.js';
import { t } from '../words.js';
import { keyWords } from './keys.js';
import { Pane } from './pane.js';
import { Scene } from './scene.js';
import { splitter } from './splitter.js';
import { toolbar, zooms } from './toolbar.js';
import { TOOLS, pointing, windowing } from './tools.js';

/** @import {Facts} from '../types.js' */
/** @import {Looks} from './scene.js' */
/** @import {Tool} from './tools.js' */

export class Viewer extends EventTarget {
  /**
   * @param {Facts} facts
   * @param {Partial<Looks>} [looks] as they were left
   */
  constructor(facts, looks = {}) {
    super();
    this.scene = new Scene(facts, looks);
    /** @type {Tool} */
    this.tool = windowing;
    /** @type {Pane[]} */
    this.panes = [];
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.stage = el('div', { class: 'stage' });
    this.range = el('input', { type: 'range', min: 1, step: 1, id: 'slice' });
    this.range.addEventListener('input', () =>
      this.scene.go(this.scene.looks.axis, this.range.valueAsNumber - 1),
    );
    this.label = el('label', { for: 'slice' });
    this.slider = el(
      'div',
      { class: 'slider' },
      this.label,
      this.range,
      el('div', { class: 'tools' }, zooms(this)),
    );
    this.element = el(
      'section',
      { 'class': 'viewer', 'data-tool': this.tool.name, 'aria-label': t('view.image') },
      toolbar(this, signal),
      this.stage,
      this.slider,
    );
    this.element.addEventListener('help', () => this.help(), { signal });
    this.scene.addEventListener('look', () => this.arrange(), { signal });
    this.arranged = '';
    this.arrange();
  }

  close() {
    this.stop.abort();
    for (const pane of this.panes) pane.close();
  }

  /** True where there is more than one plane to go through. */
  get stacked() {
    return this.scene.facts.planes.some((plane) => plane.count > 1);
  }

  /**
   * Takes a tool into the hand: one of ours, or any other of the same shape.
   *
   * @param {Tool} tool
   */
  use(tool) {
    this.tool = tool;
    this.element.dataset.tool = tool.name;
    if (tool === pointing) this.scene.look({ crosshair: true });
    this.dispatchEvent(new Event('tool'));
  }

  /** @param {(pane: Pane) => void} act */
  each(act) {
    this.panes.forEach(act);
  }

  /** Panes are made anew only where other planes are to be seen. */
  arrange() {
    const { axis, three } = this.scene.looks;
    const axes =
      three && this.scene.solid ? this.scene.facts.planes.map((one) => one.axis) : [axis];
    if (this.arranged !== axes.join()) {
      const focused = this.stage.contains(document.activeElement);
      this.arranged = axes.join();
      for (const pane of this.panes) pane.close();
      this.panes = axes.map((one) => new Pane(this.scene, one, () => this.tool));
      fill(
        this.stage,
        ...this.panes.map((pane) => pane.element),
        splitter(this.scene, this.stop.signal),
      );
      this.stage.classList.toggle('three', axes.length > 1);
      if (focused) this.panes[0].canvas.focus();
    }
    this.slide();
  }

  /** The slider goes through the planes of the axis that is looked at. */
  slide() {
    const { axis } = this.scene.looks;
    const { count } = this.scene.plane(axis);
    this.range.hidden = count < 2;
    this.range.max = String(count);
    this.range.value = String(this.scene.slice(axis) + 1);
    const pane = this.panes.find((one) => one.axis === axis) ?? this.panes[0];
    if (!pane) return; // they are being made: a plane that was here already asked for its window
    fill(this.label, pane.place());
  }

  /** Which keys do what. */
  help() {
    const dialog = el(
      'dialog',
      { 'class': 'help', 'aria-label': t('key.help') },
      el('h2', {}, t('key.help')),
      el('p', { class: 'quiet' }, t('view.gestures')),
      el(
        'dl',
        {},
        ...grouped().map(({ does, keys }) =>
          el('div', {}, el('dt', {}, ...keys.map((key) => el('kbd', {}, key))), el('dd', {}, does)),
        ),
      ),
      el('button', { type: 'button', class: 'primary', onclick: () => dialog.close() }, t('close')),
    );
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

/** Keys that do the same stand in one line. */
function grouped() {
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const { shown, does } of keyWords()) lines.set(does, [...(lines.get(does) ?? []), shown]);
  return [...lines].map(([does, keys]) => ({ does, keys }));
}

export { TOOLS };
