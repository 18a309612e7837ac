// What the network made of a few samples, epoch by epoch: a slider through the pictures.

import { el, fill } from '../dom.js';
import { t } from '../words.js';

/**
 * @param {string} id of the training
 * @returns {{element: HTMLElement, show: (pictures: readonly {name: string, title: string}[]) => void}}
 */
export function album(id) {
  const image = el('img', { alt: '' });
  const slider = el('input', { type: 'range', min: 0, value: 0, 'aria-label': t('train.album.slider') });
  const caption = el('figcaption', { class: 'quiet small' });
  const figure = el('figure', {}, image, slider, caption);
  const element = el('section', { class: 'part album', hidden: true }, el('h2', {}, t('train.album')), figure);
  /** @type {readonly {name: string, title: string}[]} */
  let pictures = [];
  /** The newest is shown until a person looks at another one. */
  let follows = true;

  const turn = () => {
    const { name, title } = pictures[slider.valueAsNumber] ?? pictures[pictures.length - 1];
    const address = `/api/trainings/${id}/pictures/${encodeURIComponent(name)}`;
    if (image.getAttribute('src') !== address) image.src = address;
    image.alt = t('train.album.alt', { title });
    slider.setAttribute('aria-valuetext', title);
    fill(caption, title);
  };
  slider.addEventListener('input', () => {
    follows = slider.valueAsNumber === pictures.length - 1;
    turn();
  });
  /** @param {readonly {name: string, title: string}[]} found */
  const show = (found) => {
    pictures = found;
    element.hidden = !found.length;
    if (!found.length) return;
    slider.max = String(found.length - 1);
    slider.hidden = found.length < 2;
    if (follows) slider.value = slider.max;
    turn();
  };
  return { element, show };
}
