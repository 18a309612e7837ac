// Who is there, and what this person may do.

/** @import {Role, Session} from './types.js' */

/** @type {readonly Role[]} */
const ROLES = ['viewer', 'reader', 'trainer', 'admin'];

/** @type {Session | null} */
let current = null;

/** @param {Session} session */
export function setSession(session) {
  current = session;
}

/** The session as the server told it last. */
export function session() {
  if (!current) throw new Error('the session is asked for before it is known');
  return current;
}

/** True where the server knows people and nobody is signed in. */
export const signInNeeded = () => session().users && !session().person;

/**
 * Each role may what the one before may.
 *
 * @param {Role} role
 */
export function may(role) {
  const person = current?.person;
  return person ? ROLES.indexOf(person.role) >= ROLES.indexOf(role) : false;
}
