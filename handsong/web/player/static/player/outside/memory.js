/** What this device remembers of sessions until the server has all of it: localStorage, written at once. */

import { inOrder } from "../engine/outbox.js";
import { newId } from "./clock.js";
import { Storage } from "./storage.js";

/** @import {Event} from "../engine/session.js" */

/**
 * How a session was begun: of whom, whether it was practice, and whether it is the young person's own, whoever
 * is signed in when it is sent. A server that lost it makes it again.
 * @typedef {{ child: string, practice: boolean, own?: boolean }} Begun
 */

/**
 * @typedef {object} Kept
 * @property {Event[]} events
 * @property {string[]} unsent
 * @property {Begun} [begun]
 * @property {string} [by]  whose it is, by a name that says nothing of them; none where nobody knew
 * @property {number} [namedAt]  when the server had named the last of them
 */

/**
 * A session of two that take turns, and whose it is.
 * @typedef {{ session: string, child: string, name: string, colour: string }} Beside
 */

const SESSION = "handsong.session.";
const SEEN = "handsong.seen.";
const HOLDER = "handsong.holder.";
const BESIDE = "handsong.beside.";
const DEVICE = "handsong.device";
const SEQUENCE = "handsong.sequence";
const EPOCH = "handsong.epoch";
const CHANGED = "handsong.changed";
const LEAVING = "handsong.leaving";
const TELLER = "handsong.teller";
const PIN = "handsong.pin";

/** What the server has named stays here this long, should the server be put back from a backup: 30 days. */
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** A session that was seen so lately is on another page just now, which alone writes of it: 10 seconds. */
const LATELY = 10_000;

export class Memory {
  #storage = new Storage((name) => this.#makeRoom(name));

  constructor() {
    this.#storage.tryOut();
    this.#meet();
  }

