import assert from "node:assert/strict";
import test from "node:test";

import { saying } from "../../handsong/web/player/static/player/engine/words.js";
import { view } from "../../handsong/web/player/static/player/engine/view.js";
import { BICYCLE, CLOSING, LEGS, bundle } from "./bundles.js";
import { Playing } from "./playing.js";

const said = (playing) => saying(playing.bundle, playing.state, playing.now)?.say;
const shown = (playing) => view(playing.bundle, playing.state, playing.now);

/** Everything that is said aloud while time passes, each once. */
function heard(playing, seconds) {
  const rows = new Map();
  for (let part = 0; part < seconds * 4; part += 1) {
    const now = saying(playing.bundle, playing.state, playing.now);
    if (now?.isAloud) rows.set(now.id, now.say);
    playing.pass(0.25);
  }
  return [...rows.values()];
}

test("the opening leads up to its question, one line after the other", () => {
  const playing = new Playing(bundle()).begin();
  assert.deepEqual(heard(playing, 30), ["Breathe out.", "Show your hands.", "Massage, now, Mia?"]);
});

test("a stroke says its lines as it comes to them", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying");
  assert.deepEqual(heard(playing, 30), ["leg-stroke begins.", "leg-stroke goes on."]);
});

test("the other side is announced before it begins", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(39.5);
  assert.deepEqual(heard(playing, 3).slice(1), ["The other side.", "leg-stroke begins."]);
});

test("an answer over the words that lead to the other side leaves them to be said after it", () => {
  for (const before of [0.5, 2.5]) {
    const playing = new Playing(bundle()).begin().cue("enjoying").pass(40 - before).cue("enjoying");
    const lines = heard(playing, 12);
    assert.deepEqual(lines, ["She likes it.", "The other side.", "leg-stroke begins."], `${before} s before`);
  }
  const within = new Playing(bundle()).begin().cue("enjoying").pass(41).cue("enjoying");
  assert.deepEqual(heard(within, 12), ["She likes it.", "The other side.", "leg-stroke begins."]);
});

test("words that led to a step are not said again in the middle of it", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(45).cue("enjoying");
  assert.ok(!heard(playing, 8).includes("The other side."));
  playing.wish({ do: "pause" }).pass(5).wish({ do: "resume" });
  assert.ok(!heard(playing, 8).includes("The other side."));
});

test("outside touch the caption is what the state says, and never how the stroke goes", () => {
  for (const cue of ["turning-away", "crying", "asleep", "moment"]) {
    const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).cue(cue);
    const early = view(playing.bundle, playing.state, playing.now - 60_000);
    assert.equal(early.saying, null, "the clock of this device was set back");
    assert.equal(early.caption, `${playing.state.machine}.`);
  }
});

test("softened touch has fewer words: the later lines stand on the screen alone", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(2).cue("unsure");
  const lines = heard(playing, 40);
  assert.ok(!lines.includes("leg-stroke goes on."));
  assert.equal(shown(playing).caption, "leg-stroke goes on.");
});

test("joy is answered, each time in other words", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).cue("enjoying");
  const first = said(playing);
  playing.pass(5).cue("enjoying");
  assert.notEqual(said(playing), first);
});

test("turning away is answered before anything else is said", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).cue("turning-away");
  assert.equal(said(playing), "holding.");
  assert.equal(shown(playing).tone, "pause-and-hold");
});

test("before a movement the child hears the question for it, not the one for the region", () => {
  const playing = new Playing(bundle({ steps: [...LEGS, ...BICYCLE, ...CLOSING] })).begin().cue("enjoying").until("asking-on");
  assert.equal(said(playing), "May we play bicycle?");
});

test("comfort is spoken to the end, for hands that hold a crying baby", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(5).cue("crying");
  assert.deepEqual(heard(playing, 12), ["comfort.", "Hold."]);
});

test("a pause is silent", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(5).wish({ do: "pause" });
  assert.equal(said(playing), undefined);
  assert.equal(shown(playing).screen, "paused");
});

test("the closing thanks before its hold begins", () => {
  const playing = new Playing(bundle({ steps: [LEGS[0], ...CLOSING] })).begin().cue("enjoying").until("closing");
  assert.deepEqual(heard(playing, 5), ["All done, thank you.", "closing-hold begins."]);
});

test("every ending says how long hands were there, in words", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(35).cue("crying").cue("end");
  assert.equal(said(playing), "After one minute.");
  assert.equal(shown(playing).title, "Ended by baby");
});

test("the child is shown without hands while it is asked", () => {
  const playing = new Playing(bundle()).begin();
  assert.equal(shown(playing).picture.hands, "away");
  playing.cue("enjoying").pass(1);
  assert.equal(shown(playing).picture.hands, "moving");
  playing.cue("turning-away");
  assert.equal(shown(playing).picture.hands, "still");
});

test("the ring empties with the stroke", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  assert.ok(Math.abs(shown(playing).left - 0.75) < 0.02);
  playing.pass(20);
  assert.ok(Math.abs(shown(playing).left - 0.25) < 0.02);
});

test("the drawing stands at the second of the stroke", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  assert.ok(Math.abs(shown(playing).picture.at - 10) < 0.3);
});

test("a no to the first question is thanked for in its own words", () => {
  const playing = new Playing(bundle()).begin().pass(10).cue("turning-away");
  assert.equal(said(playing), "Not now.");
});

test("after the question it is quiet for a while, and then the parent hears that a wait is fine", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").until("asking-on");
  assert.deepEqual(heard(playing, 10), ["May I touch your tummy?"]);
  assert.deepEqual(heard(playing, 5), ["May I touch your tummy?", "asking-on."]);
});
