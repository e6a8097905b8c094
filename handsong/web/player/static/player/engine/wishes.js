/** What a parent can wish for, and what it writes into the log. */

import { tenths } from "./clockwork.js";
import { goesOn, isOpen, step } from "./machine.js";
import { counted, current, take } from "./session.js";

/** @import {Bundle, Cue} from "../bundle.d.ts" */
/** @import {Happening} from "./clockwork.js" */
/** @import {State} from "./session.js" */

/**
 * @typedef {{ do: "begin" | "resume" | "repeat" | "skip" }
 *   | { do: "pause", why?: string }
 *   | { do: "cue", cue: Cue }} Wish
 */

/**
 * What the wish writes into the log now; nothing when it has no meaning here.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Wish} wish
 * @param {number} now
 * @returns {Happening[]}
 */
export function fulfil(bundle, state, wish, now) {
  if (wish.do === "begin") return state.isBegun ? [] : [started(bundle, now)];
  if (!state.isBegun) return [];
  switch (wish.do) {
    case "pause":
      return mayPause(bundle, state) ? [{ at: now, kind: "paused", body: { why: wish.why ?? "parent" } }] : [];
    case "resume":
      return state.paused && !isStale(bundle, state, now) ? [...resumed(now), ...askedAgain(bundle, state, now)] : [];
    case "repeat":
      return mayRepeat(bundle, state) && !isStale(bundle, state, now) ? resumed(now, true) : [];
    case "skip":
      return maySkip(bundle, state) && !isStale(bundle, state, now) ? [...leave(bundle, state, state.step + 1, now), ...ifPaused(state, now)] : [];
    case "cue":
      return heard(bundle, state, wish.cue, now);
  }
}

/**
 * Whether it was paused for so long that its plan no longer counts: the child must be asked about anew.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 */
export function isStale(bundle, state, now) {
  return Boolean(state.paused) && now - state.pausedAt >= bundle.cues.stale_seconds * 1000;
}

/**
 * Whether there is anything to pause.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function mayPause(bundle, state) {
  return state.isBegun && !state.paused && isOpen(bundle, state.machine);
}

/**
 * Whether a step is under way that can be begun again.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function mayRepeat(bundle, state) {
  return Boolean(state.paused) && maySkip(bundle, state);
}

/**
 * Whether a step is under way that can be left.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function maySkip(bundle, state) {
  return state.isUnderWay && goesOn(bundle, state.machine);
}

/**
 * @param {Bundle} bundle
 * @param {number} now
 * @returns {Happening}
 */
function started(bundle, now) {
  const { practice, goal, oil, cried_today } = bundle;
  return { at: now, kind: "started", body: { practice, goal, oil, cried_today } };
}

/**
 * @param {number} now
 * @param {boolean} [fromStart]
 * @returns {Happening[]}
 */
function resumed(now, fromStart) {
  return [{ at: now, kind: "resumed", body: fromStart ? { from_start: true } : {} }];
}

/**
 * @param {State} state
 * @param {number} now
 */
function ifPaused(state, now) {
  return state.paused ? resumed(now) : [];
}

/**
 * After a long pause the baby is asked again before hands go on.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Happening[]}
 */
function askedAgain(bundle, state, now) {
  const wasLong = now - state.pausedAt >= bundle.cues.ask_again_seconds * 1000;
  const asks = wasLong && bundle.cues.massaging.includes(state.machine);
  return asks ? [{ at: now, kind: "cue", body: { cue: "question" } }] : [];
}

/**
 * A cue, and what it does to the step under way: ended where strokes are over, left where the
 * baby came back after turning away from it.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Cue} cue
 * @param {number} now
 * @returns {Happening[]}
 */
export function heard(bundle, state, cue, now) {
  const answer = step(bundle.cues.table, state.machine, cue);
  const said = [...ifPaused(state, now), /** @type {Happening} */ ({ at: now, kind: "cue", body: { cue } })];
  if (!isOpen(bundle, answer.state)) return [...said, ...cutShort(bundle, state, now)];
  if (isStale(bundle, state, now)) return [];
  const comesBack = state.machine === "changing" && goesOn(bundle, answer.state);
  return comesBack ? [...said, ...leave(bundle, state, afterRefused(bundle, state), now)] : said;
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Happening[]}
 */
function cutShort(bundle, state, now) {
  if (!state.isUnderWay || !isOpen(bundle, state.machine)) return [];
  return [{ at: now, kind: "step-done", body: doneSoFar(bundle, state, state.step, now) }];
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} next
 * @param {number} now
 * @returns {Happening[]}
 */
function leave(bundle, state, next, now) {
  return [{ at: now, kind: "skipped", body: doneSoFar(bundle, state, next, now) }];
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} next
 * @param {number} now
 */
function doneSoFar(bundle, state, next, now) {
  const here = current(bundle, state);
  const seconds = state.isUnderWay ? tenths(counted(bundle, state, now).touched) : 0;
  return { step: state.step, technique: here?.technique ?? "", region: here?.region ?? "", seconds, next };
}

/**
 * Which step comes after one that the baby turned away from: not its other side, and when the
 * question was refused, nothing else that the same yes was for.
 * @param {Bundle} bundle
 * @param {State} state
 */
function afterRefused(bundle, state) {
  const here = current(bundle, state);
  const refused = here && !state.isUnderWay ? here.asks.map((ask) => ask.for) : [];
  const next = bundle.steps.findIndex(
    (other, index) =>
      index > state.step &&
      other.technique !== here?.technique &&
      !other.asks.some((ask) => refused.includes(ask.for) && !state.granted.includes(ask.for)),
  );
  return next < 0 ? bundle.steps.length : next;
}

/**
 * The state after the wish, for whoever wants to see where it leads.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Happening[]} happenings
 * @returns {State}
 */
export function foreseen(bundle, state, happenings) {
  return happenings.reduce(
    (so_far, { at, kind, body }) =>
      take(bundle, so_far, {
        id: "", session: bundle.session, number: so_far.number, at: new Date(at).toISOString(), kind, body,
      }),
    state,
  );
}
