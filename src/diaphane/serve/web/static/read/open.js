// What is open on this desk: kept for the tab, so that a reload loses nothing.

/** @import {Looks} from '../viewer/scene.js' */
/**
 * `looks` are how an image was left; `asked` are jobs whose answers are awaited; `wish` is the model
 * that was chosen before the image.
 * @typedef {{
 *   uploads: string[], images: string[], looks: Record<string, Partial<Looks>>,
 *   asked: {job: string, image: string, model: string}[], wish?: string,
 * }} Desk
 */

const NAME = 'desk';

/** @type {Desk} */
const desk = { uploads: [], images: [], looks: {}, asked: [], ...kept() };

/** @returns {Readonly<Desk>} */
export const open = () => desk;

/** @param {(desk: Desk) => void} change */
export function change(change) {
  change(desk);
  sessionStorage.setItem(NAME, JSON.stringify(desk));
}

/**
 * Puts everything away where another person sits down at the same tab.
 *
 * @param {string} person
 */
export function sitDown(person) {
  if (sessionStorage.getItem('person') === person) return;
  sessionStorage.setItem('person', person);
  change((desk) =>
    Object.assign(desk, { uploads: [], images: [], looks: {}, asked: [], wish: undefined }),
  );
}

/** @param {string[]} ids */
export function add(ids) {
  change((desk) => {
    desk.images = [...new Set([...desk.images, ...ids])];
  });
}

/** @param {string} id */
export function putAway(id) {
  change((desk) => {
    desk.images = desk.images.filter((one) => one !== id);
    delete desk.looks[id];
  });
}

/** @returns {Partial<Desk>} */
function kept() {
  return JSON.parse(sessionStorage.getItem(NAME) ?? '{}');
}
