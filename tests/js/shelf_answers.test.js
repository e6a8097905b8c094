import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { areOld, questionsOf, takeIn, tellSomething, unanswered } from "../../handsong/web/player/static/player/engine/answers.js";
import { isGrave, sessionFrom, standing } from "../../handsong/web/player/static/player/engine/shelf.js";
import { asking as askingOf } from "../../handsong/web/player/static/player/offline/remembering.js";
import { NOON } from "./bundles.js";

const { usual, shelves } = JSON.parse(readFileSync(new URL("../vectors/shelf.json", import.meta.url), "utf8"));
const { shelf } = shelves.find(({ name }) => name === "baby who knows much");
const [day] = shelf.days;

const asking = {
  cues: { fresh: { stale_seconds: 1800 } },
  questions: [
    { id: "well" }, { id: "signs", only_if: { well: "not-quite" } }, { id: "skin" },
    { id: "found", only_if: { skin: "something" } }, { id: "goal" },
  ],
};
const found = [{ what: "injection", part: "leg.left", days_ago: 0 }];
const flag = (more) => ({ at: usual.now - 600, day: usual.day, answers: { well: "not-quite" }, signs: ["hard-breathing"], found: [], ...more });

test("a question that the answers lead to no more is dropped with what was ticked there", () => {
  const given = { ...unanswered(), answers: { well: "not-quite", skin: "something" }, signs: ["fit"], found };
  takeIn(asking, given, NOON);
  assert.deepEqual([given.signs, given.found], [["fit"], found]);
  assert.deepEqual(questionsOf(asking, { asks: ["well", "skin"] }, given).map(({ id }) => id), ["well", "signs", "skin", "found", "goal"]);
  given.answers.well = "yes";
  takeIn(asking, given, NOON);
  assert.deepEqual([given.signs, given.found], [[], found]);
  given.answers.skin = "nothing";
  takeIn(asking, given, NOON);
  assert.deepEqual(given.found, []);
});

test("answers grow old from the first of them on, by a clock that is set back as well", () => {
  const given = unanswered();
  assert.equal(areOld(asking, given.at, NOON), false);
  takeIn(asking, given, NOON);
  takeIn(asking, given, NOON + 1_000_000);
  assert.equal(given.at, NOON);
  assert.equal(areOld(asking, given.at, NOON + 1_799_000), false);
  assert.equal(areOld(asking, given.at, NOON + 1_800_000), true);
  assert.equal(areOld(asking, given.at, NOON - 1_800_000), true);
});

test("what was found, and that a child is not quite well, is worth writing down whatever comes of it", () => {
  const told = (more) => tellSomething({ ...unanswered(), ...more });
  assert.equal(told({ answers: { well: "yes", feed: "hungry" } }), false);
  assert.equal(told({ found }), true);
  assert.equal(told({ signs: ["fit"] }), true);
  assert.equal(told({ answers: { well: "not-quite" } }), true);
});

test("a red flag that stands stops a massage before anything is asked, and gives no question as its reason", () => {
  assert.equal(standing(shelf, usual), null);
  assert.equal(standing(shelf, { ...usual, answers: {} }), null);
  const stop = standing(shelf, { ...usual, told: [flag()] });
  assert.equal(isGrave(shelf, stop), true);
  assert.deepEqual(stop.reasons.map(({ rule }) => rule), sessionFrom(shelf, { ...usual, told: [flag()] }).reasons.map(({ rule }) => rule));
  assert.equal(standing(shelf, { ...usual, told: [flag({ at: usual.now - 90_000_000, day: "2020-01-01" })] }), null);
});

test("the tears of two sessions stop a third, and what one of them is gone on with for is the other alone", () => {
  const cried = (session, hours) => ({
    session, day: usual.day, minutes: 1, ended_at: usual.now - hours * 3600, cried: true, needed_care: false, was_stopped: true,
  });
  assert.equal(standing(shelf, { ...usual, own: [cried("one", 2), cried("other", 1)] }).level, "wait");
  assert.equal(standing(shelf, { ...usual, own: [cried("one", 2)] }), null);
});

test("a sign that leads to help at once gives no reason that nobody has told", () => {
  const stop = sessionFrom(shelf, { ...usual, answers: { well: "not-quite" }, signs: [day.signs[0]] });
  const all = sessionFrom(shelf, { ...usual, answers: { ...usual.answers, well: "not-quite" }, signs: [day.signs[0]] });
  assert.equal(stop.is_certain, true);
  assert.deepEqual(stop.reasons, all.reasons);
  assert.equal(stop.until, all.until);
});

test("a shelf that may not know what a form has told gives holds alone", () => {
  const result = sessionFrom(shelf, { ...usual, missed: true });
  assert.equal(result.why, "missed");
  assert.ok(result.kind === "stop" || result.bundle.steps.every(({ touch }) => touch === "hold"));
});

test("a clock that was wrong when the shelf was fetched is not believed, however long ago that was", () => {
  const madeAt = Date.parse(shelf.made_at);
  const memory = { sessions: () => [], formSentAt: 0 };
  const why = (wrong, later) => {
    const phone = { memory, fetchedAt: madeAt + wrong, now: madeAt + wrong + later };
    return sessionFrom(shelf, askingOf(shelf, phone, { ...unanswered(), answers: usual.answers })).why;
  };
  const hour = 3_600_000;
  for (const later of [0, hour, 30 * hour]) {
    assert.deepEqual([0, 0.9, 1.1, 20, 240, -72].map((hours) => why(hours * hour, later)), ["", "", "clock", "clock", "clock", "clock"]);
  }
});
