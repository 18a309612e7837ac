// Keys of a whole page: single letters, left alone where a person types.

/** @typedef {Record<string, (() => void) | undefined>} Actions by the name of the key */

/**
 * Listens until it is let go. They come before the keys of what has the focus: on this page a
 * letter means one thing wherever one is.
 *
 * @param {Actions | (() => Actions)} actions
 * @returns {() => void}
 */
export function shortcuts(actions) {
  const stop = new AbortController();
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typedInto(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const act = (typeof actions === 'function' ? actions() : actions)[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  window.addEventListener('keydown', press, { capture: true, signal: stop.signal });
  return () => stop.abort();
}

/** @param {EventTarget | null} place */
function typedInto(place) {
  if (place instanceof HTMLTextAreaElement || place instanceof HTMLSelectElement) return true;
  return (
    place instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'range', 'button'].includes(place.type)
  );
}
