/** The session on the page: reports wishes to the store, shows what comes of them, keeps time. */

import { beatsBetween } from "../engine/rhythm.js";
import { Store } from "../engine/store.js";
import { view } from "../engine/view.js";
import { Awake } from "../outside/awake.js";
import { Clock, newId, written } from "../outside/clock.js";
import { Memory } from "../outside/memory.js";
import { Sending } from "../outside/sending.js";
import { settings } from "../outside/settings.js";
import { Sounds } from "../outside/sounds.js";
import { Voice } from "../outside/voice.js";
import { MassageDrawing } from "./massage-drawing.js";
import { Screens } from "./screens.js";
import { TimeRing } from "./time-ring.js";

/** @import {Bundle, Cue} from "../bundle.d.ts" */
/** @import {Event as Happened} from "../engine/session.js" */
/** @import {View} from "../engine/view.js" */
/** @import {Wish} from "../engine/wishes.js" */
/** @import {Turns} from "./twins.js" */

/** How often the store hears of the time; a page out of sight gets fewer turns, and pauses. */
const TICK = 250;

/** When the page has come to rest, and what is needed without a network may be fetched. */
const AT_REST = 2000;

export class MassageSession extends HTMLElement {
  /** What is played, where this phone has it already. @type {Bundle | null} */
  given = null;
  /** Whether this phone has what is played, should the page be closed. */
  isKept = true;
  #clock = new Clock();
  #memory = new Memory();
  #awake = new Awake();
  #settings = settings();
  #sounds = new Sounds(this.#settings);
  #voice = new Voice(this.#settings, document.documentElement.lang);
  #screens = new Screens(this);
  /** @type {Store | null} */
  #store = null;
  /** @type {Sending | null} */
  #sending = null;
  /** @type {Turns | null} */
  #turns = null;
  #begun = { child: "", practice: false, own: false };
  #page = String(Math.random());
  #cues = -1;
  #beatAt = { rounds: 0, played: 0 };
  #timer = 0;
  #leave = () => {};

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("visibilitychange", () => this.#seen());
    addEventListener("pagehide", () => this.#left());
    this.#show("[data-no-wake]", !this.#awake.isAble);
    this.#show("[data-volatile]", this.#memory.isVolatile);
    this.#voice.find().then((isThere) => this.#show("[data-no-voice]", !isThere && this.#settings.speaks));
    this.#fetch();
  }

  /** Fetch what is to be played and what has happened already, then open the session. */
  async #fetch() {
    const { bundle, log } = this.dataset;
    this.#show("[data-no-bundle]", false);
    this.#show("[data-again]", false);
    try {
      const [whole, known] = await Promise.all([
        this.given ?? json(bundle),
        this.given ? { events: [] } : json(log).catch(() => ({ events: [] })),
      ]);
      this.#memory.learn(this.#session, known.events);
      await this.#takeTurns();
      this.#open(whole);
    } catch {
      this.#show("[data-no-bundle]", true);
      this.#show("[data-again]", true);
      this.#show("[data-begin]", false);
    }
  }

  /** @param {Bundle} bundle */
  #open(bundle) {
    const session = this.#session;
    const { child = "", token = "" } = this.dataset;
    const { events } = this.#memory.of(session);
    this.#begun = { child, practice: bundle.practice, own: this.dataset["own"] !== undefined };
    this.#memory.begin(session, this.#begun);
    this.#sending = new Sending({ session, token, memory: this.#memory, clock: this.#clock, changed: () => this.#unsent() });
    const store = new Store(bundle, events, {
      stamp: ({ at, kind, body }, number) => ({ id: newId(at), session, number, at: written(at), kind, body }),
      keep: (event) => this.#keep(event),
    });
    this.#store = store;
    this.#cues = store.state.cues;
    if (store.state.isBegun) store.reopen(Math.min(this.#memory.seenAt(session), this.#clock.now()));
    for (const drawing of this.#drawings) drawing.bundle = bundle;
    store.subscribe(() => this.#render());
    this.#hold();
    this.#begin();
    this.#sending.push();
    if (this.#turns?.comes()) this.#wish({ do: store.state.isBegun ? "resume" : "begin" });
    this.#turns?.keepOther(this.#clock.now());
    if (isSecureContext && "serviceWorker" in navigator) setTimeout(() => this.#getReady(store), AT_REST);
  }

  /**
   * Let the session go on without a network, and no new version begin before it is over.
   * @param {Store} store
   */
  async #getReady(store) {
    const kept = await import("../offline/keep.js").catch(() => null);
    if (!kept || this.#store !== store) return;
    this.#leave = kept.accompany(this.#session, store);
  }

  /** Where two children take turns: what that needs comes only then, and nothing can be wished for before. */
  async #takeTurns() {
    if (!this.dataset["beside"] && !this.#memory.beside(this.#session)) return;
    const { Turns } = await import("./twins.js");
    this.#turns ??= Turns.of(this, this.#memory, () => {
      this.#wish({ do: "pause" });
      this.#render();
    });
  }

  /** Take the session to this window, and stand down when another takes it. */
  #hold() {
    this.#memory.hold(this.#session, this.#page);
    this.#memory.onTaken(this.#session, () => {
      clearInterval(this.#timer);
      this.#store = null;
      this.#leave();
      this.#voice.stop();
      this.#awake.keep(false);
      this.#screens.turnTo("elsewhere", false);
    });
  }

  #begin() {
    const button = this.querySelector("[data-begin]");
    if (button instanceof HTMLButtonElement) {
      button.hidden = false;
      button.disabled = false;
      button.textContent = "Begin";
    }
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#render();
    this.#frame();
  }

