/**
 * The device's own speech. Words never leave the device: only voices that live on it are used, and
 * nothing here listens.
 */

/** @import {Settings} from "./settings.js" */

/** A little under its own pitch, a voice sounds calmer. */
const PITCH = 0.9;

/** Some browsers know their voices only after a while. */
const LONGEST_SEARCH = 1500;

/**
 * The voices of this device that speak a language; none where there is no speech.
 * @param {string} language
 * @returns {Promise<SpeechSynthesisVoice[]>}
 */
export async function ownVoices(language) {
  if (!("speechSynthesis" in globalThis)) return [];
  const found = fitting(language);
  if (found.length) return found;
  await new Promise((done) => {
    speechSynthesis.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, LONGEST_SEARCH);
  });
  return fitting(language);
}

/**
 * The voice that was chosen on this device, or the nearest to how the people here speak.
 * @param {SpeechSynthesisVoice[]} voices
 * @param {string} name
 */
export function chosen(voices, name) {
  return (
    voices.find((voice) => voice.name === name) ??
    voices.find((voice) => voice.lang.replace("_", "-") === navigator.language) ??
    voices.find((voice) => voice.default) ??
    voices[0]
  );
}

/**
 * Say it as this device is set, and return what is being said.
 * @param {string} words
 * @param {SpeechSynthesisVoice} voice
 * @param {Settings} settings
 */
export function utter(words, voice, { speed, volume }) {
  const utterance = new SpeechSynthesisUtterance(words);
  Object.assign(utterance, { voice, lang: voice.lang, rate: speed, volume, pitch: PITCH });
  speechSynthesis.speak(utterance);
  return utterance;
}

/** Whether something waits to be said until something else has been. */
export function isBehind() {
  return "speechSynthesis" in globalThis && speechSynthesis.pending;
}

/** Be quiet at once. */
export function hush() {
  if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
}

/** @param {string} language */
function fitting(language) {
  return speechSynthesis.getVoices().filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}
