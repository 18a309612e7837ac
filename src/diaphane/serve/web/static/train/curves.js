// Curves of trainings over their epochs, one panel a figure.

import { el, svg } from '../dom.js';
import { titleOf, written } from '../models/figures.js';
import { linear } from '../plot/scale.js';
import { drawing, pathThrough } from '../plot/svg.js';
import { ticks, wholeTicks } from '../plot/ticks.js';
import { number, t } from '../words.js';

/** @import {Curve} from './series.js' */
/**
 * @typedef {Curve & {run: number, name: string}} NamedCurve of one of several runs, numbered from 0
 * @typedef {{name: string, curves: NamedCurve[]}} NamedPanel
 */

const WIDTH = 440;
const HEIGHT = 240;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 34;

/**
 * @param {NamedPanel} panel
 * @param {number} epochs that the axis is long, at least
 * @param {number | null} [best] epoch whose weights are kept, from 1
 */
export function curves(panel, epochs, best = null) {
  const points = panel.curves.flatMap((curve) => curve.points);
  const values = points.map(([, value]) => value);
  const marks = ticks(Math.min(...values), Math.max(...values), 4);
  const last = Math.max(epochs, ...points.map(([epoch]) => epoch), 2);
  const x = linear([1, last], [LEFT, WIDTH - RIGHT]);
  const y = linear([marks[0], marks[marks.length - 1]], [HEIGHT - BOTTOM, TOP]);
  const reading = el('output', { class: 'reading small' }, summary(panel));
  const cross = svg('line', { class: 'cross', y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'hidden' });
  const plot = drawing(
    {
      width: WIDTH,
      height: HEIGHT,
      label: `${titleOf(panel.name)}: ${summary(panel)}`,
      className: 'plot curves',
    },
    ...marks.flatMap((mark) => level(mark, y(mark))),
    ...wholeTicks(last).map((epoch) =>
      svg('text', { x: x(epoch), y: HEIGHT - BOTTOM + 16, class: 'middle' }, number(epoch, 0)),
    ),
    svg('text', { x: WIDTH - RIGHT, y: HEIGHT - 3, class: 'end' }, t('train.epoch')),
    best !== null &&
      svg('line', { class: 'best', x1: x(best), x2: x(best), y1: TOP, y2: HEIGHT - BOTTOM }),
    ...panel.curves.map((curve) => line(curve, x, y)),
    cross,
  );
  read(plot, cross, reading, panel, x);
  return el('figure', { class: 'graph' }, el('h3', {}, titleOf(panel.name)), plot, reading);
}

/**
 * @param {number} mark
 * @param {number} y
 */
function level(mark, y) {
  return [
    svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
    svg('text', { x: LEFT - 6, y: y + 4, class: 'end' }, number(mark, 6)),
  ];
}

/**
 * @param {NamedCurve} curve
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function line({ part, run, points }, x, y) {
  const places = points.map(
    ([epoch, value]) => /** @type {[number, number]} */ ([x(epoch), y(value)]),
  );
  const [lastX, lastY] = places[places.length - 1] ?? [0, 0];
  return svg(
    'g',
    { class: `curve ${part} run-${run}` },
    svg('path', { d: pathThrough(places) }),
    places.length > 0 && svg('circle', { cx: lastX, cy: lastY, r: 3 }),
  );
}

/**
 * What was last, in words.
 *
 * @param {NamedPanel} panel
 * @param {number} [epoch] or what was then
 */
function summary(panel, epoch) {
  const said = panel.curves.flatMap((curve) => {
    const point =
      epoch === undefined ? curve.points.at(-1) : curve.points.find(([one]) => one === epoch);
    return point ? [`${curve.name} ${written(panel.name, point[1])}`] : [];
  });
  return said.join(' · ');
}

/**
 * Tells the values under the pointer.
 *
 * @param {SVGSVGElement} plot
 * @param {SVGLineElement} cross
 * @param {HTMLElement} reading
 * @param {NamedPanel} panel
 * @param {(value: number) => number} x
 */
function read(plot, cross, reading, panel, x) {
  const epochs = [
    ...new Set(panel.curves.flatMap((curve) => curve.points.map(([epoch]) => epoch))),
  ];
  plot.addEventListener('pointermove', (event) => {
    const box = plot.getBoundingClientRect();
    const here = ((event.clientX - box.left) / box.width) * WIDTH;
    const nearest = epochs.reduce((a, b) =>
      Math.abs(x(b) - here) < Math.abs(x(a) - here) ? b : a,
    );
    cross.setAttribute('x1', String(x(nearest)));
    cross.setAttribute('x2', String(x(nearest)));
    cross.setAttribute('visibility', 'visible');
    reading.textContent = `${t('train.epoch')} ${number(nearest, 0)}: ${summary(panel, nearest)}`;
  });
  plot.addEventListener('pointerleave', () => {
    cross.setAttribute('visibility', 'hidden');
    reading.textContent = summary(panel);
  });
}

/**
 * What the lines mean.
 *
 * @param {readonly string[]} runs names of several; empty where there is one
 */
export function legend(runs = []) {
  const key = (/** @type {string} */ kind, /** @type {string} */ text) =>
    el(
      'li',
      {},
      svg(
        'svg',
        { viewBox: '0 0 28 10', class: 'key', 'aria-hidden': 'true' },
        svg('g', { class: `curve ${kind}` }, svg('path', { d: 'M1 5H27' })),
      ),
      text,
    );
  const parts = [key('training', t('train.training')), key('validation', t('train.validation'))];
  const names = runs.map((name, k) => key(`validation run-${k}`, name));
  return el('ul', { class: 'legend small' }, ...parts, ...names);
}
