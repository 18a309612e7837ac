// Follows what the server tells as it happens (server-sent events), across lost connections.

import { get } from './api.js';

/** Milliseconds until the first try to reach a lost server again; doubled up to the last. */
const FIRST = 500;
const LAST = 15_000;

/** A browser holds six connections to a server: streams may take no more than this of them. */
const STREAMS = 3;
const LOOK = 1500;
let streams = 0;

/**
 * Calls `tell` with each event's data until `ended` says it was the last. The browser mends a
 * broken stream by itself; where the server is gone altogether it gives up, and this does not.
 * Where many streams are open already, it asks now and then instead.
 *
 * @template T
 * @param {string} address of the stream; without its last part, of the thing itself
 * @param {string} name of the events
 * @param {(data: T) => void} tell
 * @param {(data: T) => boolean} ended
 * @returns {() => void} stops following
 */
export function follow(address, name, tell, ended) {
  let stopped = false;
  let wait = FIRST;
  let timer = 0;
  /** @type {EventSource | undefined} */
  let source;

  const close = () => {
    if (source) streams--;
    source?.close();
    source = undefined;
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    close();
  };
  /** @param {T} data */
  const heard = (data) => {
    if (stopped) return;
    wait = FIRST;
    if (ended(data)) stop();
    tell(data);
  };
  const listen = () => {
    streams++;
    source = new EventSource(address);
    source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) again();
    };
  };
  const again = () => {
    close();
    look(wait);
    wait = Math.min(2 * wait, LAST);
  };
  /** @param {number} after milliseconds */
  const look = (after) => {
    timer = window.setTimeout(async () => {
      try {
        heard(await get(address.replace(/\/events$/, '')));
      } catch {
        // away still: the next look tells
      }
      if (stopped) return;
      if (streams < STREAMS) listen();
      else look(LOOK);
    }, after);
  };
  if (streams < STREAMS) listen();
  else look(0);
  return stop;
}
