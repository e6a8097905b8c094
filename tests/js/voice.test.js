import assert from "node:assert/strict";
import test from "node:test";

import { saying } from "../../handsong/web/player/static/player/engine/words.js";
import { DEFAULTS } from "../../handsong/web/player/static/player/outside/settings.js";
import { chosen, hush, ownVoices } from "../../handsong/web/player/static/player/outside/speech.js";
import { Voice } from "../../handsong/web/player/static/player/outside/voice.js";
import { bundle } from "./bundles.js";
import { Speech, speaksWith, voice } from "./devices.js";
import { Playing } from "./playing.js";

const line = (id, more) => ({ id, say: `${id}.`, of: "line", isAloud: true, isAnswer: false, ...more });

/** A voice of a device with one English voice of its own, and the hand that turns its timers. */
async function speaking(t, { settings = {}, voices = [voice("Anna")] } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const speech = new Speech(voices);
  speaksWith(speech);
  const own = new Voice({ ...DEFAULTS, ...settings }, "en");
  const search = own.find();
  t.mock.timers.tick(1500);
  await search;
  return { own, speech, wait: (milliseconds) => t.mock.timers.tick(milliseconds) };
}

test("the session goes on by the clock while its voice never comes to an end, and every line is begun in time", async (t) => {
  const { own, speech, wait } = await speaking(t);
  speech.pending = true;
  const playing = new Playing(bundle()).begin();
  while (playing.state.machine !== "ended") {
    if (playing.bundle.cues.questions.includes(playing.state.machine)) playing.cue("enjoying");
    playing.pass(0.25);
    own.say(saying(playing.bundle, playing.state, playing.now));
    wait(250);
  }
  assert.equal(playing.state.endedBy, "plan");
  const lines = playing.bundle.steps.flatMap((step) => [step.lead.say, ...step.lines.map((row) => row.say)]).filter(Boolean);
  assert.deepEqual(speech.said.filter((say) => lines.includes(say)), lines);
});

test("only voices that live on the device are used", async (t) => {
  const { own, speech, wait } = await speaking(t, { voices: [voice("Far away", { localService: false })] });
  own.say(line("a"));
  wait(5000);
  assert.deepEqual(speech.said, []);
});

test("a voice of another language is none", async (t) => {
  const { speech, own, wait } = await speaking(t, { voices: [voice("Marie", { lang: "fr-FR" })] });
  own.say(line("a"));
  wait(5000);
  assert.deepEqual(speech.said, []);
});

test("the voice that was chosen speaks, else the one of these parts, else the usual one, else the first", () => {
  const here = voice("Here", { lang: navigator.language.replace("-", "_") });
  const [first, usual] = [voice("First"), voice("Usual", { isDefault: true })];
  assert.equal(chosen([first, usual, here], "First"), first);
  assert.equal(chosen([first, usual, here], "Gone"), here);
  assert.equal(chosen([first, usual], ""), usual);
  assert.equal(chosen([first], ""), first);
  assert.equal(chosen([], ""), undefined);
});

test("voices that a browser knows only later are found", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const speech = new Speech([]);
  speaksWith(speech);
  const search = ownVoices("en");
  speech.voices = [voice("Late")];
  speech.dispatchEvent(new Event("voiceschanged"));
  assert.deepEqual((await search).map((found) => found.name), ["Late"]);
});

test("the search for a voice ends by itself where there is none", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  speaksWith(new Speech([]));
  const search = new Voice(DEFAULTS, "en").find();
  t.mock.timers.tick(1500);
  assert.equal(await search, false);
});

test("a browser without speech is silent and breaks nothing", async () => {
  speaksWith(null);
  const own = new Voice(DEFAULTS, "en");
  assert.equal(await own.find(), false);
  own.say(line("a", { isAnswer: true }));
  own.stop();
  hush();
});

test("a saying is said once, at the pace and loudness of this device", async (t) => {
  const { own, speech, wait } = await speaking(t, { settings: { speed: 0.7, volume: 0.4 } });
  for (let turn = 0; turn < 3; turn += 1) {
    own.say(line("a"));
    wait(250);
  }
  assert.deepEqual(speech.said, ["a."]);
  const [{ rate, volume, lang }] = speech.utterances;
  assert.deepEqual({ rate, volume, lang }, { rate: 0.7, volume: 0.4, lang: "en-NZ" });
});

test("what stands on the screen alone is not spoken", async (t) => {
  const { own, speech, wait } = await speaking(t);
  own.say(line("a", { isAloud: false }));
  own.say(null);
  wait(250);
  assert.deepEqual(speech.said, []);
});

test("a device that is set to be silent has a voice and does not speak", async (t) => {
  const { own, speech, wait } = await speaking(t, { settings: { speaks: false } });
  own.say(line("a"));
  wait(250);
  assert.deepEqual(speech.said, []);
  assert.equal(await own.find(), true);
});

test("an answer to the baby cuts short whatever is being said, and comes after its two notes", async (t) => {
  const { own, speech, wait } = await speaking(t);
  own.say(line("a"));
  wait(250);
  assert.equal(speech.cut, 0);
  own.say(line("b", { isAnswer: true }));
  assert.equal(speech.cut, 1);
  wait(600);
  assert.deepEqual(speech.said, ["a."]);
  wait(200);
  assert.deepEqual(speech.said, ["a.", "b."]);
});

test("a voice that is late is cut short, and one that is in time is not", async (t) => {
  const { own, speech, wait } = await speaking(t);
  own.say(line("a"));
  wait(250);
  own.say(line("b"));
  wait(250);
  assert.equal(speech.cut, 0);
  speech.pending = true;
  own.say(line("c"));
  wait(250);
  assert.equal(speech.cut, 1);
  assert.deepEqual(speech.said, ["a.", "b.", "c."]);
});

test("a line that has not begun is never said once the voice was stopped", async (t) => {
  const { own, speech, wait } = await speaking(t);
  own.say(line("a", { isAnswer: true }));
  own.stop();
  wait(5000);
  assert.deepEqual(speech.said, []);
});

test("what is to be said while a device still looks for its voices is said when it has found one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const speech = new Speech([voice("Anna")]);
  speaksWith(speech);
  const own = new Voice(DEFAULTS, "en");
  own.say(line("first"));
  await own.find();
  own.say(line("first"));
  t.mock.timers.tick(0);
  assert.deepEqual(speech.said, ["first."]);
});

test("the very first words wait for no notes", () => {
  const { bundle: of, state, now } = new Playing(bundle()).begin();
  assert.equal(saying(of, state, now).isAnswer, false);
});
