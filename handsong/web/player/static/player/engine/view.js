/** What the screen shows at a moment. */

import { goesOn } from "./machine.js";
import { counted, current, isMoving } from "./session.js";
import { isStale } from "./wishes.js";
import { said, saying } from "./words.js";

/** @import {Bundle, Response, State as MachineState, Step} from "../bundle.d.ts" */
/** @import {Saying} from "./words.js" */
/** @import {State} from "./session.js" */

/**
 * @typedef {"ready" | "touch" | "question" | "rest" | "care" | "ended" | "paused"} Screen
 */

/**
 * The drawing: which, at which second, and where the hands are.
 * @typedef {object} Picture
 * @property {string} name
 * @property {number} at
 * @property {"away" | "still" | "moving"} hands
 */

/**
 * @typedef {object} View
 * @property {Screen} screen
 * @property {MachineState} machine
 * @property {Response} tone
 * @property {string} title
 * @property {string} say  what the state says first
 * @property {readonly string[]} todo
 * @property {Saying | null} saying
 * @property {string} caption  what is said, or was said last
 * @property {number | null} left  the share of this stroke that is left, where there is one
 * @property {Picture | null} picture
 * @property {Step | undefined} step
 * @property {boolean} isStale  whether it was paused for so long that the child must be asked about anew
 */

/**
 * What the screen shows now.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} now
 * @returns {View}
 */
export function view(bundle, state, now) {
  const screen = screenOf(bundle, state);
  const step = current(bundle, state);
  const words = goesOn(bundle, state.machine) ? { title: step?.name ?? "", say: "", do: [] } : said(bundle, state);
  const spoken = saying(bundle, state, now);
  return {
    screen,
    machine: state.machine,
    tone: state.response,
    title: words.title,
    say: words.say,
    todo: words.do,
    saying: spoken,
    caption: spoken?.say ?? (screen === "touch" ? step?.caption : words.say) ?? "",
    left: screen === "touch" && step ? left(bundle, state, step, now) : null,
    picture: picture(bundle, state, step, now),
    step,
    isStale: isStale(bundle, state, now),
  };
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Screen}
 */
function screenOf(bundle, state) {
  if (!state.isBegun) return "ready";
  if (state.paused) return "paused";
  if (goesOn(bundle, state.machine)) return "touch";
  if (bundle.cues.questions.includes(state.machine)) return "question";
  if (state.machine === "care" || state.machine === "ended") return state.machine;
  return "rest";
}

/**
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Step} step
 * @param {number} now
 */
function left(bundle, state, step, now) {
  return Math.min(1, Math.max(0, 1 - counted(bundle, state, now).played / step.seconds));
}

/**
 * Hands are away while the child is asked, and still wherever they rest. The first question shows
 * the face, as the closing hold does.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {Step | undefined} step
 * @param {number} now
 * @returns {Picture | null}
 */
function picture(bundle, state, step, now) {
  const isFirst = state.machine === bundle.cues.start;
  const face = isFirst ? bundle.steps.find((other) => other.is_closing && other.view === "front") : undefined;
  const shown = face ?? step ?? bundle.steps.at(-1);
  if (!shown) return null;
  const { played } = counted(bundle, state, now);
  const isAsked = isFirst || (state.machine === "asking-on" && !state.isUnderWay);
  const hands = isAsked ? "away" : isMoving(bundle, state) ? "moving" : "still";
  return { name: shown.drawing, at: Math.min(played, shown.seconds), hands };
}
