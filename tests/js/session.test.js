import assert from "node:assert/strict";
import test from "node:test";

import { blank, replay, take } from "../../handsong/web/player/static/player/engine/session.js";
import { view } from "../../handsong/web/player/static/player/engine/view.js";
import { BICYCLE, CLOSING, LEGS, RESTING, TUMMY, bundle } from "./bundles.js";
import { Playing } from "./playing.js";

test("nothing happens before the parent begins", () => {
  const playing = new Playing(bundle()).pass(300);
  assert.deepEqual(playing.log, []);
});

test("a session that the baby enjoys goes through every step and ends by plan", () => {
  const playing = new Playing(bundle()).begin().enjoyingUntil("ended");
  assert.equal(playing.state.endedBy, "plan");
  assert.deepEqual(
    playing.state.done.map((done) => [done.technique, done.seconds]),
    [["leg-stroke", 40], ["leg-stroke", 40], ["tummy-circle", 50], ["bicycle", 30], ["closing-hold", 18]],
  );
});

test("hands stay away until the baby has answered the first question", () => {
  const playing = new Playing(bundle()).begin().pass(75);
  assert.equal(playing.state.machine, "asking");
  assert.equal(playing.state.isUnderWay, false);
});

test("a minute of silence after the question has been put ends it kindly", () => {
  const playing = new Playing(bundle()).begin().pass(79);
  assert.equal(playing.state.machine, "asking");
  playing.pass(2);
  assert.equal(playing.state.machine, "ended");
  assert.equal(playing.state.endedBy, "baby");
});

test("inside a region it goes on by itself, to the other side and the next stroke", () => {
  const playing = new Playing(bundle({ steps: [...LEGS, ...RESTING, ...CLOSING] })).begin().cue("enjoying");
  playing.until("closing", 200);
  assert.deepEqual(playing.state.done.map((done) => done.technique), ["leg-stroke", "leg-stroke", "resting-hands"]);
  assert.equal(playing.kinds().filter((kind) => kind === "question").length, 0);
});

test("a new region is asked for, and stays untouched without an answer", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").until("asking-on");
  assert.equal(playing.store.bundle.steps[playing.state.step].region, "tummy");
  playing.pass(59);
  assert.equal(playing.state.machine, "asking-on");
  playing.pass(2);
  assert.equal(playing.state.endedBy, "baby");
  assert.ok(playing.state.done.every((done) => done.region === "legs"));
});

test("a movement is asked for even where strokes have been", () => {
  const playing = new Playing(bundle({ steps: [...LEGS, ...BICYCLE, ...CLOSING] })).begin().cue("enjoying");
  playing.until("asking-on");
  assert.equal(playing.store.bundle.steps[playing.state.step].technique, "bicycle");
});

test("a movement as the very first thing needs its own yes", () => {
  const playing = new Playing(bundle({ steps: [...BICYCLE, ...CLOSING] })).begin().cue("enjoying").pass(1);
  assert.equal(playing.state.machine, "asking-on");
});

test("a movement that nobody answers is not begun: hands rest, and after a minute it ends kindly", () => {
  const playing = new Playing(bundle({ steps: [...LEGS, ...BICYCLE, ...CLOSING] })).begin().cue("enjoying").until("asking-on");
  playing.pass(59);
  assert.equal(playing.state.machine, "asking-on");
  assert.equal(playing.state.isUnderWay, false);
  playing.pass(2);
  assert.equal(playing.state.endedBy, "baby");
  assert.ok(playing.state.done.every((done) => done.technique === "leg-stroke"));
});

test("hands that were held still go on only when the baby says so, and after a minute of silence it ends", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).cue("turning-away").pass(59);
  assert.equal(playing.state.machine, "holding");
  assert.equal(Math.round(replayAt(playing).played), 10);
  playing.pass(2);
  assert.equal(playing.state.endedBy, "baby");
});

