/** The questions without a network: one a screen, in the order of the pages, and back at any time. */

import { all } from "../../site/find.js";
import { fill, part, toggle } from "./parts.js";

/** @import {Answers} from "../engine/answers.js" */
/** @import {Asked, Found} from "../engine/effects.js" */
/** @import {Choice, Day, Question, Shelf} from "../shelf.d.ts" */

/**
 * Show a question; `answered` is told when it has its answer.
 * @param {Question} question
 * @param {Question[]} order
 * @param {Day} day
 * @param {Answers} given
 * @param {() => void} answered
 * @returns {HTMLElement}
 */
export function screenOf(question, order, day, given, answered) {
  const screen = part(question.many ? "ticks" : "question");
  fill(screen, { ask: question.title, help: question.help });
  places(screen, order.indexOf(question), order.length);
  if (question.many) ticks(screen, question, day, given, answered);
  else targets(screen, question, given, answered);
  return screen;
}

/**
 * @param {HTMLElement} screen
 * @param {number} here
 * @param {number} length
 */
function places(screen, here, length) {
  for (const row of all("[data-places]", HTMLElement, screen)) {
    row.setAttribute("aria-label", `Question ${here + 1} of ${length}`);
    for (let place = 0; place < length; place += 1) {
      const mark = document.createElement("li");
      mark.className = place === here ? "is-here" : place < here ? "is-past" : "";
      row.append(mark);
    }
  }
}

/**
 * @param {HTMLElement} screen
 * @param {Question} question
 * @param {Answers} given
 * @param {() => void} answered
 */
function targets(screen, { id, choices }, given, answered) {
  const chosen = id === "goal" ? undefined : given.answers[id];
  for (const { value, name, help } of choices) {
    const target = part("target");
    fill(target, { text: name, means: help });
    toggle(target, "means", help !== "");
    if (value === chosen) {
      target.classList.add("is-chosen");
      target.setAttribute("aria-current", "true");
    }
    target.addEventListener("click", (event) => {
      event.preventDefault();
      if (id === "goal") given.goal = value;
      else given.answers[id] = value;
      answered();
    });
    for (const place of all("[data-choices]", HTMLElement, screen)) place.append(target);
  }
}

/**
 * @param {HTMLElement} screen
 * @param {Question} question
 * @param {Day} day
 * @param {Answers} given
 * @param {() => void} answered
 */
function ticks(screen, question, day, given, answered) {
  const isSigns = question.id === "signs";
  const concerning = isSigns ? day.signs : day.found;
  const rows = question.choices.filter(({ value }) => concerning.includes(value));
  const [list] = all("[data-choices]", HTMLElement, screen);
  const ticked = isSigns ? given.signs : given.found.map(({ what }) => what);
  list?.append(...rows.map((choice) => tick(question, choice, ticked.includes(choice.value))));
  const [form] = all("[data-form]", HTMLFormElement, screen);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = all("li", HTMLElement, screen).filter((row) => all(".choice input", HTMLInputElement, row)[0]?.checked);
    if (isSigns) given.signs = chosen.map((row) => row.dataset["value"] ?? "");
    else given.found = chosen.flatMap(foundIn);
    if (!isSigns && !given.found.length) {
      fill(screen, { fault: "Tick what you saw, or go back and tap “Looked: nothing new”." });
      toggle(screen, "fault", true);
      return;
    }
    answered();
  });
}

/**
 * @param {Question} question
 * @param {Choice} choice
 * @param {boolean} isTicked
 */
function tick(question, choice, isTicked) {
  const row = part("tick");
  row.dataset["value"] = choice.value;
  fill(row, { text: choice.name, look: choice.help });
  toggle(row, "look-at", choice.help !== "");
  toggle(row, "whereabouts", Boolean(choice.asks_part || choice.asks_when));
  toggle(row, "where", Boolean(choice.asks_part));
  toggle(row, "when", Boolean(choice.asks_when));
  for (const box of all(".choice input", HTMLInputElement, row)) box.checked = isTicked;
  if (choice.asks_part) for (const place of all("[data-parts]", HTMLElement, row)) place.append(...bodyParts(question));
  if (choice.asks_when) for (const place of all("[data-when] select", HTMLSelectElement, row)) place.append(...moments(question));
  return row;
}

/** @param {Question} question */
function bodyParts({ parts = [] }) {
  return parts.map(({ value, name }) => {
    const chip = part("body-part");
    for (const box of all("input", HTMLInputElement, chip)) box.value = value;
    for (const words of all("span", HTMLElement, chip)) words.textContent = name;
    return chip;
  });
}

/** @param {Question} question */
function moments({ when = [] }) {
  return when.map(({ days, name }) => new Option(name, String(days)));
}

/**
 * What a row tells: each place that was named is a find of its own; one that was not is anywhere.
 * @param {HTMLElement} row
 * @returns {Found[]}
 */
function foundIn(row) {
  const [days] = all("[data-when]:not([hidden]) select", HTMLSelectElement, row);
  const parts = all(".parts input", HTMLInputElement, row).filter(({ checked }) => checked);
  const what = row.dataset["value"] ?? "";
  return (parts.length ? parts.map(({ value }) => value) : [""]).map((where) => ({ what, part: where, days_ago: Number(days?.value ?? 0) }));
}

/**
 * What a parent says at the telephone about the signs that were ticked, now and in the last day.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @returns {string[]}
 */
export function toSay({ questions, after }, { now, signs: ticked, told }) {
  const signs = [...ticked, ...told.filter(({ at }) => now - at < after.day_seconds).flatMap((one) => one.signs)];
  const { choices = [] } = questions.find(({ id }) => id === "signs") ?? {};
  return choices.flatMap(({ value, say }) => (say && signs.includes(value) ? [`“${say}”`] : []));
}

