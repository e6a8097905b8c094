/**
 * Phones under a hostile network: the player's own memory and sending, against the real server.
 *
 * Each line that comes in names a schedule by its seed, and the program plays it: events are written,
 * messages are dropped, doubled, delayed or cut short, answers are lost, clocks are wrong by years, the
 * server is put back from a backup. What is asked of the server goes out as a line and comes back as
 * one; a last line says what the phones keep. tests/proof/sync.py is at the other end.
 */

import { createInterface } from "node:readline";

import { newId, written } from "../../handsong/web/player/static/player/outside/clock.js";
import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { Sending } from "../../handsong/web/player/static/player/outside/sending.js";
import { Room, keepsIn } from "./devices.js";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Wrong by so much: not at all, by a little, or by ten years. */
const SKEWS = [0, 0, 90_000, -HOUR, 10 * YEAR, -10 * YEAR];

/** What becomes of a message, and how often among twenty. */
const FATES = { arrives: 6, dropped: 4, delayed: 3, unanswered: 3, doubled: 2, "half answered": 1, "cut short": 1 };

/** At last a good day comes; more rounds than this and something is sent for ever. */
const MOST_ROUNDS = 12;

globalThis.addEventListener = () => {};
// Nothing is tried again by itself here: the schedule says when.
globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {};

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (row) => process.stdout.write(`${JSON.stringify(row)}\n`);
const hear = async () => {
  const { value, done } = await lines.next();
  return done ? null : JSON.parse(value);
};

/** Ask the server, and return its answer. */
async function ask(row) {
  say(row);
  return hear();
}

/** Numbers that anybody can draw again: mulberry32, public domain. */
function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most) => Math.floor(next() * most);
  return { below, among: (list) => list[below(list.length)], often: (share) => next() < share };
}

/** One schedule: its phones, its sessions, and the messages that are still on their way. */
class Schedule {
  constructor({ seed, child, sabotage }) {
    this.dice = dice(seed);
    this.child = child;
    this.sabotage = sabotage;
    this.now = NOON;
    this.late = [];
    this.sessions = [];
    this.isGoodDay = false;
    this.wrong = [];
    this.phones = Array.from({ length: 2 + this.dice.below(3) }, () => ({
      room: new Room(),
      skew: this.dice.among(SKEWS),
      epoch: "",
    }));
  }

  async play() {
    await this.begin();
    const steps = 25 + this.dice.below(25);
    for (let step = 0; step < steps; step += 1) await this.step();
    await this.end();
    return { done: true, written: this.written, wrong: this.wrong, restored: this.restored };
  }

  /** The ids of all that was written on any phone. */
  written = [];
  restored = 0;

  async step() {
    this.now += this.dice.among([1000, 60_000, HOUR, 3 * DAY]);
    const phone = this.dice.among(this.phones);
    const deed = this.dice.below(20);
    if (deed < 6) this.write(phone);
    else if (deed < 11) await this.send(phone);
    else if (deed < 13) await this.open(phone);
    else if (deed < 14) await this.visit(phone);
    else if (deed < 16) await this.begin();
    else if (deed < 17) await this.deliver();
    else if (deed < 18) await this.count(phone);
    else if (deed < 19) await ask({ do: "back up" });
    else this.restored += (await ask({ do: "restore" })) ? 1 : 0;
  }

  /** A session is begun on the server, and one phone plays it first. */
  async begin() {
    const session = newId(this.now);
    await ask({ do: "begin", session });
    this.sessions.push(session);
    const phone = this.dice.among(this.phones);
    this.at(phone).begin(session, { child: this.child, practice: false });
    this.keep(phone, session, "started", {});
  }

  /** The phone writes what happens: mostly what every server knows, sometimes what only a newer one does. */
  write(phone) {
    const known = this.at(phone).sessions();
    if (!known.length) return;
    const session = this.dice.among(known);
    const kind = this.dice.often(0.08) ? "hummed" : "cue";
    this.keep(phone, session, kind, { cue: this.dice.often(0.05) ? "giggling" : "enjoying" });
  }

  keep(phone, session, kind, body) {
    const at = this.now + phone.skew;
    const memory = this.at(phone);
    const number = memory.of(session).events.length;
    const event = { id: newId(at), session, number, at: written(at), kind, body };
    this.written.push(event.id);
    memory.keep(event, { child: this.child, practice: false });
  }

  /** Another phone opens a session that the server knows, and goes on with it. */
  async open(phone) {
    const session = this.dice.among(this.sessions);
    const events = await ask({ do: "log", session });
    const memory = this.at(phone);
    memory.begin(session, { child: this.child, practice: false });
    memory.learn(session, events);
  }