test("what hands did before silence ended it is written down, from every question that may come in a stroke", () => {
  const ways = {
    holding: (playing) => playing.cue("turning-away"),
    changing: (playing) => playing.cue("turning-away").pass(5).cue("turning-away"),
    "asking-on": (playing) => playing.wish({ do: "pause" }).pass(301, 1).wish({ do: "resume" }),
  };
  for (const [machine, way] of Object.entries(ways)) {
    const playing = way(new Playing(bundle()).begin().cue("enjoying").pass(35));
    assert.equal(playing.state.machine, machine);
    playing.pass(61);
    assert.equal(playing.state.endedBy, "baby");
    assert.deepEqual(playing.kinds().slice(-2), ["no-answer", "step-done"]);
    const [{ technique, seconds, cues }] = playing.state.done;
    assert.equal(technique, "leg-stroke");
    assert.ok(Math.abs(seconds - 35) < 0.3, `${machine}: ${seconds}`);
    assert.equal(cues.at(-1), "no-answer");
    assert.equal(playing.state.touch, seconds);
  }
});

test("a page that was closed between an ending and what hands did writes that down when it opens", () => {
  const { log, now } = new Playing(bundle()).begin().cue("enjoying").pass(35).cue("crying");
  const again = new Playing(bundle(), log.slice(0, -1), now + 60_000);
  assert.equal(again.state.done.length, 0);
  again.store.reopen(now);
  assert.deepEqual(again.log.at(-1).body, log.at(-1).body);
});

test("a refused region is left out whole, and the next one is asked for", () => {
  const arms = TUMMY.map((row) => ({ ...row, technique: "arm-stroke", group: "arms", region: "arms", asks: [{ for: "arms", say: "Arms?", seconds: 2 }] }));
  const more = TUMMY.map((row) => ({ ...row, technique: "tummy-moon" }));
  const playing = new Playing(bundle({ steps: [...LEGS, ...TUMMY, ...more, ...arms, ...CLOSING] }));
  playing.begin().cue("enjoying").until("asking-on").cue("turning-away");
  assert.equal(playing.state.machine, "changing");
  playing.cue("enjoying").pass(1);
  assert.equal(playing.state.machine, "asking-on");
  assert.equal(playing.store.bundle.steps[playing.state.step].technique, "arm-stroke");
});

test("a stroke that was refused twice is left with its other side", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).cue("turning-away").cue("unsure");
  assert.equal(playing.state.machine, "changing");
  playing.cue("enjoying").pass(1);
  assert.equal(playing.state.machine, "asking-on");
  assert.equal(playing.store.bundle.steps[playing.state.step].technique, "tummy-circle");
  assert.ok(playing.state.done[0].seconds > 9 && playing.state.done[0].seconds < 11);
});

test("an unsure answer to a new region never becomes a yes to it", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").until("asking-on").cue("unsure").cue("enjoying").pass(1);
  assert.equal(playing.state.machine, "asking-on");
});

test("softened touch goes at seven tenths of its pace", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").cue("unsure").pass(20);
  assert.equal(playing.state.machine, "softened");
  const played = replayAt(playing).played;
  assert.ok(Math.abs(played - 14) < 0.1, `${played}`);
});

test("a hold has no pace: an unsure baby is not held for longer", () => {
  const playing = new Playing(bundle({ steps: [...RESTING, ...CLOSING] })).begin().cue("enjoying").cue("unsure").pass(20);
  assert.equal(playing.state.machine, "closing");
  playing.cue("unsure").pass(21);
  assert.equal(playing.state.machine, "ended");
});

test("crying ends the stroke at once and writes down how long it was", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(12).cue("crying");
  assert.equal(playing.state.machine, "comfort");
  assert.deepEqual(playing.kinds().slice(-2), ["crying", "step-done"]);
  const { seconds, cues } = playing.state.done[0];
  assert.ok(Math.abs(seconds - 12) < 0.3);
  assert.ok(cues.includes("crying"));
});

