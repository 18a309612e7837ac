// Which keys do what while cases are decided.

import { el } from '../dom.js';
import { keyWords } from '../viewer/keys.js';
import { t } from '../words.js';
import { CORRECTED } from './decide.js';

/**
 * @param {boolean} drawing labels are being drawn
 * @param {import('../types.js').Result} result what is decided on
 */
export function showKeys(drawing, { hidden, task }) {
  const deciding = [
    ...(hidden
      ? []
      : [
          ['a', t('review.accept')],
          ...(CORRECTED.includes(task) ? [['c', t('review.correct')]] : []),
          ['r', t('review.reject')],
        ]),
    ...(CORRECTED.includes(task) ? [['1 … 9', t('review.keys.class')]] : []),
    ['n', t('review.note')],
    ['Esc', t('review.keys.leave-note')],
    ['s', t(hidden ? 'review.show-answer' : 'review.save-next')],
    ['j', t('review.next')],
    ['k', t('review.previous')],
    ['u', t('review.back')],
  ];
  const strokes = [
    ['b', t('draw.brush')],
    ['e', t('draw.eraser')],
    ['[ ]', t('draw.size')],
    ['z', t('draw.undo')],
    ['y', t('draw.redo')],
    ['m', t('draw.keys')],
    ['← ↑ ↓ →', t('draw.keys.move')],
    ['Space', t('draw.keys.press')],
  ];
  const taken = [...deciding, ...(drawing ? strokes : [])].flatMap(([keys]) => keys.split(' '));
  /** @type {Map<string, string>} */
  const viewer = new Map();
  for (const { shown, does } of keyWords().filter((one) => !taken.includes(one.shown))) {
    viewer.set(does, `${viewer.get(does) ?? ''} ${shown}`.trim());
  }
  const dialog = el(
    'dialog',
    { class: 'help', 'aria-label': t('review.keys') },
    el('h2', {}, t('review.keys')),
    list(deciding),
    drawing && el('h3', {}, t('draw.tools')),
    drawing && list(strokes),
    el('h3', {}, t('review.keys.image')),
    list([...viewer].map(([does, keys]) => [[...new Set(keys.split(' '))].join(' '), does])),
    el('button', { type: 'button', class: 'primary', onclick: () => dialog.close() }, t('close')),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string[][]} lines */
function list(lines) {
  return el(
    'dl',
    {},
    ...lines.map(([keys, does]) =>
      el(
        'div',
        {},
        el('dt', {}, ...keys.split(' ').map((key) => el('kbd', {}, key))),
        el('dd', {}, does),
      ),
    ),
  );
}