  /**
   * @param {string} session
   * @returns {Kept}
   */
  of(session) {
    try {
      const found = JSON.parse(this.#storage.read(SESSION + session) ?? "");
      if (Array.isArray(found.events) && Array.isArray(found.unsent)) return found;
    } catch {
      // Nothing there, or nothing that can be read: then there is nothing to remember.
    }
    return { events: [], unsent: [] };
  }

  /**
   * Note how a session was begun; it is theirs who open it.
   * @param {string} session
   * @param {Begun} begun
   */
  begin(session, begun) {
    const kept = this.of(session);
    this.#put(session, { ...kept, begun, by: this.teller || (kept.by ?? "") });
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
    this.#put(event.session, { ...kept, ...(begun && { begun }), ...added, by: kept.by || this.teller });
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

  /** Who is signed in, as the last page from the server said; "" is somebody whom it does not know. */
  get teller() {
    return this.#storage.read(TELLER) ?? "";
  }

  /** Whether this device asks for a PIN, as the last page from the server said. */
  get hasPin() {
    return this.#storage.read(PIN) !== null;
  }

  /**
   * Whether a session is theirs who are signed in, to be saved by them. A young person's own is nobody else's, also
   * where nobody knows whose it was.
   * @param {string} session
   */
  isMine(session) {
    const { by, begun } = this.of(session);
    return by ? by === this.teller : !begun?.own;
  }

  /**
   * Whether a session may be told in the name of whoever is signed in: it is theirs, or the server knows whose it is.
   * @param {string} session
   */
  mayTell(session) {
    const { by, begun, namedAt } = this.of(session);
    return !by || by === this.teller || Boolean(namedAt && !begun?.own);
  }

  /** Which device this is: a name it gave itself. */
  get device() {
    const known = this.#storage.read(DEVICE);
    if (known) return known;
    const made = newId(Date.now());
    this.#storage.write(DEVICE, made);
    return made;
  }

  /**
   * The server told its epoch. After another one than before, it may lack what it had: all of it waits again.
   * The epoch is written last, so that whatever comes between is made good the next time it is heard.
   * @param {string} epoch
   * @param {number} now
   */
  hear(epoch, now) {
    if (!epoch || epoch === this.#storage.read(EPOCH)) return;
    const sessions = this.sessions();
    const busy = sessions.filter((session) => this.isOnScreen(session, now));
    for (const session of sessions) {
      const kept = this.of(session);
      delete kept.namedAt;
      if (!busy.includes(session)) this.#put(session, { ...kept, unsent: kept.events.map((event) => event.id) });
    }
    if (!busy.length && !this.isVolatile) this.#storage.write(EPOCH, epoch);
  }

  /**
   * This device sent something that may have changed what is known of a child.
   * @param {number} now
   */
  change(now) {
    this.#storage.write(CHANGED, String(now));
  }

  /** Somebody signs out: what lies here of children is forgotten when the server has said yes. */
  leave() {
    this.#storage.write(LEAVING, "1");
  }

  /**
   * Whether somebody signed out, asked once: the names of children are forgotten then.
   * @param {number} now
   */
  hasLeft(now) {
    const hasLeft = this.#storage.read(LEAVING) !== null;
    if (hasLeft) this.partFrom(() => false, now);
    this.#storage.remove(LEAVING);
    return hasLeft;
  }

  /** When this device last changed what is known of a child, by a form or by what it told of a session. */
  get changedAt() {
    const told = this.sessions().map((session) => this.of(session).namedAt ?? 0);
    return Math.max(this.formSentAt, ...told);
  }

  /** When a form was last sent from this device: what it told, no shelf from before knows, and neither does this memory. */
  get formSentAt() {
    return Number(this.#storage.read(CHANGED)) || 0;
  }

  /** Whether nothing stays when the page is closed, because the browser keeps nothing more. */
  get isVolatile() {
    return this.#storage.isVolatile;
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
    return this.#storage.names().filter((name) => name.startsWith(SESSION)).map((name) => name.slice(SESSION.length));
  }

  /** @param {string} session */
  forget(session) {
    for (const kind of [SESSION, SEEN, HOLDER]) this.#storage.remove(kind + session);
    this.part(session);
  }

  /**
   * The session that takes turns with this one, as it was noted; null when none does.
   * @param {string} session
   * @returns {Beside | null}
   */
  beside(session) {
    try {
      return JSON.parse(this.#storage.read(BESIDE + session) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * Note for two sessions that each takes turns with the other.
   * @param {Beside} one
   * @param {Beside} other
   */
  putBeside(one, other) {
    this.#storage.write(BESIDE + one.session, JSON.stringify(other));
    this.#storage.write(BESIDE + other.session, JSON.stringify(one));
  }

  /**
   * Forget which session takes turns with this one, on both sides: the other one's note has this child's name.
   * @param {string} session
   */
  part(session) {
    const other = this.beside(session);
    if (other) for (const name of [session, other.session]) this.#storage.remove(BESIDE + name);
  }

  /**
   * Forget the names of children this device may not know, which stand beside sessions that no page shows.
   * @param {(child: string) => boolean} isKnown
   * @param {number} now
   */
  partFrom(isKnown, now) {
    const noted = this.#storage.names().filter((name) => name.startsWith(BESIDE)).map((name) => name.slice(BESIDE.length));
    for (const session of noted.filter((one) => !this.isOnScreen(one, now))) {
      if (!isKnown(this.beside(session)?.child ?? "")) this.#storage.remove(BESIDE + session);
    }
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
    return Number(this.#storage.read(SEEN + session)) || 0;
  }

  /**
   * @param {string} session
   * @param {number} at
   */
  see(session, at) {
    this.#storage.write(SEEN + session, String(at));
  }

  /**
   * Take the session to this page; others that show it stand down.
   * @param {string} session
   * @param {string} page
   */
  hold(session, page) {
    this.#storage.write(HOLDER + session, page);
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

  /** Take from a page of the server, once, who is signed in; children that lie here are as somebody else knew them. */
  #meet() {
    const { teller, pin } = globalThis.document?.documentElement?.dataset ?? {};
    if (teller === undefined) return;
    if (pin !== undefined) this.#storage.write(PIN, "1");
    else if (teller) this.#storage.remove(PIN);
    delete document.documentElement.dataset["teller"];
    const before = this.teller;
    if (teller === before) return;
    this.#storage.write(TELLER, teller);
    if (before && teller) this.leave();
  }

  /** The how-manieth event of this device comes next. */
  #next() {
    const next = (Number(this.#storage.read(SEQUENCE)) || 0) + 1;
    this.#storage.write(SEQUENCE, String(next));
    return next;
  }

  /**
   * @param {string} session
   * @param {Kept} kept
   */
  #put(session, kept) {
    this.#storage.write(SESSION + session, JSON.stringify(kept));
  }

  /**
   * Forget one session of which the server has everything, the one that it has had for longest.
   * @param {string} name  what room is needed for
   * @returns {boolean} whether there was one
   */
  #makeRoom(name) {
    const named = this.#storage.names()
      .filter((other) => other.startsWith(SESSION) && other !== name)
      .map((other) => other.slice(SESSION.length))
      .filter((session) => this.of(session).events.length && !this.of(session).unsent.length);
    const [oldest] = named.sort((one, other) => (this.of(one).namedAt ?? 0) - (this.of(other).namedAt ?? 0));
    if (oldest) this.forget(oldest);
    return Boolean(oldest);
  }
}
