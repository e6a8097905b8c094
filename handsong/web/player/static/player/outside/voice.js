/**
 * The voice of a session: each saying once, answers before all else. Nothing waits for it: the
 * session goes by the clock, and a voice that is late is cut short.
 */

import { chosen, hush, isBehind, ownVoices, utter } from "./speech.js";

/** @import {Settings} from "./settings.js" */
/** @import {Saying} from "../engine/words.js" */

/** The two notes of a response are heard first, then its words. */
const AFTER_NOTES = 700;

export class Voice {
  #settings;
  #language;
  /** @type {SpeechSynthesisVoice | undefined} */
  #voice;
  /** Some devices know their voices only after a while: until then nothing counts as said. */
  #hasLooked = false;
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

  /** Look for a voice of this device; true when there is one. */
  async find() {
    this.#voice = chosen(await ownVoices(this.#language), this.#settings.voice);
    this.#hasLooked = true;
    return this.#voice !== undefined;
  }

  /**
   * Say it once. An answer to the baby cuts short whatever is being said.
   * @param {Saying | null} saying
   */
  say(saying) {
    if (!this.#hasLooked || !saying?.isAloud || this.#said.has(saying.id)) return;
    this.#said.add(saying.id);
    if (!this.#voice || !this.#settings.speaks) return;
    if (saying.isAnswer || isBehind()) this.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#utter(saying.say), saying.isAnswer ? AFTER_NOTES : 0);
  }

  /** Be quiet at once. */
  stop() {
    clearTimeout(this.#timer);
    hush();
  }

  /** @param {string} words */
  #utter(words) {
    if (this.#voice) utter(words, this.#voice, this.#settings);
  }
}
