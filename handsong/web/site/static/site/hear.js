/** Reads a technique's lines aloud, one after the other. */

import { settings } from "../player/outside/settings.js";
import { chosen, hush, ownVoices, utter } from "../player/outside/speech.js";
import { all, find } from "./find.js";

/** The breath between two lines. */
const BREATH = 900;

const room = find("[data-hear]", HTMLElement);
const play = find("[data-play]", HTMLButtonElement, room);
const lines = all("[data-line]", HTMLElement);
let round = 0;
let isPlaying = false;

/** Be quiet, and ready to be heard again. */
function rest() {
  hush();
  isPlaying = false;
  play.textContent = "Hear it";
}

/**
 * Say every line with a breath between; pressing again stops.
 * @param {SpeechSynthesisVoice} voice
 */
async function hear(voice) {
  const mine = ++round;
  if (isPlaying) {
    rest();
    return;
  }
  isPlaying = true;
  play.textContent = "Stop";
  for (const { textContent: words } of lines) {
    await said(words ?? "", voice);
    await pause(BREATH);
    if (mine !== round) return;
  }
  rest();
}

/**
 * Say words until they are said, or for as long as it could take: some browsers never tell of the end.
 * @param {string} words
 * @param {SpeechSynthesisVoice} voice
 */
function said(words, voice) {
  const utterance = utter(words, voice, settings());
  const end = new Promise((done) => {
    utterance.onend = done;
    utterance.onerror = done;
  });
  return Promise.race([end, pause(4000 + words.length * 120)]);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

room.hidden = false;
ownVoices(document.documentElement.lang).then((voices) => {
  const voice = chosen(voices, settings().voice);
  play.hidden = !voice;
  find("[data-no-voice]", HTMLElement, room).hidden = Boolean(voice);
  if (voice) play.addEventListener("click", () => hear(voice));
});
addEventListener("pagehide", hush);
