import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { sessionFrom } from "../../handsong/web/player/static/player/engine/shelf.js";

const { usual, shelves } = JSON.parse(readFileSync(new URL("../vectors/shelf.json", import.meta.url), "utf8"));

/** A result as scripts/shelf_vectors.py writes it down: reasons by their rules, a bundle by what was worked out. */
function inShort(result) {
  const reasons = result.reasons.map(({ rule }) => rule);
  if (result.kind === "stop") return { ...result, reasons };
  const { steps, opening, cues, drawings, ...whole } = result.bundle;
  const plain = ["session", "practice", "goal", "cried_today", "seconds", "opening_for"];
  const bundle = {
    ...Object.fromEntries(plain.map((name) => [name, whole[name]])),
    opening: opening.title,
    cues: cues.start,
    drawings: Object.keys(drawings),
    steps: steps.map(({ drawing, lead, is_closing, asks }) => [drawing, lead.say, is_closing, asks]),
  };
  return { ...result, reasons, bundle };
}

/** Every combination of the answers of a grid, the last question fastest. */
function* combinations(questions) {
  const [first, ...rest] = questions;
  if (!first) return yield {};
  for (const value of first[1]) {
    for (const others of combinations(rest)) yield value ? { [first[0]]: value, ...others } : others;
  }
}

for (const { name, shelf, grid, results, cases } of shelves) {
  test(`${name}: every combination of answers gives on the phone what it gives on the server`, () => {
    let place = 0;
    for (const answers of combinations(grid.questions)) {
      assert.deepEqual(inShort(sessionFrom(shelf, { ...usual, answers })), results[grid.numbers[place]], JSON.stringify(answers));
      place += 1;
    }
    assert.equal(place, grid.numbers.length);
  });

  test(`${name}: each sign, each find, each day and each past gives on the phone what it gives on the server`, () => {
    assert.ok(cases.length > 100);
    for (const [differences, number] of cases) {
      assert.deepEqual(inShort(sessionFrom(shelf, { ...usual, ...differences })), results[number], JSON.stringify(differences));
    }
  });
}

test("a day that rests as after crying ends as it says when the crying is longer ago", () => {
  const [{ shelf }] = shelves;
  for (const [until, expected] of [["2026-11-25T00:00:00Z", Date.UTC(2026, 10, 25) / 1000], [null, null], ["2026-11-23T00:00:00Z", null]]) {
    const days = shelf.days.map((row) => ({ ...row, base: shelf.after.crying, base_until: until }));
    assert.equal(sessionFrom({ ...shelf, days }, usual).until, expected);
  }
});
