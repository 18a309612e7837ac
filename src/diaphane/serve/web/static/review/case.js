// One case: the image with the model's answer, the decision beside it, and the way to the next one.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { complain, inWords, say } from '../live.js';
import { may, session } from '../person.js';
import { answer } from '../read/answer.js';
import { overlaysOf } from '../read/layers.js';
import { moreFacts } from '../read/facts.js';
import { Viewer } from '../viewer/viewer.js';
import { called, sentence, t } from '../words.js';
import { Decide } from './decide.js';
import { loadMask } from './drawn.js';
import { Editor } from './editor.js';
import { showKeys } from './help.js';
import { history, standing } from './history.js';
import { change } from './opinion.js';
import { kept } from './queue.js';
import { compared } from './reading.js';
import { shortcuts } from './shortcuts.js';

/** @import {Decision, Result} from '../types.js' */
/** @import {Said} from './decide.js' */
/** @import {Queue} from './queue.js' */

/** Milliseconds between two looks at whether somebody decided meanwhile. */
const PACE = 20_000;

/**
 * @param {HTMLElement} place
 * @param {string} id
 * @returns {Promise<() => void>} closes it
 */
export async function openCase(place, id) {
  const [result, queue] = await Promise.all([api.result(id), kept()]);
  const card = await api.card(result.model).catch(() => null);
  const shown = new Case(place, result, card, queue);
  return () => shown.close();
}

