/** Readiness by key: 1 to 5 answer, arrows go up and down, Backspace goes back. Thumbs need none of it. */

import { all } from "../site/find.js";

const [form] = all(".question form", HTMLFormElement);
const targets = all(".target", HTMLButtonElement);
const [back] = all("[data-back]", HTMLAnchorElement);

/** @param {EventTarget | null} where */
function isTyping(where) {
  return where instanceof HTMLSelectElement || (where instanceof HTMLInputElement && where.type === "text");
}

/** @param {1 | -1} by */
function move(by) {
  const at = targets.findIndex((target) => target === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : targets.length - 1) : (at + by + targets.length) % targets.length;
  targets[next]?.focus();
}

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const target = targets[Number(event.key) - 1];
  if (target) target.click();
  else if (event.key === "Backspace") back?.click();
  else if (event.key === "ArrowDown" && targets.length) move(1);
  else if (event.key === "ArrowUp" && targets.length) move(-1);
  else return;
  event.preventDefault();
});

// A sign that means "call now" waits for no other tick.
form?.addEventListener("change", (event) => {
  const box = event.target;
  if (box instanceof HTMLInputElement && box.checked && "atOnce" in box.dataset) form.requestSubmit();
});
