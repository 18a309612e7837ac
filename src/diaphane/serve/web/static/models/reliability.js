// Do probabilities mean what they say? What was said beside what was right, and how often each.

import { el, svg } from '../dom.js';
import { linear } from '../plot/scale.js';
import { drawing, pathThrough } from '../plot/svg.js';
import { number, percent, t } from '../words.js';
import { wilson } from './wilson.js';

/** @import {Bin} from '../types.js' */

const SIDE = 260;
const LEFT = 44;
const TOP = 10;
const COUNTS = 56;
const GAP = 14;
const BOTTOM = 40;
const MARKS = [0, 0.25, 0.5, 0.75, 1];

/**
 * The plot, and the same as a table for who does not see it.
 *
 * @param {readonly Bin[]} bins
 */
export function reliability(bins) {
  return el(
    'figure',
    { class: 'reliability' },
    plot(bins),
    el('figcaption', {}, t('models.reliability.how')),
    table(bins),
  );
}

/** @param {readonly Bin[]} bins */
function plot(bins) {
  const x = linear([0, 1], [LEFT, LEFT + SIDE]);
  const y = linear([0, 1], [TOP + SIDE, TOP]);
  const most = Math.max(...bins.map((bin) => bin.n));
  const below = TOP + SIDE + GAP;
  const tall = linear([0, most], [0, COUNTS]);
  const about = {
    width: LEFT + SIDE + 16,
    height: below + COUNTS + BOTTOM,
    label: t('models.reliability.label', { bins: bins.length, n: total(bins) }),
    className: 'plot',
  };
  return drawing(
    about,
    ...MARKS.flatMap((mark) => marked(mark, x, y)),
    svg('path', {
      class: 'diagonal',
      d: pathThrough([
        [x(0), y(0)],
        [x(1), y(1)],
      ]),
    }),
    svg('path', {
      class: 'line',
      d: pathThrough(bins.map((bin) => [x(bin.predicted), y(bin.observed)])),
    }),
    ...bins.flatMap((bin) => point(bin, x, y)),
    ...bins.map((bin) => bar(bin, x, below + COUNTS, tall(bin.n))),
    svg('text', { x: LEFT - 6, y: below + 10, class: 'end' }, number(most, 0)),
    svg('line', { class: 'axis', x1: x(0), x2: x(1), y1: below + COUNTS, y2: below + COUNTS }),
    ...MARKS.map((mark) =>
      svg('text', { x: x(mark), y: below + COUNTS + 14, class: 'middle' }, percent(mark)),
    ),
    svg(
      'text',
      { x: x(0.5), y: below + COUNTS + 32, class: 'middle title' },
      t('models.reliability.said'),
    ),
    svg('text', { x: LEFT + 6, y: TOP + 14, class: 'title' }, t('models.reliability.right')),
  );
}

/**
 * @param {number} mark
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function marked(mark, x, y) {
  return [
    svg('line', { class: 'grid', x1: x(0), x2: x(1), y1: y(mark), y2: y(mark) }),
    svg('line', { class: 'grid', x1: x(mark), x2: x(mark), y1: y(0), y2: y(1) }),
    svg('text', { x: x(0) - 6, y: y(mark) + 4, class: 'end' }, percent(mark)),
  ];
}

/**
 * @param {Bin} bin
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function point({ predicted, observed, n }, x, y) {
  const [low, high] = wilson(observed, n);
  return [
    svg('line', { class: 'spread', x1: x(predicted), x2: x(predicted), y1: y(low), y2: y(high) }),
    svg('circle', { class: 'value', cx: x(predicted), cy: y(observed), r: 4 }),
  ];
}

/**
 * @param {Bin} bin
 * @param {(value: number) => number} x
 * @param {number} floor
 * @param {number} height
 */
function bar({ low, high }, x, floor, height) {
  const shown = Math.max(height, 1);
  return svg('rect', {
    class: 'bar',
    x: x(low) + 1,
    width: x(high) - x(low) - 2,
    y: floor - shown,
    height: shown,
  });
}

/** @param {readonly Bin[]} bins */
function table(bins) {
  const head = ['said', 'right', 'n'].map((name) =>
    el(
      'th',
      { scope: 'col' },
      t(/** @type {'models.reliability.n'} */ (`models.reliability.${name}`)),
    ),
  );
  const rows = bins.map(({ predicted, observed, n }) =>
    el(
      'tr',
      {},
      ...[percent(predicted), percent(observed), number(n, 0)].map((text) => el('td', {}, text)),
    ),
  );
  return el(
    'details',
    {},
    el('summary', {}, t('as-table')),
    el(
      'table',
      { class: 'figures' },
      el('thead', {}, el('tr', {}, ...head)),
      el('tbody', {}, ...rows),
    ),
  );
}

/** @param {readonly Bin[]} bins */
const total = (bins) => bins.reduce((sum, bin) => sum + bin.n, 0);
