// An answer that is on its way: its place in the queue, how far it is, and the way to stop it.

import * as api from '../api.js';
import { el, fill } from '../dom.js';
import { follow } from '../follow.js';
import { complain } from '../live.js';
import { percent, sentence, t, word } from '../words.js';
import { ENDED } from './sending.js';

/** @import {Job} from '../types.js' */

/**
 * @param {string} id of the job
 * @param {string} model
 * @param {{done: (result: string) => void, away: () => void}} then
 * @returns {{element: HTMLElement, leave: () => void}}
 */
export function waiting(id, model, { done, away }) {
  const words = el('p', { class: 'row between' });
  const share = el('progress', { 'aria-label': t('job.progress', { model }) });
  const cancel = el(
    'button',
    { type: 'button', onclick: () => void api.cancel(id).catch(complain) },
    t('cancel'),
  );
  const element = el(
    'section',
    { 'class': 'waiting stack', 'aria-label': t('job.progress', { model }) },
    el('h2', {}, model),
    el('div', { role: 'status' }, words),
    share,
    cancel,
  );
  /** @param {Job} job */
  const tell = (job) => {
    if (job.state === 'done' && job.result?.result) return done(job.result.result);
    if (ENDED.includes(job.state)) return fill(element, el('h2', {}, model), ended(job, away));
    fill(words, state(job));
    if (job.share) share.value = job.share;
    else share.removeAttribute('value');
  };
  const leave = follow(`/api/jobs/${id}/events`, 'job', tell, (job) => ENDED.includes(job.state));
  fill(words, t('job.queued'));
  api.job(id).catch((error) => {
    leave();
    if (error instanceof api.Refused && error.status === 404) away();
    else complain(error);
  });
  return { element, leave };
}

/** @param {Job} job */
function state(job) {
  if (job.state === 'queued')
    return job.ahead > 0 ? t('job.ahead', { n: job.ahead }) : t('job.queued');
  const stage = word(`stage.${job.stage}`, sentence(job.stage) || t('job.running'));
  return job.share ? `${stage} · ${percent(job.share)}` : stage;
}

/**
 * @param {Job} job
 * @param {() => void} away
 */
function ended(job, away) {
  const why = job.error
    ? sentence(job.error)
    : t(job.state === 'cancelled' ? 'job.cancelled' : 'job.dead');
  return el(
    'div',
    { class: 'stack' },
    el('p', { class: job.state === 'cancelled' ? 'quiet' : 'wrong', role: 'alert' }, why),
    el('button', { type: 'button', onclick: away }, t('close')),
  );
}
