/** How a massage was, told without a network: the page's own questions, three taps at most, each free to leave out. */

import { withoutSteps } from "../engine/past.js";
import { replay } from "../engine/session.js";
import { said } from "../engine/words.js";
import { newId, written } from "../outside/clock.js";
import { all } from "../../site/find.js";
import { fill, part, toggle } from "./parts.js";

/** @import {Event} from "../engine/session.js" */
/** @import {Beside, Memory} from "../outside/memory.js" */
/** @import {Shelf} from "../shelf.d.ts" */

/**
 * A session that is over: what its page says first, and whether somebody has told already how it was.
 * @typedef {{ title: string, say: string, isPractice: boolean, isTold: boolean }} Over
 */

/**
 * How a session ended, by what this phone remembers; null where it knows of no end.
 * @param {Shelf} shelf
 * @param {Memory} memory
 * @param {string} session
 * @returns {Over | null}
 */
export function overOf(shelf, memory, session) {
  const { begun, events } = memory.of(session);
  const start = events.find(({ kind }) => kind === "started");
  const bundle = withoutSteps(shelf, Boolean(start?.body["cried_today"]));
  const state = replay(bundle, events);
  if (!start || state.machine !== "ended") return null;
  const { title, say } = said(bundle, state);
  const isTold = events.some(({ kind, body }) => kind === "afterwards" && Object.keys(body).length > 0);
  return { title, say, isPractice: Boolean(begun?.practice), isTold };
}

/**
 * The session that takes turns with this one, while it is not over or nobody has said how it was; null when none does.
 * @param {readonly Shelf[]} known
 * @param {Memory} memory
 * @param {string} session
 * @returns {Beside | null}
 */
export function turnOf(known, memory, session) {
  const beside = memory.beside(session);
  const shelf = known.find(({ child }) => child.id === beside?.child);
  return beside && shelf && !overOf(shelf, memory, beside.session)?.isTold ? beside : null;
}

/**
 * What was tapped, as the last event of its session so far.
 * @param {Memory} memory
 * @param {string} session
 * @param {Readonly<Record<string, string>>} answers
 * @param {number} now
 * @returns {Event}
 */
export function afterEvent(memory, session, answers, now) {
  const number = Math.max(-1, ...memory.of(session).events.map((event) => event.number)) + 1;
  return { id: newId(now), session, number, at: written(now), kind: "afterwards", body: answers };
}

/**
 * The page of a session that is over; null where this phone knows of none, or may not know whose it was.
 * @param {readonly Shelf[]} known
 * @param {Memory} memory
 * @param {string} session
 * @param {(answers: Record<string, string>) => void} tell  is given what was tapped
 */
export function afterPart(known, memory, session, tell) {
  const shelf = known.find(({ child }) => child.id === memory.of(session).begun?.child);
  const over = shelf ? overOf(shelf, memory, session) : null;
  if (!shelf || !over) return null;
  const shown = part(over.isPractice ? "practised" : "after");
  const next = turnOf(known, memory, session);
  shown.dataset["colour"] = shelf.child.colour;
  fill(shown, { title: over.title, say: over.say, called: next?.name ?? "" });
  toggle(shown, "turn", next !== null);
  for (const link of all("[data-other]", HTMLAnchorElement, shown)) link.href = `/session/${next?.session}/`;
  toggle(shown, "told", over.isTold);
  toggle(shown, "asks", !over.isTold);
  for (const form of all("[data-asks]", HTMLFormElement, shown)) form.addEventListener("submit", () => tell(tapped(form)));
  return shown;
}

/**
 * What was tapped; nothing for what was left out.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function tapped(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}
