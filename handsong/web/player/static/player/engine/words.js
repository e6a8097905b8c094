/** What is said at a moment, which is also what the caption shows. */

import { unasked } from "./clockwork.js";
import { ledAt, lookOf, reply } from "./look.js";
import { goesOn } from "./machine.js";
import { counted, current, isMoving } from "./session.js";

/** @import {Bundle, Line, Said, Step} from "../bundle.d.ts" */
/** @import {State} from "./session.js" */

/**
 * Something that is said once: the same id is the same saying. `of` tells what it belongs to.
 * @typedef {object} Saying
 * @property {string} id
 * @property {string} say
 * @property {"state" | "reply" | "lead" | "look" | "line"} of
 * @property {boolean} isAloud  whether it is spoken, or stands on the screen alone
 * @property {boolean} isAnswer  whether it answers what was just said, and cuts short whatever is being spoken
 */

/**
 * What is said now, or null while it is quiet.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Saying | null}
 */
export function saying(bundle, state, now) {
  if (!state.isBegun || state.paused) return null;
  if (!isMoving(bundle, state)) return resting(bundle, state, now);
  const step = /** @type {Step} */ (current(bundle, state));
  return (
    answering(bundle, state, now) ??
    leading(bundle, state, step, now) ??
    looking(bundle, state, now) ??
    telling(bundle, state, step, now)
  );
}

/**
 * The heading, the things to do and the lines of the state a session rests in.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Said}
 */
export function said(bundle, state) {
  const { words } = bundle;
  if (state.machine === bundle.cues.start) return { ...bundle.opening, do: words.states[state.machine]?.do ?? [] };
  if (state.machine === "ended") return thanks(bundle, state);
  const row = /** @type {Said} */ (words.states[state.machine]);
  return state.machine === "asking-on" ? { ...row, ...asking(bundle, state, row) } : row;
}

/**
 * The question before a step, and after it what the state itself says.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Said} row
 * @returns {Pick<Said, "say" | "lines" | "seconds">}
 */
function asking(bundle, state, row) {
  const step = current(bundle, state);
  const ask = unasked(state, step).at(-1) ?? step?.asks.at(-1);
  const say = ask?.say ?? bundle.opening.say;
  const seconds = ask?.seconds ?? 0;
  const after = row.lines.map((line) => ({ ...line, at: line.at + seconds + REMINDER }));
  return { say, lines: [{ at: 0, say }, ...after], seconds: seconds + REMINDER + row.seconds };
}

/** Seconds of quiet after a question, for the baby to answer in, before the parent hears of waiting. */
const REMINDER = 10;

/**
 * What is said when a session is over; the minutes are those that hands were on.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Said}
 */
function thanks(bundle, state) {
  const row = /** @type {Said} */ (bundle.words.ended[state.endedBy || "parent"]);
  const notNow = bundle.words.lines["not-now"]?.[0];
  if (notNow && state.endedBy === "baby" && !state.touch) return { ...row, say: notNow.say, lines: [{ at: 0, say: notNow.say }] };
  const fill = (/** @type {string} */ text) => text.replaceAll("{minutes}", inMinutes(bundle, state.touch));
  return {
    ...row, title: fill(row.title), say: fill(row.say), do: row.do.map(fill),
    lines: row.lines.map((line) => ({ ...line, say: fill(line.say) })),
  };
}

/**
 * A length in words, as it stands after "after"; lengths beyond the longest are said as the longest.
 * @param {Bundle} bundle
 * @param {number} seconds
 */
function inMinutes({ words }, seconds) {
  const rows = words.minutes;
  return rows[Math.min(Math.round(seconds / 60), rows.length - 1)] ?? "";
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Saying | null}
 */
function resting(bundle, state, now) {
  if (goesOn(bundle, state.machine)) return null;
  const { lines } = said(bundle, state);
  const index = latest(lines, (now - state.enteredAt) / 1000);
  const line = lines[index];
  if (!line) return null;
  // The very first words answer nothing: no notes go before them, and none are waited for.
  const isAnswer = index === 0 && state.cues > 0;
  return { id: `state.${state.enteredAt}.${index}`, say: line.say, of: "state", isAloud: true, isAnswer };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Saying | null}
 */
function answering(bundle, state, now) {
  const phrase = reply(bundle, state);
  if (!phrase || now - state.cueAt >= phrase.seconds * 1000) return null;
  return { id: `reply.${state.cues}`, say: phrase.say, of: "reply", isAloud: true, isAnswer: true };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Step} step
 * @param {number} now
 * @returns {Saying | null}
 */
function leading(bundle, state, step, now) {
  if (now >= ledAt(bundle, state)) return null;
  return { id: `lead.${state.rounds}.${state.cues}`, say: step.lead.say, of: "lead", isAloud: true, isAnswer: false };
}

/**
 * After each minute of touch the eyes are sent to the face.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Saying | null}
 */
function looking(bundle, state, now) {
  const { touch, touched } = counted(bundle, state, now);
  const look = lookOf(bundle, state, touch + touched, now);
  if (!look || now >= look.until) return null;
  return { id: `look.${look.number}.${state.enteredAt}`, say: look.say, of: "look", isAloud: true, isAnswer: false };
}

/**
 * The line of the step; while the touch is softened, fewer words are spoken.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Step} step
 * @param {number} now
 * @returns {Saying | null}
 */
function telling(bundle, state, step, now) {
  const index = latest(step.lines, counted(bundle, state, now).played);
  const line = step.lines[index];
  if (!line) return null;
  const isAloud = state.response !== "soften" || index === 0;
  return { id: `line.${state.rounds}.${index}`, say: line.say, of: "line", isAloud, isAnswer: false };
}

/**
 * @param {readonly Line[]} lines
 * @param {number} seconds
 */
function latest(lines, seconds) {
  return lines.findLastIndex((line) => line.at <= seconds);
}
