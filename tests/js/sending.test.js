import assert from "node:assert/strict";
import test from "node:test";

import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { Sending } from "../../handsong/web/player/static/player/outside/sending.js";
import { NOON, bundle } from "./bundles.js";
import { Room, asks, keepsIn } from "./devices.js";
import { Playing } from "./playing.js";

const { session } = bundle();
const address = `/session/${session}/events/`;
const receipts = (events) => ({ status: 200, ok: true, json: async () => ({ events: events.map(({ id }) => ({ id, state: "stored" })) }) });
const offline = () => {
  throw new TypeError("There is no network.");
};

/** A phone with a session on it that has been played to its end, and a clock that stands still until it is turned. */
function phone(t, answer) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  keepsIn(new Room());
  const memory = new Memory();
  const playing = new Playing(bundle(), [], NOON, (event) => memory.keep(event)).begin().enjoyingUntil("ended");
  const clock = { at: NOON, now: () => clock.at };
  const asked = asks(answer);
  const sending = new Sending({ session, address, token: "token", memory, clock });
  const turn = async (milliseconds) => {
    clock.at += milliseconds;
    t.mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  return { memory, sending, asked, turn, log: playing.log };
}

const ids = (events) => events.map((event) => event.id);

test("what happened is sent in order, to its own session, with the page's token", async (t) => {
  const { memory, sending, asked, log } = phone(t, receipts);
  await sending.send();
  assert.deepEqual(ids(asked[0].events), ids(log));
  assert.equal(asked[0].address, address);
  assert.equal(asked[0].request.headers["X-CSRFToken"], "token");
  assert.deepEqual(memory.waiting(session), []);
  assert.equal(sending.isStuck, false);
});

test("what the server has not named stays, and is sent again", async (t) => {
  let isFirst = true;
  const { memory, sending, asked, turn, log } = phone(t, (events) => {
    const named = isFirst ? events.slice(0, 3) : events;
    isFirst = false;
    return receipts(named);
  });
  await sending.send();
  assert.deepEqual(ids(memory.waiting(session)), ids(log.slice(3)));
  await turn(0);
  assert.deepEqual(ids(asked[1].events), ids(log.slice(3)));
  assert.deepEqual(memory.waiting(session), []);
});

const FAILURES = {
  "without a network": offline,
  "while the server has a fault": (events) => ({ ...receipts(events), status: 500, ok: false }),
  "when something else answers": () => ({ status: 200, ok: true, json: async () => JSON.parse("<html>") }),
  "when the answer names nothing": () => receipts([]),
};

for (const [when, answer] of Object.entries(FAILURES)) {
  test(`nothing is lost ${when}, and it is tried again, less and less often`, async (t) => {
    const { memory, sending, asked, turn, log } = phone(t, answer);
    await sending.send();
    assert.equal(sending.isStuck, true);
    assert.equal(sending.waiting, log.length);
    for (const seconds of [1, 2, 4]) {
      const tries = asked.length;
      await turn(seconds * 1000 - 1);
      assert.equal(asked.length, tries);
      await turn(1);
      assert.equal(asked.length, tries + 1);
    }
    assert.deepEqual(ids(memory.waiting(session)), ids(log));
  });
}

test("when the network is back everything goes at once", async (t) => {
  let isBack = false;
  const { memory, sending } = phone(t, (events) => (isBack ? receipts(events) : offline()));
  await sending.send();
  isBack = true;
  sending.hope();
  await new Promise(setImmediate);
  assert.deepEqual(memory.waiting(session), []);
});

test("a session that was erased on the server is forgotten here too", async (t) => {
  const { memory, sending } = phone(t, () => ({ status: 404, ok: false }));
  await sending.send();
  assert.deepEqual(memory.sessions(), []);
  assert.equal(sending.isStuck, false);
});

test("a page that closes hands over what waits, and keeps it until it is named", async (t) => {
  const { memory, sending, asked, log } = phone(t, receipts);
  sending.sendAtClosing();
  assert.equal(asked[0].request.keepalive, true);
  assert.deepEqual(ids(asked[0].events), ids(log));
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
});

test("a page that closes hands over nothing that browsers would refuse, and keeps it for the next time", async (t) => {
  const { memory, sending, asked, log } = phone(t, receipts);
  memory.keep({ ...log[0], id: "long", number: 999, body: { note: "x".repeat(60_000) } });
  sending.sendAtClosing();
  assert.deepEqual(asked, []);
  assert.equal(memory.waiting(session).length, log.length + 1);
});
