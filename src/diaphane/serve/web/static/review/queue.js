// The cases that are gone through: the list as it was filtered, kept while cases are shown.

import * as api from '../api.js';

/** @import {ResultSummary} from '../types.js' */

const KEPT = 'review-queue';
const PAGE = 50;

export class Queue {
  /** @param {string} query of the list, without page and limit */
  constructor(query) {
    this.query = query;
    /** @type {ResultSummary[]} */
    this.cases = [];
    /** Where the next page of the list begins; null after the last one. @type {string | null} */
    this.next = '';
    /** @type {{all: number, decided: number} | null} */
    this.counts = null;
  }

  /** Asks for as many more as a page holds. */
  async more() {
    if (this.next === null) return;
    const asked = new URLSearchParams(this.query);
    asked.delete('all');
    asked.set('limit', String(PAGE));
    if (this.next) asked.set('before', this.next);
    const { results, next, counts } = await api.results(String(asked));
    this.cases.push(...results);
    this.next = next;
    this.counts = counts ?? this.counts;
  }

  /** @param {string} id */
  place(id) {
    return this.cases.findIndex((one) => one.id === id);
  }

  /**
   * The case so many places further, asked for where the list ends here.
   *
   * @param {string} id
   * @param {number} by
   * @param {(one: ResultSummary) => boolean} [fits]
   * @returns {Promise<string | null>}
   */
  async beside(id, by, fits = () => true) {
    for (let k = this.place(id) + by; k >= 0; k += by) {
      if (k >= this.cases.length) await this.more();
      const found = this.cases[k];
      if (!found) return null;
      if (fits(found)) return found.id;
    }
    return null;
  }

  /**
   * What is known of a case that was just decided.
   *
   * @param {string} id
   * @param {Partial<ResultSummary>} known
   */
  note(id, known) {
    const found = this.cases[this.place(id)];
    if (found) Object.assign(found, known);
  }
}

/** @type {Queue | null} */
let current = null;

/**
 * A fresh list; it is the one that cases are gone through by from now on.
 *
 * @param {string} query
 */
export async function begin(query) {
  const made = new Queue(query);
  await made.more();
  current = made;
  sessionStorage.setItem(KEPT, query);
  return made;
}

/** The list as it was left, asked for anew after the page was loaded again. */
export async function kept() {
  return current ?? begin(sessionStorage.getItem(KEPT) ?? '');
}

/** The filters of that list. */
export const keptQuery = () => current?.query ?? sessionStorage.getItem(KEPT) ?? '';
