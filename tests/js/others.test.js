import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { unanswered } from "../../handsong/web/player/static/player/engine/answers.js";
import { goesAlong } from "../../handsong/web/player/static/player/offline/along.js";
import { asking, isKeptFrom, rememberedOf } from "../../handsong/web/player/static/player/offline/remembering.js";
import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { Sending, message } from "../../handsong/web/player/static/player/outside/sending.js";
import { NOON, bundle } from "./bundles.js";
import { Room, asks, keepsIn } from "./devices.js";

const { shelves: cases } = JSON.parse(readFileSync(new URL("../vectors/shelf.json", import.meta.url), "utf8"));
const [ALBA, BRUNO, CY] = ["a1ba-000000000001", "b470-000000000002", "8c70-000000000003"];
const A_WEEK = 7 * 24 * 60 * 60 * 1000;

/** A page that the server made for somebody, or one that it made for nobody in particular. */
function pageOf(teller) {
  globalThis.document = { documentElement: { dataset: teller === undefined ? {} : { teller } } };
  return new Memory();
}

/** A device on which each of these began a session of its own, none of which was sent. */
function shared(...people) {
  keepsIn(new Room());
  for (const person of people) told(pageOf(person), `of ${person}`, person === CY);
}

function told(memory, session, own, more = {}) {
  const event = { id: `told in ${session}`, session, number: 0, at: new Date(NOON).toISOString(), kind: "started", body: {}, ...more };
  memory.keep(event, { child: "mia", practice: false, own });
}

const shelvesWith = (child) => ({ of: async (name) => (child && name === "mia" ? { child } : undefined) });
const [HERS, THEIR_OWN, NONE] = [shelvesWith({ id: "mia" }), shelvesWith({ id: "mia", own: true }), shelvesWith(null)];

test("what somebody told here is theirs, and nobody else’s who signs in later", () => {
  shared(ALBA, BRUNO);
  const isMine = (memory) => [`of ${ALBA}`, `of ${BRUNO}`].map((session) => memory.isMine(session));
  assert.deepEqual(isMine(pageOf(ALBA)), [true, false]);
  assert.deepEqual(isMine(pageOf(BRUNO)), [false, true]);
  assert.deepEqual(isMine(pageOf("")), [false, false], "on a page to sign in");
  assert.equal(new Memory().unsent, 2, "whoever looks, all of it waits");
});

test("a device that asks for a PIN is known as one on the page for no network, until a page of the server says otherwise", () => {
  keepsIn(new Room());
  const hasPin = (...dataset) => {
    globalThis.document = { documentElement: { dataset: Object.assign({}, ...dataset) } };
    return new Memory().hasPin;
  };
  const [signedIn, nobody, pin] = [{ teller: ALBA }, { teller: "" }, { pin: "" }];
  assert.deepEqual([hasPin(signedIn), hasPin({})], [false, false]);
  assert.deepEqual([hasPin(signedIn, pin), hasPin({}), hasPin(nobody)], [true, true, true]);
  assert.deepEqual([hasPin(signedIn), hasPin({})], [false, false]);
});

test("after a backup was put back the server knows of no session whose it is", () => {
  shared(ALBA);
  const memory = pageOf(CY);
  memory.hear("one", NOON);
  memory.sent(`of ${ALBA}`, [`told in of ${ALBA}`], NOON);
  assert.equal(memory.mayTell(`of ${ALBA}`), true);
  memory.hear("another", NOON + A_WEEK);
  assert.equal(memory.mayTell(`of ${ALBA}`), false, "or it would become the young person's");
});

test("a page for no network knows whom the last page of the server named", () => {
  shared(ALBA);
  assert.equal(pageOf(undefined).teller, ALBA);
  assert.equal(pageOf("").teller, "");
  assert.equal(pageOf(undefined).teller, "", "somebody signed out");
});

test("a page that was opened before somebody else signed in names nobody again", () => {
  keepsIn(new Room());
  const before = pageOf(ALBA);
  const open = globalThis.document;
  const after = pageOf(BRUNO);
  globalThis.document = open;
  assert.deepEqual([new Memory(), before, after].map(({ teller }) => teller), [BRUNO, BRUNO, BRUNO]);
});

test("a session stays theirs who began it, whoever is signed in when it goes on in a page that stood open", () => {
  shared(ALBA);
  told(pageOf(BRUNO), `of ${ALBA}`, false, { id: "later", number: 1 });
  assert.equal(new Memory().of(`of ${ALBA}`).by, ALBA);
  new Memory().begin(`of ${ALBA}`, { child: "mia", practice: false });
  assert.equal(new Memory().of(`of ${ALBA}`).by, BRUNO, "who opened it from the server may see all of it");
});

test("of what an earlier version kept nobody knows whose it was, so it is saved and sent as then, but for what is private", () => {
  keepsIn(new Room());
  told(pageOf(undefined), "old", false);
  told(pageOf(undefined), "old and private", true);
  for (const memory of ["home", ALBA, ""].map(pageOf)) {
    assert.deepEqual(["old", "old and private"].map((session) => memory.isMine(session)), [true, false]);
    assert.deepEqual(["old", "old and private"].map((session) => memory.mayTell(session)), [true, true]);
  }
});

