/**
 * What still has to be sent, in which order, and when to try again. The events themselves stay until the
 * server has named them: an answer without names proves nothing.
 */

/** @import {Event} from "./session.js" */

/**
 * @typedef {object} Outbox
 * @property {readonly Event[]} waiting  in order
 * @property {boolean} isSending
 * @property {number} tries  how often in a row it did not work
 * @property {number} retryAt  not before this moment
 */

/** As many as fit into one request that a closing page may still send. */
export const MOST_AT_ONCE = 100;

/** A first try again after a second, then slower, and at last once a minute. */
export const FIRST_WAIT = 1000;
export const LONGEST_WAIT = 60_000;

/**
 * @param {readonly Event[]} waiting
 * @returns {Outbox}
 */
export function outbox(waiting) {
  return { waiting, isSending: false, tries: 0, retryAt: 0 };
}

/**
 * @param {Outbox} box
 * @param {Event} event
 * @returns {Outbox}
 */
export function added(box, event) {
  return { ...box, waiting: [...box.waiting, event] };
}

/**
 * What to send now; empty when there is nothing, or when it is too early to try again.
 * @param {Outbox} box
 * @param {number} now
 * @returns {readonly Event[]}
 */
export function ready(box, now) {
  return box.isSending || now < box.retryAt ? [] : box.waiting.slice(0, MOST_AT_ONCE);
}

/**
 * @param {Outbox} box
 * @returns {Outbox}
 */
export function sending(box) {
  return { ...box, isSending: true };
}

/**
 * The server has named what it took or refused: either way it need not be sent again.
 * @param {Outbox} box
 * @param {Iterable<string>} ids
 * @returns {Outbox}
 */
export function answered(box, ids) {
  const named = new Set(ids);
  return { ...outbox(box.waiting.filter((event) => !named.has(event.id))) };
}

/**
 * It did not arrive; wait longer each time.
 * @param {Outbox} box
 * @param {number} now
 * @returns {Outbox}
 */
export function failed(box, now) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** box.tries);
  return { ...box, isSending: false, tries: box.tries + 1, retryAt: now + wait };
}

/**
 * The network came back, or the page came to the front: try at once.
 * @param {Outbox} box
 * @returns {Outbox}
 */
export function hopeful(box) {
  return { ...box, retryAt: 0 };
}

/**
 * The events of a log, each once, in their own order; two pages may number alike, then time and id decide.
 * @param {Iterable<Event>} log
 * @returns {Event[]}
 */
export function inOrder(log) {
  const once = new Map();
  for (const event of log) once.set(event.id, event);
  return [...once.values()].sort(
    (one, other) => one.number - other.number || Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1),
  );
}
