/** How this device speaks and sounds. It stays on the device: another phone has another voice. */

/**
 * @typedef {object} Settings
 * @property {boolean} speaks
 * @property {string} voice  the name of a voice of this device, or "" for the calmest it has
 * @property {number} speed  1 is the voice's own pace
 * @property {number} volume  0 to 1
 * @property {boolean} sounds  the two notes of each response
 * @property {"tick" | "vibrate" | "none"} rhythm
 */

export const NAME = "handsong.settings";

/** @type {Settings} */
export const DEFAULTS = { speaks: true, voice: "", speed: 0.9, volume: 1, sounds: true, rhythm: "tick" };

/** @returns {Settings} */
export function settings() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

/** @param {Partial<Settings>} changed */
export function change(changed) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...settings(), ...changed }));
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}
