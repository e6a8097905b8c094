/** How this device speaks and sounds: chosen, tried and kept here, on the device. */

import { change, settings } from "../player/outside/settings.js";
import { chosen, hush, ownVoices, utter } from "../player/outside/speech.js";
import { all, find } from "./find.js";

const SENTENCE = "Your whole hand, slow, from hip to foot.";

const form = find("[data-sound]", HTMLFormElement);
const speaks = find("[name=speaks]", HTMLInputElement, form);
const sounds = find("[name=sounds]", HTMLInputElement, form);
const speed = find("[name=speed]", HTMLInputElement, form);
const volume = find("[name=volume]", HTMLInputElement, form);
const rhythm = find("[name=rhythm]", HTMLSelectElement, form);
const voice = find("[name=voice]", HTMLSelectElement, form);

/** Show what is set now. */
function show() {
  const now = settings();
  speaks.checked = now.speaks;
  sounds.checked = now.sounds;
  speed.value = String(now.speed);
  volume.value = String(now.volume);
  rhythm.value = now.rhythm;
  voice.value = now.voice;
}

/** Keep what was chosen, at once. */
function keep() {
  change({
    speaks: speaks.checked,
    sounds: sounds.checked,
    speed: Number(speed.value),
    volume: Number(volume.value),
    rhythm: /** @type {import("../player/outside/settings.js").Settings["rhythm"]} */ (rhythm.value),
    voice: voice.value,
  });
}

/** Offer the voices that this device has, or say that it has none. */
async function offer() {
  const voices = await ownVoices(document.documentElement.lang);
  voice.append(...voices.map(({ name, lang }) => new Option(`${name} (${lang})`, name)));
  find("[data-voices]", HTMLElement, form).hidden = voices.length === 0;
  find("[data-no-voice]", HTMLElement, form).hidden = voices.length > 0;
  find("[data-try]", HTMLButtonElement, form).addEventListener("click", () => tryOut(voices));
  show();
}

/**
 * Say a sentence as it is set now.
 * @param {SpeechSynthesisVoice[]} voices
 */
function tryOut(voices) {
  const now = settings();
  const speaker = chosen(voices, now.voice);
  hush();
  if (speaker) utter(SENTENCE, speaker, now);
}

form.hidden = false;
for (const hint of all("[data-needs-script]", HTMLElement)) hint.remove();
show();
offer();
form.addEventListener("input", keep);
addEventListener("pagehide", hush);