test("no way leads from crying back to a stroke", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(5).cue("crying");
  for (const cue of ["enjoying", "enjoying", "unsure", "enjoying"]) playing.cue(cue).pass(30);
  assert.equal(playing.state.isUnderWay, false);
  assert.equal(playing.state.done.length, 1);
});

test("a touch on the drawing pauses, and going on takes one breath and then the same place", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).pass(20);
  assert.equal(Math.round(replayAt(playing).played), 10);
  playing.wish({ do: "resume" }).pass(4);
  assert.equal(Math.round(replayAt(playing).played), 10);
  playing.pass(5);
  assert.equal(Math.round(replayAt(playing).played), 15);
});

test("after a long pause the baby is asked again", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).pass(301, 1);
  playing.wish({ do: "resume" });
  assert.equal(playing.state.machine, "asking-on");
  playing.cue("enjoying").pass(5);
  assert.equal(playing.state.isUnderWay, true);
  assert.equal(playing.state.step, 0);
});

test("after a long pause no other button and no cue passes that question either", () => {
  const paused = () => new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).pass(301, 1);
  for (const wish of ["repeat", "skip"]) {
    const playing = paused().wish({ do: wish });
    assert.equal(playing.state.machine, "asking-on", wish);
    playing.cue("enjoying").pass(5);
    assert.equal(playing.state.step, wish === "skip" ? 1 : 0);
    assert.equal(playing.state.isUnderWay, true);
  }
  const answers = { enjoying: "going", unsure: "holding", "turning-away": "changing" };
  for (const [cue, machine] of Object.entries(answers)) assert.equal(paused().cue(cue).state.machine, machine);
  assert.deepEqual(paused().cue("crying").kinds().slice(-3), ["resumed", "crying", "step-done"]);
});

test("after half an hour a pause is over for this plan: it takes endings and help, and nothing else", () => {
  const paused = () => new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).pass(1801, 1);
  for (const wish of ["resume", "repeat", "skip"]) assert.equal(paused().wish({ do: wish }).state.paused, "parent", wish);
  for (const cue of ["enjoying", "unsure", "turning-away"]) assert.equal(paused().cue(cue).state.paused, "parent", cue);
  const heard = { crying: "comfort", asleep: "sleeping", "something-wrong": "care", moment: "moment", end: "ended" };
  for (const [cue, machine] of Object.entries(heard)) assert.equal(paused().cue(cue).state.machine, machine);
});

test("a pause never hides the care page, in whatever order two windows wrote", () => {
  for (const order of [["paused", "something-wrong"], ["something-wrong", "paused"]]) {
    const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
    for (const kind of order) {
      const isCue = kind === "something-wrong";
      playing.log.push({
        id: kind, session: playing.bundle.session, number: playing.log.length, at: new Date(playing.now).toISOString(),
        kind: isCue ? "cue" : kind, body: isCue ? { cue: kind } : { why: "away" },
      });
    }
    const again = new Playing(bundle(), playing.log, playing.now).pass(1);
    assert.equal(view(again.bundle, again.state, again.now).screen, "care", order);
    assert.equal(again.state.isUnderWay, false);
  }
});

test("a moment of the parent's after the care page ends by care, and so does what went before it", () => {
  const begun = () => new Playing(bundle()).begin().cue("enjoying").pass(31);
  assert.equal(begun().cue("something-wrong").cue("moment").cue("end").state.endedBy, "care");
  assert.equal(begun().cue("end").cue("something-wrong").cue("end").state.endedBy, "care");
  assert.equal(begun().cue("something-wrong").cue("moment").cue("asleep").cue("end").state.endedBy, "care");
  assert.equal(begun().cue("moment").cue("end").state.endedBy, "parent");
});

test("a paused question does not end by silence", () => {
  const playing = new Playing(bundle()).begin().pass(30).wish({ do: "pause" }).pass(400, 1);
  assert.equal(playing.state.machine, "asking");
});

test("repeat begins the stroke again and skip goes to the next one", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).wish({ do: "repeat" });
  assert.equal(playing.state.played, 0);
  assert.equal(playing.state.step, 0);
  playing.pass(6).wish({ do: "skip" }).pass(1);
  assert.equal(playing.state.step, 1);
  assert.ok(playing.state.done[0].seconds > 11, "both goes count as touch");
});

