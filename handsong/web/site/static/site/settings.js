// How this device speaks and sounds: chosen, tried and kept here, on the device.

import { change, settings } from "../player/outside/settings.js";
import { localVoices, speak, stop } from "./voice.js";

const form = document.querySelector("[data-sound]");
const SENTENCE = "Your whole hand, slow, from hip to foot.";

/** Show what is set now. */
function show() {
  const now = settings();
  form.elements.speaks.checked = now.speaks;
  form.elements.sounds.checked = now.sounds;
  form.elements.speed.value = String(now.speed);
  form.elements.volume.value = String(now.volume);
  form.elements.rhythm.value = now.rhythm;
  form.elements.voice.value = now.voice;
}

/** Keep what was chosen, at once. */
function keep() {
  const { speaks, sounds, speed, volume, rhythm, voice } = form.elements;
  change({
    speaks: speaks.checked,
    sounds: sounds.checked,
    speed: Number(speed.value),
    volume: Number(volume.value),
    rhythm: rhythm.value,
    voice: voice.value,
  });
}

form.hidden = false;
document.querySelector("[data-needs-script]")?.remove();
localVoices().then((voices) => {
  for (const voice of voices) {
    form.elements.voice.append(new Option(`${voice.name} (${voice.lang})`, voice.name));
  }
  form.querySelector("[data-voices]").hidden = voices.length === 0;
  form.querySelector("[data-no-voice]").hidden = voices.length > 0;
  show();
});
show();
form.addEventListener("input", keep);
form.querySelector("[data-try]").addEventListener("click", () => {
  stop();
  speak(SENTENCE);
});
addEventListener("pagehide", stop);
