/** The look at the face: after each minute of touch, as soon as it is quiet, until it has been heard. */

/** @import {Bundle, Phrase} from "../bundle.d.ts" */
/** @import {State} from "./session.js" */

/**
 * A look that is due: the how-manieth, its words, and until when they are said.
 * @typedef {object} Look
 * @property {number} number
 * @property {string} say
 * @property {number} until
 */

/**
 * The look that is due, or null where none is or it was heard. What cut it short, an answer to the
 * baby or a pause, is followed by it anew.
 * @param {Bundle} bundle
 * @param {State} state
 * @param {number} touch  seconds of touch by now
 * @param {number} now
 * @returns {Look | null}
 */
export function lookOf(bundle, state, touch, now) {
  const every = bundle.cues.look_seconds;
  const number = Math.floor(touch / every);
  const rows = bundle.words.lines["look"] ?? [];
  const phrase = rows[(number - 1) % rows.length];
  if (number <= state.looks || !phrase) return null;
  const due = now - (touch - number * every) * 1000;
  const quiet = Math.max(due, state.enteredAt, answeredAt(bundle, state), ledAt(bundle, state));
  return { number, say: phrase.say, until: quiet + phrase.seconds * 1000 };
}

/**
 * What is answered to the baby while hands go on; a yes to a question is answered by the step itself.
 * @param {Bundle} bundle
 * @param {State} state
 * @returns {Phrase | undefined}
 */
export function reply(bundle, state) {
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
 * When what is answered to the baby has been said; 0 where nothing is.
 * @param {Bundle} bundle
 * @param {State} state
 */
function answeredAt(bundle, state) {
  const phrase = reply(bundle, state);
  return phrase ? state.cueAt + phrase.seconds * 1000 : 0;
}

/**
 * When what leads into the step under way has been said; 0 where nothing does. An answer goes before
 * it, and then it is said after: otherwise nobody would hear that the other side comes.
 * @param {Bundle} bundle
 * @param {State} state
 */
export function ledAt(bundle, state) {
  const words = bundle.steps[state.step]?.lead;
  if (state.played > 0 || !words?.say) return 0;
  const lead = words.seconds * 1000;
  const answered = state.cueAt < state.since ? answeredAt(bundle, state) : 0;
  return answered > state.since - lead ? Math.max(state.since, answered + lead) : state.since;
}
