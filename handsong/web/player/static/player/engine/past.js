/** What a phone knows of a child's last days by itself: its own sessions, and what was answered on it. */

import { areOld } from "./answers.js";
import { counted, replay } from "./session.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Shelf} from "../shelf.d.ts" */
/** @import {Event} from "./session.js" */
/** @import {Own, Told} from "./effects.js" */

/**
 * A session as this phone remembers it: what happened, and when the server had named the last of it.
 * @typedef {{ session: string, events: readonly Event[], isPractice: boolean, namedAt: number | null }} Remembered
 */

/** A step's technique and its side. @typedef {{ technique: string, side: string }} Place */

/**
 * The sessions in short. Practice is none; one of which the phone knows no beginning is none either.
 * @param {Shelf} shelf
 * @param {readonly Remembered[]} remembered
 * @param {(at: number) => string} dayOf
 * @returns {Own[]}
 */
export function ownSessions(shelf, remembered, dayOf) {
  return remembered.flatMap(({ session, events, isPractice }) => {
    const start = events.find(({ kind }) => kind === "started");
    return start && !isPractice ? [inShort(shelf, session, events, dayOf(Date.parse(start.at)))] : [];
  });
}

/**
 * What was answered on this phone, until a shelf came that knows of it. Both moments are by this phone's own clock:
 * the server's may be another one.
 * @param {number} fetchedAt  when the shelf was asked for
 * @param {readonly Remembered[]} remembered
 * @returns {Told[]}
 */
export function toldHere(fetchedAt, remembered) {
  return remembered.flatMap(({ events, isPractice, namedAt }) => {
    const isKnown = namedAt !== null && namedAt < fetchedAt;
    const asked = isPractice || isKnown ? [] : events.filter(({ kind }) => kind === "asked");
    return asked.map(toldIn);
  });
}

/**
 * @param {Event} event
 * @returns {Told}
 */
function toldIn({ at, body }) {
  return {
    at: Date.parse(at) / 1000,
    day: String(body["day"]),
    answers: body["answers"] ?? {},
    signs: body["signs"] ?? [],
    found: body["found"] ?? [],
  };
}

/**
 * The sessions in whose middle this phone was left, as far as their plans still count: none that silence has made old.
 * @param {Shelf} shelf
 * @param {readonly Remembered[]} remembered
 * @param {number} now
 */
export function inTheMiddle(shelf, remembered, now) {
  const open = remembered.filter(({ events, isPractice }) => {
    const [start, last] = [events.find(({ kind }) => kind === "started"), events.at(-1)];
    return !isPractice && start && last && !areOld(shelf, Date.parse(last.at), now);
  });
  return open.filter(({ events }) => replay(withoutSteps(shelf, false), events).machine !== "ended").map(({ session }) => session);
}

/**
 * What was answered on this phone since a massage was planned, the latest last: as its clock says, or as it was
 * written down, since a clock may be set back.
 * @param {readonly Remembered[]} remembered
 * @param {string} session
 */
export function toldSince(remembered, session) {
  const own = remembered.find((one) => one.session === session);
  const planned = plannedAt(remembered, session);
  const { sequence = Infinity } = made(own?.events ?? [], ["asked", "started"]) ?? {};
  return remembered
    .flatMap(({ events, isPractice }) => (isPractice ? [] : events.filter(({ kind }) => kind === "asked")))
    .filter(({ at, sequence: later = 0 }) => Date.parse(at) > planned || later > sequence)
    .sort(inWriting)
    .map(toldIn);
}

/**
 * @param {Event} one
 * @param {Event} other
 */
function inWriting(one, other) {
  return one.sequence && other.sequence ? one.sequence - other.sequence : Date.parse(one.at) - Date.parse(other.at);
}

/**
 * Whether something came up since a massage was planned: something was found, or a form was sent from here of which
 * neither this phone nor its shelf knows what it told.
 * @param {readonly Remembered[]} remembered
 * @param {string} session
 * @param {number} missedAt  when that form was sent; 0 where the shelf is later
 */
