/**
 * What sessions left on this device while nothing could be sent: it is counted, sent, and can be saved as a file. What
 * somebody else told here is counted apart, saved by nobody but them, and waits for them where that matters.
 */

import { all } from "../site/find.js";
import { Clock } from "./outside/clock.js";
import { Memory } from "./outside/memory.js";
import { Sending, message } from "./outside/sending.js";

const A_MINUTE = 60_000;
const LATER = 11_000;
const AT_REST = 2000;
const SIGN_OUT = "/sign-out/";

/** Where a device may become another person's. */
const COMING_AND_GOING = /^\/sign-(in|out)\//;

const memory = new Memory();
const clock = new Clock();
const { token = "", epoch = "" } = all("[data-token]", HTMLElement)[0]?.dataset ?? {};
const [ours, oursCount, others, othersCount] = ["", "-count", "-others", "-others-count"].map(
  (part) => all(`[data-unsent${part}]`, HTMLElement)[0],
);
const [kept] = all("[data-kept]", HTMLElement);
const [save, saveKept] = ["unsent", "kept"].map((what) => all(`[data-${what}-save]`, HTMLButtonElement)[0]);

function show() {
  const waiting = (/** @type {string} */ session) => memory.of(session).unsent.length;
  const many = mine().reduce((sum, session) => sum + waiting(session), 0);
  say(many, ours, oursCount);
  say(memory.unsent - many, others, othersCount);
  if (kept) kept.hidden = !mine().some((session) => memory.of(session).events.length);
}

/**
 * @param {number} many
 * @param {HTMLElement} [notice]
 * @param {HTMLElement} [number]
 */
function say(many, notice, number) {
  if (notice) notice.hidden = many === 0;
  if (number) number.textContent = String(many);
}

/** The sessions of whoever is signed in. Without a network nobody asks for a PIN: there whoever holds the phone may be anybody. */
function mine() {
  if (memory.hasPin && all("[data-shell]", HTMLElement).length) return [];
  return memory.sessions().filter((session) => memory.isMine(session));
}

save?.addEventListener("click", () => hand("handsong-unsent.json", (session) => memory.waiting(session)));
// Should the server be lost, what it has named is on this phone alone.
saveKept?.addEventListener("click", () => hand("handsong-kept.json", (session) => memory.of(session).events));

/**
 * Hand over a file with the same message that would be sent, so that any Handsong can take it.
 * @param {string} name
 * @param {(session: string) => import("./engine/session.js").Event[]} of
 */
function hand(name, of) {
  const sessions = mine();
  const said = message(memory, sessions, sessions.flatMap(of));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([said], { type: "application/json" }));
  link.download = name;
  link.click();
  // Some browsers read the file only when the parent has said where it goes.
  setTimeout(() => URL.revokeObjectURL(link.href), A_MINUTE);
}

/** Something was told that may change what is known of a child, or who it is that knows. */
function told() {
  memory.change(clock.now());
  if (COMING_AND_GOING.test(location.pathname)) memory.leave();
}

/** One session after the other; one that another page shows is that page's, and is looked at again later. */
async function send() {
  const waiting = memory.sessions().filter((session) => memory.waiting(session).length);
  const elsewhere = waiting.filter((session) => memory.isOnScreen(session, clock.now()));
  for (const session of waiting.filter((one) => !elsewhere.includes(one))) {
    const along = memory.teller;
    if (memory.mayTell(session)) await new Sending({ session, token, memory, clock }).send();
    else if (along && (await goesAlong(session))) await new Sending({ session, token, memory, clock, along }).send();
    show();
  }
  if (elsewhere.length) setTimeout(send, LATER);
}

/**
 * Whether what somebody else told goes along with whoever is signed in.
 * @param {string} session
 */
async function goesAlong(session) {
  const along = await import("./offline/along.js").catch(() => null);
  return along?.goesAlong(session, memory, clock.now());
}

addEventListener("submit", ({ target, defaultPrevented }) => {
  // A form that the page for no network takes to itself tells nobody anything.
  if (defaultPrevented || !(target instanceof HTMLFormElement) || target.method !== "post") return;
  told();
});
// A passkey lets somebody in without a form.
addEventListener("handsong.told", told);
// Whoever goes takes the children along; what is unsent lies elsewhere, and stays.
if (token && location.pathname !== SIGN_OUT && memory.hasLeft(clock.now())) indexedDB.deleteDatabase("handsong");
// What makes the phone ready for no network comes when the page has come to rest, so that nobody waits for it.
if (isSecureContext && "serviceWorker" in navigator) setTimeout(getReady, AT_REST);

async function getReady() {
  const { keep } = await import("./offline/keep.js").catch(() => ({ keep: () => {} }));
  await keep();
  // Whom else they massage, this phone knows now.
  if (memory.sessions().some((session) => memory.of(session).unsent.length && !memory.mayTell(session))) send();
}

// The page for no network wrote something down.
addEventListener("handsong.kept", () => {
  show();
  send();
});

memory.hear(epoch, clock.now());
memory.tidy(clock.now());
show();
send();