test("when somebody else is there the children go from the phone, however they came in, and not when nobody is known", () => {
  keepsIn(new Room());
  const hasLeft = (teller) => pageOf(teller).hasLeft(NOON);
  assert.deepEqual([ALBA, ALBA, "", ALBA].map(hasLeft), [false, false, false, false]);
  assert.deepEqual([BRUNO, BRUNO, "home"].map(hasLeft), [true, false, true]);
});

test("who told it is told to nobody, neither in what is sent nor in a file", () => {
  shared(ALBA);
  const memory = pageOf(ALBA);
  const sent = message(memory, [`of ${ALBA}`], memory.waiting(`of ${ALBA}`));
  assert.match(sent, /told in/);
  assert.ok(!sent.includes(`"${ALBA}"`));
});

/** Send the session of somebody from the page of somebody else. */
async function sent(person, session, along) {
  const asked = asks((events) => ({ status: 200, ok: true, json: async () => ({ epoch: "", events: events.map(({ id }) => ({ id, state: "stored" })) }) }));
  const memory = pageOf(person);
  const clock = { now: () => NOON };
  const sending = new Sending({ session, token: "token", memory, clock, along });
  sending.sendAtClosing();
  await sending.send();
  return { many: asked.length, waiting: memory.waiting(session).length, sending, memory };
}

test("what somebody told is not sent in the name of somebody else, and goes when they have signed in again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  shared(CY);
  for (const other of [ALBA, "home", ""]) {
    const { many, waiting, sending } = await sent(other, `of ${CY}`);
    assert.deepEqual([many, waiting, sending.isSignedOut, sending.isStuck], [0, 1, true, true], other);
  }
  const { many, waiting, sending } = await sent(CY, `of ${CY}`);
  assert.deepEqual([many, waiting, sending.isSignedOut], [2, 0, false]);
});

test("what goes along with somebody goes with them alone", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  shared(ALBA);
  assert.equal((await sent(BRUNO, `of ${ALBA}`, CY)).waiting, 1);
  assert.equal((await sent(BRUNO, `of ${ALBA}`, BRUNO)).waiting, 0);
});

test("of a session that the server knows the rest goes with whoever is there, but for what is private", () => {
  shared(ALBA, CY);
  for (const person of [ALBA, CY]) {
    const memory = pageOf(person);
    told(memory, `of ${person}`, person === CY, { id: "the rest", number: 1 });
    memory.sent(`of ${person}`, [`told in of ${person}`], NOON);
  }
  assert.deepEqual([ALBA, CY].map((person) => pageOf(BRUNO).mayTell(`of ${person}`)), [true, false]);
});

test("what was found of a child goes along with whoever massages the child too, so that it counts for the next massage", async () => {
  shared(ALBA);
  assert.equal(await goesAlong(`of ${ALBA}`, pageOf(BRUNO), NOON, HERS), true);
});

test("what is private waits for the young person, and what others told of one does not become theirs", async () => {
  shared(ALBA, CY);
  assert.equal(await goesAlong(`of ${CY}`, pageOf(ALBA), NOON + 1, HERS), false);
  for (const later of [1, 2 * A_WEEK]) {
    assert.equal(await goesAlong(`of ${ALBA}`, pageOf(CY), NOON + later, THEIR_OWN), false);
  }
});

test("nothing waits for ever: after a week it goes along with whoever is there", async () => {
  shared(ALBA, CY);
  const refused = { of: async () => Promise.reject(new Error("no storage")) };
  for (const [session, shelves] of [[`of ${CY}`, HERS], [`of ${CY}`, NONE], [`of ${ALBA}`, NONE], [`of ${ALBA}`, refused]]) {
    assert.equal(await goesAlong(session, pageOf(BRUNO), NOON + A_WEEK, shelves), false, session);
    for (const later of [A_WEEK + 1, -A_WEEK - 1]) {
      assert.equal(await goesAlong(session, pageOf(BRUNO), NOON + later, shelves), true, `${session}, also by a clock set back`);
    }
  }
});

const { cues, words } = bundle();
const SHELF = { ...cases[0].shelf, child: { id: "mia" }, cues: { fresh: cues, cried: cues }, words };
const ANSWERED = { day: "2026-11-24", answers: { well: "not-quite" }, signs: ["fever", "thoughts-of-harm"], found: [{ what: "bruise" }], goal: "sleep" };

test("of a young person’s own others get what protects the body, and nothing else", () => {
  keepsIn(new Room());
  const memory = pageOf(CY);
  told(memory, "private", true, { id: "asked", kind: "asked", body: ANSWERED });
  told(memory, "private", true, { number: 1 });
  const phone = { memory, fetchedAt: 0, now: NOON };
  const [theirs] = rememberedOf(SHELF, memory);
  assert.deepEqual(theirs.events.map(({ kind }) => kind), ["asked", "started"]);
  assert.equal(asking(SHELF, phone, unanswered()).own.length, 1);

  const parents = pageOf(ALBA);
  assert.equal(isKeptFrom(parents, "private"), true);
  assert.deepEqual(rememberedOf(SHELF, parents)[0].events.map(({ body }) => body), [{ day: ANSWERED.day, signs: ["fever"], found: ANSWERED.found }]);
  assert.deepEqual(asking(SHELF, { ...phone, memory: parents }, unanswered()).own, []);
});

test("a young person whose sign-in has ended in the middle goes on with what is theirs", () => {
  shared(CY);
  assert.deepEqual([CY, "", undefined].map((teller) => isKeptFrom(pageOf(teller), `of ${CY}`)), [false, false, false]);
});
