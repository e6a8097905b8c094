import assert from "node:assert/strict";
import test from "node:test";

import { step } from "../../handsong/web/player/static/player/engine/machine.js";
import { vectors } from "./bundles.js";

for (const { day, state, cue, answer } of vectors.cases) {
  test(`${day}: ${state} and ${cue} give what the craft gives`, () => {
    assert.deepEqual(step(vectors.machines[day].table, state, cue), answer);
  });
}

test("every state and every cue is a case, on both days", () => {
  assert.equal(vectors.cases.length, 2 * 15 * 11);
});
