/** The player's clock: it never goes back, and it notices when the device has slept. */

/** A difference to the wall clock beyond this is a sleep or a clock set forward, no rounding. */
const SLIP = 2000;

export class Clock {
  #anchor = Date.now() - performance.now();

  /** Milliseconds since 1970, whole. */
  now() {
    const now = this.#anchor + performance.now();
    const ahead = Date.now() - now;
    if (ahead > SLIP) this.#anchor += ahead;
    return Math.round(this.#anchor + performance.now());
  }
}

/**
 * A moment as it is written into an event: local time with its offset.
 * @param {number} at
 */
export function written(at) {
  const offset = -new Date(at).getTimezoneOffset();
  const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

/**
 * An id that sorts by time (version 7 of RFC 9562), made here so that a second arrival is known.
 * @param {number} at
 */
export function newId(at) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(at / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = 0x70 | (Number(bytes[6]) & 0x0f);
  bytes[8] = 0x80 | (Number(bytes[8]) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
