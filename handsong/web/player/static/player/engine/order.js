/** The order of a log: a room of its own, since pages that only send need no more of the engine. */

/** @import {Event} from "./session.js" */

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
