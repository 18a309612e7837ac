// The decision: accept, correct or reject, or the own reading before; with a note.

import { el, fill } from '../dom.js';
import { sentence, t } from '../words.js';

/** @import {ClassFacts, Result, Verdict} from '../types.js' */
/** @typedef {{verdict: Verdict, label?: string, mask?: string, note?: string}} Said */

const KEYS = /** @type {const} */ ({ accept: 'a', correct: 'c', reject: 'r' });

/** Tasks whose answers can be put right here. */
export const CORRECTED = ['classify', 'segment'];

export class Decide {
  /**
   * @param {Result} result
   * @param {(wanted: boolean) => void} correct told whether labels are to be drawn
   */
  constructor(result, correct) {
    this.result = result;
    this.correct = correct;
    this.busy = false;
    this.choices = el('fieldset', { class: 'verdicts' });
    this.classes = el('fieldset', { class: 'classes', hidden: true });
    this.drawing = el('div', { class: 'drawing' });
    this.note = el('textarea', { id: 'review-note', rows: 1, maxlength: 10_000 });
    this.trouble = el('p', { class: 'wrong', role: 'alert', hidden: true });
    this.onwards = el('button', { class: 'primary' });
    this.onlySave = el('button', { type: 'button' }, t('review.save'));
    this.element = el(
      'form',
      { class: 'decide stack', 'aria-label': t('review.decision') },
      this.choices,
      this.classes,
      this.drawing,
      el(
        'div',
        { class: 'field' },
        el('label', { for: 'review-note' }, t('review.note'), ' ', el('kbd', {}, 'n')),
        this.note,
      ),
      this.trouble,
      el('div', { class: 'row' }, this.onwards, this.onlySave),
    );
    this.element.addEventListener('change', () => this.arrange());
    this.note.addEventListener('keydown', (event) => this.typed(event));
  }

  /** @param {Result} result as it is known now */
  show(result) {
    const { hidden, task } = result;
    const turned = hidden !== this.result.hidden;
    this.result = result;
    if (!this.choices.childElementCount || turned) {
      const verdicts = Object.keys(KEYS).filter(
        (one) => one !== 'correct' || CORRECTED.includes(task),
      );
      fill(
        this.choices,
        el('legend', { class: 'unseen' }, t('review.decision')),
        ...(hidden
          ? []
          : verdicts.map((one) => this.verdict(/** @type {keyof typeof KEYS} */ (one)))),
      );
      fill(
        this.classes,
        el('legend', {}, t(hidden ? 'review.your-class' : 'review.right-class')),
        ...this.kinds(),
      );
      fill(
        this.onwards,
        t(hidden ? 'review.show-answer' : 'review.save-next'),
        ' ',
        el('kbd', {}, 's'),
      );
      this.onlySave.hidden = hidden;
    }
    this.arrange();
  }

  /** @param {keyof typeof KEYS} verdict */
  verdict(verdict) {
    return el(
      'label',
      { class: `verdict-${verdict}` },
      el('input', { type: 'radio', name: 'verdict', value: verdict }),
      el('span', {}, t(`review.${verdict}`), ' ', el('kbd', {}, KEYS[verdict])),
    );
  }

  /** The classes to choose from; for a correction all but the model's own. */
  kinds() {
    const { task, classes, hidden, label } = this.result;
    if (task !== 'classify') return [];
    return classes.map((one, k) => this.kind(one, k + 1, !hidden && one.name === label));
  }

  /**
   * @param {ClassFacts} one
   * @param {number} number its key
   * @param {boolean} out it is what the model said
   */
  kind({ name, title }, number, out) {
    return el(
      'label',
      { class: 'check' },
      el('input', { type: 'radio', name: 'class', value: name, disabled: out }),
      el('kbd', {}, String(number)),
      sentence(title || name),
    );
  }

  /** @returns {string} the chosen value of a row of radio buttons */
  chosen(/** @type {'verdict' | 'class'} */ name) {
    const found = this.element.querySelector(`input[name="${name}"]:checked`);
    return found instanceof HTMLInputElement ? found.value : '';
  }

  /** Is something else than the model's answer being said? */
  get corrects() {
    return this.result.hidden || this.chosen('verdict') === 'correct';
  }

  /**
   * While the note is written letters are letters; these lead back to the keys.
   *
   * @param {KeyboardEvent} event
   */
  typed(event) {
    if (event.key === 'Escape') this.onwards.focus();
    else if (event.key === 'Enter' && event.ctrlKey) this.element.requestSubmit();
    else return;
    event.preventDefault();
  }

  /** What belongs to the chosen verdict is shown. */
  arrange() {
    this.classes.hidden = !(this.corrects && this.result.task === 'classify');
    this.trouble.hidden = true;
    this.correct(this.corrects);
  }

  /**
   * @param {'verdict' | 'class'} name
   * @param {string} value
   */
  choose(name, value) {
    const found = this.element.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
    if (!(found instanceof HTMLInputElement) || found.disabled) return;
    found.checked = true;
    found.focus();
    this.arrange();
  }

  /** @returns {import('./shortcuts.js').Actions} */
  keys() {
    const { hidden, task, classes } = this.result;
    const verdicts = Object.entries(KEYS).map(([verdict, key]) => [
      key,
      () => this.choose('verdict', verdict),
    ]);
    const numbered = classes
      .slice(0, 9)
      .map((one, k) => [String(k + 1), () => this.choose('class', one.name)]);
    return {
      ...(hidden ? {} : Object.fromEntries(verdicts)),
      ...(this.corrects && task === 'classify' ? Object.fromEntries(numbered) : {}),
      n: () => this.note.focus(),
    };
  }

  /**
   * What is still to be said, as a sentence; empty where it is all there.
   *
   * @param {boolean} drawn whether labels were changed
   */
  lack(drawn) {
    const { hidden, task } = this.result;
    const classed = this.chosen('class') !== '';
    if (hidden) {
      if (classed || drawn || this.note.value.trim()) return '';
      return t(task === 'classify' ? 'review.lack.own-class' : 'review.lack.own');
    }
    if (!this.chosen('verdict')) return t('review.lack.verdict');
    if (!this.corrects) return '';
    if (task === 'classify') return classed ? '' : t('review.lack.class');
    return drawn ? '' : t('review.lack.mask');
  }

  /** @returns {Said} */
  said() {
    const { hidden, task } = this.result;
    const note = this.note.value.trim();
    const label = task === 'classify' && this.corrects ? this.chosen('class') : '';
    const verdict = /** @type {Verdict} */ (hidden ? 'read' : this.chosen('verdict'));
    return { verdict, ...(label ? { label } : {}), ...(note ? { note } : {}) };
  }

  /** @param {string} trouble */
  tell(trouble) {
    fill(this.trouble, trouble);
    this.trouble.hidden = false;
  }

  /** @param {boolean} busy */
  wait(busy) {
    this.busy = busy;
    this.onwards.disabled = this.onlySave.disabled = busy;
  }

  clear() {
    this.element.reset();
    this.arrange();
  }
}
