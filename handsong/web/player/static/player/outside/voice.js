/**
 * The device's own voice. Words never leave the device, so only voices that live on it are used.
 * Nothing waits for it: the session goes by the clock, and a voice that is late is cut short.
 */

/** @import {Settings} from "./settings.js" */
/** @import {Saying} from "../engine/words.js" */

/** A little under its own pitch, a voice sounds calmer. */
const PITCH = 0.9;

/** The two notes of a response are heard first, then its words. */
const AFTER_NOTES = 700;

/** Some browsers know their voices only after a while. */
const LONGEST_SEARCH = 1500;

export class Voice {
  #settings;
  #language;
  /** @type {SpeechSynthesisVoice | undefined} */
  #voice;
  #said = new Set();
  #timer = 0;

  /**
   * @param {Settings} settings
   * @param {string} language
   */
  constructor(settings, language) {
    this.#settings = settings;
    this.#language = language;
  }

  /** Whether this device has a voice of its own for the language. */
  get isThere() {
    return this.#voice !== undefined;
  }

  /** Look for a voice; true when there is one. */
  async find() {
    if (!("speechSynthesis" in globalThis)) return false;
    this.#choose();
    if (!this.#voice) {
      await new Promise((done) => {
        speechSynthesis.addEventListener("voiceschanged", done, { once: true });
        setTimeout(done, LONGEST_SEARCH);
      });
      this.#choose();
    }
    return this.isThere;
  }

  /**
   * Say it once. An answer to the baby cuts short whatever is being said.
   * @param {Saying | null} saying
   */
  say(saying) {
    if (!saying?.isAloud || this.#said.has(saying.id)) return;
    this.#said.add(saying.id);
    if (!this.#voice || !this.#settings.speaks) return;
    if (saying.isAnswer || speechSynthesis.pending) this.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#utter(saying.say), saying.isAnswer ? AFTER_NOTES : 0);
  }

  /** Be quiet at once. */
  stop() {
    clearTimeout(this.#timer);
    if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
  }

  /** @param {string} words */
  #utter(words) {
    if (!this.#voice) return;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = this.#voice;
    utterance.lang = this.#voice.lang;
    utterance.rate = this.#settings.speed;
    utterance.pitch = PITCH;
    utterance.volume = this.#settings.volume;
    speechSynthesis.speak(utterance);
  }

  #choose() {
    const own = speechSynthesis.getVoices().filter((voice) => voice.localService);
    const fitting = own.filter((voice) => voice.lang.toLowerCase().startsWith(this.#language));
    const wanted = this.#settings.voice;
    this.#voice =
      fitting.find((voice) => voice.name === wanted) ??
      fitting.find((voice) => voice.lang.replace("_", "-") === navigator.language) ??
      fitting.find((voice) => voice.default) ??
      fitting[0];
  }
}
