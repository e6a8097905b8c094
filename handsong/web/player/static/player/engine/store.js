/**
 * The one store of the player: wishes and time go in, events come out, the state follows. Each
 * event is kept before the state knows of it, so that nothing is shown that could be lost.
 */

import { due } from "./clockwork.js";
import { inOrder } from "./outbox.js";
import { replay, take } from "./session.js";
import { fulfil, isStale, mayPause } from "./wishes.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Happening} from "./clockwork.js" */
/** @import {Event, State} from "./session.js" */
/** @import {Wish} from "./wishes.js" */

/**
 * @typedef {object} Outside
 * @property {(happening: Happening, number: number) => Event} stamp  gives an event its id and its written time
 * @property {(event: Event) => void} keep  writes it down
 */

export class Store {
  /** @type {Bundle} */
  bundle;
  /** @type {State} */
  state;
  #outside;
  #listeners = new Set();
  #tickedAt = 0;
  #hiddenAt = 0;

  /**
   * @param {Bundle} bundle
   * @param {Iterable<Event>} log
   * @param {Outside} outside
   */
  constructor(bundle, log, outside) {
    this.bundle = bundle;
    this.state = replay(bundle, inOrder(log));
    this.#outside = outside;
  }

  /**
   * Take up a session whose page was closed: it is paused at the moment when it was last seen.
   * @param {number} seenAt
   */
  reopen(seenAt) {
    this.#advance(Math.max(seenAt, this.state.at));
    this.#fulfil({ do: "pause", why: "reload" }, Math.max(seenAt, this.state.at));
  }

  /**
   * Carry out a wish now.
   * @param {Wish} wish
   * @param {number} now
   */
  dispatch(wish, now) {
    const at = this.#awake(now);
    // What is written never goes back; a clock that did is not believed about how long a pause was.
    this.#fulfil(wish, at, isStale(this.bundle, this.state, now));
    this.#advance(at);
    this.#tell();
  }

  /**
   * Let time pass until now.
   * @param {number} now
   */
  tick(now) {
    this.#awake(now);
    this.#tell();
  }

  /**
   * The page is out of sight, or in sight again.
   * @param {boolean} isHidden
   * @param {number} now
   */
  hide(isHidden, now) {
    this.#awake(now);
    this.#hiddenAt = isHidden ? now : 0;
    this.#tell();
  }

  /**
   * Hear of every change; returns the way to stop hearing.
   * @param {() => void} listener
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Count the time until now. Where nobody can have been there, it pauses after a short grace.
   * @param {number} now
   */
  #awake(now) {
    const at = Math.max(now, this.state.at);
    const from = this.#hiddenAt || this.#tickedAt;
    const grace = from + this.bundle.cues.away_seconds * 1000;
    if (from && at > grace && mayPause(this.bundle, this.state)) {
      this.#advance(Math.max(grace, this.state.at));
      this.#fulfil({ do: "pause", why: "away" }, Math.max(grace, this.state.at));
    }
    this.#advance(at);
    this.#tickedAt = at;
    return at;
  }

  /** @param {number} until */
  #advance(until) {
    for (let found = due(this.bundle, this.state, until); found; found = due(this.bundle, this.state, until)) {
      this.#write(found);
    }
  }

  /**
   * @param {Wish} wish
   * @param {number} at
   * @param {boolean} [isOld]
   */
  #fulfil(wish, at, isOld) {
    for (const happening of fulfil(this.bundle, this.state, wish, at, isOld)) this.#write(happening);
  }

  /** @param {Happening} happening */
  #write(happening) {
    const event = this.#outside.stamp(happening, this.state.number);
    this.#outside.keep(event);
    this.state = take(this.bundle, this.state, event);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
