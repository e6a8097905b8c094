import "./rooms.js";

import assert from "node:assert/strict";
import test from "node:test";

import { NOON, bundle } from "./bundles.js";
import { Room, keepsIn } from "./devices.js";
import { Playing } from "./playing.js";

const { afterEvent, overOf, turnOf } = await import("../../handsong/web/player/static/player/offline/after.js");
const { Memory } = await import("../../handsong/web/player/static/player/outside/memory.js");
const { view } = await import("../../handsong/web/player/static/player/engine/view.js");

const { cues, words, session } = bundle();
const shelfOf = (child) => ({ child: { id: child }, cues: { fresh: cues, cried: cues }, words });
const mia = shelfOf("mia");
const practised = { child: "mia", practice: true };

/** A phone that remembers a massage of Mia, played up to a state. */
function phone(begun = { child: "mia", practice: false }) {
  keepsIn(new Room());
  const memory = new Memory();
  const played = new Playing(bundle(), [], NOON, (event) => memory.keep(event, begun)).begin();
  return { memory, played };
}

test("a massage that is over says on its page what its last screen said", () => {
  const { memory, played } = phone();
  played.enjoyingUntil("ended");
  const { title, say } = view(bundle(), played.state, played.now);
  assert.deepEqual(overOf(mia, memory, session), { title, say, isPractice: false, isTold: false });
});

test("a massage that goes on, was never begun, or is not on this phone has no end to tell of", () => {
  const { memory, played } = phone();
  played.cue("enjoying").pass(30);
  assert.equal(overOf(mia, memory, session), null);
  assert.equal(overOf(mia, memory, "another"), null);
});

test("what is told is the last event of its session, waits to be sent, and stands as told", () => {
  const { memory, played } = phone();
  played.enjoyingUntil("ended");
  const numbers = memory.of(session).events.map(({ number }) => number);
  const event = afterEvent(memory, session, { child: "Calm" }, played.now);
  assert.deepEqual([event.kind, event.session, event.body], ["afterwards", session, { child: "Calm" }]);
  assert.equal(event.number, Math.max(...numbers) + 1);
  memory.keep(event);
  assert.equal(memory.waiting(session).at(-1).id, event.id);
  assert.equal(overOf(mia, new Memory(), session).isTold, true);
  assert.equal(memory.of(session).begun.child, "mia");
});

test("practice is known as such, so that nobody is asked how it was", () => {
  const { memory, played } = phone(practised);
  played.enjoyingUntil("ended");
  assert.equal(overOf(mia, memory, session).isPractice, true);
});

test("the other of two children comes next until it is over and told", () => {
  const { memory, played } = phone();
  const [one, other] = [{ session, child: "mia" }, { session: "of-noah", child: "noah" }];
  memory.putBeside(one, other);
  const known = [mia, shelfOf("noah")];
  assert.equal(turnOf(known, memory, session).session, "of-noah");
  assert.equal(turnOf([mia], memory, session), null, "a child whom this phone may not know is not led to");
  played.enjoyingUntil("ended");
  assert.equal(turnOf(known, memory, "of-noah").session, session);
  memory.keep(afterEvent(memory, session, { you: "Unsure" }, played.now));
  assert.equal(turnOf(known, memory, "of-noah"), null);
});
