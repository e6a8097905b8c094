/** What stands around the page for no network: its theme, and whether there is a network again. */

import { all } from "../../site/find.js";

/** How often a page that waits asks whether somebody is there. */
const ASKED_EVERY = 15_000;

/** What is asked: any answer at all means that somebody is there. */
const ADDRESS = "/offline/known/";

/** Where the worker leads whoever sent something that got no answer, and how it says so. */
const SHELL = "/offline/";
const NOT_SENT = "#not-sent";

const WORDS = {
  there: "Handsong’s computer answers again.",
  lost: "What you just sent got no answer, so it may not have arrived. When Handsong’s computer answers again, go back, look, and send it once more.",
  thereAndLost: "Handsong’s computer answers again. What you just sent may not have arrived: go back, look, and send it once more.",
};

/** Wear the theme that was chosen on this device; the server cannot put it into a page that is the same for all. */
export function wearTheme() {
  const [, theme] = /(?:^|; )handsong_theme=(day|night)/.exec(document.cookie) ?? [];
  if (theme) document.documentElement.dataset["theme"] = theme;
}

/**
 * Look whether the computer answers again. A page on which nothing was begun opens itself anew, once; on every
 * other the parent is told, and chooses.
 * @param {() => boolean} isIdle
 */
export function comesBack(isIdle) {
  const isLost = location.hash === NOT_SENT;
  let mayOpen = location.pathname !== SHELL;
  if (isLost) say(WORDS.lost);
  const look = async () => {
    if (document.visibilityState === "hidden" || !(await isThere())) return;
    if (!mayOpen || !isIdle()) return say(isLost ? WORDS.thereAndLost : WORDS.there);
    // What is a download leaves this page where it is: it is not asked for twice.
    mayOpen = false;
    location.replace(location.pathname + location.search);
  };
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, ASKED_EVERY);
}

/** Ask for the page anew, as somebody who is ready to wait. */
export function again() {
  if (location.pathname === SHELL) location.replace("/");
  else location.reload();
}

/**
 * Words that stand there already are not written again: a screen reader would say them again.
 * @param {string} words
 */
function say(words) {
  const places = all("[data-no-network] span", HTMLElement);
  for (const place of places.filter(({ textContent }) => textContent !== words)) place.textContent = words;
}

async function isThere() {
  try {
    const answer = await fetch(ADDRESS, { credentials: "same-origin", cache: "reload" });
    return answer.status < 500;
  } catch {
    return false;
  }
}
