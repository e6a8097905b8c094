/**
 * Two children who take turns. Each session is a page of its own, with its own log and its own cue machine, so that
 * nothing of one child can come to the other; a change-over leaves one page, which pauses by itself, for the other.
 * It is loaded only where there are two.
 */

import { Shelves } from "../outside/shelves.js";
import { all } from "../../site/find.js";

/** @import {Beside, Memory} from "../outside/memory.js" */
/** @import {Wish} from "../engine/wishes.js" */

/** How an address says that its session goes on at once: whoever changes over has said so. */
export const NOW = "#now";

/** What may still be said of a child whose twin something was wrong with: nothing that leads to more touch. */
const STILL_HEARD = ["crying", "asleep", "something-wrong", "moment", "end"];

export class Turns {
  #root;
  #beside;
  #memory;
  #isWrong = false;

  /**
   * @param {HTMLElement} root
   * @param {Beside} beside
   * @param {Memory} memory
   */
  constructor(root, beside, memory) {
    this.#root = root;
    this.#beside = beside;
    this.#memory = memory;
  }

  /**
   * The turns of a session; null where it has none beside it.
   * @param {HTMLElement} root
   * @param {Memory} memory
   * @param {() => void} wrong  called when something turns out to be wrong with the other while this page is open
   */
  static of(root, memory, wrong) {
    const beside = besideOf(root, memory);
    if (!beside) return null;
    const turns = new Turns(root, beside, memory);
    turns.#look();
    turns.#fill();
    // Another window may show the other child, or this page was put by and comes back.
    for (const kind of ["storage", "pageshow"]) {
      addEventListener(kind, () => {
        if (!turns.#isWrong && turns.#look()) wrong();
      });
    }
    return turns;
  }

  /**
   * Whether a wish leads to more touch, while something was wrong with the other child: then nobody is massaged.
   * @param {Wish} wish
   */
  stops(wish) {
    return this.#look() && wish.do !== "pause" && !(wish.do === "cue" && STILL_HEARD.includes(wish.cue));
  }

  /** Whether whoever came here changed over, so that it goes on without another tap; it is asked once. */
  comes() {
    const comes = location.hash === NOW;
    if (comes) history.replaceState(null, "", location.pathname);
    return comes && !this.#look();
  }

  /** What may not be wished for is not shown; the pause says why. */
  show() {
    if (!this.#look()) return;
    for (const part of this.#all("[data-fresh], [data-begin], [data-stale], .paused [data-why]")) part.hidden = true;
  }

  /**
   * Let the other session go on without a network as well: its plan, and whose it is.
   * @param {number} now
   */
  async keepOther(now) {
    const { session, child } = this.#beside;
    if (!this.#memory.of(session).begun) this.#memory.begin(session, { child, practice: false });
    try {
      const shelves = new Shelves();
      // Until something has happened there, its plan is the one that was made last.
      const isBegun = this.#memory.of(session).events.length > 0;
      if (!(await shelves.of(child)) || (isBegun && (await shelves.bundle(session)))) return;
      const answer = await fetch(`/session/${session}/bundle/`, { credentials: "same-origin" });
      if (answer.ok) await shelves.keepBundle(session, await answer.json(), now);
    } catch {
      // No room or no network: then the change-over needs the network.
    }
  }

  /** Whether something is wrong with the other; the log of this phone is asked each time, and a yes stays. */
  #look() {
    if (this.#isWrong) return true;
    const { events } = this.#memory.of(this.#beside.session);
    const isTold = events.some(({ kind, body }) => kind === "cue" && body["cue"] === "something-wrong");
    this.#isWrong = isTold || "besideWrong" in this.#root.dataset;
    if (this.#isWrong) this.#mark();
    return this.#isWrong;
  }

  #fill() {
    const { session, name, colour } = this.#beside;
    for (const place of this.#all("[data-beside-called]")) place.textContent = name;
    for (const link of all("[data-beside-link]", HTMLAnchorElement, this.#root)) {
      link.href = `/session/${session}/${NOW}`;
      link.dataset["colour"] = colour;
      link.addEventListener("click", (event) => this.#changeOver(event, link.href));
    }
    this.#mark();
  }

  #mark() {
    for (const part of this.#all("[data-beside-part]")) part.hidden = this.#isWrong;
    for (const part of this.#all("[data-beside-stops]")) part.hidden = !this.#isWrong;
  }

  /**
   * Leave this page for the other one: nobody else may take the tap, and what comes with the address stays.
   * @param {Event} event
   * @param {string} address
   */
  #changeOver(event, address) {
    event.preventDefault();
    event.stopPropagation();
    location.assign(address);
  }

  /** @param {string} where */
  #all(where) {
    return all(where, HTMLElement, this.#root);
  }
}

/**
 * What the page says of the session beside this one, noted for when there is no network; else what was noted.
 * @param {HTMLElement} root
 * @param {Memory} memory
 * @returns {Beside | null}
 */
function besideOf({ dataset }, memory) {
  const { session = "", child = "", name = "", colour = "" } = dataset;
  const { beside, besideChild = "", besideName = "", besideColour = "" } = dataset;
  if (!beside) return memory.beside(session);
  const other = { session: beside, child: besideChild, name: besideName, colour: besideColour };
  memory.putBeside({ session, child, name, colour }, other);
  return other;
}
