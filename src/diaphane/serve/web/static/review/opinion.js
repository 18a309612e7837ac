// What a person said of a case, and whether the model's answer changed it.

/** @import {Decision, Result} from '../types.js' */

/**
 * The class that stands after a decision; null where none does.
 *
 * @param {Decision} decision
 * @param {Pick<Result, 'label'>} result
 * @returns {string | null}
 */
export function classAfter({ verdict, label }, result) {
  if (verdict === 'accept') return result.label ?? null;
  return verdict === 'reject' ? null : label;
}

/**
 * The reader's own answer, given before the model's was shown.
 *
 * @param {readonly Decision[]} decisions
 * @param {string} actor
 */
export function ownReading(decisions, actor) {
  return decisions.find((one) => one.verdict === 'read' && one.actor === actor);
}

/**
 * Did the reader decide otherwise than before the model's answer was shown? Null where there is no
 * class to tell it by.
 *
 * @param {readonly Decision[]} decisions
 * @param {Pick<Result, 'label'>} result
 * @param {string} actor
 * @returns {'kept' | 'changed' | null}
 */
export function change(decisions, result, actor) {
  const first = ownReading(decisions, actor)?.label;
  const last = decisions.findLast((one) => one.actor === actor && one.verdict !== 'read');
  if (!first || !last || last.verdict === 'reject') return null;
  return classAfter(last, result) === first ? 'kept' : 'changed';
}
