/**
 * What a session is, told from its log. The state is made from the log and from nothing else, so
 * that a page that was closed can be opened again where it was.
 */

import { lookOf } from "./look.js";
import { inOrder } from "./outbox.js";
import { ender, goesOn, isOpen, step } from "./machine.js";

/** @import {Bundle, Cue, EndedBy, Response, State as MachineState, Step} from "../bundle.d.ts" */

/**
 * @typedef {"asked" | "started" | "step-begun" | "step-done" | "skipped" | "cue" | "paused" | "resumed" | "afterwards"} Kind
 */

/**
 * One thing that happened, as the server reads it (handsong/core/session.py).
 * @typedef {object} Event
 * @property {string} id
 * @property {string} session
 * @property {number} number  its place in the session
 * @property {number} [sequence]  the how-manieth this device told; absent for what others told
 * @property {string} at  the time with its offset
 * @property {Kind} kind
 * @property {Readonly<Record<string, any>>} body
 */

/**
 * One technique as it was done.
 * @typedef {object} Done
 * @property {string} technique
 * @property {string} region
 * @property {number} seconds
 * @property {readonly Cue[]} cues
 */

/**
 * Where a session is. Times are milliseconds, lengths are seconds.
 * @typedef {object} State
 * @property {number} number  the number of the next event
 * @property {number} at  when the last event was
 * @property {boolean} isBegun
 * @property {MachineState} machine  where the cue machine is
 * @property {Response} response  what is being done: the tone of the screen
 * @property {number} enteredAt  since when an answer is waited for
 * @property {Cue | ""} cue  what was said last
 * @property {number} cueAt
 * @property {number} cues  how many cues there were
 * @property {MachineState} before  where the machine was when that was said
 * @property {number} step  which step of the plan is next or under way
 * @property {boolean} isUnderWay  whether hands have begun it
 * @property {number} rounds  how often a step was begun
 * @property {number} since  from when its time counts; ahead of now while hands settle
 * @property {number} played  seconds of the step's own time, up to `since`
 * @property {number} touched  seconds that hands were on it, up to `since`
 * @property {number} touch  seconds of touch before this step
 * @property {number} looks  how many looks at the face were asked for to the end
 * @property {string} paused  why it is paused, or ""
 * @property {number} pausedAt
 * @property {readonly string[]} granted  what the child said yes to
 * @property {readonly Cue[]} stepCues
 * @property {readonly Done[]} done
 * @property {Cue | ""} permission
 * @property {Response} worst
 * @property {EndedBy | ""} endedBy
 */

/**
 * The state before anything happened.
 * @param {Bundle} bundle
 * @returns {State}
 */
export function blank(bundle) {
  return {
    number: 0, at: 0, isBegun: false, machine: bundle.cues.start, response: "go-on", enteredAt: 0,
    cue: "", cueAt: 0, cues: 0, before: bundle.cues.start, step: 0, isUnderWay: false, rounds: 0, since: 0,
    played: 0, touched: 0, touch: 0, looks: 0, paused: "", pausedAt: 0, granted: [], stepCues: [], done: [], permission: "",
    worst: "go-on", endedBy: "",
  };
}

/**
 * The state after all of a log, in whatever order and however often its events came.
 * @param {Bundle} bundle
 * @param {Iterable<Event>} log
 * @returns {State}
 */
export function replay(bundle, log) {
  return inOrder(log).reduce((state, event) => take(bundle, state, event), blank(bundle));
}

/**
 * The state after one more event.
 * @param {Bundle} bundle
 * @param {State} before
 * @param {Event} event
 * @returns {State}
 */
export function take(bundle, before, event) {
  const at = Date.parse(event.at);
  const number = Math.max(before.number, event.number + 1);
  const state = { ...counted(bundle, before, at), looks: looked(bundle, before, at), at, number };
  const { body } = event;
  switch (event.kind) {
    case "started":
      return { ...state, isBegun: true, enteredAt: at, since: at };
    case "step-begun":
      return begun(bundle, state, body.step, at);
    case "step-done":
    case "skipped":
      return ended(state, body);
    case "cue":
      return heard(bundle, state, body.cue, at);
    case "paused":
      // Of two windows one may have heard what the other did not: a pause never hides the care page.
      return isOpen(bundle, state.machine) ? { ...state, paused: String(body.why || "parent"), pausedAt: at } : state;
    case "resumed":
      return goneOn(bundle, state, Boolean(body.from_start), at);
    default:
      return state;
  }
}

