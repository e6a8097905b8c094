/**
 * The page for no network: it reads its own address, and shows what this phone has. A session goes on at its
 * last step; everything else is Today, as the phone knows it.
 */

import { MassageSession } from "../elements/massage-session.js";
import { areOld, questionsOf, takeIn, tellSomething, unanswered } from "../engine/answers.js";
import { replay } from "../engine/session.js";
import { isGrave, sessionFrom, standing, whereIs } from "../engine/shelf.js";
import { Clock } from "../outside/clock.js";
import { Memory } from "../outside/memory.js";
import { Shelves } from "../outside/shelves.js";
import { all, find } from "../../site/find.js";
import { afterEvent, afterPart, turnOf } from "./after.js";
import { WHY, against, goesOn, leftOpen } from "./against.js";
import { again, comesBack, wearTheme } from "./around.js";
import { fill, fragment, headedLower, onTap, part, toggle } from "./parts.js";
import { screenOf, toSay } from "./questions.js";
import { askedEvent, asking, begunOf, isKeptFrom, leftEvent } from "./remembering.js";
import { childPart, gravePart, pagePart, planPart, waitPart } from "./showing.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Asked} from "../engine/effects.js" */
/** @import {Session, Stop} from "../engine/shelf.js" */
/** @import {Shelf} from "../shelf.d.ts" */
/** @import {Answers} from "../engine/answers.js" */

const SESSION = /^\/session\/([0-9a-f-]{36})\/(after\/)?$/;
/** A session that is over, where the computer may not know of it yet: this page alone can show how it was. */
const AFTER = /^#after\.([0-9a-f-]{36})$/;
const CARE = "/care/";

const root = find("[data-shell]", HTMLElement);
const shelves = new Shelves();
const memory = new Memory();
const clock = new Clock();
/** @type {Shelf[]} */
let known = [];
/** When this phone asked for each shelf, by its own clock. @type {Map<string, { at: number }>} */
let stamps = new Map();
/** What may be gone on with. @type {Map<string, Bundle>} */
let bundles = new Map();
/**
 * What is written down when the parent leaves: an answer that stopped a massage, and whatever was found.
 * @type {{ shelf: Shelf, given: Answers, isStop: boolean } | null}
 */
let unwritten = null;
let isStarting = false;

wearTheme();
comesBack(isIdle);
addEventListener("popstate", () => {
  // A session is left as any page is, so that it pauses by itself.
  if (root.dataset["view"] === "session") return location.reload();
  writeDown();
  open();
});
addEventListener("pagehide", writeDown);
// A phone that was put away may never come back to this page.
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && writeDown());
document.addEventListener("submit", sent);
document.addEventListener("click", followed);
onTap(document, "again", again);
open();

/** Show what the address names. */
async function open() {
  try {
    [known, stamps] = await Promise.all([shelves.all(), shelves.stamps()]);
    const [, session = "", after] = SESSION.exec(location.pathname) ?? AFTER.exec(location.hash) ?? [];
    bundles = await shelves.bundles([session, ...known.flatMap((shelf) => leftOpen(shelf, phoneOf(shelf)))]);
    if (session && !isKeptFrom(memory, session) && (howWas(session) || (!after && goOn(session)))) return;
  } catch {
    show("fault", part("fault"));
    return;
  }
  const [first] = known;
  if (location.pathname === CARE && first) care(first);
  else today();
}

/**
 * Whether the page may open itself anew: nothing is typed, and nothing is known to this page alone.
 */
function isIdle() {
  if (memory.isVolatile && memory.unsent) {
    dispatchEvent(new Event("handsong.kept"));
    return false;
  }
  return root.dataset["view"] === "today";
}

/**
 * @param {string} view
 * @param {HTMLElement} shown
 */
