// Follows what the server tells as it happens (server-sent events), across lost connections.

import { get } from './api.js';

/** Milliseconds until the first try to reach a lost server again; doubled up to the last. */
const FIRST = 500;
const LAST = 15_000;

/**
 * Calls `tell` with each event's data until `ended` says it was the last. The browser mends a
 * broken stream by itself; where the server is gone altogether it gives up, and this does not.
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

  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
  /** @param {T} data */
  const heard = (data) => {
    if (stopped) return;
    wait = FIRST;
    if (ended(data)) stop();
    tell(data);
  };
  const listen = () => {
    source = new EventSource(address);
    source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED && !stopped) again();
    };
  };
  const again = () => {
    timer = window.setTimeout(async () => {
      try {
        heard(await get(address.replace(/\/events$/, '')));
      } catch {
        // still away, or the stream will say why not
      }
      if (!stopped) listen();
    }, wait);
    wait = Math.min(2 * wait, LAST);
  };
  listen();
  return stop;
}
