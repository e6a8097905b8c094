/**
 * Phones on which a massage was left: the player's own scripts say whether it goes on without a network.
 *
 * Each line that comes in is a shelf with what happened on several phones; one line goes out with what each of them
 * decides. With a harm, something is wrong with the phone or its shelf. tests/proof/going_on.py is at the other end.
 */

import { createInterface } from "node:readline";

import { nameOf } from "../../handsong/web/player/static/player/engine/past.js";
import { isOpen } from "../../handsong/web/player/static/player/engine/machine.js";
import { replay, take } from "../../handsong/web/player/static/player/engine/session.js";
import { isStale, mayPause } from "../../handsong/web/player/static/player/engine/wishes.js";
import { WHY, against, goesOn, leftOpen } from "../../handsong/web/player/static/player/offline/against.js";
import { dayAt } from "../../handsong/web/player/static/player/offline/remembering.js";
import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { Room, keepsIn } from "./devices.js";

/** Harms: what a phone does not look at, or what its shelf does not say. Each may give another shelf. */
const HARMS = {
  "": () => {},
  "forms are forgotten": (_, { memory }) => memory.change(0),
  "no shelf is later than a plan": (_, phone) => {
    phone.fetchedAt = 0;
  },
  "other answers are forgotten": (_, { memory }, session) => forget(memory, session, (kinds) => !kinds.includes("started")),
  "other massages are forgotten": (_, { memory }, session) => forget(memory, session, (kinds) => kinds.includes("started")),
  "everything is free": (shelf) => ({ ...shelf, free: { length: 1, includes: () => true } }),
  "answers count for ever": (shelf) => ({ ...shelf, cues: { ...shelf.cues, fresh: { ...shelf.cues.fresh, stale_seconds: 1e12 } } }),
  "the day of the plan never ends": (shelf, _, session) => lasting(shelf, session),
  "every clock is right": (shelf) => ({ ...shelf, clock: { earlier_seconds: 1e12, later_seconds: 1e12 } }),
  "tears count for no day": (shelf) => ({ ...shelf, after: { ...shelf.after, day_seconds: 0 } }),
  "what is written has no order": (_, { memory }) => unordered(memory),
};

function forget(memory, session, isGone) {
  for (const other of memory.sessions().filter((name) => name !== session)) {
    if (isGone(memory.of(other).events.map(({ kind }) => kind))) memory.forget(other);
  }
}

/** The shelf with no day but the one on which this massage was planned. */
function lasting(shelf, session) {
  const day = dayAt(shelf, parseInt(session.replace("-", "").slice(0, 12), 16));
  const row = shelf.days.find(({ from, until }) => from <= day && day < until) ?? shelf.days[0];
  return { ...shelf, days: [{ ...row, from: "0001-01-01", until: "9999-12-31" }], until: "9999-12-31" };
}

function unordered(memory) {
  const of = memory.of.bind(memory);
  memory.of = (session) => ({ ...of(session), events: of(session).events.map(({ sequence, ...event }) => event) });
}

/** What a phone remembers after all that was written on it, in this order. */
function remembers({ writes, named, form, seen }) {
  keepsIn(new Room());
  const memory = new Memory();
  for (const { child, practice, at, ...event } of writes) {
    memory.keep({ ...event, id: `${event.session} ${event.number}`, at: new Date(at).toISOString() }, { child, practice });
  }
  for (const [session, at] of Object.entries(named)) {
    memory.sent(session, memory.of(session).events.map(({ id }) => id), at);
  }
  if (form !== null) memory.change(form);
  for (const [session, at] of Object.entries(seen)) memory.see(session, at);
  return memory;
}

/** As much of the massage as going on looks at. */
function planned(shelf, { session, practice, steps }) {
  const unknown = { asks: [], lead: { seconds: 0 }, touch: "stroke" };
  const row = ([technique, side]) => shelf.pieces[nameOf({ technique, side })] ?? { ...unknown, technique, side };
  return { session, practice, steps: steps.map(row), cues: shelf.cues.fresh, words: shelf.words, opening_for: "" };
}

/** The massage as the player opens it: paused since it was last seen. */
function opened(bundle, { memory, now }) {
  const state = replay(bundle, memory.of(bundle.session).events);
  const at = Math.max(state.at, Math.min(memory.seenAt(bundle.session), now));
  const pause = { number: state.number, at: new Date(at).toISOString(), kind: "paused", body: { why: "reload" } };
  return mayPause(bundle, state) ? take(bundle, state, pause) : state;
}

/** What the phone decides about one massage. */
function decided(of, harm, row) {
  const phone = { memory: remembers(row), fetchedAt: row.fetched, now: row.now };
  const whole = { ...of, free: row.free };
  const shelf = HARMS[harm](whole, phone, row.session) ?? whole;
  const bundle = planned(shelf, row);
  const found = against(shelf, phone, bundle);
  const [why] = Object.keys(WHY).filter((name) => found && "ask" in found && found.ask === WHY[name]);
  const state = opened(bundle, phone);
  return {
    why: found === null ? "" : "stop" in found ? "stop" : why,
    is_open: isOpen(bundle, state.machine),
    is_over: state.machine === "ended",
    is_stale: isStale(bundle, state, phone.now),
    is_left_open: leftOpen(shelf, phone).includes(row.session),
    is_offered: goesOn(shelf, phone, new Map([[row.session, bundle]])) === row.session,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { shelf, harm, rows } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(rows.map((row) => decided(shelf, harm, row)))}\n`);
}
