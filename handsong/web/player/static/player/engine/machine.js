/** The cue machine: the table comes with the bundle, and a step is one look-up in it. */

/** @import {Answer, Bundle, Cue, EndedBy, State, Table} from "../bundle.d.ts" */

/**
 * What the machine answers to a cue.
 * @param {Table} table
 * @param {State} state
 * @param {Cue} cue
 * @returns {Answer}
 */
export function step(table, state, cue) {
  return table[state][cue];
}

/**
 * Who ended a session: who did so first; care outranks everybody else.
 * @param {EndedBy | ""} soFar
 * @param {Answer} answer
 * @returns {EndedBy | ""}
 */
export function ender(soFar, answer) {
  return !soFar || answer.ended_by === "care" ? (answer.ended_by ?? "") : soFar;
}

/**
 * Whether hands stroke, move or hold as the plan says in this state.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function goesOn(bundle, state) {
  return state === "closing" || bundle.cues.massaging.includes(state);
}

/**
 * Whether a plan can still be taken up again from this state; elsewhere strokes are over.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function isOpen(bundle, state) {
  return goesOn(bundle, state) || bundle.cues.questions.includes(state);
}