  /** A page is opened: it names the epoch. */
  async visit(phone) {
    const epoch = await ask({ do: "epoch" });
    this.at(phone).hear(epoch, this.now + phone.skew);
    phone.epoch = epoch;
  }

  async send(phone) {
    for (const session of this.at(phone).sessions()) {
      const memory = this.at(phone);
      if (!memory.waiting(session).length) continue;
      globalThis.fetch = (_, request) => this.carry(request.body);
      const clock = { now: () => this.now + phone.skew };
      await new Sending({ session, token: "this page", memory, clock }).send();
    }
  }

  /** Carry a message as this network does. */
  async carry(body) {
    const fate = this.isGoodDay ? "arrives" : this.fate();
    switch (fate) {
      case "dropped":
        if (this.sabotage === "trust") return this.trusted(body);
        throw new TypeError("There is no network.");
      case "delayed":
        this.late.push(body);
        throw new TypeError("It took too long.");
      case "cut short":
        await ask({ do: "tell", body: body.slice(0, this.dice.below(body.length)) });
        throw new TypeError("The connection broke.");
      case "unanswered":
        await this.arrive(body);
        throw new TypeError("The answer was lost.");
      case "doubled":
        await this.arrive(body);
        return this.arrive(body);
      case "half answered": {
        const { said } = await ask({ do: "tell", body });
        const half = { ...said, events: said.events.slice(0, this.dice.below(said.events.length + 1)) };
        return { ok: true, status: 200, json: async () => half };
      }
      default:
        return this.arrive(body);
    }
  }

  async arrive(body) {
    const { status, said } = await ask({ do: "tell", body });
    return { ok: status === 200, status, json: async () => said };
  }

  /** The harm that a phone would do which takes any answer for a receipt. */
  trusted(body) {
    const events = JSON.parse(body).events.map(({ id }) => ({ id, state: "stored" }));
    return { ok: true, status: 200, json: async () => ({ epoch: "", events }) };
  }

  fate() {
    let left = this.dice.below(20);
    for (const [fate, often] of Object.entries(FATES)) {
      if (left < often) return fate;
      left -= often;
    }
    return "arrives";
  }

  /** A message that was on its way for days comes after all; nobody waits for its answer. */
  async deliver() {
    if (this.late.length) await ask({ do: "tell", body: this.late.splice(this.dice.below(this.late.length), 1)[0] });
  }

  /** What the server lacks is counted as unsent, unless it was put back and the phone has not heard of that. */
  async count(phone) {
    const epoch = await ask({ do: "epoch" });
    if (epoch !== phone.epoch) return;
    const mine = this.events(phone);
    const there = new Set(await ask({ do: "has", ids: mine.map(({ id }) => id) }));
    const memory = this.at(phone);
    const waiting = new Set(memory.sessions().flatMap((session) => memory.of(session).unsent));
    const silent = mine.filter(({ id }) => !there.has(id) && !waiting.has(id));
    if (silent.length) this.wrong.push(`${silent.length} events are neither on the server nor counted as unsent`);
    if (memory.unsent !== waiting.size) this.wrong.push("the count of unsent events is not their number");
  }

  /** The good day: late messages come, every phone opens a page and sends until nothing waits. */
  async end() {
    this.isGoodDay = true;
    while (this.late.length) await this.deliver();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      for (const phone of this.phones) {
        await this.visit(phone);
        await this.send(phone);
      }
    }
    for (const phone of this.phones) {
      if (this.at(phone).unsent) this.wrong.push(`${this.at(phone).unsent} events wait after ${MOST_ROUNDS} good rounds`);
    }
  }

  /** What the phone keeps of all sessions. */
  events(phone) {
    const memory = this.at(phone);
    return memory.sessions().flatMap((session) => memory.of(session).events);
  }

  /** The memory of this phone: whoever asks, asks of its storage and no other's. */
  at(phone) {
    keepsIn(phone.room);
    return new (MEMORIES[this.sabotage] ?? Memory)();
  }
}

/** Harms that a memory can do: it drops what it should keep, or lets go of what was named at once. */
const MEMORIES = {
  drops: class extends Memory {
    keep(event, begun) {
      if (event.number % 5 !== 3) super.keep(event, begun);
    }
  },
  "lets go": class extends Memory {
    sent(session, ids, now) {
      super.sent(session, ids, now);
      if (!this.of(session).unsent.length) this.forget(session);
    }
  },
};

for (let asked = await hear(); asked; asked = await hear()) say(await new Schedule(asked).play());