/**
 * The step that is next or under way, if the plan is not over.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Step | undefined}
 */
export function current(bundle, state) {
  return bundle.steps[state.step];
}

/**
 * Whether the time of the step under way is running.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function isMoving(bundle, state) {
  return state.isUnderWay && !state.paused && goesOn(bundle, state.machine);
}

/**
 * At which share of its pace the touch goes. Still hands have none: nobody unsure is held for longer.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function rate(bundle, state) {
  return state.response === "soften" && current(bundle, state)?.touch !== "hold" ? bundle.cues.soften_rate : 1;
}

/**
 * The state with the time of its step counted up to now.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function counted(bundle, state, now) {
  if (!isMoving(bundle, state)) return state;
  const seconds = Math.max(0, now - state.since) / 1000;
  return {
    ...state,
    played: state.played + seconds * rate(bundle, state),
    touched: state.touched + seconds,
    since: Math.max(now, state.since),
  };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 */
function looked(bundle, state, now) {
  if (!isMoving(bundle, state)) return state.looks;
  const { touch, touched } = counted(bundle, state, now);
  const look = lookOf(bundle, state, touch + touched, now);
  return look && now >= look.until ? look.number : state.looks;
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {boolean} fromStart
 * @param {number} at
 * @returns {State}
 */
function goneOn(bundle, state, fromStart, at) {
  const since = at + bundle.cues.lead_seconds * 1000;
  const played = fromStart ? 0 : state.played;
  return { ...state, paused: "", enteredAt: at, since, played, rounds: state.rounds + (fromStart ? 1 : 0) };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} index
 * @param {number} at
 * @returns {State}
 */
function begun(bundle, state, index, at) {
  const found = bundle.steps[index];
  const asked = found ? found.asks.map((ask) => ask.for) : [];
  return {
    ...state, step: index, isUnderWay: true, rounds: state.rounds + 1, played: 0, touched: 0,
    stepCues: [],
    since: at + (found ? found.lead.seconds * 1000 : 0),
    // A yes lasts while hands stay there: leaving a region and coming back is asked for again.
    granted: asked.length ? state.granted.filter((name) => asked.includes(name)) : state.granted,
  };
}

/**
 * @param {State} state
 * @param {Readonly<Record<string, any>>} body
 * @returns {State}
 */
function ended(state, { technique, region, seconds, next }) {
  const row = { technique, region, seconds, cues: state.stepCues };
  return {
    ...state,
    step: next ?? state.step,
    isUnderWay: false,
    played: 0,
    touched: 0,
    touch: state.touch + (seconds || 0),
    done: technique && seconds > 0 ? [...state.done, row] : state.done,
  };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Cue} cue
 * @param {number} at
 * @returns {State}
 */
function heard(bundle, state, cue, at) {
  const { start, targets, lead_seconds: lead } = bundle.cues;
  const answer = step(bundle.cues.table, state.machine, cue);
  const isFirst = state.machine === start && targets.includes(cue) && !state.permission;
  const takesUp = goesOn(bundle, answer.state) && !goesOn(bundle, state.machine);
  return {
    ...state,
    machine: answer.state,
    response: answer.response,
    endedBy: ender(state.endedBy, answer),
    paused: isOpen(bundle, answer.state) ? state.paused : "",
    enteredAt: at,
    cue,
    cueAt: at,
    cues: state.cues + 1,
    before: state.machine,
    stepCues: [...state.stepCues, cue],
    since: takesUp ? at + lead * 1000 : Math.max(at, state.since),
    permission: isFirst ? cue : state.permission,
    worst: worse(bundle, state, cue, answer.response),
    granted: answer.state === "going" ? [...state.granted, ...yesTo(bundle, state)] : state.granted,
  };
}

/**
 * What a yes in this state is a yes to.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {string[]}
 */
function yesTo(bundle, state) {
  if (state.machine === "asking" || state.machine === "waiting") return [bundle.opening_for];
  if (state.machine === "asking-on") return (current(bundle, state)?.asks ?? []).map((ask) => ask.for);
  return [];
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Cue} cue
 * @param {Response} response
 * @returns {Response}
 */
function worse(bundle, state, cue, response) {
  if (state.machine === bundle.cues.start || cue === "question" || cue === "end") return state.worst;
  const order = bundle.cues.responses;
  return order.indexOf(response) > order.indexOf(state.worst) ? response : state.worst;
}