  /** @param {Happened} event */
  #keep(event) {
    this.#memory.keep(event, this.#begun);
    this.#sending?.push();
    if (event.kind === "step-done") this.#memory.askToStay();
  }

  #tick() {
    const now = this.#clock.now();
    this.#store?.tick(now);
    if (this.#store?.state.isBegun) this.#memory.see(this.#session, now);
    this.#unsent();
  }

  /** What moves: the hands, the ring, and the beat. */
  #frame() {
    if (!this.#store) return;
    const seen = view(this.#store.bundle, this.#store.state, this.#clock.now());
    for (const drawing of this.#drawings) if (drawing.offsetParent) drawing.show(seen.picture);
    for (const ring of this.querySelectorAll("time-ring")) if (ring instanceof TimeRing) ring.show(seen.left);
    this.#beat(seen);
    requestAnimationFrame(() => this.#frame());
  }

  /** @param {View} seen */
  #beat({ picture, step }) {
    const { state } = /** @type {Store} */ (this.#store);
    const played = picture?.hands === "moving" ? picture.at : 0;
    const from = state.rounds === this.#beatAt.rounds ? this.#beatAt.played : 0;
    if (step && played > from && beatsBetween(step.beats, from, played)) this.#sounds.beat();
    this.#beatAt = { rounds: state.rounds, played };
  }

  /** Show the state: its tone first, then its notes, then its words. */
  #render() {
    if (!this.#store) return;
    const { bundle, state } = this.#store;
    const seen = view(bundle, state, this.#clock.now());
    this.#screens.show(bundle, state, seen);
    this.#turns?.show();
    if (state.cues !== this.#cues) {
      this.#voice.stop();
      this.#sounds.answer(state.response);
    }
    this.#cues = state.cues;
    if (state.paused) this.#voice.stop();
    else this.#voice.say(seen.saying);
    this.#awake.keep(state.isBegun && !["ended", "sleeping", "settled"].includes(state.machine));
  }

  /** @param {Event} event */
  #clicked(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-wish], [data-cue], [data-again], [data-take]") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { wish, cue } = pressed.dataset;
    if ("again" in pressed.dataset) this.#fetch();
    else if ("take" in pressed.dataset) location.reload();
    else if (cue) this.#wish({ do: "cue", cue: /** @type {Cue} */ (cue) });
    else if (wish) this.#wish(/** @type {Wish} */ ({ do: wish }));
    // A cue that was tapped must not be given again by the space bar.
    if (cue && event instanceof UIEvent && event.detail > 0) pressed.blur();
  }

  /** @param {Wish} wish */
  #wish(wish) {
    if (this.#turns?.stops(wish)) return;
    this.#sounds.wake();
    this.#store?.dispatch(wish, this.#clock.now());
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#store?.state.isBegun) return;
    const target = this.querySelectorAll(".cues:not([hidden]) [data-cue], .cues:not([hidden]) + .beside:not([hidden])")[Number(event.key) - 1];
    if (target instanceof HTMLAnchorElement) target.click();
    else if (target instanceof HTMLElement) this.#wish({ do: "cue", cue: /** @type {Cue} */ (target.dataset["cue"]) });
    else if (event.key === "Escape") this.#askToEnd();
    else if (event.key === " " && !isControl(event.target)) {
      this.#wish(this.#store.state.paused ? { do: "resume" } : { do: "pause" });
    } else return;
    event.preventDefault();
  }

  /** Escape pauses, and leads to the button that ends; nothing ends by one key. */
  #askToEnd() {
    this.#wish({ do: "pause" });
    const end = [...this.querySelectorAll("[data-end]")].find((found) => found instanceof HTMLElement && found.offsetParent);
    if (end instanceof HTMLElement) end.focus();
  }

  #seen() {
    const isHidden = document.visibilityState === "hidden";
    this.#store?.hide(isHidden, this.#clock.now());
    if (isHidden) this.#voice.stop();
    else this.#sending?.hope();
  }

  #left() {
    this.#voice.stop();
    this.#store?.dispatch({ do: "pause", why: "reload" }, this.#clock.now());
    this.#sending?.sendAtClosing();
  }

  #unsent() {
    const waiting = this.#sending?.isStuck ? this.#sending.waiting : 0;
    const count = this.querySelector("[data-unsent-count]");
    if (count && count.textContent !== String(waiting)) count.textContent = String(waiting);
    this.#show("[data-unsent]", waiting > 0);
    this.#show("[data-signed-out]", Boolean(this.#sending?.isSignedOut));
    this.#show("[data-full]", this.#memory.isVolatile || !this.isKept);
  }

  get #session() {
    return this.dataset["session"] ?? "";
  }

  get #drawings() {
    return [...this.querySelectorAll("massage-drawing")].filter((found) => found instanceof MassageDrawing);
  }

  /**
   * @param {string} where
   * @param {boolean} isShown
   */
  #show(where, isShown) {
    const place = this.querySelector(where);
    if (place instanceof HTMLElement && place.hidden === isShown) place.hidden = !isShown;
  }
}

/** @param {string | undefined} address */
async function json(address) {
  const answer = await fetch(address ?? "", { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof Element && target.closest("button:not([data-stage]), a, summary, input, select") !== null;
}
