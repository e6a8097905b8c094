import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { sessionFrom } from "../../handsong/web/player/static/player/engine/shelf.js";
import { against, goesOn } from "../../handsong/web/player/static/player/offline/against.js";
import * as bundles from "./bundles.js";

const { usual, shelves } = JSON.parse(readFileSync(new URL("../vectors/shelf.json", import.meta.url), "utf8"));
const { bundle } = sessionFrom(shelves[0].shelf, usual);
const names = bundle.steps.map(({ drawing }) => drawing);
const { cues, words } = bundles.bundle();
const shelf = { ...shelves[0].shelf, child: { id: "mia" }, free: names, cues: { fresh: cues, cried: cues }, words };
const { session } = bundle;
const NOW = usual.now * 1000;
const PLANNED = NOW - 60_000;

const event = (kind, at, body = {}) => ({ id: `${kind} ${at}`, session, number: kind === "cue" ? 1 : 0, at: new Date(at).toISOString(), kind, body });
const told = (at, more = {}) => event("asked", at, { day: usual.day, answers: {}, signs: [], found: [], ...more });
const begun = [event("started", PLANNED), event("cue", PLANNED + 1000, { cue: "enjoying" })];

/** A phone that remembers this session, and what was answered on it beside; by its own clock it is NOW. */
function phone({ events = begun, others = [], formSentAt = 0, fetchedAt = PLANNED - 5000, now = NOW } = {}) {
  const logs = new Map([[session, events], ...others.map((one, place) => [`other ${place}`, [one]])]);
  const of = (name) => ({ begun: { child: "mia", practice: false }, events: logs.get(name), unsent: [], namedAt: null });
  return { fetchedAt, now, memory: { formSentAt, sessions: () => [...logs.keys()], of } };
}

const why = (where, what = bundle, on = shelf) => {
  const found = against(on, where, what);
  return found === null ? "" : "stop" in found ? "stop" : found.ask;
};

test("a massage that was left goes on while nothing is known against it, and Today offers it", () => {
  assert.ok(names.length > 1);
  assert.equal(why(phone()), "");
  assert.equal(goesOn(shelf, phone(), new Map([[session, bundle]])), session);
  assert.equal(goesOn(shelf, phone(), new Map()), "", "this phone could not play it");
});

test("after a form of which nobody here knows what it told, it goes on only where it began later", () => {
  assert.equal(why(phone({ formSentAt: PLANNED - 1000, fetchedAt: PLANNED - 2000 })), "", "Start is such a form");
  const missed = phone({ formSentAt: PLANNED + 1000, fetchedAt: PLANNED - 2000 });
  assert.match(why(missed), /Something was told/);
  assert.equal(goesOn(shelf, missed, new Map([[session, bundle]])), "");
  assert.equal(why(missed, { ...bundle, practice: true }), "", "a doll has no skin");
  assert.equal(why(phone({ formSentAt: PLANNED + 1000, fetchedAt: NOW })), "", "the shelf knows what it told");
});

test("once a later shelf leaves out one of its steps, on its side, it does not go on", () => {
  const later = phone({ fetchedAt: PLANNED + 1000 });
  for (const name of names) {
    const without = { ...shelf, free: names.filter((other) => other !== name) };
    assert.match(why(later, bundle, without), /rests for now/, name);
    assert.match(why(later, bundle, { ...shelf, free: [] }), /Something was told/, "nothing may be done now");
    assert.equal(goesOn(without, later, new Map([[session, bundle]])), "", "what would be refused is not offered");
    assert.equal(why(later, { ...bundle, practice: true }, without), "", "a doll has no skin");
  }
  assert.equal(why(phone(), bundle, { ...shelf, free: [] }), "", "its plan knew more than an earlier shelf");
  const { free, ...earlier } = shelf;
  assert.ok(free);
  assert.match(why(later, bundle, earlier), /Something was told/, "a shelf of an earlier version cannot tell");
});

test("whatever was answered since, what stops a massage or leaves out a step of it is heard", () => {
  const answered = shelf.days[0].asks.flatMap((question) =>
    Object.keys(shelf.tables[shelf.days[0].table].answers)
      .filter((name) => name.startsWith(`${question}.`))
      .map((name) => [question, name.slice(question.length + 1), shelf.tables[shelf.days[0].table].answers[name][0][1]]),
  );
  const stopsFrom = shelf.levels.indexOf(shelf.stops_from);
  let refused = 0;
  for (const [question, answer, number] of answered) {
    const { level, removes } = shelf.effects[number];
    const isRefused = shelf.levels.indexOf(level) >= stopsFrom || shelf.sets[removes].some((name) => names.includes(name));
    const isSomething = answer === "something";
    const after = phone({ others: [told(NOW - 5000, { answers: { [question]: answer } })] });
    assert.equal(why(after) !== "", isRefused, `${question}: ${answer}`);
    const before = phone({ others: [told(PLANNED - 5000, { answers: { [question]: answer } })] });
    // Being unwell is remembered beyond the day.
    assert.equal(why(before), question === "well" && isRefused ? "stop" : "", `${question}: ${answer}, before it was planned`);
    refused += isRefused && !isSomething;
  }
  assert.ok(refused >= 5, `${refused} of ${answered.length}`);
});

