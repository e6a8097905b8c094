/** Two soft notes for each response, told apart without words, and a wooden tick for the rhythm. */

/** @import {Response} from "../bundle.d.ts" */
/** @import {Settings} from "./settings.js" */

/** Hertz, first note and second: up is going on, down is less, and care asks twice. */
const NOTES = /** @type {const} */ ({
  "go-on": [392, 494],
  soften: [440, 392],
  "pause-and-hold": [330, 330],
  change: [330, 440],
  "stop-for-now": [392, 262],
  "check-health": [523, 415],
});

const BETWEEN = 0.24;
const LOUDEST = 0.16;

export class Sounds {
  #settings;
  /** @type {AudioContext | undefined} */
  #audio;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /** Wake the loudspeaker; browsers allow it only while a finger touches something. */
  wake() {
    if (!("AudioContext" in globalThis)) return;
    this.#audio ??= new AudioContext();
    this.#audio.resume().catch(() => {});
  }

  /** @param {Response} response */
  answer(response) {
    if (!this.#settings.sounds) return;
    const [first, second] = NOTES[response];
    this.#note(first, 0);
    this.#note(second, BETWEEN);
    if (response === "check-health") [first, second].forEach((hertz, place) => this.#note(hertz, (place + 2) * BETWEEN));
  }

  /** One beat of the rhythm. */
  beat() {
    if (this.#settings.rhythm === "vibrate") navigator.vibrate?.(18);
    if (this.#settings.rhythm === "tick") this.#tick();
  }

  /**
   * @param {number} hertz
   * @param {number} after
   */
  #note(hertz, after) {
    this.#sound("sine", hertz, after, { rise: 0.03, fall: 0.5, loud: LOUDEST });
  }

  /** A short, hollow knock: wood has little tone and is gone at once. */
  #tick() {
    this.#sound("triangle", 620, 0, { rise: 0.002, fall: 0.07, loud: LOUDEST / 2 });
    this.#sound("sine", 1240, 0, { rise: 0.001, fall: 0.03, loud: LOUDEST / 6 });
  }

  /**
   * @param {OscillatorType} type
   * @param {number} hertz
   * @param {number} after
   * @param {{ rise: number, fall: number, loud: number }} shape
   */
  #sound(type, hertz, after, { rise, fall, loud }) {
    const audio = this.#audio;
    if (audio?.state !== "running") return;
    const at = audio.currentTime + after;
    const oscillator = new OscillatorNode(audio, { type, frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud * this.#settings.volume, at + rise);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + rise + fall);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + rise + fall + 0.05);
  }
}