export function isOvertaken(remembered, session, missedAt) {
  const isFound = toldSince(remembered, session).some(({ signs, found }) => signs.length + found.length > 0);
  return isFound || missedAt > plannedAt(remembered, session);
}

/**
 * Whether a shelf that was fetched after a massage was planned leaves out one of its steps; one that an earlier version
 * made cannot tell.
 * @param {Partial<Pick<Shelf, "free">>} shelf
 * @param {number} fetchedAt
 * @param {readonly Remembered[]} remembered
 * @param {string} session
 * @param {readonly Place[]} steps
 */
export function isLeftOut({ free }, fetchedAt, remembered, session, steps) {
  if (fetchedAt <= plannedAt(remembered, session)) return false;
  return !steps.every((step) => free?.includes(nameOf(step)));
}

/**
 * What a step is called on a shelf.
 * @param {Place} step
 */
export function nameOf({ technique, side }) {
  return side ? `${technique}.${side}` : technique;
}

/**
 * When a session was planned; practice counts as planned just now, since a doll has no skin.
 * @param {readonly Remembered[]} remembered
 * @param {string} session
 */
export function plannedAt(remembered, session) {
  const own = remembered.find((one) => one.session === session);
  return own?.isPractice ? Infinity : madeAt(session, own?.events ?? [], ["asked", "started"]);
}

/**
 * Whether a session was never begun, and its plan is too old to begin it now: what was answered counts no more.
 * @param {Shelf} shelf
 * @param {string} session
 * @param {readonly Event[]} events
 * @param {number} now
 */
export function isLeftLying(shelf, session, events, now) {
  if (events.some(({ kind }) => kind === "started")) return false;
  return areOld(shelf, madeAt(session, events, ["asked"]), now);
}

/**
 * When a session was made, as its first event of these kinds or else its id says; of one whose id does not, no number.
 * @param {string} session
 * @param {readonly Event[]} events
 * @param {readonly string[]} kinds
 */
function madeAt(session, events, kinds) {
  const told = made(events, kinds);
  return told ? Date.parse(told.at) : parseInt(session.replace("-", "").slice(0, 12), 16);
}

/**
 * The first event of these kinds.
 * @param {readonly Event[]} events
 * @param {readonly string[]} kinds
 */
function made(events, kinds) {
  return events.find(({ kind }) => kinds.includes(kind));
}

/**
 * @param {Shelf} shelf
 * @param {string} session
 * @param {readonly Event[]} events
 * @param {string} day
 * @returns {Own}
 */
function inShort(shelf, session, events, day) {
  const felt = events.filter(({ kind }) => kind !== "afterwards");
  const start = felt.find(({ kind }) => kind === "started");
  const bundle = withoutSteps(shelf, Boolean(start?.body["cried_today"]));
  const endedAt = Math.max(...felt.map(({ at }) => Date.parse(at)));
  const state = counted(bundle, replay(bundle, felt), endedAt);
  const cues = felt.filter(({ kind }) => kind === "cue").map(({ body }) => body["cue"]);
  const { responses } = bundle.cues;
  const isStop = responses.indexOf(state.worst) >= responses.indexOf("stop-for-now");
  return {
    session,
    day,
    minutes: (state.touch + state.touched) / 60,
    ended_at: endedAt / 1000,
    cried: cues.includes("crying"),
    needed_care: cues.includes("something-wrong"),
    was_stopped: state.endedBy === "baby" && isStop,
  };
}

/**
 * As much of a bundle as its log can be read with.
 * @param {Shelf} shelf
 * @param {boolean} cried
 * @returns {Bundle}
 */
export function withoutSteps({ cues, words }, cried) {
  return /** @type {Bundle} */ (/** @type {unknown} */ ({ steps: [], words, cues: cues[cried ? "cried" : "fresh"] }));
}
