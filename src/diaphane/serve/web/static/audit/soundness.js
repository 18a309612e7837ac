// Is the record as it was written? Every entry holds the hash of the one before it.

import { send } from '../api.js';
import { el, fill } from '../dom.js';
import { complain } from '../live.js';
import { number, sentence, t } from '../words.js';

/** @import {Soundness} from '../types.js' */

export function soundness() {
  const verdict = el('div', { role: 'status' });
  const button = el('button', { type: 'button', class: 'primary' }, t('audit.verify'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    fill(verdict, el('progress', { 'aria-label': t('audit.verifying') }));
    try {
      fill(verdict, told(await send('POST', '/api/audit/verify')));
    } catch (error) {
      fill(verdict);
      complain(error);
    }
    button.disabled = false;
  });
  return el(
    'section',
    { class: 'part' },
    el(
      'div',
      { class: 'row' },
      button,
      el('span', { class: 'quiet small' }, t('audit.verify.how')),
    ),
    verdict,
  );
}

/** @param {Soundness} found */
function told({ sound, entries, fault, number: at }) {
  if (sound)
    return el(
      'p',
      { class: 'verdict sound' },
      el('strong', {}, t('audit.sound')),
      ' ',
      t('audit.sound.n', { n: entries }),
    );
  return el(
    'div',
    { class: 'verdict wrong' },
    el(
      'p',
      {},
      el(
        'strong',
        {},
        at === null ? t('audit.unsound') : t('audit.unsound.at', { n: number(at, 0) }),
      ),
    ),
    fault && el('p', {}, sentence(fault)),
    el('p', {}, t('audit.unsound.what')),
  );
}
