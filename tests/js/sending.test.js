import assert from "node:assert/strict";
import test from "node:test";

import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { Sending } from "../../handsong/web/player/static/player/outside/sending.js";
import { NOON, bundle } from "./bundles.js";
import { Room, asks, keepsIn } from "./devices.js";
import { Playing } from "./playing.js";

const { session } = bundle();
const named = (events, state = "stored", epoch = "first") => ({ epoch, events: events.map(({ id }) => ({ id, state })) });
const answers = (said) => ({ status: 200, ok: true, json: async () => said });
const receipts = (events) => answers(named(events));
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
  memory.begin(session, { child: "mia", practice: false });
  const sending = new Sending({ session, token: "token", memory, clock });
  const turn = async (milliseconds) => {
    clock.at += milliseconds;
    t.mock.timers.tick(milliseconds);
    await new Promise(setImmediate);
  };
  return { memory, sending, asked, turn, log: playing.log };
}

const ids = (events) => events.map((event) => event.id);

test("what happened is sent in order, with the device, how the session was begun and the page's token", async (t) => {
  const { memory, sending, asked, log } = phone(t, receipts);
  await sending.send();
  assert.deepEqual(ids(asked[0].events), ids(log));
  assert.equal(asked[0].address, "/events/");
  assert.equal(asked[0].device, new Memory().device);
  assert.equal(Date.parse(asked[0].sent_at), NOON, "by which the server knows a clock that is wrong");
  assert.deepEqual(asked[0].sessions, { [session]: { child: "mia", practice: false } });
  assert.deepEqual(asked[0].events.map(({ sequence }) => sequence), log.map((_, place) => place + 1));
  assert.equal(asked[0].request.headers["X-CSRFToken"], "token");
  assert.deepEqual(memory.waiting(session), []);
  assert.equal(sending.isStuck, false);
});

test("what the server has not named stays, and is sent again", async (t) => {
  let isFirst = true;
  const { memory, sending, asked, turn, log } = phone(t, (events) => {
    const some = isFirst ? events.slice(0, 3) : events;
    isFirst = false;
    return receipts(some);
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
  "while the device is not paired any more": (events) => ({ ...receipts(events), status: 403, ok: false }),
  "while the address leads nowhere": () => ({ status: 404, ok: false }),
  "while the server cannot keep it yet": (events) => answers(named(events, "later")),
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

test("what the server has set aside is kept there, and is not sent again", async (t) => {
  const { memory, sending, log } = phone(t, (events) => answers(named(events, "aside")));
  await sending.send();
  assert.deepEqual(memory.waiting(session), []);
  assert.equal(memory.of(session).events.length, log.length);
});

test("a session whose child was erased is forgotten here too", async (t) => {
  const { memory, sending } = phone(t, (events) => answers(named(events, "gone")));
  await sending.send();
  assert.deepEqual(memory.sessions(), []);
  assert.equal(sending.isStuck, false);
});

test("after a backup was put back everything is offered again, once", async (t) => {
  let epoch = "first";
  const { memory, sending, asked, turn, log } = phone(t, (events) => answers(named(events, "stored", epoch)));
  await sending.send();
  assert.equal(asked.length, 1);
  epoch = "second";
  memory.keep({ ...log[0], id: "one more", number: 999 });
  sending.push();
  await turn(0);
  await turn(0);
  assert.deepEqual(ids(asked.slice(1).flatMap(({ events }) => events)), ["one more", ...ids(log)]);
  assert.equal(memory.unsent, 0);
});

test("an answer about other events, or in words that nobody knows, is no answer", async (t) => {
  for (const answer of [() => receipts([{ id: "another" }]), (events) => answers(named(events, "perhaps"))]) {
    const { memory, sending, log } = phone(t, answer);
    await sending.send();
    assert.equal(sending.isStuck, true);
    assert.deepEqual(ids(memory.waiting(session)), ids(log));
    t.mock.timers.reset();
  }
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

/** A server that takes no token but this one, and gives it to whoever it knows. */
function strict(t, isKnown) {
  const given = phone(t, receipts);
  const asked = [];
  globalThis.fetch = async (address, request) => {
    asked.push(address);
    if (address === "/offline/known/") return isKnown() ? answers({ token: "fresh" }) : { status: 403, ok: false };
    const isFresh = request.headers["X-CSRFToken"] === "fresh";
    return isFresh && isKnown() ? receipts(JSON.parse(request.body).events) : { status: 403, ok: false };
  };
  return { ...given, asked };
}

test("a token that is taken no more is asked for anew, once, and nothing waits any longer", async (t) => {
  const { memory, sending, asked } = strict(t, () => true);
  await sending.send();
  assert.deepEqual(asked, ["/events/", "/offline/known/", "/events/"]);
  assert.deepEqual(memory.waiting(session), []);
  assert.equal(sending.isSignedOut, false);
});

test("signed out, everything stays, the page is told so, and all is sent when somebody has signed in", async (t) => {
  let isKnown = false;
  const { memory, sending, turn, log } = strict(t, () => isKnown);
  await sending.send();
  assert.equal(sending.isSignedOut, true);
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
  isKnown = true;
  await turn(60_000);
  await turn(0);
  assert.equal(sending.isSignedOut, false);
  assert.deepEqual(memory.waiting(session), []);
});

test("a page to sign in, in the place of an answer, is no answer", async (t) => {
  const { memory, sending, log } = phone(t, (events) => ({ ...receipts(events), redirected: true }));
  await sending.send();
  assert.deepEqual(ids(memory.waiting(session)), ids(log));
});
