// The page's few signs, drawn here: 20 units square, in the colour of the text.

import { svg } from './dom.js';

const PATHS = {
  add: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  doubt: 'M10 3.2l7.4 13.2H2.6zM10 8v4M10 14.2v.3',
  down: 'M5 8l5 5 5-5',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  eye: 'M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5zM10 7.7a2.3 2.3 0 100 4.6 2.3 2.3 0 000-4.6z',
  fit: 'M4 7.5V4h3.5M12.5 4H16v3.5M16 12.5V16h-3.5M7.5 16H4v-3.5',
  help: 'M7.6 7.6a2.4 2.4 0 114 2c-1 .7-1.6 1.1-1.6 2.2M10 14.4v.3M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15z',
  invert: 'M10 3a7 7 0 100 14zM10 3a7 7 0 010 14',
  light:
    'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.7M10 16.3V18M2 10h1.7M16.3 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2',
  minus: 'M4 10h12',
  pan: 'M10 2.5v15M2.5 10h15M8 4.5l2-2 2 2M8 15.5l2 2 2-2M4.5 8l-2 2 2 2M15.5 8l2 2-2 2',
  slices: 'M3 7l7-3.5L17 7l-7 3.5zM3 10.3l7 3.5 7-3.5M3 13.4l7 3.5 7-3.5',
  smooth: 'M3 15c4 0 4-10 7-10s3 10 7 10',
  window: 'M3.5 16.5L16.5 3.5M3.5 3.5h13v13h-13z',
};

/** @typedef {keyof typeof PATHS} Icon */

/** @param {Icon} name */
export function icon(name) {
  return svg(
    'svg',
    { 'class': 'icon', 'viewBox': '0 0 20 20', 'aria-hidden': 'true', 'focusable': 'false' },
    svg('path', { d: PATHS[name] }),
  );
}
