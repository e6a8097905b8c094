import assert from "node:assert/strict";
import test from "node:test";

import { isMoving, replay } from "../../handsong/web/player/static/player/engine/session.js";
import { saying } from "../../handsong/web/player/static/player/engine/words.js";
import { BICYCLE, CLOSING, LEGS, RESTING, TUMMY, bundle } from "./bundles.js";
import { Playing } from "./playing.js";

const WALKS = 300;
const PLANS = [
  undefined,
  [...RESTING, ...TUMMY, ...BICYCLE, ...LEGS, ...CLOSING],
  [...BICYCLE, ...LEGS],
  [...CLOSING],
];
const CUES = ["enjoying", "enjoying", "enjoying", "enjoying", "unsure", "turning-away", "crying", "asleep", "something-wrong", "moment", "end"];

/** A small, even generator, so that a walk that fails can be walked again. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return Math.abs(state ^ (state >>> 13)) % below;
  };
}

/** Walk at random, and look at the session after every step of it. */
function walk(seed, look) {
  const roll = dice(seed + 1);
  const playing = new Playing(bundle({ steps: PLANS[roll(PLANS.length)], day: roll(2) ? "quiet-day" : "cried-today" })).begin();
  const gentle = roll(3);
  for (let turn = 0; turn < 60; turn += 1) {
    const kind = roll(10);
    if (kind < 5) playing.pass(1 + roll(25), 0.5);
    else if (kind < 8) playing.cue(CUES[roll(gentle ? 6 : CUES.length)]);
    else playing.wish([{ do: "pause" }, { do: "resume" }, { do: "repeat" }, { do: "skip" }][roll(4)]);
    look(playing);
  }
  return playing;
}

const allWalks = (look, atTheEnd = () => {}) => {
  for (let seed = 0; seed < WALKS; seed += 1) atTheEnd(walk(seed, look), seed);
};

test("nothing strokes after crying, asleep, something wrong or a moment", () => {
  let seen = 0;
  allWalks((playing) => {
    const stopped = playing.log.some((event) => ["crying", "asleep", "something-wrong", "moment"].includes(event.body.cue));
    seen += stopped;
    if (stopped) assert.equal(isMoving(playing.bundle, playing.state), false);
  });
  assert.ok(seen > 500, "the walks meet such stops");
});

test("no step begins without a yes to all that is asked before it", () => {
  let begun = 0;
  allWalks(() => {}, (playing) => {
    let yes = new Set();
    for (const [index, event] of playing.log.entries()) {
      const { machine, step } = replay(playing.bundle, playing.log.slice(0, index));
      if (event.body.cue === "enjoying" && ["asking", "waiting"].includes(machine)) yes.add(playing.bundle.opening_for);
      if (event.body.cue === "enjoying" && machine === "asking-on") {
        for (const ask of playing.bundle.steps[step].asks) yes.add(ask.for);
      }
      if (event.kind !== "step-begun") continue;
      begun += 1;
      const asks = playing.bundle.steps[event.body.step].asks.map((ask) => ask.for);
      assert.ok(asks.every((name) => yes.has(name)), `${asks} was not answered`);
      if (asks.length) yes = new Set(asks);
    }
  });
  assert.ok(begun > 300, "the walks begin steps");
});

test("hands move only where the machine strokes or closes, and never in a pause", () => {
  allWalks((playing) => {
    const { machine, paused } = playing.state;
    if (!isMoving(playing.bundle, playing.state)) return;
    assert.ok(["going", "softened", "closing"].includes(machine));
    assert.equal(paused, "");
  });
});

test("a question that nobody answers is over after a minute, the opening's words apart", () => {
  allWalks(() => {}, (playing) => {
    if (playing.state.paused || !playing.bundle.cues.questions.includes(playing.state.machine)) return;
    playing.pass(61 + playing.bundle.opening.seconds);
    assert.equal(playing.state.endedBy, "baby");
  });
});

test("the log tells the same state as the one that was lived, after every step", () => {
  allWalks((playing) => assert.deepEqual(replay(playing.bundle, playing.log), playing.state));
});

test("every beginning of a log tells what was so then", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const playing = new Playing(bundle());
    const lived = [];
    const keep = playing.log.push.bind(playing.log);
    playing.log.push = (event) => {
      lived.push(playing.state);
      return keep(event);
    };
    const roll = dice(seed + 7);
    playing.begin();
    for (let turn = 0; turn < 40; turn += 1) {
      if (roll(2)) playing.pass(1 + roll(20), 0.5);
      else playing.cue(CUES[roll(5)]);
    }
    lived.forEach((state, number) => assert.deepEqual(replay(playing.bundle, playing.log.slice(0, number)), state));
  }
});

test("every session can be ended from wherever it is, and something wrong is always heard", () => {
  allWalks(() => {}, (playing, seed) => {
    playing.cue(seed % 2 ? "something-wrong" : "end");
    assert.equal(playing.state.machine, seed % 2 ? "care" : "ended");
    playing.cue("end");
    assert.equal(playing.state.machine, "ended");
  });
});

test("the eyes are sent to the face at each minute of touch", () => {
  const playing = new Playing(bundle({ steps: [...LEGS, ...LEGS, ...LEGS, ...CLOSING] })).begin().cue("enjoying");
  const heard = new Map();
  while (playing.state.machine !== "ended") {
    playing.pass(0.25);
    const now = saying(playing.bundle, playing.state, playing.now);
    if (now?.of === "look" && !heard.has(now.id)) heard.set(now.id, playing.state.touch + played(playing));
  }
  const touched = playing.state.touch;
  assert.equal(heard.size, Math.floor(touched / 60));
  [...heard.values()].forEach((at, index) => assert.ok(Math.abs(at - 60 * (index + 1)) < 0.6, `${at}`));
});

