/** What a parent can wish for, and what it writes into the log. */

import { doneSoFar } from "./clockwork.js";
import { goesOn, isOpen, step } from "./machine.js";
import { current } from "./session.js";

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
 * @param {boolean} [isOld]  whether the child must be asked about anew
 * @returns {Happening[]}
 */
export function fulfil(bundle, state, wish, now, isOld = isStale(bundle, state, now)) {
  if (wish.do === "begin") return state.isBegun ? [] : [started(bundle, now)];
  if (!state.isBegun) return [];
  if (wish.do === "cue") return heard(bundle, state, wish.cue, now, isOld);
  if (isOld) return [];
  switch (wish.do) {
    case "pause":
      return mayPause(bundle, state) ? [{ at: now, kind: "paused", body: { why: wish.why ?? "parent" } }] : [];
    case "resume":
      return goneOn(bundle, state, now);
    case "repeat":
      return mayRepeat(bundle, state) ? goneOn(bundle, state, now, true) : [];
    case "skip":
      return maySkip(bundle, state) ? [...leave(bundle, state, state.step + 1, now), ...goneOn(bundle, state, now)] : [];
  }
}

/** A clock that was set back further than this, in milliseconds, says nothing of how long a pause was. */
const SET_BACK = 60_000;

/**
 * Whether it was paused for so long that its plan no longer counts, or nobody can tell how long: the child must be
 * asked about anew.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 */
export function isStale(bundle, state, now) {
  const paused = now - state.pausedAt;
  return Boolean(state.paused) && (paused >= bundle.cues.stale_seconds * 1000 || paused < -SET_BACK);
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
 * A pause is over, if there was one. After a long one the baby is asked again before hands go on.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @param {boolean} [fromStart]
 * @returns {Happening[]}
 */
function goneOn(bundle, state, now, fromStart) {
  const wasLong = now - state.pausedAt >= bundle.cues.ask_again_seconds * 1000;
  const asks = wasLong && bundle.cues.massaging.includes(state.machine);
  return state.paused ? [...resumed(now, fromStart), ...(asks ? [spoken("question", now)] : [])] : [];
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
 * @param {Cue} cue
 * @param {number} now
 * @returns {Happening}
 */
function spoken(cue, now) {
  return { at: now, kind: "cue", body: { cue } };
}

/**
 * A cue, and what it does to a step that the baby came back from after turning away: it is left.
 * Where strokes are over there is no question to be put before it.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Cue} cue
 * @param {number} now
 * @param {boolean} isOld
 * @returns {Happening[]}
 */
function heard(bundle, state, cue, now, isOld) {
  const { state: next } = step(bundle.cues.table, state.machine, cue);
  if (!isOpen(bundle, next)) return [...(state.paused ? resumed(now) : []), spoken(cue, now)];
  if (isOld) return [];
  const comesBack = state.machine === "changing" && goesOn(bundle, next);
  const left = comesBack ? leave(bundle, state, afterRefused(bundle, state), now) : [];
  return [...goneOn(bundle, state, now), spoken(cue, now), ...left];
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
