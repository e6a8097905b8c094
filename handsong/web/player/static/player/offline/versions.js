/**
 * New versions: one waits beside the old while any page of this browser has a massage on it, says so, and
 * begins when the last of them is over.
 */

import { Clock } from "../outside/clock.js";
import { Memory } from "../outside/memory.js";

/** What a page holds while a massage is on it; whoever can have it alone knows that there is none. */
const MASSAGE = "handsong.massage";

const AGAIN = 3000;

/**
 * Hold the place of a massage until it is over.
 * @returns {() => void} to be called when it is
 */
export function holdMassage() {
  /** @type {() => void} */
  let release = () => {};
  const over = new Promise((done) => {
    release = () => done(undefined);
  });
  navigator.locks?.request(MASSAGE, { mode: "shared" }, () => over).catch(() => {});
  return release;
}

/**
 * Let a version that waits begin when it may, and say meanwhile that it is there.
 * @param {ServiceWorkerRegistration} registration
 */
export function watch(registration) {
  const look = () => {
    if (registration.waiting && registration.active) begin(registration.waiting);
  };
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
  follow();
  look();
}

/** @param {ServiceWorker} waiting */
async function begin(waiting) {
  if (waiting.state !== "installed") return tell(false);
  const isFree = await whenFree(() => waiting.postMessage("begin"));
  tell(!isFree);
  if (!isFree) setTimeout(() => begin(waiting), AGAIN);
}

/**
 * Do something while no massage is on any screen; a browser without locks still knows which sessions were seen
 * just now.
 * @param {() => void} deed
 * @returns {Promise<boolean>} whether it was done
 */
async function whenFree(deed) {
  if (navigator.locks) {
    return navigator.locks.request(MASSAGE, { ifAvailable: true }, async (lock) => {
      if (lock) deed();
      return lock !== null;
    });
  }
  const memory = new Memory();
  const isFree = !memory.sessions().some((session) => memory.isOnScreen(session, new Clock().now()));
  if (isFree) deed();
  return isFree;
}

/** @param {boolean} waits */
function tell(waits) {
  for (const note of document.querySelectorAll("[data-new-version]")) {
    if (note instanceof HTMLElement) note.hidden = !waits;
  }
}
