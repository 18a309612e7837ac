// Blind reading: readers give their own answer before they see the model's. One switch for all.

import { send } from '../api.js';
import { el } from '../dom.js';
import { complain, say } from '../live.js';
import { session } from '../person.js';
import { t } from '../words.js';

/** The switch, for administrators. */
export function blindSwitch() {
  const box = el('input', { type: 'checkbox', role: 'switch', checked: session().blind });
  box.addEventListener('change', async () => {
    try {
      const { blind } = await send('PUT', '/api/review/settings', { blind: box.checked });
      session().blind = blind;
      say(t(blind ? 'review.blind.on' : 'review.blind.off'));
      window.dispatchEvent(new Event('hashchange'));
    } catch (error) {
      box.checked = session().blind;
      complain(error);
    }
  });
  return el('label', { class: 'check', title: t('review.blind.how') }, box, t('review.blind'));
}