test("what was answered last counts, and no longer than answers do", () => {
  const [asleep, awake] = [told(NOW - 9000, { answers: { state: "asleep" } }), told(NOW - 5000, { answers: { state: "quiet-alert" } })];
  assert.match(why(phone({ others: [asleep] })), /Something was told/);
  assert.equal(why(phone({ others: [asleep, awake] })), "");
  const later = NOW + shelf.cues.fresh.stale_seconds * 1000;
  assert.equal(why(phone({ others: [asleep], now: later })), "");
});

test("a session that was planned here and never begun counts from its plan", () => {
  const asked = told(PLANNED, { signs: ["hiccups"] });
  assert.equal(why(phone({ events: [asked], formSentAt: PLANNED - 1000, fetchedAt: PLANNED - 2000 })).includes("Something"), false);
  const later = { formSentAt: PLANNED + 1000, fetchedAt: PLANNED - 2000 };
  assert.match(why(phone({ events: [told(PLANNED), event("started", PLANNED + 2000)], ...later })), /Something was told/);
});

test("past midnight it goes on only into a day that is alike, and none that the shelf does not know", () => {
  const until = (day) => [{ ...shelf.days[0], until: day }, { ...shelf.days[0], from: day }];
  const late = Date.parse(`${usual.day}T23:50:00+11:00`);
  const [begins, tomorrow] = [event("started", late), new Date(Date.parse(usual.day) + 86_400_000).toISOString().slice(0, 10)];
  const after = phone({ events: [begins], fetchedAt: NOW, now: late + 20 * 60_000 });
  const [one] = shelf.days;
  const alike = { ...shelf, days: [{ ...one, until: "2999-01-01" }], until: "2999-01-01" };
  assert.equal(why(after, bundle, alike), "");
  assert.match(why(after, bundle, { ...alike, days: until(tomorrow) }), /a while ago/, "a child may have grown out of a step");
  assert.match(why(after, bundle, { ...alike, days: [{ ...one, until: tomorrow }], until: tomorrow }), /a while ago/, "past the last day");
  const before = phone({ events: [begins], fetchedAt: NOW, now: late + 5 * 60_000 });
  assert.equal(why(before, bundle, { ...alike, days: until(tomorrow) }), "");
  const long = [event("started", late - 80 * 60_000), event("cue", late, { cue: "enjoying" })];
  const since = { ...alike, days: [{ ...one, until: usual.day }, { ...one, from: usual.day, until: "2999-01-01" }] };
  assert.equal(why(phone({ events: long, fetchedAt: NOW, now: late + 20 * 60_000 }), bundle, since), "", "however long it has been");
});

test("what was written down later was told since, whatever a clock that was set back says", () => {
  const inOrder = (rows) => rows.map((row, place) => ({ ...row, sequence: place + 1 }));
  const [start, asleep] = inOrder([event("started", PLANNED), told(PLANNED - 20_000, { answers: { state: "asleep" } })]);
  assert.match(why(phone({ events: [start], others: [asleep] })), /Something was told/);
  const [earlier, later] = inOrder([told(PLANNED - 20_000, { answers: { state: "asleep" } }), event("started", PLANNED)]);
  assert.equal(why(phone({ events: [later], others: [earlier] })), "");
  const ahead = told(NOW + 40 * 60_000, { answers: { state: "asleep" } });
  assert.match(why(phone({ others: [ahead] })), /Something was told/, "it is no older because the clock was set back");
  assert.match(why(phone({ others: [told(NOW + 2 * 60 * 60_000)] })), /a while ago/, "a clock that cannot be right");
});

test("tears of another massage count as the second where a form may have told of others", () => {
  const other = (at) => [event("started", at - 1000), event("cue", at, { cue: "crying" })].map((row) => ({ ...row, session: "other" }));
  const logs = (at, more) => {
    const where = phone(more);
    const { memory } = where;
    const of = (name) => (name === "other" ? { ...memory.of(session), events: other(at) } : memory.of(name));
    return { ...where, memory: { ...memory, sessions: () => [session, "other"], of } };
  };
  const missed = { formSentAt: PLANNED - 1000, fetchedAt: PLANNED - 2000 };
  assert.equal(why(logs(NOW - 5000, {})), "");
  assert.match(why(logs(NOW - 5000, missed)), /Something was told/);
  assert.equal(why(logs(PLANNED - 5000, missed)), "", "its plan knew of them");
});
