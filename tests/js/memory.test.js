import assert from "node:assert/strict";
import test from "node:test";

import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { DEFAULTS, change, settings } from "../../handsong/web/player/static/player/outside/settings.js";
import { NOON, bundle } from "./bundles.js";
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
  memory.sent(session, ids(log.slice(2, 5)), NOON);
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
  keepsIn(Object.assign(new Room(), room));
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

test("what a full phone can keep no more is known to all of its page, and is counted and sent from there", () => {
  keepsIn(new Room(1500));
  const [shell, player, sender] = [new Memory(), new Memory(), new Memory()];
  const { log } = kept(player).begin().enjoyingUntil("ended");
  assert.equal(sender.isVolatile, true);
  assert.deepEqual(ids(sender.waiting(session)), ids(log));
  assert.equal(shell.unsent, log.length);
  sender.sent(session, ids(log), NOON);
  assert.equal(shell.unsent, 0);
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

test("every event of a device has its number, whatever session it is of and whichever page wrote it", () => {
  keepsIn(new Room());
  const { log } = kept(new Memory()).begin().cue("enjoying");
  new Memory().keep({ ...log[0], session: "another", id: "one more" });
  assert.deepEqual(new Memory().of(session).events.map(({ sequence }) => sequence), log.map((_, place) => place + 1));
  assert.equal(new Memory().of("another").events[0].sequence, log.length + 1);
  assert.equal(new Memory().unsent, log.length + 1);
});

test("a device keeps the name it gave itself", () => {
  keepsIn(new Room());
  const { device } = new Memory();
  assert.match(device, /^[0-9a-f-]{36}$/);
  assert.equal(new Memory().device, device);
});

test("what the server has is kept for a month, and what it has not for as long as it takes", () => {
  keepsIn(new Room());
  const memory = new Memory();
  const day = 24 * 60 * 60 * 1000;
  const { log, now } = kept(memory).begin().enjoyingUntil("ended");
  memory.tidy(now + 400 * day);
  assert.deepEqual(memory.sessions(), [session]);
  // The month begins when the last of it was named, however long ago it happened.
  memory.sent(session, ids(log), now + 400 * day);
  memory.tidy(now + 429 * day);
  assert.deepEqual(memory.sessions(), [session]);
  memory.tidy(now + 431 * day);
  assert.deepEqual(memory.sessions(), []);
});

test("a session that has not begun yet is not tidied away under its page", () => {
  keepsIn(new Room());
  const memory = new Memory();
  memory.begin(session, { child: "mia", practice: false });
  memory.tidy(NOON);
  assert.deepEqual(memory.of(session).begun, { child: "mia", practice: false });
});

test("another epoch asks for everything, the same one for nothing", () => {
  keepsIn(new Room());
  const memory = new Memory();
  memory.hear("first", NOON);
  const { log, now } = kept(memory).begin().cue("enjoying");
  memory.sent(session, ids(log), now);
  for (const heard of ["first", ""]) memory.hear(heard, now);
  assert.equal(memory.unsent, 0);
  memory.hear("second", now);
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
});

test("a session that is on another page is left to it, and the epoch is heard again later", () => {
  keepsIn(new Room());
  const memory = new Memory();
  memory.hear("first", NOON);
  const { log, now } = kept(memory).begin().cue("enjoying");
  memory.sent(session, ids(log), now);
  memory.see(session, now);
  memory.hear("second", now + 1000);
  assert.equal(memory.unsent, 0);
  memory.hear("second", now + 60_000);
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
});

test("when room runs short, what the server has had for longest makes way, and nothing that it has not", () => {
  const room = new Room(9000);
  keepsIn(room);
  const memory = new Memory();
  const { log, now } = kept(memory).begin().enjoyingUntil("ended");
  memory.sent(session, ids(log), now);
  for (const other of ["older", "newer"]) {
    for (const event of log.slice(0, 6)) memory.keep({ ...event, id: `${other} ${event.id}`, session: other });
  }
  memory.sent("older", ids(memory.of("older").events), now + 1);
  for (const event of log) memory.keep({ ...event, id: `mine ${event.id}`, session: "mine" });
  assert.equal(memory.isVolatile, false);
  assert.equal(memory.of("mine").events.length, log.length);
  assert.equal(memory.of("newer").events.length, 6);
  assert.deepEqual(memory.sessions().sort(), ["mine", "newer", "older"]);
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
  assert.deepEqual(Object.keys(globalThis.localStorage).sort(), ["handsong.seen.another", "handsong.sequence"]);
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

test("a child that is forgotten is named in no note of a twin’s session either", () => {
  keepsIn(new Room());
  const [ida, leo] = ["Ida", "Leo"].map((name) => ({ session: `of ${name}`, child: name, name, colour: "clay" }));
  const memory = new Memory();
  memory.putBeside(ida, leo);
  assert.deepEqual([memory.beside(ida.session), memory.beside(leo.session)], [leo, ida]);
  memory.forget(leo.session);
  assert.deepEqual([memory.beside(ida.session), memory.beside(leo.session)], [null, null]);
});
