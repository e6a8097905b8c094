import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const SCRIPT = readFileSync(new URL("../../handsong/web/player/worker/sw.js", import.meta.url), "utf8");
const [SHELL, FILE, KNOWN] = ["/offline/", "/static/a.js", "/offline/known/"];

/** What a browser keeps of answers, by the name of each version. */
class Caches {
  all = new Map();
  isReadable = true;

  async open(name) {
    if (!this.isReadable) throw new DOMException("Not here.", "UnknownError");
    if (!this.all.has(name)) this.all.set(name, new Map());
    const kept = this.all.get(name);
    return {
      match: async (what) => kept.get(typeof what === "string" ? what : new URL(what.url).pathname)?.clone(),
      put: async (what, answer) => void kept.set(what, answer),
      addAll: async (what) => void (await Promise.all(what.map(async (one) => kept.set(one, await this.fetch(one))))),
    };
  }

  async match(what) {
    for (const name of this.all.keys()) {
      const found = await (await this.open(name)).match(what);
      if (found) return found;
    }
    return undefined;
  }

  keys = async () => [...this.all.keys()];
  delete = async (name) => this.all.delete(name);
}

/** A worker of some version, in a browser whose clock and network the test holds. */
function worker(version, caches, network) {
  const heard = new Map();
  const waiting = [];
  const fetch = (what) => network(typeof what === "string" ? what : new URL(what.url).pathname);
  caches.fetch = fetch;
  const self = { addEventListener: (kind, deed) => heard.set(kind, deed), skipWaiting() {}, clients: { claim() {} } };
  const redirect = (where, status) => ({ status, where });
  const globals = {
    self, caches, fetch, URL, Date, Promise, Error, Number, String, location: { origin: "https://home.example" },
    Response: Object.assign(function made(body) { return new Response(body); }, { redirect }),
    setTimeout: (deed, after) => waiting.push({ deed, after }),
    VERSION: version, STATIC: "/static/", SHELL, FILES: [FILE],
  };
  vm.runInNewContext(SCRIPT, globals);
  const life = (kind) => new Promise((done, fail) => heard.get(kind)({ waitUntil: (what) => what.then(done, fail) }));
  const ask = (path, { method = "GET", mode = "navigate", cache = "default" } = {}) => {
    let answer;
    heard.get("fetch")({
      request: { url: `https://home.example${path}`, method, mode, cache }, respondWith: (what) => (answer = what),
    });
    return answer;
  };
  return { install: () => life("install"), begin: () => life("activate"), ask, waiting };
}

const there = async (path) => new Response(path);
const away = async () => {
  throw new TypeError("There is no network.");
};
const silent = (path) => (path === KNOWN ? there(path) : new Promise(() => {}));

/** A worker that has begun, and then meets another network. */
async function begun(network, caches = new Caches()) {
  let now = there;
  const made = worker("one", caches, (path) => now(path));
  await made.install();
  await made.begin();
  now = network;
  return made;
}

const text = async (answer) => (await answer).text();
const settled = () => new Promise((done) => setImmediate(done));

test("what was sent and got no answer is said so, on a page that can be opened anew without sending twice", async () => {
  for (const network of [away, async () => new Response("", { status: 502 })]) {
    const { ask } = await begun(network);
    const answer = await ask("/begin/", { method: "POST" });
    assert.deepEqual([answer.status, answer.where], [303, "/offline/#not-sent"]);
    assert.equal(await text(ask(SHELL)), SHELL);
    assert.equal(await text(ask("/library/")), SHELL);
  }
});

test("a page that is asked for again may take half a minute, any other three seconds", async () => {
  const { ask, waiting } = await begun(silent);
  for (const cache of ["default", "reload", "no-cache"]) ask("/library/", { cache });
  await settled();
  assert.deepEqual(waiting.map(({ after }) => after), [3000, 30_000, 30_000]);
  const shown = ask("/library/");
  await settled();
  waiting.at(-1).deed();
  assert.equal(await text(shown), SHELL);
});

test("a computer that has just answered the page that had given it up is waited for", async () => {
  const { ask, waiting } = await begun(silent);
  await ask(KNOWN, { mode: "cors", cache: "reload" });
  ask("/library/");
  await settled();
  assert.deepEqual(waiting, []);
  assert.equal(ask(KNOWN, { mode: "cors" }), undefined, "what other pages ask is theirs");
});

test("a version that is half there leaves nothing, and takes no version's place that is in use", async () => {
  const caches = new Caches();
  const old = await begun(there, caches);
  const broken = worker("broken", caches, (path) => (path === FILE ? away() : there(path)));
  await assert.rejects(broken.install());
  assert.deepEqual(await caches.keys(), ["handsong-one"]);
  await worker("superseded", caches, there).install();
  const third = worker("three", caches, there);
  await third.install();
  await third.begin();
  assert.deepEqual(await caches.keys(), ["handsong-one", "handsong-three"]);
  assert.equal(await text(old.ask(FILE, { mode: "cors" })), FILE);
});

test("a browser that cannot read what it keeps asks the network", async () => {
  const caches = new Caches();
  const { ask } = await begun(there, caches);
  caches.isReadable = false;
  assert.equal(await text(ask(FILE, { mode: "cors" })), FILE);
  assert.equal(await text(ask("/library/")), "/library/");
});
