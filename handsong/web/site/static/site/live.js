/** A massage on another phone: asked about every ten seconds while it goes on and somebody looks; then never more. */

import { all, find } from "./find.js";

/**
 * How it stands, as the server says it (handsong/web/diary/live.py).
 * @typedef {{ title: string, lines: string[], stand: "live" | "silent" | "over" }} Told
 */

const EVERY = 10_000;

/** @type {Map<HTMLElement, string>} */
const going = new Map();
let timer = 0;

/**
 * @param {HTMLElement} place
 * @param {Told} told
 */
function show(place, { title, lines, stand }) {
  write(find(".live-title", HTMLElement, place), title);
  write(find(".live-now", HTMLElement, place), lines.join(" "));
  place.dataset["stand"] = stand;
  for (const link of all("[data-while]", HTMLElement, place)) link.hidden = (link.dataset["while"] === "over") !== (stand === "over");
}

/**
 * The same words again would be read aloud again.
 * @param {HTMLElement} where
 * @param {string} words
 */
function write(where, words) {
  if (where.textContent !== words) where.textContent = words;
}

/**
 * @param {HTMLElement} place
 * @param {string} address
 */
async function ask(place, address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.status === 404) going.delete(place);
    if (!answer.ok) return;
    /** @type {Told} */
    const told = await answer.json();
    show(place, told);
    if (told.stand === "over") going.delete(place);
  } catch {
    // No signal just now: it is asked again.
  }
}

async function turn() {
  clearTimeout(timer);
  if (document.visibilityState === "hidden") return;
  await Promise.all([...going].map(([place, address]) => ask(place, address)));
  if (going.size) timer = setTimeout(turn, EVERY);
}

for (const place of all("[data-live]", HTMLElement)) {
  if (place.dataset["stand"] !== "over") going.set(place, place.dataset["live"] ?? "");
}
timer = setTimeout(turn, EVERY);
document.addEventListener("visibilitychange", turn);
