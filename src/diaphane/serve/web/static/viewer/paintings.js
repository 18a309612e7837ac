// Planes painted into canvases of their own size, and painted anew only where something changed.

/** @import {Overlay} from './overlay.js' */
/** @typedef {{key: string, canvas: HTMLCanvasElement}} Painting */

export class Paintings {
  constructor() {
    /** @type {Map<Overlay | 'base', Painting>} */
    this.kept = new Map();
  }

  /**
   * @param {Overlay | 'base'} what
   * @param {string} key of all that the picture depends on
   * @param {() => ImageData} paint
   * @returns {HTMLCanvasElement}
   */
  of(what, key, paint) {
    const kept = this.kept.get(what);
    if (kept?.key === key) return kept.canvas;
    const image = paint();
    const canvas = kept?.canvas ?? document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    this.kept.set(what, { key, canvas });
    return canvas;
  }
}
