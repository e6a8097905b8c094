/** What somebody else told on this device, and whether it goes along with whoever is signed in now. */

import { Shelves } from "../outside/shelves.js";

/** @import {Memory} from "../outside/memory.js" */

const A_WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * Of a child whom both massage it goes along: what was found must count for the next massage. A young person's own waits
 * for the young person; so does, for whoever told it, what was told of a young person who is signed in: it would become
 * theirs. What has waited for a week may be of somebody who never comes back: then it is told as anything is, and what is
 * private the server keeps for the young person alone (handsong/web/diary/taking.py).
 * @param {string} session
 * @param {Memory} memory
 * @param {number} now
 * @param {Pick<Shelves, "of">} [shelves]  those of whoever is signed in
 */
export async function goesAlong(session, memory, now, shelves = new Shelves()) {
  const { begun, events } = memory.of(session);
  const shelf = begun && (await shelves.of(begun.child).catch(() => undefined));
  if (shelf && !begun.own) return !shelf.child.own;
  const last = Math.max(...events.map(({ at }) => Date.parse(at)));
  return Math.abs(now - last) > A_WEEK;
}
