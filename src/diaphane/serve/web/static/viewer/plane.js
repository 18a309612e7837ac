// Planes as they come from the server: raw samples, kept as long as there is room.

import { reach } from '../api.js';

/** @import {Depth} from '../types.js' */
/**
 * @typedef {Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array
 *   | Float32Array} Samples
 * @typedef {{rows: number, columns: number, channels: number, depth: Depth, samples: Samples}} Plane
 */

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
};

/** Bytes of planes that are kept, of all images together. */
const ROOM = 192 * 2 ** 20;

/**
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<Plane>}
 */
export async function fetchPlane(address, signal) {
  const answer = await reach(address, { signal });
  return planeFrom(answer.headers, await answer.arrayBuffer());
}

/**
 * @param {Headers} headers
 * @param {ArrayBuffer} buffer little-endian, as all that run browsers are
 * @returns {Plane}
 */
export function planeFrom(headers, buffer) {
  const depth = /** @type {Depth} */ (headers.get('X-Type'));
  const [rows, columns, channels] = ['X-Rows', 'X-Columns', 'X-Channels'].map((name) =>
    Number(headers.get(name)),
  );
  return { rows, columns, channels, depth, samples: new ARRAYS[depth](buffer) };
}

/** Keeps what was used last, as many bytes as there is room for; asks for each plane once. */
export class Planes {
  /**
   * @param {(address: string) => Promise<Plane>} [load]
   * @param {number} [room] bytes
   */
  constructor(load = fetchPlane, room = ROOM) {
    this.load = load;
    this.room = room;
    /** @type {Map<string, Plane>} in the order of their last use */
    this.kept = new Map();
    /** @type {Map<string, Promise<Plane>>} */
    this.awaited = new Map();
    this.bytes = 0;
  }

  /**
   * The plane if it is here already.
   *
   * @param {string} address
   */
  here(address) {
    const plane = this.kept.get(address);
    if (plane) {
      this.kept.delete(address);
      this.kept.set(address, plane);
    }
    return plane;
  }

  /**
   * @param {string} address
   * @returns {Promise<Plane>}
   */
  get(address) {
    const plane = this.here(address);
    if (plane) return Promise.resolve(plane);
    const awaited = this.awaited.get(address) ?? this.ask(address);
    return awaited;
  }

  /** @param {string} address */
  ask(address) {
    const asked = this.load(address).then(
      (plane) => this.keep(address, plane),
      (error) => {
        this.awaited.delete(address);
        throw error;
      },
    );
    this.awaited.set(address, asked);
    return asked;
  }

  /**
   * @param {string} address
   * @param {Plane} plane
   */
  keep(address, plane) {
    this.awaited.delete(address);
    this.kept.set(address, plane);
    this.bytes += plane.samples.byteLength;
    for (const [oldest, { samples }] of this.kept) {
      if (this.bytes <= this.room || oldest === address) break;
      this.kept.delete(oldest);
      this.bytes -= samples.byteLength;
    }
    return plane;
  }

  /**
   * Asks for planes that will be wanted soon, a few at a time, and forgets if they do not come.
   *
   * @param {string[]} addresses
   */
  foresee(addresses) {
    for (const address of addresses) {
      if (this.awaited.size >= 4) return;
      if (!this.kept.has(address) && !this.awaited.has(address)) this.ask(address).catch(() => {});
    }
  }
}

/** The one store of all viewers. */
export const planes = new Planes();
