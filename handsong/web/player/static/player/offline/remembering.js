/** What the phone remembers of a child, in the shape that a shelf is asked with; and what it writes down of an answer. */

import { areOld } from "../engine/answers.js";
import { ownSessions, toldHere } from "../engine/past.js";
import { newId, written } from "../outside/clock.js";

/** @import {Event} from "../engine/session.js" */
/** @import {Remembered} from "../engine/past.js" */
/** @import {Asked} from "../engine/effects.js" */
/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Begun, Memory} from "../outside/memory.js" */
/** @import {Answers} from "../engine/answers.js" */
/** @import {Shelf} from "../shelf.d.ts" */

/**
 * Which day it is where the child lives, such as 2026-11-24.
 * @param {Shelf} shelf
 * @param {number} at
 */
export function dayAt({ zone }, at) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/**
 * What a phone asks of a shelf with: what it remembers, and when it fetched the shelf, by its own clock.
 * @typedef {{ memory: Memory, fetchedAt: number, now: number }} Phone
 */

/**
 * What a shelf is asked: the answers, and all that this phone remembers; of a session that is gone on with, its own
 * tears and care do not count against it.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {Answers} given
 * @param {string} [goesOn]
 * @returns {Asked}
 */
export function asking(shelf, { memory, fetchedAt, now }, { answers, signs, found, goal }, goesOn = "") {
  const remembered = rememberedOf(shelf, memory);
  const others = remembered.filter(({ session }) => session !== goesOn);
  const times = memory.sessions().flatMap((session) => memory.of(session).events.map(({ at }) => Date.parse(at)));
  return {
    session: newId(now),
    now: now / 1000,
    day: dayAt(shelf, now),
    answers,
    signs,
    found,
    goal,
    newest: times.length ? Math.max(...times) / 1000 : null,
    own: ownSessions(shelf, others, (at) => dayAt(shelf, at)),
    told: toldHere(fetchedAt, remembered),
    is_practice: false,
    missed: memory.formSentAt > fetchedAt,
    fetched_at: fetchedAt ? fetchedAt / 1000 : null,
  };
}

/** What a young person tells of their own mind (`PARENTS_SIGNS` of handsong/core/readiness.py): it is told to nobody. */
export const OF_THE_MIND = ["thoughts-of-harm"];

/**
 * The sessions of a child that this phone remembers; of a young person's own, others get what protects the body.
 * @param {Shelf} shelf
 * @param {Memory} memory
 * @returns {Remembered[]}
 */
export function rememberedOf({ child }, memory) {
  return memory.sessions().flatMap((session) => {
    const { begun, events, unsent, namedAt } = memory.of(session);
    const isPractice = Boolean(begun?.practice);
    const seen = isKeptFrom(memory, session) ? events.filter(({ kind }) => kind === "asked").map(whatProtects) : events;
    return begun?.child === child.id ? [{ session, events: seen, isPractice, namedAt: unsent.length ? null : (namedAt ?? null) }] : [];
  });
}

/**
 * Whether a session is a young person's own, and somebody else is signed in.
 * @param {Memory} memory
 * @param {string} session
 */
export function isKeptFrom(memory, session) {
  const { begun, by } = memory.of(session);
  return Boolean(begun?.own && by && memory.teller && by !== memory.teller);
}

/**
 * @param {Event} event
 * @returns {Event}
 */
function whatProtects({ body, ...event }) {
  const signs = /** @type {string[]} */ (body["signs"] ?? []).filter((sign) => !OF_THE_MIND.includes(sign));
  return { ...event, body: { day: body["day"], signs, found: body["found"] ?? [] } };
}

/**
 * How a session of this shelf is begun here.
 * @param {Shelf} shelf
 * @param {boolean} [isPractice]
 * @returns {Begun}
 */
export function begunOf({ child }, isPractice = false) {
  return { child: child.id, practice: isPractice, own: Boolean(child.own) };
}

/**
 * The first event of a session that began here: what was answered, and the plan that came of it, if one did.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @param {Bundle | null} bundle
 * @returns {Event}
 */
export function askedEvent(shelf, asked, bundle) {
  const { session, day, answers, signs, found } = asked;
  const at = asked.now * 1000;
  const steps = bundle ? bundle.steps.map(({ technique, side }) => [technique, side]) : [];
  const body = { answers, signs, found, shelf: shelf.version, day, steps, goal: asked.goal, practice: asked.is_practice };
  return { id: newId(at), session, number: 0, at: written(at), kind: "asked", body };
}

/**
 * What was answered and led to no massage, as an event; answers that have grown old, of when they were given.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {Answers} given
 * @returns {Event}
 */
export function leftEvent(shelf, phone, given) {
  const now = areOld(shelf, given.at, phone.now) ? Number(given.at) : phone.now;
  return askedEvent(shelf, asking(shelf, { ...phone, now }, given), null);
}
