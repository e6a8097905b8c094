/** What is said at a moment, which is also what the caption shows. */

import { goesOn } from "./machine.js";
import { counted, current, isMoving } from "./session.js";
import { unasked } from "./clockwork.js";

/** @import {Bundle, Line, Phrase, Said, Step} from "../bundle.d.ts" */
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
    leading(state, step, now) ??
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
  return { id: `state.${state.enteredAt}.${index}`, say: line.say, of: "state", isAloud: true, isAnswer: index === 0 };
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
 * What is answered to the baby while hands go on; a yes to a question is answered by the step itself.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Phrase | undefined}
 */
function reply(bundle, state) {
  const { cues, words } = bundle;
  const isNews = cues.targets.some((cue) => cue === state.cue);
  const wasAsked = cues.questions.includes(state.before) && !["holding", "changing"].includes(state.before);
  if (!isNews || wasAsked) return undefined;
  const stays = state.before === state.machine;
  const key = state.response === "soften" ? "soften" : "praise";
  const rows = words.lines[key] ?? [];
  return stays ? rows[state.cues % rows.length] : words.responses[state.response];
}

/**
 * @param {State} state
 * @param {Step} step
 * @param {number} now
 * @returns {Saying | null}
 */
function leading(state, step, now) {
  const isFresh = state.played === 0 && now < state.since && Boolean(step.lead.say);
  if (!isFresh) return null;
  return { id: `lead.${state.rounds}`, say: step.lead.say, of: "lead", isAloud: true, isAnswer: false };
}

/**
 * After each minute of touch the eyes are sent to the face.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {Saying | null}
 */
function looking(bundle, state, now) {
  const touch = state.touch + counted(bundle, state, now).touched;
  const every = bundle.cues.look_seconds;
  const times = Math.floor(touch / every);
  const rows = bundle.words.lines["look"] ?? [];
  const phrase = rows[(times - 1) % rows.length];
  if (times < 1 || !phrase || touch - times * every >= phrase.seconds) return null;
  return { id: `look.${times}`, say: phrase.say, of: "look", isAloud: true, isAnswer: false };
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
