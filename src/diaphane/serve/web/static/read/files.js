// What can be taken along of an answer.

import { el } from '../dom.js';
import { icon } from '../icons.js';
import { language, t, word } from '../words.js';

/** @import {Result, ResultFile} from '../types.js' */

/** @param {Result} result */
export function files(result) {
  if (!result.files?.length) return null;
  return el(
    'section',
    { 'class': 'stack', 'aria-labelledby': 'files-title' },
    el('h3', { id: 'files-title' }, t('files.title')),
    el(
      'ul',
      { class: 'row files' },
      ...result.files.map((file) => el('li', {}, link(result.id, file))),
    ),
  );
}

/**
 * @param {string} result
 * @param {ResultFile} file
 */
function link(result, { kind, name }) {
  const ending = /\.[a-z.]+$/.exec(name)?.[0] ?? '';
  return el(
    'a',
    {
      class: 'button small',
      href: `/api/results/${result}/files/${kind}${kind === 'pdf' ? `?language=${language()}` : ''}`,
      download: name,
      title: name,
    },
    icon('download'),
    word(`file.${kind}`, `${kind.replace(/[-_]/g, ' ')} (${ending})`),
  );
}