class Case {
  /**
   * @param {HTMLElement} place
   * @param {Result} result
   * @param {import('../types.js').Card | null} card of the model, where it is still there
   * @param {Queue} queue
   */
  constructor(place, result, card, queue) {
    this.result = result;
    this.card = card;
    this.queue = queue;
    /** @type {Editor | null} */
    this.editor = null;
    this.viewer = result.image.planes.length ? new Viewer(result.image) : null;
    this.title = el(
      'h1',
      { class: 'break', tabindex: -1 },
      result.image.title || t('review.untitled'),
    );
    this.told = el('div', { class: 'told stack' });
    this.history = el('div', {});
    this.notice = el('div', { role: 'status' });
    this.decide = may('reader') ? new Decide(result, (wanted) => void this.correct(wanted)) : null;
    const panel = el(
      'aside',
      { class: 'panel', 'aria-label': t('review.panel') },
      this.header(),
      el('div', { class: 'body stack' }, this.told, this.history),
      el(
        'div',
        { class: 'deciding' },
        this.notice,
        this.decide?.element ?? el('p', { class: 'quiet' }, t('needs.reader')),
      ),
    );
    const middle = el(
      'div',
      { class: 'middle' },
      this.viewer?.element ?? el('p', { class: 'quiet welcome' }, t('review.no-image')),
    );
    fill(place, middle, panel);
    this.decide?.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.save(true);
    });
    this.decide?.onlySave.addEventListener('click', () => void this.save(false));
    this.show();
    this.stopKeys = shortcuts(() => this.keys());
    this.timer = setInterval(() => document.hidden || void this.renew(), PACE);
    this.title.focus();
  }

  close() {
    clearInterval(this.timer);
    this.stopKeys();
    this.editor?.close();
    this.viewer?.close();
  }

  header() {
    const { image } = this.result;
    const at = this.queue.place(this.result.id) + 1;
    const all = this.queue.counts?.all ?? this.queue.cases.length;
    return el(
      'header',
      { class: 'about' },
      el(
        'div',
        { class: 'row between steps' },
        el('a', { href: '#/review' }, t('review.back')),
        el(
          'span',
          { class: 'row' },
          el(
            'button',
            { type: 'button', onclick: () => void this.go(-1), disabled: at === 1 },
            t('review.previous'),
          ),
          at > 0 && el('span', { class: 'small number' }, t('review.at', { n: at, all })),
          el('button', { type: 'button', onclick: () => void this.go(1) }, t('review.next')),
          el(
            'button',
            {
              type: 'button',
              'aria-label': t('review.keys'),
              title: t('review.keys'),
              onclick: () => this.help(),
            },
            '?',
          ),
        ),
      ),
      this.title,
      el('p', { class: 'quiet small number' }, moreFacts(image)),
      image.warnings.length > 0 &&
        el(
          'ul',
          { class: 'notes small' },
          ...image.warnings.map((one) => el('li', {}, sentence(one))),
        ),
    );
  }

  /** What is known now: the answer as far as it may be seen, and what was decided. */
  show() {
    const { result, viewer, card } = this;
    viewer?.scene.lay(overlaysOf(result));
    fill(
      this.told,
      result.hidden
        ? el(
            'div',
            { class: 'stack' },
            el('p', { class: 'over' }, called(result.model)),
            el('h2', {}, t('review.read-first')),
            el('p', {}, t('review.read-first.how')),
          )
        : compared(result, session().person?.name ?? ''),
      standing(result),
      !result.hidden && viewer && answer(result, card, viewer.scene, false),
    );
    fill(this.history, history(result));
    this.decide?.show(result);
  }

  /** @returns {import('./shortcuts.js').Actions} */
  keys() {
    const drawing = this.editor?.keys() ?? {};
    return {
      ...(this.decide?.keys() ?? {}),
      ...drawing,
      j: () => void this.go(1),
      k: () => void this.go(-1),
      s: this.decide ? () => void this.save(true) : undefined,
      u: () => {
        location.hash = '#/review';
      },
      '?': () => this.help(),
    };
  }

  help() {
    showKeys(this.editor !== null, this.result);
  }

  /** @param {number} by */
  async go(by) {
    if (this.editor?.mask.changed && !window.confirm(t('review.leave-drawing'))) return;
    const other = await this.queue.beside(this.result.id, by).catch(complain);
    if (other) location.hash = `#/review/${other}`;
    else say(t(by > 0 ? 'review.last' : 'review.first'));
  }

  /**
   * Labels are drawn on the image while a correction, or an own reading, is being given.
   *
   * @param {boolean} wanted
   */
  async correct(wanted) {
    const { result, viewer } = this;
    if (result.task !== 'segment' || !viewer) return;
    if (!wanted || this.editor) {
      if (!wanted) this.stopDrawing();
      return;
    }
    const place = this.decide?.drawing;
    if (!place) return;
    fill(place, el('progress', { 'aria-label': t('review.mask.loading') }));
    try {
      const mask = await loadMask(result);
      if (this.editor || !this.decide?.corrects) return;
      this.editor = new Editor(viewer, result, mask);
      fill(place, this.editor.element);
    } catch (error) {
      fill(place, el('p', { class: 'wrong' }, inWords(error)));
    }
  }

  stopDrawing() {
    this.editor?.close();
    this.editor = null;
    if (this.decide) fill(this.decide.drawing);
  }

  /**
   * Keeps the decision; then the next case without one, where that is wanted.
   *
   * @param {boolean} onwards
   */
  async save(onwards) {
    const { decide, result } = this;
    if (!decide || decide.busy) return;
    const lack = decide.lack(this.editor?.mask.changed ?? false);
    if (lack) return decide.tell(lack);
    decide.wait(true);
    try {
      const said = await this.withMask(decide.said());
      const previous = result.decisions.at(-1)?.id;
      const made = await api.decide(result.id, { ...said, ...(previous ? { previous } : {}) });
      await this.saved(made, onwards);
    } catch (error) {
      await this.failed(error);
    }
    decide.wait(false);
  }

  /** @param {Said} said */
  async withMask(said) {
    if (!this.editor?.mask.changed) return said;
    const { mask } = await api.send(
      'PUT',
      `/api/results/${this.result.id}/masks`,
      this.editor.mask.labels,
    );
    return { ...said, mask };
  }

  /**
   * @param {Decision} made
   * @param {boolean} onwards
   */
  async saved(made, onwards) {
    const { result, queue } = this;
    this.stopDrawing();
    this.decide?.clear();
    if (made.verdict === 'read') {
      queue.note(result.id, { hidden: false });
      await this.renew();
      say(t('review.shown-now'));
      this.title.focus();
      return;
    }
    const mind = change([...result.decisions, made], result, made.actor);
    const words = t(`review.saved.${made.verdict}`);
    say(mind ? `${words} ${t(`review.mind.${mind}`)}` : words);
    queue.note(result.id, { decision: made });
    if (!onwards) return void (await this.renew());
    const next = await queue.beside(result.id, 1, (one) => !one.decision);
    location.hash = next ? `#/review/${next}` : '#/review';
  }

  /** @param {unknown} error */
  async failed(error) {
    if (!(error instanceof api.Refused) || error.status !== 409) return complain(error);
    await this.renew();
    this.meanwhile();
  }

  /** Asks whether anything was decided since; what a person is about to say stays as it is. */
  async renew() {
    const before = this.result;
    const now = await api.result(before.id).catch(() => null);
    if (!now) return;
    const added = now.decisions.slice(before.decisions.length);
    if (!added.length && now.hidden === before.hidden) return;
    this.result = now;
    if (this.editor) fill(this.history, history(now));
    else this.show();
    const others = added.filter((one) => one.actor !== session().person?.name);
    if (others.some((one) => one.verdict !== 'read')) this.meanwhile();
  }

  meanwhile() {
    const last = this.result.decisions.findLast((one) => one.verdict !== 'read');
    if (!last) return;
    const words = t('review.meanwhile', {
      actor: last.actor,
      verdict: t(`verdict.${last.verdict}`),
    });
    fill(this.notice, el('p', { class: 'doubts' }, words));
  }
}
