// The answers to an image, side by side, and the models to ask.

import { el } from '../dom.js';
import { called, clock, sentence, t } from '../words.js';
import { open } from './open.js';

/** @import {Facts, ResultSummary} from '../types.js' */

/** Where the address stands for the models to ask. */
export const ASK = 'ask';

/**
 * What a model said of the class, in short.
 *
 * @param {ResultSummary} result
 */
function told({ hidden, task, label_title: label }) {
  if (hidden || task !== 'classify') return '';
  return label ? sentence(label) : t('answer.do-not-know');
}

/**
 * The newest first; those that are awaited before them.
 *
 * @param {Facts} image
 * @param {ResultSummary[]} results
 * @param {string} chosen
 */
export function tabs(image, results, chosen) {
  const asked = open().asked.filter((one) => one.image === image.id);
  const all = [
    { id: ASK, title: t('offers.ask'), detail: '' },
    ...asked.map((one) => ({ id: one.job, title: called(one.model), detail: '…' })),
    ...results.map((one) => ({
      id: one.id,
      title: called(one.model),
      detail: told(one) || clock(one.created),
    })),
  ];
  return el(
    'nav',
    { 'class': 'answers', 'aria-label': t('answers.title') },
    el(
      'ul',
      {},
      ...all.map(({ id, title, detail }) =>
        el(
          'li',
          {},
          el(
            'a',
            { 'href': `#/read/${image.id}/${id}`, 'aria-current': id === chosen ? 'true' : null },
            title,
            detail && el('span', { class: 'quiet' }, ` ${detail}`),
          ),
        ),
      ),
    ),
  );
}
