import assert from "node:assert/strict";
import test from "node:test";

import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { DEFAULTS, change, settings } from "../../handsong/web/player/static/player/outside/settings.js";
import { bundle } from "./bundles.js";
import { Room, keepsIn, keepsNothing } from "./devices.js";
import { Playing } from "./playing.js";

const { session } = bundle();

/** A session on a page that keeps what happens, as the player's page does. */
function kept(memory, now) {
  return new Playing(bundle(), memory.of(session).events, now, (event) => memory.keep(event));
}

const ids = (events) => events.map((event) => event.id);

test("a page that was closed in the middle opens there, and goes on to the end from its last step", () => {
  keepsIn(new Room());
  const before = kept(new Memory()).begin().cue("enjoying").pass(60);
  new Memory().see(session, before.now);
  const memory = new Memory();
  const after = kept(memory, before.now + 40_000);
  after.store.reopen(memory.seenAt(session));
  assert.equal(after.state.paused, "reload");
  assert.equal(after.state.step, 1);
  assert.ok(Math.abs(after.state.played - 18) < 0.3, "eighteen seconds of the second side were done");
  after.wish({ do: "resume" }).enjoyingUntil("ended");
  assert.deepEqual(
    after.state.done.map((done) => [done.technique, done.seconds]),
    [["leg-stroke", 40], ["leg-stroke", 40], ["tummy-circle", 50], ["bicycle", 30], ["closing-hold", 18]],
  );
});

test("all of it waits to be sent until the server has named it", () => {
  keepsIn(new Room());
  const memory = new Memory();
  const { log } = kept(memory).begin().enjoyingUntil("ended");
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
  memory.sent(session, ids(log.slice(2, 5)));
  assert.deepEqual(ids(new Memory().waiting(session)), ids([...log.slice(0, 2), ...log.slice(5)]));
});

test("what another phone told of the session is known here, and is not sent again", () => {
  keepsIn(new Room());
  const { log } = new Playing(bundle()).begin().cue("enjoying").pass(45);
  const memory = new Memory();
  memory.learn(session, log);
  memory.learn(session, log);
  assert.deepEqual(ids(memory.of(session).events), ids(log));
  assert.deepEqual(memory.waiting(session), []);
});

test("a session goes on to its end however little the storage holds, and nothing of it is lost", () => {
  for (const room of [0, 1, 300, 1000, 3000]) {
    keepsIn(new Room(room));
    const memory = new Memory();
    const playing = kept(memory).begin().enjoyingUntil("ended");
    assert.equal(playing.state.endedBy, "plan", `${room} letters`);
    assert.equal(memory.isVolatile, true, `${room} letters`);
    assert.deepEqual(ids(memory.waiting(session)), ids(playing.log), `${room} letters`);
  }
});

test("what was kept before the storage was full is there for the next page", () => {
  const room = new Room(2000);
  keepsIn(room);
  const { log } = kept(new Memory()).begin().enjoyingUntil("ended");
  const { events } = new Memory().of(session);
  assert.ok(events.length > 3);
  assert.deepEqual(ids(events), ids(log.slice(0, events.length)));
});

test("what else was kept before the storage was full is still known on this page", () => {
  keepsIn(new Room(1500));
  const memory = new Memory();
  memory.see("another", 7);
  kept(memory).begin().enjoyingUntil("ended");
  assert.equal(memory.isVolatile, true);
  assert.equal(memory.seenAt("another"), 7);
});

test("a session goes on where the browser refuses to keep anything", () => {
  keepsNothing();
  const memory = new Memory();
  assert.equal(memory.isVolatile, true);
  const playing = kept(memory).begin().enjoyingUntil("ended");
  assert.deepEqual(ids(memory.waiting(session)), ids(playing.log));
  memory.see(session, playing.now);
  assert.equal(memory.seenAt(session), playing.now);
  assert.deepEqual(memory.sessions(), [session]);
  memory.forget(session);
  assert.deepEqual(memory.sessions(), []);
});

test("what cannot be read counts as nothing kept", () => {
  for (const text of ["", "{", "null", "[]", '{"events": 7, "unsent": []}']) {
    const room = new Room();
    keepsIn(room);
    room.setItem(`handsong.session.${session}`, text);
    assert.deepEqual(new Memory().of(session), { events: [], unsent: [] }, text);
  }
});

test("a session that is forgotten leaves nothing behind, and others stay", () => {
  keepsIn(new Room());
  const memory = new Memory();
  kept(memory).begin();
  memory.hold(session, "page");
  memory.see(session, 7);
  memory.see("another", 8);
  memory.forget(session);
  assert.deepEqual(Object.keys(globalThis.localStorage), ["handsong.seen.another"]);
});

test("how a device sounds is kept, and a browser that keeps nothing has the usual sound", () => {
  keepsIn(new Room());
  change({ speed: 0.7, rhythm: "vibrate" });
  assert.deepEqual(settings(), { ...DEFAULTS, speed: 0.7, rhythm: "vibrate" });
  keepsNothing();
  change({ speed: 0.6 });
  assert.deepEqual(settings(), DEFAULTS);
  keepsIn(new Room());
  globalThis.localStorage.setItem("handsong.settings", "no JSON");
  assert.deepEqual(settings(), DEFAULTS);
});
