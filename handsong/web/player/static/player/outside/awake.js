/** Keeps the screen awake while a session runs; browsers give it up whenever the page is out of sight. */

export class Awake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #isWanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#take());
  }

  /** Whether this browser can keep the screen awake here; over plain HTTP none does. */
  get isAble() {
    return "wakeLock" in navigator;
  }

  /** @param {boolean} isWanted */
  keep(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) this.#take();
    else this.#give();
  }

  async #take() {
    if (!this.#isWanted || !this.isAble || document.visibilityState !== "visible") return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      // A phone that saves its battery may refuse; the session goes on all the same.
      this.#lock = null;
    }
  }

  #give() {
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }
}
