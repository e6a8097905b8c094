import assert from "node:assert/strict";
import test from "node:test";

import { Memory } from "../../handsong/web/player/static/player/outside/memory.js";
import { NOON } from "./bundles.js";
import { Room, keepsIn } from "./devices.js";
import "./rooms.js";

const { Turns } = await import("../../handsong/web/player/static/player/elements/twins.js");

const BESIDE = { beside: "of-leo", besideChild: "leo", besideName: "Leo", besideColour: "sage" };
const page = (more = {}) => ({ dataset: { session: "of-ida", child: "ida", ...BESIDE, ...more }, querySelectorAll: () => [] });

/** Something is wrong with Leo, as another page of this phone wrote it down. */
function isWrong(memory) {
  const at = new Date(NOON).toISOString();
  memory.keep({ id: "e1", session: "of-leo", number: 0, at, kind: "cue", body: { cue: "something-wrong" } });
}

let heard = new Map();

function opened() {
  keepsIn(new Room());
  heard = new Map();
  globalThis.addEventListener = (kind, deed) => heard.set(kind, deed);
  globalThis.HTMLElement = class {};
  globalThis.HTMLAnchorElement = class {};
  return new Memory();
}

test("what is wrong with one stops the other also when it is told while that one's page is open", () => {
  const memory = opened();
  let paused = 0;
  const turns = Turns.of(page(), memory, () => (paused += 1));
  assert.equal(turns.stops({ do: "resume" }), false);
  isWrong(new Memory());
  for (const wish of [{ do: "begin" }, { do: "resume" }, { do: "cue", cue: "enjoying" }]) assert.equal(turns.stops(wish), true);
  for (const wish of [{ do: "pause" }, { do: "cue", cue: "end" }]) assert.equal(turns.stops(wish), false);
  assert.equal(paused, 0);
});

test("a page that strokes pauses when another window tells that something is wrong, once", () => {
  const memory = opened();
  let paused = 0;
  Turns.of(page(), memory, () => (paused += 1));
  heard.get("storage")();
  assert.equal(paused, 0);
  isWrong(new Memory());
  heard.get("storage")();
  heard.get("pageshow")();
  assert.equal(paused, 1);
});

test("what the server knows to be wrong stops from the first moment", () => {
  const turns = Turns.of(page({ besideWrong: "" }), opened(), () => {});
  assert.equal(turns.stops({ do: "begin" }), true);
});
