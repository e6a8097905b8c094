import assert from "node:assert/strict";
import test from "node:test";

import { refresh } from "../../handsong/web/player/static/player/offline/keep.js";
import { watch } from "../../handsong/web/player/static/player/offline/versions.js";
import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { NOON } from "./bundles.js";
import { Room, keepsIn } from "./devices.js";

const DAY = 24 * 60 * 60 * 1000;

/** What lies on a phone, without a database. */
class Lying {
  shelves = new Map();
  bundles = new Map();

  stamps = async () => new Map([...this.shelves].map(([child, { stamp }]) => [child, stamp]));
  put = async (child, shelf, stamp) => void this.shelves.set(child, { shelf, stamp });
  forget = async (child) => void this.shelves.delete(child);

  async tidy(isNeeded) {
    for (const [session, at] of this.bundles) if (!isNeeded(session, at)) this.bundles.delete(session);
  }
}

const OURS = { "Cross-Origin-Resource-Policy": "same-origin" };

/** A server that answers so: a number is a status; with other headers it is another program that answers. */
function answers(rows, headers = OURS) {
  globalThis.fetch = async (address) => {
    const row = rows[address] ?? 404;
    return typeof row === "number" ? new Response("", { status: row, headers }) : Response.json(row, { headers });
  };
}

const known = (...children) => ({ children, version: "1", epoch: "e" });

/** A phone with two children who took turns, and the bundle of each. */
function phone() {
  keepsIn(new Room());
  const [lying, memory] = [new Lying(), new Memory()];
  for (const child of ["ida", "leo"]) {
    memory.begin(`of-${child}`, { child, practice: false });
    lying.shelves.set(child, { stamp: { at: NOON - DAY, version: "1", epoch: "e" } });
    lying.bundles.set(`of-${child}`, NOON - 1000);
  }
  const [ida, leo] = ["ida", "leo"].map((child) => ({ session: `of-${child}`, child, name: child, colour: "sage" }));
  memory.putBeside(ida, leo);
  return { lying, memory };
}

test("a phone that is signed out keeps no child's name, shelf or plan, but for what is on a screen", async () => {
  const { lying, memory } = phone();
  memory.see("of-leo", NOON);
  answers({ "/offline/known/": 403 });
  await refresh(lying, NOON);
  assert.deepEqual([...lying.shelves.keys()], []);
  assert.deepEqual([...lying.bundles.keys()], ["of-leo"]);
  assert.equal(memory.beside("of-ida"), null);
  assert.equal(memory.beside("of-leo").name, "ida");
});

test("what another program refuses, such as a proxy while the server starts again, takes nothing from the phone", async () => {
  const { lying } = phone();
  for (const status of [401, 403, 404, 423]) {
    answers({ "/offline/known/": status }, {});
    await assert.rejects(refresh(lying, NOON));
    assert.deepEqual([...lying.shelves.keys()], ["ida", "leo"]);
  }
});

test("a child whom the phone may not know any more takes its name and its plan along", async () => {
  const { lying, memory } = phone();
  answers({ "/offline/known/": known("ida"), "/offline/ida/": {} });
  await refresh(lying, NOON);
  assert.deepEqual([...lying.bundles.keys()], ["of-ida"]);
  assert.equal(memory.beside("of-ida"), null);
});

test("one child's shelf that cannot be had keeps no other from coming", async () => {
  const { lying } = phone();
  answers({ "/offline/known/": known("ida", "leo"), "/offline/ida/": 500, "/offline/leo/": {} });
  await assert.rejects(refresh(lying, NOON));
  assert.equal(lying.shelves.get("leo").stamp.at, NOON);
});

test("the names of children go when the server has let somebody go, once", () => {
  const { memory } = phone();
  assert.equal(memory.hasLeft(NOON), false);
  assert.equal(memory.beside("of-ida").name, "leo");
  memory.leave();
  assert.equal(new Memory().hasLeft(NOON), true);
  assert.equal(memory.beside("of-ida"), null);
  assert.equal(memory.hasLeft(NOON), false);
});

test("a browser without locks lets a new version begin when no massage is on any screen", async () => {
  const { memory } = phone();
  const told = [];
  const waiting = { state: "installed", postMessage: (what) => told.push(what) };
  const registration = { waiting, active: {}, addEventListener() {} };
  globalThis.document = { addEventListener() {}, querySelectorAll: () => [] };
  globalThis.setTimeout = () => {};
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  memory.see("of-ida", Date.now());
  watch(registration);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(told, []);
  memory.see("of-ida", 0);
  watch(registration);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(told, ["begin"]);
});
