/** What this device remembers of sessions until the server has all of it: localStorage, written at once. */

import { inOrder } from "../engine/order.js";
import { newId } from "./clock.js";

/** @import {Event} from "../engine/session.js" */

/**
 * How a session was begun: of whom, and whether it was practice. A server that lost it makes it again.
 * @typedef {{ child: string, practice: boolean }} Begun
 */

/**
 * @typedef {object} Kept
 * @property {Event[]} events
 * @property {string[]} unsent
 * @property {Begun} [begun]
 * @property {number} [namedAt]  when the server had named the last of them
 */

const SESSION = "handsong.session.";
const SEEN = "handsong.seen.";
const HOLDER = "handsong.holder.";
const DEVICE = "handsong.device";
const SEQUENCE = "handsong.sequence";
const EPOCH = "handsong.epoch";

/** What the server has named stays here this long, should the server be put back from a backup: 30 days. */
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** A session that was seen so lately is on another page just now, which alone writes of it: 10 seconds. */
const LATELY = 10_000;

export class Memory {
  /** Whether nothing stays when the page is closed, because the browser keeps nothing. */
  isVolatile = false;
  /** @type {Map<string, string>} */
  #meanwhile = new Map();

  constructor() {
    this.#write("handsong.try", "1");
    this.#remove("handsong.try");
  }

