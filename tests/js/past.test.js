import assert from "node:assert/strict";
import test from "node:test";

import { inTheMiddle, isLeftLying, isOvertaken, ownSessions, toldHere } from "../../handsong/web/player/static/player/engine/past.js";
import { begunOf } from "../../handsong/web/player/static/player/offline/remembering.js";
import { NOON, bundle } from "./bundles.js";
import { Playing } from "./playing.js";

const { cues, words, session } = bundle();
const shelf = { cues: { fresh: cues, cried: cues }, words, made_at: new Date(NOON).toISOString() };
const dayOf = () => "2026-11-24";

const event = (kind, at) => ({ id: `${kind} ${at}`, session, number: 0, at: new Date(at).toISOString(), kind, body: {} });

const remembered = (log, more = {}) => [{ session, events: log, isPractice: false, namedAt: null, ...more }];

test("a session of this phone is known in short: how long hands were there, and how it ended", () => {
  const { log, state } = new Playing(bundle()).begin().enjoyingUntil("ended");
  const [own] = ownSessions(shelf, remembered(log), dayOf);
  const seconds = state.done.reduce((sum, done) => sum + done.seconds, 0);
  assert.ok(Math.abs(own.minutes * 60 - seconds) < 0.5, `${own.minutes * 60} of ${seconds}`);
  assert.deepEqual([own.cried, own.needed_care, own.was_stopped], [false, false, false]);
});

test("tears, help and a stop by the baby are known without a network", () => {
  const cried = new Playing(bundle()).begin().cue("enjoying").pass(60).cue("crying").cue("end");
  const [one] = ownSessions(shelf, remembered(cried.log), dayOf);
  assert.deepEqual([one.cried, one.needed_care], [true, false]);
  const care = new Playing(bundle()).begin().cue("enjoying").pass(20).cue("something-wrong");
  assert.equal(ownSessions(shelf, remembered(care.log), dayOf)[0].needed_care, true);
  const stopped = new Playing(bundle()).begin().cue("enjoying").pass(40);
  while (stopped.state.machine !== "ended") stopped.cue("turning-away");
  assert.equal(ownSessions(shelf, remembered(stopped.log), dayOf)[0].was_stopped, true);
});

test("a step under way when the page was killed counts as far as it was written", () => {
  const { log } = new Playing(bundle()).begin().cue("enjoying").pass(30).cue("unsure");
  const [own] = ownSessions(shelf, remembered(log), dayOf);
  assert.ok(own.minutes * 60 > 20, `${own.minutes * 60}`);
});

test("practice is no session, and neither is a plan that was never begun", () => {
  const { log } = new Playing(bundle()).begin().enjoyingUntil("ended");
  assert.deepEqual(ownSessions(shelf, remembered(log, { isPractice: true }), dayOf), []);
  assert.deepEqual(ownSessions(shelf, remembered([{ ...log[0], kind: "asked" }]), dayOf), []);
});

test("what was answered here counts until a shelf came that knows of it", () => {
  const body = { day: "2026-11-24", answers: { well: "not-quite" }, signs: ["fit"], found: [] };
  const asked = [{ id: "a", session, number: 0, at: new Date(NOON - 5000).toISOString(), kind: "asked", body }];
  const [told] = toldHere(NOON, remembered(asked));
  assert.deepEqual([told.day, told.signs, told.answers], ["2026-11-24", ["fit"], { well: "not-quite" }]);
  assert.equal(toldHere(NOON, remembered(asked, { namedAt: NOON + 1 })).length, 1);
  assert.deepEqual(toldHere(NOON, remembered(asked, { namedAt: NOON - 1 })), []);
});

test("what was answered here counts by this phone's own clock, however wrong it is", () => {
  const asked = [{ ...event("asked", NOON - 200_000), body: { day: "2026-11-24", answers: {}, signs: ["fit"], found: [] } }];
  const slow = 120_000;
  // By a clock two minutes slow the shelf was asked for, then the flag was named, and the server's time is later than both.
  const named = remembered(asked, { namedAt: NOON - slow + 5000 });
  assert.equal(toldHere(NOON - slow, named).length, 1);
});

test("what was left in the middle is gone on with while its plan counts, and not after something was found", () => {
  const { log, now } = new Playing(bundle()).begin().cue("enjoying").pass(30);
  assert.deepEqual(inTheMiddle(shelf, remembered(log), now), [session]);
  assert.deepEqual(inTheMiddle(shelf, remembered(log), now + cues.stale_seconds * 1000 + 1000), []);
  assert.deepEqual(inTheMiddle(shelf, remembered(log, { isPractice: true }), now), []);
  const since = (more, at = now) => {
    const body = { day: "2026-11-24", answers: {}, signs: [], found: [], ...more };
    return [...remembered(log), { session: "later", events: [{ ...event("asked", at), body }], isPractice: false, namedAt: now }];
  };
  const found = { found: [{ what: "injection", part: "leg.left", days_ago: 0 }] };
  assert.equal(isOvertaken(since({}), session, 0), false);
  assert.equal(isOvertaken(since({ signs: ["fit"] }), session, 0), true);
  assert.equal(isOvertaken(since(found), session, 0), true);
  assert.equal(isOvertaken(since(found, Date.parse(log[0].at) - 1), session, 0), false);
});

test("a plan that was never begun counts as long as its answers do, and one whose age nobody knows does not", () => {
  const asked = [event("asked", NOON)];
  const stale = cues.stale_seconds * 1000;
  assert.equal(isLeftLying(shelf, session, asked, NOON + stale - 1000), false);
  assert.equal(isLeftLying(shelf, session, asked, NOON + stale), true);
  assert.equal(isLeftLying(shelf, session, [...asked, event("started", NOON)], NOON + 100 * stale), false);
  const made = parseInt(session.replace("-", "").slice(0, 12), 16);
  assert.equal(isLeftLying(shelf, session, [], made + 1000), false);
  assert.equal(isLeftLying(shelf, session, [], made + stale), true);
  assert.equal(isLeftLying(shelf, "of-no-time", [], NOON), true);
});

test("what is begun on the phone of a young person says that it is their own", () => {
  assert.deepEqual(begunOf({ child: { id: "ada", own: true } }), { child: "ada", practice: false, own: true });
  assert.deepEqual(begunOf({ child: { id: "mia" } }), { child: "mia", practice: false, own: false });
  assert.equal(begunOf({ child: { id: "mia" } }, true).practice, true);
});
