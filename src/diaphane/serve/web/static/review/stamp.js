// A verdict as a small mark.

import { el } from '../dom.js';
import { t } from '../words.js';

/** @import {Verdict} from '../types.js' */

/** @type {Record<Verdict, string>} */
const LOOKS = { read: '', accept: 'good', correct: 'doubt', reject: 'bad' };

/** @param {Verdict} verdict */
export function stamp(verdict) {
  return el('span', { class: `tag ${LOOKS[verdict]}` }, t(`verdict.${verdict}`));
}
