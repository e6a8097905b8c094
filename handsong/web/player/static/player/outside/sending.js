/** Brings events to the server, in order, again and again until it has named each of them. */

import { answered, failed, hopeful, outbox, ready, sending } from "../engine/outbox.js";
import { written } from "./clock.js";

/** @import {Event} from "../engine/session.js" */
/** @import {Outbox} from "../engine/outbox.js" */
/** @import {Clock} from "./clock.js" */
/** @import {Memory} from "./memory.js" */

/** A closing page may send no more than this (64 KiB by the Fetch standard, with room for the rest). */
const MOST_AT_CLOSING = 60_000;

/** Where all events go, whatever session they are of. */
const ADDRESS = "/events/";

/** Where a page that has no token, or an old one, asks for one. */
const TOKEN = "/offline/known/";

/**
 * What became of one event (handsong/web/diary/taking.py); `later` means that it must stay here.
 * @typedef {{ id: string, state: "stored" | "duplicate" | "aside" | "gone" | "later" }} Receipt
 */

/**
 * What is sent, and what is saved as a file when nothing can be: events, from which device, of which sessions.
 * @param {Memory} memory
 * @param {readonly string[]} sessions
 * @param {readonly Event[]} events
 * @param {string} [sentAt] what the clock says, by which one that is wrong is found out
 */
export function message(memory, sessions, events, sentAt) {
  const begun = Object.fromEntries(sessions.map((session) => [session, memory.of(session).begun]));
  return JSON.stringify({ device: memory.device, sent_at: sentAt, sessions: begun, events });
}

/**
 * Whether the server answers for an event, so that it need not be sent again.
 * @param {Receipt} receipt
 */
function isSettled({ state }) {
  return ["stored", "duplicate", "aside", "gone"].includes(state);
}

/**
 * Whether the server does not know who asks, or sends whoever asks to sign in.
 * @param {Response} answer
 */
function isRefused(answer) {
  return answer.redirected || [401, 403, 423].includes(answer.status);
}

export class Sending {
  #session;
  #token;
  #memory;
  #clock;
  #changed;
  #along;
  /** Whether the server does not know this phone any more: then events stay here until somebody signs in. */
  isSignedOut = false;
  /** @type {Outbox} */
  #box;
  #timer = 0;

  /**
   * @param {object} given
   * @param {string} given.session
   * @param {string} given.token
   * @param {Memory} given.memory
   * @param {Clock} given.clock
   * @param {() => void} [given.changed]
   * @param {string} [given.along] with whom it goes along, though somebody else told it
   */
  constructor({ session, token, memory, clock, changed = () => {}, along }) {
    this.#session = session;
    this.#token = token;
    this.#memory = memory;
    this.#clock = clock;
    this.#changed = changed;
    this.#along = along;
    this.#box = outbox(memory.waiting(session));
    addEventListener("online", () => this.hope());
  }

  /** How many are not sent yet. */
  get waiting() {
    return this.#box.waiting.length;
  }

  /** Whether it has not worked lately, so that the page may say what waits. */
  get isStuck() {
    return this.#box.tries > 0 && this.waiting > 0;
  }

  /** Something new has been kept: send it with whatever else waits. */
  push() {
    this.#box = { ...this.#box, waiting: this.#memory.waiting(this.#session) };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), 0);
  }

  /** The network may be back. */
  hope() {
    this.#box = hopeful(this.#box);
    this.send();
  }

  /** Send what waits, if it is time. */
  async send() {
    const events = ready(this.#box, this.#clock.now());
    if (!events.length) return this.#again();
    this.#box = sending(this.#box);
    const named = await this.#post(events);
    if (named) this.#memory.sent(this.#session, named, this.#clock.now());
    const left = { ...this.#box, waiting: this.#memory.waiting(this.#session) };
    this.#box = named?.length ? answered(left, named) : failed(left, this.#clock.now());
    this.#changed();
    this.#again();
  }

  /** The page closes: hand over what waits without waiting for an answer; it is sent again if none came. */
  sendAtClosing() {
    const events = this.#memory.waiting(this.#session);
    const body = this.#message(events);
    if (!events.length || body.length > MOST_AT_CLOSING || !this.#mayTell) return;
    fetch(ADDRESS, { ...this.#request(body), keepalive: true }).catch(() => {});
  }

  /**
   * The ids that the server has named, or nothing when it could not be asked.
   * @param {readonly Event[]} events
   * @returns {Promise<string[] | null>}
   */
  async #post(events) {
    if (!this.#mayTell) {
      this.isSignedOut = true;
      return null;
    }
    try {
      const answer = await this.#told(this.#message(events));
      if (!answer.ok || isRefused(answer)) return null;
      this.isSignedOut = false;
      const { epoch, events: receipts } = await answer.json();
      // The child was erased: nothing of it stays here either.
      if (receipts.some((/** @type {Receipt} */ { state }) => state === "gone")) this.#memory.forget(this.#session);
      this.#memory.hear(epoch, this.#clock.now());
      const named = new Set(receipts.filter(isSettled).map((/** @type {Receipt} */ { id }) => id));
      return events.map(({ id }) => id).filter((id) => named.has(id));
    } catch {
      return null;
    }
  }

  /**
   * The server's answer; a token that it takes no more is asked for anew, once.
   * @param {string} body
   */
  async #told(body) {
    const answer = this.#token ? await fetch(ADDRESS, this.#request(body)) : null;
    if (answer && !isRefused(answer)) return answer;
    const known = await fetch(TOKEN, { credentials: "same-origin" });
    this.isSignedOut = isRefused(known);
    if (!known.ok || this.isSignedOut) return known;
    this.#token = (await known.json()).token;
    return fetch(ADDRESS, this.#request(body));
  }

  /** Whether it is not put under somebody else's name. */
  get #mayTell() {
    return this.#memory.mayTell(this.#session) || this.#memory.teller === this.#along;
  }

  /** @param {readonly Event[]} events */
  #message(events) {
    return message(this.#memory, [this.#session], events, written(this.#clock.now()));
  }

  /** @param {string} body */
  #request(body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#token };
    return { method: "POST", headers, body, credentials: /** @type {const} */ ("same-origin") };
  }

  #again() {
    clearTimeout(this.#timer);
    if (!this.waiting || this.#box.isSending) return;
    const wait = Math.max(0, this.#box.retryAt - this.#clock.now());
    this.#timer = setTimeout(() => this.send(), wait);
  }
}