  /**
   * @param {string} session
   * @returns {Kept}
   */
  of(session) {
    try {
      const found = JSON.parse(this.#read(SESSION + session) ?? "");
      if (Array.isArray(found.events) && Array.isArray(found.unsent)) return found;
    } catch {
      // Nothing there, or nothing that can be read: then there is nothing to remember.
    }
    return { events: [], unsent: [] };
  }

  /**
   * Note how a session was begun.
   * @param {string} session
   * @param {Begun} begun
   */
  begin(session, begun) {
    this.#put(session, { ...this.of(session), begun });
  }

  /**
   * Write an event down before anything is shown of it, with how its session was begun.
   * @param {Event} event
   * @param {Begun} [begun]
   */
  keep(event, begun) {
    const kept = this.of(event.session);
    const numbered = { ...event, sequence: this.#next() };
    const added = { events: [...kept.events, numbered], unsent: [...kept.unsent, event.id] };
    this.#put(event.session, { ...kept, ...(begun && { begun }), ...added });
  }

  /**
   * Events that the server has and this device may not.
   * @param {string} session
   * @param {Event[]} events
   */
  learn(session, events) {
    const kept = this.of(session);
    this.#put(session, { ...kept, events: inOrder([...events, ...kept.events]) });
  }

  /**
   * The server has named these: they need not be sent again. A session that was forgotten stays so.
   * @param {string} session
   * @param {Iterable<string>} ids
   * @param {number} now
   */
  sent(session, ids, now) {
    const named = new Set(ids);
    const kept = this.of(session);
    if (!kept.unsent.length) return;
    this.#put(session, { ...kept, unsent: kept.unsent.filter((id) => !named.has(id)), namedAt: now });
  }

  /**
   * What still has to be sent, in order.
   * @param {string} session
   */
  waiting(session) {
    const { events, unsent } = this.of(session);
    return inOrder(events).filter((event) => unsent.includes(event.id));
  }

  /** How many events of all sessions the server has not named. */
  get unsent() {
    return this.sessions().reduce((sum, session) => sum + this.of(session).unsent.length, 0);
  }

  /** Which device this is: a name it gave itself. */
  get device() {
    const known = this.#read(DEVICE);
    if (known) return known;
    const made = newId(Date.now());
    this.#write(DEVICE, made);
    return made;
  }

  /**
   * The server told its epoch. After another one than before, it may lack what it had: all of it waits again.
   * The epoch is written last, so that whatever comes between is made good the next time it is heard.
   * @param {string} epoch
   * @param {number} now
   */
  hear(epoch, now) {
    if (!epoch || epoch === this.#read(EPOCH)) return;
    const sessions = this.sessions();
    const busy = sessions.filter((session) => this.isOnScreen(session, now));
    for (const session of sessions) {
      const kept = this.of(session);
      if (!busy.includes(session)) this.#put(session, { ...kept, unsent: kept.events.map((event) => event.id) });
    }
    if (!busy.length && !this.isVolatile) this.#write(EPOCH, epoch);
  }

  /** Ask the browser to clear nothing of this when room runs short; after a massage a yes is likeliest. */
  askToStay() {
    navigator.storage?.persist?.().catch(() => {});
  }

  /**
   * Forget the sessions of which the server has had everything for a month.
   * @param {number} now
   */
  tidy(now) {
    for (const session of this.sessions()) {
      const { unsent, namedAt = now } = this.of(session);
      if (!unsent.length && now - namedAt > KEPT_FOR) this.forget(session);
    }
  }

  /** Every session this device remembers. */
  sessions() {
    return this.#names().filter((name) => name.startsWith(SESSION)).map((name) => name.slice(SESSION.length));
  }

  /** @param {string} session */
  forget(session) {
    for (const kind of [SESSION, SEEN, HOLDER]) this.#remove(kind + session);
  }

  /**
   * Whether some page of this browser shows the session just now.
   * @param {string} session
   * @param {number} now
   */
  isOnScreen(session, now) {
    return Math.abs(now - this.seenAt(session)) < LATELY;
  }

  /**
   * When the session was last on a screen.
   * @param {string} session
   */
  seenAt(session) {
    return Number(this.#read(SEEN + session)) || 0;
  }

  /**
   * @param {string} session
   * @param {number} at
   */
  see(session, at) {
    this.#write(SEEN + session, String(at));
  }

  /**
   * Take the session to this page; others that show it stand down.
   * @param {string} session
   * @param {string} page
   */
  hold(session, page) {
    this.#write(HOLDER + session, page);
  }

  /**
   * Hear when another page takes the session.
   * @param {string} session
   * @param {() => void} listener
   */
  onTaken(session, listener) {
    addEventListener("storage", (event) => {
      if (event.key === HOLDER + session && event.newValue) listener();
    });
  }

  /** The how-manieth event of this device comes next. */
  #next() {
    const next = (Number(this.#read(SEQUENCE)) || 0) + 1;
    this.#write(SEQUENCE, String(next));
    return next;
  }

  /**
   * @param {string} session
   * @param {Kept} kept
   */
  #put(session, kept) {
    this.#write(SESSION + session, JSON.stringify(kept));
  }

  /** @param {string} name */
  #read(name) {
    if (this.isVolatile) return this.#meanwhile.get(name) ?? null;
    return localStorage.getItem(name);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #write(name, value) {
    while (!this.isVolatile) {
      try {
        localStorage.setItem(name, value);
        return;
      } catch {
        if (!this.#makeRoom(name)) this.#becomeVolatile();
      }
    }
    this.#meanwhile.set(name, value);
  }

  /**
   * Forget one session of which the server has everything, the one that it has had for longest.
   * @param {string} name  what room is needed for
   * @returns {boolean} whether there was one
   */
  #makeRoom(name) {
    const named = this.#names()
      .filter((other) => other.startsWith(SESSION) && other !== name)
      .map((other) => other.slice(SESSION.length))
      .filter((session) => this.of(session).events.length && !this.of(session).unsent.length);
    const [oldest] = named.sort((one, other) => (this.of(one).namedAt ?? 0) - (this.of(other).namedAt ?? 0));
    if (oldest) this.forget(oldest);
    return Boolean(oldest);
  }

  #becomeVolatile() {
    for (const name of this.#names()) this.#meanwhile.set(name, this.#readSafely(name));
    this.isVolatile = true;
  }

  /** @param {string} name */
  #readSafely(name) {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  }

  /** @returns {string[]} */
  #names() {
    if (this.isVolatile) return [...this.#meanwhile.keys()];
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  }

  /** @param {string} name */
  #remove(name) {
    this.#meanwhile.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  }
}
