/** What happens by itself as time goes by: steps end and begin, questions come, silence is an answer. */

import { goesOn, isOpen } from "./machine.js";
import { counted, current, isMoving, rate } from "./session.js";

/** @import {Bundle, Step} from "../bundle.d.ts" */
/** @import {Kind, State} from "./session.js" */

/**
 * Something that is to be written into the log.
 * @typedef {object} Happening
 * @property {number} at
 * @property {Kind} kind
 * @property {Record<string, any>} body
 */

/**
 * The first thing that is due by now, or null. What is due next is asked for again once it is taken.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Happening | null}
 */
export function due(bundle, state, now) {
  if (!state.isBegun || state.paused) return null;
  const found = cutShort(bundle, state) ?? (goesOn(bundle, state.machine) ? nextOfPlan(bundle, state) : silence(bundle, state));
  return found && found.at <= now ? found : null;
}

/**
 * Where strokes are over, whoever or whatever ended them, what hands did of a step is written down.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Happening | null}
 */
function cutShort(bundle, state) {
  if (!state.isUnderWay || isOpen(bundle, state.machine)) return null;
  return atOnce(state, "step-done", doneSoFar(bundle, state, state.step, state.at));
}

/**
 * What hands did of the step by now, and which step is next.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} next
 * @param {number} now
 */
export function doneSoFar(bundle, state, next, now) {
  const here = current(bundle, state);
  const seconds = state.isUnderWay ? tenths(counted(bundle, state, now).touched) : 0;
  return { step: state.step, technique: here?.technique ?? "", region: here?.region ?? "", seconds, next };
}

/**
 * What must be asked for before the step may begin; empty when the child has said yes to all of it.
 * @param {State} state
 * @param {Step | undefined} step
 */
export function unasked(state, step) {
  return (step?.asks ?? []).filter((ask) => !state.granted.includes(ask.for));
}

/**
 * Seconds from entering a state until silence in it counts as an answer; the opening is said first.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function patience(bundle, state) {
  const seconds = bundle.cues.silence[state.machine];
  if (seconds === undefined) return Infinity;
  return seconds + (state.machine === bundle.cues.start ? bundle.opening.seconds : 0);
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Happening | null}
 */
function silence(bundle, state) {
  const seconds = patience(bundle, state);
  if (seconds === Infinity) return null;
  return { at: state.enteredAt + seconds * 1000, kind: "cue", body: { cue: "no-answer" } };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Happening}
 */
function nextOfPlan(bundle, state) {
  const step = current(bundle, state);
  if (step && isMoving(bundle, state)) return endOf(bundle, state, step);
  const isClosing = state.machine === "closing";
  if (!step || step.is_closing !== isClosing) return planOver(bundle, state);
  if (unasked(state, step).length) return atOnce(state, "cue", { cue: "question" });
  const { number, technique, region, side } = step;
  return atOnce(state, "step-begun", { step: number, technique, region, side });
}

/**
 * The plan is over: at once, or when thanks have been said.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Happening}
 */
function planOver(bundle, state) {
  const thanks = state.machine === "closing" ? (bundle.words.states["closing"]?.seconds ?? 0) : 0;
  const at = Math.max(state.at, state.enteredAt + thanks * 1000);
  return { at, kind: "cue", body: { cue: "plan-over" } };
}

/**
 * @param {State} state
 * @param {Kind} kind
 * @param {Record<string, any>} body
 * @returns {Happening}
 */
function atOnce(state, kind, body) {
  return { at: state.at, kind, body };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Step} step
 * @returns {Happening}
 */
function endOf(bundle, state, step) {
  const left = Math.max(0, step.seconds - state.played) / rate(bundle, state);
  const { technique, region } = step;
  return {
    // Rounded up, so that a step that is told again has ended and not all but ended.
    at: Math.ceil(state.since + left * 1000),
    kind: "step-done",
    body: { step: step.number, technique, region, seconds: tenths(state.touched + left), next: state.step + 1 },
  };
}

/** @param {number} seconds */
function tenths(seconds) {
  return Math.round(seconds * 10) / 10;
}
