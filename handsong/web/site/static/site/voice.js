// The device's own voice, and no other: words never leave the device.

import { settings } from "../player/outside/settings.js";

const LONGEST_SEARCH = 1500;
const PITCH = 0.9;

/** Find the voices that live on this device and speak this page's language. */
export async function localVoices() {
  if (!("speechSynthesis" in globalThis)) return [];
  if (speechSynthesis.getVoices().length === 0) {
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, LONGEST_SEARCH);
    });
  }
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

/** Say something as this device is set, and resolve when it is said, or after as long as it could take. */
export async function speak(words) {
  const { voice: wanted, speed, volume } = settings();
  const voices = await localVoices();
  const voice = voices.find((one) => one.name === wanted) ?? voices.find((one) => one.default) ?? voices[0];
  if (!voice) return;
  const utterance = new SpeechSynthesisUtterance(words);
  Object.assign(utterance, { voice, lang: voice.lang, rate: speed, volume, pitch: PITCH });
  await new Promise((done) => {
    utterance.onend = done;
    utterance.onerror = done;
    setTimeout(done, 4000 + words.length * 120);
    speechSynthesis.speak(utterance);
  });
}

/** Be quiet at once. */
export function stop() {
  if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
}
