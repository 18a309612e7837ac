// Speaks with the server: typed calls, errors as sentences, uploads that tell how far they are.

import { t } from './words.js';

/** @import {Card, Decision, Facts, Job, ModelSummary, Result, ResultSummary, Session, Upload} from './types.js' */

/** What the server refused, in its own sentence. */
export class Refused extends Error {
  /**
   * @param {number} status 0: it could not be reached at all
   * @param {string} sentence
   * @param {number | null} retryAfter seconds
   */
  constructor(status, sentence, retryAfter = null) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Fired on `window` where the server asks who is there. */
export const SIGNED_OUT = 'signed-out';

export const session = () => get('/api/session');

/** @type {(id: string) => Promise<Facts>} */
export const image = (id) => get(`/api/images/${id}`);

/** @type {(limit: number, before?: string | null) => Promise<{images: Facts[], next: string | null}>} */
export const images = (limit, before) =>
  get(`/api/images?limit=${limit}${before ? `&before=${before}` : ''}`);

/** @type {(id: string) => Promise<void>} */
export const removeImage = (id) => send('DELETE', `/api/images/${id}`);

/** @type {(id: string) => Promise<Upload>} */
export const uploaded = (id) => get(`/api/uploads/${id}`);

/** @type {(id: string) => Promise<Job>} */
export const job = (id) => get(`/api/jobs/${id}`);

/** @type {(id: string) => Promise<Job>} */
export const cancel = (id) => send('POST', `/api/jobs/${id}/cancel`);

/** @type {(id: string) => Promise<Result>} */
export const result = (id) => get(`/api/results/${id}`);

/**
 * @type {(query: string) => Promise<{
 *   results: ResultSummary[], next: string | null, counts?: {all: number, decided: number},
 * }>}
 */
export const results = (query) => get(`/api/results?${query}`);

/** @type {(id: string, decision: object) => Promise<Decision>} */
export const decide = (id, decision) => send('POST', `/api/results/${id}/decisions`, decision);

/** @type {() => Promise<{models: ModelSummary[]}>} */
export const models = () => get('/api/models');

/** @type {(name: string) => Promise<Card>} */
export const card = (name) => get(`/api/models/${encodeURIComponent(name)}`);

/** @param {string} id */
export const thumbnail = (id) => `/api/images/${id}/thumbnail`;

/**
 * Asks for an answer. The same key again, by a second click or after a lost connection, is the same
 * job.
 *
 * @param {string} image
 * @param {string} model
 * @param {object} options
 * @param {string} key
 * @returns {Promise<Job>}
 */
export function predict(image, model, options, key) {
  const body = { kind: 'predict', image, model, options };
  return send('POST', '/api/jobs', body, { 'Idempotency-Key': key });
}

/** A key of its own; `crypto.randomUUID` is there only where the page came by TLS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(address, signal) {
  return plain(await reach(address, { signal }));
}

/**
 * @param {'POST' | 'PUT' | 'PATCH' | 'DELETE'} method
 * @param {string} address
 * @param {unknown} [body] an object becomes JSON, bytes stay bytes
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function send(method, address, body, headers = {}) {
  const bytes = body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof Blob;
  const type = bytes ? 'application/octet-stream' : 'application/json';
  const answer = await reach(address, {
    method,
    headers: body === undefined ? headers : { 'Content-Type': type, ...headers },
    body:
      body === undefined
        ? undefined
        : bytes
          ? /** @type {BodyInit} */ (body)
          : JSON.stringify(body),
  });
  return plain(answer);
}

/**
 * @param {string} address
 * @param {RequestInit} [request]
 * @returns {Promise<Response>} one that is well
 */
export async function reach(address, request) {
  let answer;
  try {
    answer = await fetch(address, { credentials: 'same-origin', ...request });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused(0, t('error.unreachable'));
  }
  if (!answer.ok) {
    // a wrong password is for the page that asked for it
    if (address !== '/api/session') tellSignedOut(answer.status);
    throw refused(answer.status, await answer.text(), answer.headers);
  }
  return answer;
}

/**
 * Sends files; the server answers before it has read them.
 *
 * @param {{file: File, name: string}[]} files
 * @param {(sent: number, all: number) => void} report bytes
 * @param {AbortSignal} signal
 * @returns {Promise<{upload: string, job: Job}>}
 */
export function upload(files, report, signal) {
  const form = new FormData();
  for (const { file, name } of files) form.append('files', file, name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/uploads');
    request.upload.onprogress = (event) => report(event.loaded, event.total);
    request.onload = () => {
      tellSignedOut(request.status);
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(refused(request.status, request.responseText, headersOf(request)));
    };
    request.onerror = () => reject(new Refused(0, t('error.unreachable')));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/** @param {XMLHttpRequest} request */
function headersOf(request) {
  const after = request.getResponseHeader('Retry-After');
  return new Headers(after ? { 'Retry-After': after } : {});
}

/** @param {Response} answer */
async function plain(answer) {
  return answer.status === 204 ? undefined : answer.json();
}

/** @param {number} status */
function tellSignedOut(status) {
  if (status === 401) window.dispatchEvent(new Event(SIGNED_OUT));
}

/**
 * @param {number} status
 * @param {string} body
 * @param {Headers} headers
 */
function refused(status, body, headers) {
  const after = Number(headers.get('Retry-After'));
  return new Refused(status, sentenceIn(body) ?? t('error.status', { status }), after || null);
}

/** @param {string} body */
function sentenceIn(body) {
  try {
    const said = JSON.parse(body).error;
    return typeof said === 'string' ? said : null;
  } catch {
    return null;
  }
}

/** @type {() => Promise<Session>} */ (session);