function show(view, shown) {
  const isFirst = !root.dataset["view"];
  root.dataset["view"] = view;
  root.replaceChildren(...(memory.isVolatile ? [part("full")] : []), shown);
  document.body.classList.remove("playing");
  onTap(shown, "today", leave);
  const [heading] = all("h1", HTMLElement, shown);
  document.title = `${view === "today" ? "On this phone" : (heading?.textContent?.trim() ?? "")} · Handsong`;
  if (!isFirst && heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
}

/** @param {Shelf} shelf */
function phoneOf({ child }) {
  return { memory, fetchedAt: stamps.get(child.id)?.at ?? 0, now: clock.now() };
}

/** Every child whom this phone knows. */
function today() {
  if (!known.length) return show("nothing", part("nothing"));
  const shown = part("today");
  shown.append(...known.map(childOf));
  show("today", shown);
}

/**
 * @param {Shelf} shelf
 * @param {number} place
 */
function childOf(shelf, place) {
  const asked = asking(shelf, phoneOf(shelf), unanswered());
  const stop = standing(shelf, asked);
  const shown = childPart(shelf, asked, isGrave(shelf, stop) ? "" : goesOn(shelf, phoneOf(shelf), bundles));
  toggle(shown, "begins", !isGrave(shelf, stop));
  toggle(shown, "help-first", isGrave(shelf, stop));
  if (place > 0) headedLower(shown);
  onTap(shown, "begin", () => begin(shelf));
  onTap(shown, "help", () => begin(shelf));
  onTap(shown, "history", () => show("history", pagePart(shelf.pages["history"] ?? "")));
  onTap(shown, "care", () => care(shelf));
  return shown;
}

/** @param {Shelf} shelf */
function care(shelf) {
  show("care", pagePart(shelf.pages["care"] ?? ""));
}

/** Go back to Today: what was answered last stands. */
function leave() {
  writeDown();
  history.pushState(null, "", "/");
  today();
}

function writeDown() {
  if (!unwritten) return;
  const { shelf, given, isStop } = unwritten;
  unwritten = null;
  const said = JSON.stringify([given.answers, given.signs, given.found]);
  if (said === given.written || !(isStop || tellSomething(given))) return;
  memory.keep(leftEvent(shelf, phoneOf(shelf), given), begunOf(shelf));
  given.written = said;
  dispatchEvent(new Event("handsong.kept"));
}

/**
 * Get ready with a child; where a massage cannot be, whatever is answered now, that is said first.
 * @param {Shelf} shelf
 */
function begin(shelf) {
  const given = unanswered();
  const asked = asking(shelf, phoneOf(shelf), given);
  const stop = standing(shelf, asked);
  if (stop) show("stop", stopPart(shelf, stop, given, asked));
  else ask(shelf, given, 0);
}

/**
 * Ask from the beginning, since what was answered is old, or more is known; what it told of the child is written down.
 * @param {Shelf} shelf
 * @param {string} [why]
 */
function askAgain(shelf, why = WHY.old) {
  writeDown();
  begin(shelf);
  fill(root, { fault: why });
  toggle(root, "fault", true);
}

/**
 * Ask one question, and then the next; past the last there is a plan, or a reason why not.
 * @param {Shelf} shelf
 * @param {Answers} given
 * @param {number} place
 */
function ask(shelf, given, place) {
  if (areOld(shelf, given.at, clock.now())) return askAgain(shelf);
  const asked = asking(shelf, phoneOf(shelf), given);
  const { row } = whereIs(shelf, asked);
  const order = questionsOf(shelf, row, given);
  const question = order[place];
  if (!question) return answer(shelf, given, asked, place);
  const shown = screenOf(question, order, row, given, () => {
    takeIn(shelf, given, clock.now());
    unwritten = { shelf, given, isStop: false };
    const isSign = question.id === "signs" && given.signs.length > 0;
    ask(shelf, given, isSign ? questionsOf(shelf, row, given).length : place + 1);
  });
  shown.dataset["colour"] = shelf.child.colour;
  onTap(shown, "back", () => (place ? ask(shelf, given, place - 1) : leave()));
  show("question", shown);
}

/**
 * @param {Shelf} shelf
 * @param {Answers} given
 * @param {Asked} asked
 * @param {number} place
 */
function answer(shelf, given, asked, place) {
  const found = sessionFrom(shelf, asked);
  const shown = found.kind === "session" ? planPart(shelf, found) : stopPart(shelf, found, given, asked);
  onTap(shown, "back", () => ask(shelf, given, Math.max(0, place - 1)));
  const begins = (/** @type {boolean} */ isPractice) => () => found.kind === "session" && start(shelf, given, found, place, isPractice);
  onTap(shown, "start", begins(false));
  onTap(shown, "practise", begins(true));
  toggle(shown, "practise", Boolean(shelf.pages["practice"]));
  show(found.kind === "session" ? "plan" : "stop", shown);
}

/**
 * Why not. A red flag is written down at once, all else when the parent leaves without changing an answer.
 * @param {Shelf} shelf
 * @param {Stop} stop
 * @param {Answers} given
 * @param {Asked} asked
 */
function stopPart(shelf, stop, given, asked) {
  if (given.at !== null) unwritten = { shelf, given, isStop: true };
  if (isGrave(shelf, stop)) writeDown();
  const shown = isGrave(shelf, stop) ? gravePart(shelf, stop, toSay(shelf, asked)) : waitPart(shelf, asked, stop);
  toggle(shown, "back", given.at !== null);
  return shown;
}

/**
 * Begin the session that was shown, or practise it; answers that have grown old meanwhile, or lead to something else
 * now, begin nothing.
 * @param {Shelf} shelf
 * @param {Answers} given
 * @param {Session} seen
 * @param {number} place
 * @param {boolean} isPractice
 */
async function start(shelf, given, seen, place, isPractice) {
  const phone = phoneOf(shelf);
  if (isStarting) return;
  if (areOld(shelf, given.at, phone.now)) return askAgain(shelf);
  const asked = { ...asking(shelf, phone, given), is_practice: isPractice };
  const found = sessionFrom(shelf, asked);
  if (found.kind !== "session" || !isAlike(found, seen)) return answer(shelf, given, asked, place);
  isStarting = true;
  // Practice tells nothing of the child: what was found is written down by itself.
  if (isPractice) writeDown();
  unwritten = null;
  await enter(shelf, asked, found).finally(() => {
    isStarting = false;
  });
}

/**
 * @param {Session} one
 * @param {Session} other
 */
function isAlike({ bundle: one }, { bundle: other }) {
  const names = [one, other].map(({ steps }) => steps.map(({ drawing }) => drawing).join());
  return names[0] === names[1];
}

/**
 * All of a session is on the phone before anything of it is shown.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @param {Session} found
 */
async function enter(shelf, asked, { bundle }) {
  const keeping = shelves.keepBundle(bundle.session, bundle, clock.now()).then(() => true, () => false);
  const content = playerOf(shelf, bundle);
  const isKept = await keeping;
  bundles.set(bundle.session, bundle);
  memory.keep(askedEvent(shelf, asked, bundle), begunOf(shelf, bundle.practice));
  history.pushState(null, "", `/session/${bundle.session}/`);
  play(content, isKept);
}

/**
 * Open a session that this phone plays, at its last step; false when it has none of it, or when it is over. One that
 * must not go on gives way to what stops it, one that was never begun and is old to the questions.
 * @param {string} session
 */
function goOn(session) {
  const { begun, events } = memory.of(session);
  const shelf = known.find(({ child }) => child.id === begun?.child);
  const bundle = bundles.get(session);
  if (!shelf || !bundle || replay(bundle, events).machine === "ended") return false;
  const found = against(shelf, phoneOf(shelf), bundle);
  if (!found) play(playerOf(shelf, bundle), true);
  else if ("ask" in found) askAgain(shelf, found.ask);
  else show("stop", stopPart(shelf, found.stop, unanswered(), asking(shelf, phoneOf(shelf), unanswered(), session)));
  return true;
}

/**
 * Ask how a session that is over was; false where this phone knows of none that is.
 * @param {string} session
 */
function howWas(session) {
  const shown = afterPart(known, memory, session, (answers) => {
    if (Object.keys(answers).length) memory.keep(afterEvent(memory, session, answers, clock.now()));
    dispatchEvent(new Event("handsong.kept"));
    const next = turnOf(known, memory, session);
    history.pushState(null, "", next ? `/session/${next.session}/` : "/");
    open();
  });
  if (shown) show("after", shown);
  return shown !== null;
}

/**
 * The player, with what it plays in hand.
 * @param {Shelf} shelf
 * @param {Bundle} bundle
 */
function playerOf(shelf, bundle) {
  const content = fragment(shelf.pages[bundle.practice ? "practice" : "session"] ?? "");
  for (const player of all("massage-session", MassageSession, content)) {
    player.given = bundle;
    player.dataset["session"] = bundle.session;
    player.dataset["child"] = shelf.child.id;
    player.toggleAttribute("data-own", Boolean(shelf.child.own));
  }
  for (const link of all("[data-after]", HTMLAnchorElement, content)) {
    link.href = `/session/${bundle.session}/after/`;
    const isOfTwo = memory.beside(bundle.session) !== null;
    link.classList.toggle("is-quiet", isOfTwo);
    link.classList.toggle("start", !isOfTwo);
  }
  return content;
}

/**
 * @param {DocumentFragment} content
 * @param {boolean} isKept
 */
function play(content, isKept) {
  for (const player of all("massage-session", MassageSession, content)) player.isKept = isKept;
  root.dataset["view"] = "session";
  document.title = "Massage · Handsong";
  document.body.classList.add("playing");
  root.replaceChildren(content);
}

/**
 * The one form of the player asks the child again; nothing is sent from here.
 * @param {Event} event
 */
function sent(event) {
  event.preventDefault();
  const player = event.target instanceof Element ? event.target.closest("massage-session") : null;
  if (player instanceof MassageSession) location.assign("/");
}

/**
 * Links lead to what this phone has; the others would only come back here.
 * @param {Event} event
 */
function followed(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href^='/']") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const { pathname, hash } = new URL(link.href);
  const [, session = ""] = SESSION.exec(pathname) ?? [];
  const isHere = session !== "" || pathname === CARE;
  event.preventDefault();
  if (link.matches("[data-after]") && memory.waiting(session).length) return location.assign(`/offline/#after.${session}`);
  if (root.dataset["view"] === "session") return location.assign(isHere ? pathname + hash : "/");
  writeDown();
  history.pushState(null, "", isHere ? pathname : "/");
  open();
}
