import assert from "node:assert/strict";
import test from "node:test";

import { LONGEST_WAIT, MOST_AT_ONCE, added, answered, failed, hopeful, outbox, ready, sending } from "../../handsong/web/player/static/player/engine/outbox.js";

const event = (id) => ({ id, session: "s", number: Number(id), at: "2026-11-24T12:00:00Z", kind: "cue", body: {} });

test("events wait in order and leave when the server has named them", () => {
  const box = [event("1"), event("2"), event("3")].reduce(added, outbox([]));
  assert.deepEqual(ready(box, 0).map((row) => row.id), ["1", "2", "3"]);
  assert.deepEqual(answered(box, ["1", "3"]).waiting.map((row) => row.id), ["2"]);
});

test("an answer that names nothing takes nothing away", () => {
  const box = added(outbox([]), event("1"));
  assert.equal(answered(box, []).waiting.length, 1);
});

test("nothing is sent twice at the same time", () => {
  assert.deepEqual(ready(sending(added(outbox([]), event("1"))), 0), []);
});

test("after each failure it waits longer, and never longer than a minute", () => {
  let box = added(outbox([]), event("1"));
  const waits = [];
  for (let turn = 0, now = 0; turn < 9; turn += 1, now = box.retryAt) {
    box = failed(sending(box), now);
    waits.push(box.retryAt - now);
    assert.deepEqual(ready(box, box.retryAt - 1), []);
    assert.equal(ready(box, box.retryAt).length, 1);
  }
  assert.deepEqual(waits.slice(0, 4), [1000, 2000, 4000, 8000]);
  assert.equal(waits.at(-1), LONGEST_WAIT);
});

test("when the network is back it tries at once", () => {
  assert.equal(ready(hopeful(failed(added(outbox([]), event("1")), 0)), 1).length, 1);
});

test("a long time without a network is sent in parts", () => {
  const rows = Array.from({ length: 250 }, (_, number) => event(String(number)));
  assert.equal(ready(outbox(rows), 0).length, MOST_AT_ONCE);
});
