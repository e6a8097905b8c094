/** What the page for no network shows: each child, a plan, why not now, whom to call. */

import { MassageDrawing } from "../elements/massage-drawing.js";
import { whereIs } from "../engine/shelf.js";
import { all } from "../../site/find.js";
import { fill, fragment, list, part, toggle } from "./parts.js";
import { dayAt } from "./remembering.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Asked} from "../engine/effects.js" */
/** @import {Session, Stop} from "../engine/shelf.js" */
/** @import {Shelf} from "../shelf.d.ts" */

const HOLDS_ONLY = {
  clock: "This phone’s clock does not fit what it has kept, so nothing is certain that has to do with time. Until the clock is right, still hands are fine.",
  missed: "Something was told to Handsong from this phone, and it has not heard since what came of it. If you were told to wait or to call, that holds. Else still hands are fine.",
  old: "It is long since this phone heard of what has changed. Until it reaches Handsong’s computer again, still hands are fine.",
};

/**
 * A child on Today.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @param {string} goesOn  the session in the middle of which this phone was left, or ""
 */
export function childPart(shelf, asked, goesOn) {
  const shown = part("child");
  const { child, pages, made_at: madeAt, zone } = shelf;
  const { why } = whereIs(shelf, asked);
  shown.dataset["colour"] = child.colour;
  fill(shown, { name: child.name, known: moment(Date.parse(madeAt), zone, false), "why-holds": why ? HOLDS_ONLY[why] : "" });
  putIn(shown, "today", why ? "" : pages["today"]);
  toggle(shown, "holds-only", Boolean(why));
  toggle(shown, "history", Boolean(pages["history"]));
  toggle(shown, "in-the-middle", goesOn !== "");
  for (const link of all("[data-go-on]", HTMLAnchorElement, shown)) {
    link.hidden = goesOn === "";
    link.href = `/session/${goesOn}/`;
  }
  for (const button of all("[data-begin]", HTMLElement, shown)) button.classList.toggle("is-quiet", goesOn !== "");
  return shown;
}

/**
 * The plan.
 * @param {Shelf} shelf
 * @param {Session} session
 */
export function planPart({ child, words }, { bundle, reasons, why }) {
  const shown = part("plan");
  shown.dataset["colour"] = child.colour;
  fill(shown, { name: child.name, length: upperFirst(inMinutes(words.minutes, bundle.seconds)) });
  toggle(shown, "holds", Boolean(why));
  toggle(shown, "changed", reasons.length > 0);
  list(shown, "reasons", reasons.map(({ text }) => text));
  const drawings = all(".plan-rows", HTMLElement, shown)[0];
  for (const steps of grouped(bundle).values()) drawings?.append(row(bundle, steps, words.minutes));
  return shown;
}

/** @param {Bundle} bundle */
function grouped({ steps }) {
  /** @type {Map<string, Bundle["steps"][number][]>} */
  const found = new Map();
  for (const step of steps) found.set(step.technique, [...(found.get(step.technique) ?? []), step]);
  return found;
}

/**
 * @param {Bundle} bundle
 * @param {Bundle["steps"][number][]} steps  the sides of one technique
 * @param {readonly string[]} minutes
 */
function row(bundle, steps, minutes) {
  const shown = part("row");
  const [first] = steps;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const text = `${upperFirst(inMinutes(minutes, seconds))}, ${first?.position ?? ""}.`;
  fill(shown, { title: first?.name ?? "", caption: first?.caption ?? "", minutes: text });
  for (const drawing of all("massage-drawing", MassageDrawing, shown)) {
    drawing.bundle = bundle;
    drawing.show({ name: first?.drawing ?? "", at: (first?.seconds ?? 0) / 4, hands: "still" });
  }
  return shown;
}

/**
 * Why not now, until when, and what is fine meanwhile.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @param {Stop} stop
 */
export function waitPart(shelf, asked, { until, reasons, meanwhile, why }) {
  const shown = part("wait");
  const { child, zone } = shelf;
  shown.dataset["colour"] = child.colour;
  const isToday = until !== null && dayAt(shelf, until * 1000) === asked.day;
  const when = until ? `Try again from ${moment(until * 1000, zone, isToday)}.` : `Another moment will suit ${child.name} better.`;
  fill(shown, { until: why ? HOLDS_ONLY[why] : when });
  list(shown, "reasons", reasons.map(({ text }) => text));
  toggle(shown, "meanwhile", meanwhile !== "");
  const piece = shelf.pieces[meanwhile];
  if (piece) {
    fill(shown, { title: piece.name, caption: piece.caption, watch: piece.watch });
    list(shown, "how", [...new Set(piece.lines.map(({ say }) => say))]);
    for (const drawing of all("massage-drawing", MassageDrawing, shown)) {
      drawing.bundle = /** @type {Bundle} */ (/** @type {unknown} */ (shelf));
      drawing.show({ name: piece.drawing, at: 0, hands: "still" });
    }
  }
  return shown;
}

/**
 * Help first: whom to call, and what to say. The page of a reason comes before that of its level.
 * @param {Shelf} shelf
 * @param {Stop} stop
 * @param {string[]} say
 */
export function gravePart({ pages }, { level, reasons }, say) {
  const shown = part("grave");
  const [page = pages["care"]] = [...reasons.map(({ rule }) => rule), level].flatMap((name) => pages[`help.${name}`] ?? []);
  putIn(shown, "help", page);
  list(shown, "say", [...new Set(say)]);
  toggle(shown, "to-say", say.length > 0);
  list(shown, "reasons", reasons.map(({ text, whom }) => (whom && whom !== text ? `${text} ${whom}` : text)));
  return shown;
}

/**
 * A page as the server wrote it.
 * @param {string} html
 */
export function pagePart(html) {
  const shown = part("page");
  for (const place of all("[data-whole]", HTMLElement, shown)) place.append(fragment(html));
  return shown;
}

/**
 * @param {HTMLElement} where
 * @param {string} page
 * @param {string | undefined} html
 */
function putIn(where, page, html) {
  for (const place of all(`[data-of=${page}]`, HTMLElement, where)) place.replaceChildren(fragment(html ?? ""));
}

/**
 * A moment as this device writes days and these pages write hours, in the family's own time; of today, the time alone.
 * @param {number} at
 * @param {string} zone
 * @param {boolean} isToday
 */
function moment(at, zone, isToday) {
  const time = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const how = isToday ? time : /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", ...time });
  const { lang } = document.documentElement;
  const tongue = navigator.language.startsWith(lang) ? navigator.language : lang;
  return new Intl.DateTimeFormat(tongue, { ...how, timeZone: zone }).format(at);
}

/**
 * @param {readonly string[]} words
 * @param {number} seconds
 */
function inMinutes(words, seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return words[Math.min(minutes, words.length - 1)] ?? `${minutes} minutes`;
}

/** @param {string} text */
function upperFirst(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