test("a skip never goes past a question", () => {
  const playing = new Playing(bundle({ steps: [LEGS[0], ...TUMMY, ...CLOSING] })).begin().cue("enjoying").pass(5);
  playing.wish({ do: "pause" }).wish({ do: "skip" }).pass(1);
  assert.equal(playing.state.machine, "asking-on");
});

test("what the baby says lifts a pause", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10).wish({ do: "pause" }).pass(5).cue("crying");
  assert.equal(playing.state.machine, "comfort");
  assert.equal(playing.state.paused, "");
});

test("a page that froze pauses at the moment it was last alive, and says so", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  playing.now += 120_000;
  playing.store.tick(playing.now);
  assert.equal(playing.state.paused, "away");
  assert.ok(playing.state.played < 16);
});

test("a page out of sight pauses after a short grace, and a glance away pauses nothing", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  playing.store.hide(true, playing.now);
  playing.pass(3, 1);
  playing.store.hide(false, playing.now);
  assert.equal(playing.state.paused, "");
  playing.store.hide(true, playing.now);
  playing.pass(8, 1);
  assert.equal(playing.state.paused, "away");
});

test("a page that was closed opens paused where it was", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  const again = new Playing(bundle(), playing.log, playing.now + 60_000);
  again.store.reopen(playing.now);
  assert.equal(again.state.paused, "reload");
  assert.equal(again.state.played, replayAt(playing).played);
});

test("comfort ends by itself after ten quiet minutes, by the baby", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(5).cue("crying").pass(601, 1);
  assert.equal(playing.state.machine, "ended");
  assert.equal(playing.state.endedBy, "baby");
});

test("a plan without a closing hold thanks and ends", () => {
  const playing = new Playing(bundle({ steps: LEGS })).begin().cue("enjoying").until("closing").pass(4);
  assert.equal(playing.state.machine, "closing");
  playing.pass(2);
  assert.equal(playing.state.endedBy, "plan");
});

test("a clock that is set back stops nothing and loses nothing", () => {
  const playing = new Playing(bundle()).begin().cue("enjoying").pass(10);
  playing.now -= 3_600_000;
  playing.store.tick(playing.now);
  playing.cue("crying");
  assert.equal(playing.state.machine, "comfort");
  const times = playing.log.map((event) => Date.parse(event.at));
  assert.deepEqual(times, [...times].sort((one, other) => one - other));
});

test("an event that comes twice or out of order tells the same session", () => {
  const { log, state } = new Playing(bundle()).begin().enjoyingUntil("ended");
  const shuffled = [...log, ...log].sort((one, other) => (one.id + one.kind < other.id + other.kind ? 1 : -1));
  assert.deepEqual(replay(bundle(), shuffled), state);
});

test("the state before anything happened waits for nobody", () => {
  assert.equal(blank(bundle()).isBegun, false);
  assert.equal(replay(bundle(), []).machine, "asking");
});

/** The state with its time counted up to the playing's now. */
function replayAt(playing) {
  const state = replay(playing.bundle, playing.log);
  return take(playing.bundle, state, {
    id: "now", session: "", number: 0, at: new Date(playing.now).toISOString(), kind: "afterwards", body: {},
  });
}


test("after a clock was set back nobody knows how long a pause was, so the child is asked about anew", () => {
  for (const back of [2 * 60_000, 3_600_000, 3 * 365 * 86_400_000]) {
    const playing = new Playing(bundle()).begin().cue("enjoying").pass(20).wish({ do: "pause" });
    playing.now -= back;
    const before = playing.log.length;
    playing.wish({ do: "resume" }).cue("enjoying");
    assert.equal(playing.log.length, before, "hands do not go on");
    playing.cue("crying");
    assert.equal(playing.state.machine, "comfort", "tears are heard all the same");
  }
});
