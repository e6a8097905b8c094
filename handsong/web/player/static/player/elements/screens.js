/** Puts a view onto the page: which screen, which words, which buttons. */

import { mayRepeat } from "../engine/wishes.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {State} from "../engine/session.js" */
/** @import {View} from "../engine/view.js" */

/** Screens where the six targets stand; the moment and the care page have buttons of their own. */
const WITH_TARGETS = ["touch", "question", "paused", "rest"];

export class Screens {
  #root;
  #screen = "";
  #machine = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {Bundle} bundle
   * @param {State} state
   * @param {View} view
   */
  show(bundle, state, view) {
    this.turnTo(view.screen, view.machine === "moment" ? false : WITH_TARGETS.includes(view.screen));
    this.#root.dataset["tone"] = isQuiet(bundle, view) ? "" : view.tone;
    if (view.machine !== this.#machine) for (const part of this.#all("[data-scrolls]")) part.scrollTop = 0;
    this.#machine = view.machine;
    this.#chip(view, !isQuiet(bundle, view) && !["ended", "elsewhere"].includes(view.screen));
    this.#words(view);
    if (view.screen === "paused") this.#paused(bundle, state, view);
  }

  /**
   * Turn to a screen, and put the focus where the next word or deed is.
   * @param {string} screen
   * @param {boolean} hasTargets
   */
  turnTo(screen, hasTargets) {
    this.#toggle("[data-cues]", hasTargets);
    if (screen === this.#screen) return;
    const isFirst = this.#screen === "";
    this.#screen = screen;
    this.#root.dataset["screen"] = screen;
    for (const part of this.#all("[data-for]")) part.hidden = !(part.dataset["for"] ?? "").split(" ").includes(screen);
    if (!isFirst) this.#focus(screen);
  }

  /** @param {string} screen */
  #focus(screen) {
    const place = { touch: "[data-stage]", question: "[data-stage]", paused: "[data-wish=resume]" }[screen];
    const shown = this.#all("[data-for]").find((part) => !part.hidden);
    const target = place ? this.#one(place) : shown?.querySelector("h1");
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /**
   * @param {View} view
   * @param {boolean} isShown
   */
  #chip(view, isShown) {
    this.#toggle("[data-chip]", isShown);
    for (const row of this.#all("[data-response]")) row.hidden = row.dataset["response"] !== view.tone;
  }

  /** @param {View} view */
  #words(view) {
    if (view.screen === "touch" || view.screen === "question") {
      this.#text("[data-title]", view.title);
      this.#text("[data-caption]", view.caption);
      this.#text("[data-position]", view.screen === "question" ? (view.step?.position ?? "") : "");
      this.#list("[data-todo]", view.screen === "question" ? view.todo : []);
    }
    if (view.screen === "rest") {
      this.#text("[data-rest-title]", view.title);
      this.#text("[data-rest-caption]", view.say);
      this.#list("[data-rest-todo]", view.todo);
      this.#mark("[data-rest-todo]", view.saying?.say ?? "");
      for (const part of this.#all("[data-only]")) part.hidden = part.dataset["only"] !== view.machine;
      for (const part of this.#all("[data-except]")) part.hidden = part.dataset["except"] === view.machine;
    }
    if (view.screen === "ended") {
      this.#text("[data-ended-title]", view.title);
      this.#text("[data-ended-say]", view.say);
      this.#list("[data-ended-todo]", view.todo);
    }
  }

  /**
   * @param {Bundle} bundle
   * @param {State} state
   * @param {View} view
   */
  #paused(bundle, state, view) {
    for (const line of this.#all("[data-why]")) line.hidden = view.isStale || line.dataset["why"] !== state.paused;
    for (const part of this.#all("[data-stale]")) part.hidden = !view.isStale;
    for (const button of this.#all("[data-fresh]")) button.hidden = view.isStale;
    for (const button of this.#all("[data-needs-step]")) button.hidden = view.isStale || !mayRepeat(bundle, state);
  }

  /**
   * @param {string} where
   * @param {string} words
   */
  #text(where, words) {
    const place = this.#one(where);
    if (place && place.textContent !== words) place.textContent = words;
  }

  /**
   * @param {string} where
   * @param {readonly string[]} rows
   */
  #list(where, rows) {
    const place = this.#one(where);
    if (!place || place.dataset["rows"] === rows.join("\n")) return;
    place.dataset["rows"] = rows.join("\n");
    place.replaceChildren(
      ...rows.map((row) => {
        const item = document.createElement("li");
        item.textContent = row;
        return item;
      }),
    );
  }

  /**
   * Mark what is being said.
   * @param {string} where
   * @param {string} said
   */
  #mark(where, said) {
    for (const row of this.#one(where)?.children ?? []) {
      if (row.textContent === said) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
  }

  /**
   * @param {string} where
   * @param {boolean} isShown
   */
  #toggle(where, isShown) {
    const place = this.#one(where);
    if (place) place.hidden = !isShown;
  }

  /**
   * @param {string} where
   * @returns {HTMLElement | null}
   */
  #one(where) {
    return this.#root.querySelector(where);
  }

  /**
   * @param {string} where
   * @returns {HTMLElement[]}
   */
  #all(where) {
    return [...this.#root.querySelectorAll(where)].filter((found) => found instanceof HTMLElement);
  }
}

/**
 * Whether nothing is being answered to the baby, so that the screen has no tone.
 * @param {Bundle} bundle
 * @param {View} view
 */
function isQuiet(bundle, view) {
  return view.screen === "ready" || view.screen === "paused" || view.machine === bundle.cues.start;
}
