/**
 * Writes tests/vectors/sessions.json: sessions as the player's engine wrote them, and what they
 * tell. Python folds the same logs (tests/web/player/test_vectors.py), JavaScript replays them.
 */

import { writeFileSync } from "node:fs";

import { story } from "./stories.js";
import { BICYCLE, CLOSING, LEGS, TUMMY, bundle } from "./bundles.js";
import { Playing } from "./playing.js";

const sessions = {
  "enjoyed to the end of its plan": (playing) => playing.begin().enjoyingUntil("ended"),
  "nobody answered the question": (playing) => playing.begin().pass(90),
  "the baby said no to the question": (playing) => playing.begin().pass(22).cue("turning-away"),
  "unsure at first, then enjoyed, ended by the parent": (playing) =>
    playing.begin().pass(20).cue("unsure").pass(9).cue("enjoying").pass(33).cue("end"),
  "softened, held, and taken up again": (playing) =>
    playing.begin().cue("enjoying").pass(10).cue("unsure").pass(10).cue("unsure").pass(15).cue("enjoying").pass(8).cue("enjoying").pass(60).cue("end"),
  "turned away twice, without recovery": (playing) =>
    playing.begin().cue("enjoying").pass(18).cue("turning-away").pass(5).cue("turning-away").pass(5).cue("turning-away"),
  "turned away, and then nobody answered": (playing) => playing.begin().cue("enjoying").pass(35).cue("turning-away").pass(61),
  "asked again after a long pause, and nobody answered": (playing) =>
    playing.begin().cue("enjoying").pass(12).wish({ do: "pause" }).pass(400).wish({ do: "resume" }).pass(61),
  "cried in the middle of a stroke, comforted": (playing) =>
    playing.begin().cue("enjoying").pass(52).cue("crying").pass(30).cue("enjoying").pass(20).cue("end"),
  "cried twice: the parent takes a moment": (playing) =>
    playing.begin().cue("enjoying").pass(12).cue("crying").pass(10).cue("crying").pass(100).cue("end"),
  "cried, slept, and cried again": (playing) =>
    playing.begin().cue("enjoying").pass(12).cue("crying").pass(40).cue("asleep").pass(60).cue("crying").pass(100).cue("end"),
  "fell asleep": (playing) => playing.begin().cue("enjoying").pass(70).cue("asleep").pass(700),
  "something was wrong": (playing) => playing.begin().cue("enjoying").pass(31).cue("something-wrong").pass(60).cue("end"),
  "something was wrong after the end": (playing) => playing.begin().cue("enjoying").pass(31).cue("end").pass(3).cue("something-wrong"),
  "something was wrong, and the parent needed a moment": (playing) =>
    playing.begin().cue("enjoying").pass(31).cue("something-wrong").pass(60).cue("moment").pass(60).cue("end"),
  "paused, repeated and skipped": (playing) =>
    playing.begin().cue("enjoying").pass(12).wish({ do: "pause" }).pass(50).wish({ do: "repeat" }).pass(20).wish({ do: "pause" })
      .wish({ do: "skip" }).pass(30).cue("end"),
  "asked again after a long pause": (playing) =>
    playing.begin().cue("enjoying").pass(12).wish({ do: "pause" }).pass(400).wish({ do: "resume" }).cue("enjoying").pass(20).cue("end"),
  "the phone rang": (playing) => {
    playing.begin().cue("enjoying").pass(15);
    playing.store.hide(true, playing.now);
    playing.pass(60, 1);
    playing.store.hide(false, playing.now);
    playing.wish({ do: "resume" }).pass(20).cue("end");
  },
  "a region was refused, the next one enjoyed": (playing) =>
    playing.begin().cue("enjoying").until("asking-on").cue("turning-away").pass(4).enjoyingUntil("ended"),
  "left open, the page was closed": (playing) => playing.begin().cue("enjoying").pass(25),
  "left open while the baby was comforted": (playing) => playing.begin().cue("enjoying").pass(25).cue("crying").pass(20),
};

const plans = { "quiet-day": [...LEGS, ...TUMMY, ...BICYCLE, ...CLOSING], "cried-today": [...LEGS, ...CLOSING] };
const rows = [];
for (const [name, play] of Object.entries(sessions)) {
  for (const [day, steps] of Object.entries(plans)) {
    if (day === "cried-today" && !/cried|enjoyed to the end/.test(name)) continue;
    const playing = new Playing(bundle({ steps, day, practice: name === "fell asleep" }));
    play(playing);
    rows.push({ name: `${name}, ${day}`, day, log: playing.log, session: story(playing.bundle, playing.state) });
  }
}

const text = rows.map((row) => JSON.stringify(row)).join(",\n");
writeFileSync(new URL("../vectors/sessions.json", import.meta.url), `[\n${text}\n]\n`);