test("a minute that comes while the baby is answered sends the eyes to the face right after", () => {
  for (let before = 0; before <= 3.5; before += 0.25) {
    const playing = new Playing(bundle({ steps: [...LEGS, ...LEGS, ...CLOSING] })).begin().cue("enjoying");
    while (played(playing) + playing.state.touch < 60 - before) playing.pass(0.25);
    playing.cue("enjoying");
    const heard = [];
    for (let part = 0; part < 40; part += 1) {
      const now = saying(playing.bundle, playing.state, playing.now);
      if (heard.at(-1) !== now.of) heard.push(now.of);
      playing.pass(0.25);
    }
    assert.equal(heard.filter((of) => of === "look").length, 1, `${before} s before: ${heard}`);
  }
});

test("an answer that cuts the look short is followed by it", () => {
  const interruptions = {
    "one answer": [(playing) => playing.cue("enjoying")],
    "a softer touch": [(playing) => playing.cue("unsure")],
    "one answer after the other": [(playing) => playing.cue("enjoying"), (playing) => playing.cue("enjoying")],
    "still hands": [(playing) => playing.cue("turning-away").pass(20).cue("enjoying")],
    "a pause": [(playing) => playing.wish({ do: "pause" }).pass(20).wish({ do: "resume" })],
    "an answer, and then a pause": [
      (playing) => playing.cue("enjoying"),
      (playing) => playing.pass(1.5).wish({ do: "pause" }).pass(20).wish({ do: "resume" }),
    ],
  };
  for (const [name, ways] of Object.entries(interruptions)) {
    const playing = new Playing(bundle({ steps: [...LEGS, ...LEGS, ...CLOSING] })).begin().cue("enjoying");
    const names = new Set();
    for (const way of ways) {
      names.add(nextLook(playing, 70));
      way(playing.pass(0.5));
    }
    names.add(nextLook(playing, 20));
    assert.ok(!names.has(""), `the look is said again after ${name}`);
    assert.equal(names.size, ways.length + 1, "each time as something new, for what has been said is not said again");
    playing.pass(10).cue("enjoying");
    assert.equal(nextLook(playing, 20), "", `and not once more after it was heard: ${name}`);
  }
});

/** Let time pass until the eyes are sent to the face; the name of that saying, or nothing. */
function nextLook(playing, seconds) {
  for (let part = 0; part < seconds * 4; part += 1) {
    const now = saying(playing.bundle, playing.state, playing.now);
    if (now?.of === "look") return now.id;
    playing.pass(0.25);
  }
  return "";
}

test("a minute that comes with the words for the other side is heard in full after them", () => {
  const [left, right] = LEGS;
  const lead = { say: "Now the other side, slow and warm.", seconds: 4 };
  const steps = [{ ...left, seconds: 60 }, { ...right, lead }, ...CLOSING];
  const playing = new Playing(bundle({ steps })).begin().cue("enjoying").pass(59).cue("enjoying");
  const heard = [];
  for (let part = 0; part < 60; part += 1) {
    heard.push(saying(playing.bundle, playing.state, playing.now).of);
    playing.pass(0.25);
  }
  assert.deepEqual([...new Set(heard)], ["reply", "lead", "look", "line"]);
  assert.equal(heard.filter((of) => of === "look").length, 12, "three seconds in quarters");
});

test("nothing that hands began stays open once strokes are over", () => {
  allWalks((playing) => {
    const { machine, isUnderWay } = playing.state;
    assert.ok(!isUnderWay || ["going", "softened", "closing", ...playing.bundle.cues.questions].includes(machine));
  });
});

test("crying a second time shows how to step away, whatever came between", () => {
  let again = 0;
  allWalks(() => {}, (playing) => {
    const heard = playing.log.map((event, index) => [event, index]).filter(([event]) => event.kind === "cue");
    let cried = playing.bundle.cried_today;
    for (const [event, index] of heard) {
      const { machine } = replay(playing.bundle, playing.log.slice(0, index + 1));
      if (event.body.cue !== "crying") continue;
      if (cried) assert.ok(["moment", "care", "ended"].includes(machine), machine);
      again += cried;
      cried = true;
    }
  });
  assert.ok(again > 100, `the walks cry again: ${again}`);
});

test("the minutes that are written down are those that hands were on", () => {
  let touch = 0;
  const playing = new Playing(bundle()).begin();
  for (const seconds of [3, 7, 40, 30, 20, 90]) {
    playing.cue("enjoying");
    for (let part = 0; part < seconds * 4; part += 1) {
      const was = isMoving(playing.bundle, playing.state) && playing.now >= playing.state.since;
      playing.pass(0.25);
      if (was) touch += 0.25;
    }
  }
  playing.cue("end");
  const told = playing.state.done.reduce((sum, done) => sum + done.seconds, 0);
  assert.ok(Math.abs(told - touch) < 3, `${told} and ${touch}`);
});

/** Seconds of touch in the step under way. */
function played(playing) {
  const { state, now } = playing;
  return state.touched + (isMoving(playing.bundle, state) ? Math.max(0, now - state.since) / 1000 : 0);
}
