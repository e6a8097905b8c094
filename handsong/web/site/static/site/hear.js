// Reads a technique's lines aloud, one after the other.

import { localVoices, speak, stop } from "./voice.js";

const BREATH = 900;
const room = document.querySelector("[data-hear]");
const play = room.querySelector("[data-play]");
const lines = [...document.querySelectorAll("[data-line]")];
let round = 0;
let isPlaying = false;

function rest() {
  stop();
  isPlaying = false;
  play.textContent = "Hear it";
}

/** Say every line with a breath between; pressing again stops. */
async function hear() {
  const mine = ++round;
  if (isPlaying) {
    rest();
    return;
  }
  isPlaying = true;
  play.textContent = "Stop";
  for (const line of lines) {
    await speak(line.textContent);
    await new Promise((done) => setTimeout(done, BREATH));
    if (mine !== round) return;
  }
  rest();
}

room.hidden = false;
localVoices().then((voices) => {
  play.hidden = voices.length === 0;
  room.querySelector("[data-no-voice]").hidden = voices.length > 0;
});
play.addEventListener("click", hear);
addEventListener("pagehide", stop);
