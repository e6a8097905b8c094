/** What a parent answered without a network: which questions it leads to, what of it counts, and for how long. */

/** @import {Found} from "./effects.js" */
/** @import {Day, Question, Shelf} from "../shelf.d.ts" */

/**
 * What was answered so far, since when, and what of it was written down last.
 * @typedef {object} Answers
 * @property {Record<string, string>} answers
 * @property {string[]} signs
 * @property {Found[]} found
 * @property {string} goal
 * @property {number | null} at  when the first of them was given; null before it
 * @property {string} written
 */

/** @returns {Answers} */
export function unanswered() {
  return { answers: {}, signs: [], found: [], goal: "", at: null, written: "" };
}

/**
 * The questions of a day, in order, as far as the answers lead to them.
 * @param {Shelf} shelf
 * @param {Day} day
 * @param {Answers} given
 * @returns {Question[]}
 */
export function questionsOf(shelf, day, given) {
  return shelf.questions.filter((question) =>
    question.only_if ? isReached(question, given) : question.id === "goal" || day.asks.includes(question.id),
  );
}

/**
 * Take in an answer that was given just now: what the answers lead to no more is dropped.
 * @param {Shelf} shelf
 * @param {Answers} given
 * @param {number} now
 */
export function takeIn(shelf, given, now) {
  given.at ??= now;
  for (const question of shelf.questions) {
    if (isReached(question, given)) continue;
    if (question.id === "signs") given.signs = [];
    if (question.id === "found") given.found = [];
  }
}

/**
 * Whether answers are so old that the child is asked about again, as after any long pause.
 * @param {Shelf} shelf
 * @param {number | null} at
 * @param {number} now
 */
export function areOld({ cues }, at, now) {
  return at !== null && !(Math.abs(now - at) < cues.fresh.stale_seconds * 1000);
}

/**
 * Whether answers tell of the child what has to be known later, whatever becomes of the massage.
 * @param {Answers} given
 */
export function tellSomething({ answers, signs, found }) {
  return signs.length > 0 || found.length > 0 || answers["well"] === "not-quite";
}

/**
 * @param {Question} question
 * @param {Answers} given
 */
function isReached({ only_if: only }, { answers }) {
  return Object.entries(only ?? {}).every(([question, answer]) => answers[question] === answer);
}
