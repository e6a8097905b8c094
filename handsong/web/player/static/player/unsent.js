/** What sessions left on this device while nothing could be sent: it is counted, sent, and can be saved as a file. */

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
const [notice] = all("[data-unsent]", HTMLElement);
const [count] = all("[data-unsent-count]", HTMLElement);
const [save] = all("[data-unsent-save]", HTMLButtonElement);

function show() {
  const { unsent } = memory;
  if (notice) notice.hidden = unsent === 0;
  if (count) count.textContent = String(unsent);
}

/** The same message that would be sent, so that any Handsong can take the file. */
function saved() {
  const sessions = memory.sessions();
  const events = sessions.flatMap((session) => memory.waiting(session));
  return new Blob([message(memory, sessions, events)], { type: "application/json" });
}

save?.addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(saved());
  link.download = "handsong-unsent.json";
  link.click();
  // Some browsers read the file only when the parent has said where it goes.
  setTimeout(() => URL.revokeObjectURL(link.href), A_MINUTE);
});

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
    await new Sending({ session, token, memory, clock }).send();
    show();
  }
  if (elsewhere.length) setTimeout(send, LATER);
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
  keep();
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
