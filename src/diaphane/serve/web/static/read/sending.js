// One upload, from the first byte sent to the images found in it.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { follow } from '../follow.js';
import { inWords, say } from '../live.js';
import { session } from '../person.js';
import { bytes, percent, sentence, t } from '../words.js';
import { nameIn } from './gather.js';
import { add, change } from './open.js';

/** @import {Job} from '../types.js' */
/** @import {Named} from './gather.js' */

export const ENDED = ['done', 'failed', 'dead', 'cancelled'];

export class Sending {
  /** @param {() => void} renew called when images were found, or the card was put away */
  constructor(renew) {
    this.renew = renew;
    this.stop = new AbortController();
    /** @type {string[]} */
    this.names = [];
    this.follows = () => {};
    this.words = el('p', {});
    this.share = el('progress', { 'aria-label': t('sending.progress') });
    this.cancel = el(
      'button',
      { type: 'button', class: 'plain', onclick: () => this.close() },
      t('cancel'),
    );
    this.element = el('li', { class: 'sending' }, this.words, this.share, this.cancel);
    /** @type {(ids: string[]) => void} */
    this.found = () => {};
  }

  /** @param {Promise<Named[]>} coming */
  async send(coming) {
    fill(this.words, t('sending.gather'));
    try {
      const files = await coming;
      this.names = files.map(({ name }) => name);
      const refused = tooMuch(files);
      if (refused) return this.wrong([refused]);
      const { upload, job } = await api.upload(
        files,
        (sent, all) => this.sent(sent, all),
        this.stop.signal,
      );
      change((desk) => {
        desk.uploads = [...desk.uploads, upload];
      });
      this.watch(upload, job);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.wrong([inWords(error)]);
    }
  }

  /**
   * @param {number} sent
   * @param {number} all
   */
  sent(sent, all) {
    this.share.max = all;
    this.share.value = sent;
    fill(this.words, t('sending.sent', { sent: bytes(sent), all: bytes(all) }));
  }

  /**
   * Follows the reading of what was sent, from here or after a reload.
   *
   * @param {string} upload
   * @param {Job} [job]
   */
  watch(upload, job) {
    this.upload = upload;
    if (job) this.job = job.id;
    const end = (/** @type {Job} */ job) => ENDED.includes(job.state);
    const tell = (/** @type {Job} */ job) => this.reading(job);
    if (job) this.follows = follow(`/api/jobs/${job.id}/events`, 'job', tell, end);
    else void this.resume(upload);
  }

  /** @param {string} upload */
  async resume(upload) {
    try {
      const { job } = await api.uploaded(upload);
      if (job && !ENDED.includes(job.state)) this.watch(upload, job);
      else await this.over(upload);
    } catch {
      this.put();
    }
  }

  /** @param {Job} job */
  reading(job) {
    if (ENDED.includes(job.state)) {
      void this.over(String(this.upload), job);
      return;
    }
    this.share.max = 1;
    if (job.share) this.share.value = job.share;
    else this.share.removeAttribute('value');
    const waits = job.state === 'queued' && job.ahead > 0;
    const share = job.share ? ` ${percent(job.share)}` : '';
    fill(this.words, waits ? t('job.ahead', { n: job.ahead }) : `${t('sending.reading')}${share}`);
  }

  /**
   * @param {string} upload
   * @param {Job} [job]
   */
  async over(upload, job) {
    try {
      const { images, errors } = await api.uploaded(upload);
      const ids = images.map((image) => image.id);
      add(ids);
      const said = [...errors, ...(job?.error && !errors.length ? [job.error] : [])];
      const sentences = said.map((one) => `${sentence(one)}${nameIn(one, this.names)}`);
      if (!ids.length && !sentences.length) sentences.push(t('sending.nothing'));
      if (ids.length) say(t('sending.found', { n: ids.length }));
      this.found(ids);
      if (sentences.length) this.wrong(sentences);
      else this.put();
      this.renew();
    } catch (error) {
      this.wrong([inWords(error)]);
    }
  }

  /** @param {string[]} sentences */
  wrong(sentences) {
    this.forget();
    fill(
      this.element,
      el(
        'ul',
        { class: 'wrong small', role: 'alert' },
        ...sentences.slice(0, 12).map((one) => el('li', { class: 'break' }, one)),
      ),
      sentences.length > 12 &&
        el('p', { class: 'small quiet' }, t('sending.more', { n: sentences.length - 12 })),
      el('button', { type: 'button', class: 'plain', onclick: () => this.put() }, t('close')),
    );
  }

  /** Stops what is under way. */
  close() {
    this.stop.abort();
    this.follows();
    if (this.job) void api.cancel(this.job).catch(() => {});
    this.put();
  }

  /** Nothing more to show of it. */
  put() {
    this.forget();
    this.element.remove();
  }

  forget() {
    change((desk) => {
      desk.uploads = desk.uploads.filter((one) => one !== this.upload);
    });
  }

  /** Leaves it be, without an end: the page is left. */
  leave() {
    this.follows();
  }
}

/**
 * What the server would refuse, said before anything is sent.
 *
 * @param {Named[]} files
 */
function tooMuch(files) {
  const { upload_bytes: most, files: number } = session().limits;
  const all = files.reduce((sum, { file }) => sum + file.size, 0);
  if (!files.length) return t('sending.empty');
  if (files.length > number) return t('sending.too-many', { n: files.length, most: number });
  return all > most ? t('sending.too-large', { all: bytes(all), most: bytes(most) }) : null;
}
