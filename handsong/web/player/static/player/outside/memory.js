/** What this device remembers of sessions until the server has all of it: localStorage, written at once. */

import { inOrder } from "../engine/session.js";

/** @import {Event} from "../engine/session.js" */

/**
 * @typedef {object} Kept
 * @property {Event[]} events
 * @property {string[]} unsent
 */

const SESSION = "handsong.session.";
const SEEN = "handsong.seen.";
const HOLDER = "handsong.holder.";

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
   * Write an event down before anything is shown of it.
   * @param {Event} event
   */
  keep(event) {
    const { events, unsent } = this.of(event.session);
    this.#write(SESSION + event.session, JSON.stringify({ events: [...events, event], unsent: [...unsent, event.id] }));
  }

  /**
   * Events that the server has and this device may not.
   * @param {string} session
   * @param {Event[]} events
   */
  learn(session, events) {
    const kept = this.of(session);
    this.#write(SESSION + session, JSON.stringify({ ...kept, events: inOrder([...events, ...kept.events]) }));
  }

  /**
   * The server has named these: they need not be sent again. A session that was forgotten stays so.
   * @param {string} session
   * @param {Iterable<string>} ids
   */
  sent(session, ids) {
    const named = new Set(ids);
    const kept = this.of(session);
    if (!kept.unsent.length) return;
    this.#write(SESSION + session, JSON.stringify({ ...kept, unsent: kept.unsent.filter((id) => !named.has(id)) }));
  }

  /**
   * What still has to be sent, in order.
   * @param {string} session
   */
  waiting(session) {
    const { events, unsent } = this.of(session);
    return inOrder(events).filter((event) => unsent.includes(event.id));
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
    if (!this.isVolatile) {
      try {
        localStorage.setItem(name, value);
        return;
      } catch {
        this.#becomeVolatile();
      }
    }
    this.#meanwhile.set(name, value);
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
