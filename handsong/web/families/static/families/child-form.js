/**
 * The form about a child, made quicker: the birth is read back while typing, conditions can be searched.
 * Everything works without this file.
 */

import { all, find } from "../site/find.js";

/** How long a finger rests before the birth is read back. */
const REST = 350;

const form = find("form[data-read-back]", HTMLFormElement);
const said = find("[data-said]", HTMLElement, form);
let waiting = 0;
let latest = 0;

for (const zone of all("[name=time_zone]", HTMLInputElement, form)) {
  zone.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** Ask the server to say what the birth means; its rules are nowhere else. */
async function readBack() {
  const mine = ++latest;
  try {
    const answer = await fetch(form.dataset["readBack"] ?? "", { method: "POST", body: new FormData(form) });
    const { sentence } = await answer.json();
    if (mine === latest && said.textContent !== sentence) said.textContent = sentence;
  } catch {
    if (mine === latest) said.textContent = "";
  }
}

form.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (!/^(name|born_date|early|due_date|weeks_early|days_early)$/.test(target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(readBack, REST);
});

const conditions = find("[data-conditions]", HTMLElement, form);
const search = find("[data-search]", HTMLElement, conditions);
const box = find("input", HTMLInputElement, search);
const found = find("[data-found]", HTMLElement, search);
const groups = all("details", HTMLDetailsElement, conditions).map((group) => ({
  group,
  wasOpen: group.open,
  count: find("[data-count]", HTMLElement, group),
  choices: all(".choice", HTMLElement, group),
}));

/** Show how many are ticked in each group, also while it is folded. */
function count() {
  for (const { group, count } of groups) {
    const ticked = group.querySelectorAll(":checked").length;
    count.textContent = ticked ? `${ticked} ticked` : "";
  }
}

/** Show the conditions that hold every word, and only groups that have some. */
function narrow() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let hits = 0;
  for (const { group, wasOpen, choices } of groups) {
    const fitting = choices.filter((choice) => words.every((word) => choice.dataset["words"]?.includes(word)));
    for (const choice of choices) choice.hidden = !fitting.includes(choice);
    group.hidden = fitting.length === 0;
    group.open = words.length > 0 ? fitting.length > 0 : wasOpen;
    hits += fitting.length;
  }
  found.textContent = words.length ? inWords(hits) : "";
}

/** @param {number} hits */
function inWords(hits) {
  if (hits === 0) return "Nothing by that name. Write it below, in your own words.";
  return hits === 1 ? "One found." : `${hits} found.`;
}

search.hidden = false;
box.addEventListener("input", narrow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
conditions.addEventListener("change", count);
count();
all("#confirm", HTMLElement)[0]?.focus();
