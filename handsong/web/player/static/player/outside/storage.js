/** The browser's own storage, and what the page alone remembers where that keeps nothing more. */

/** @type {WeakMap<object, Map<string, string>>} */
const meanwhiles = new WeakMap();

/** Stands for a storage that may not even be asked for. */
const REFUSED = {};

/** Names and what they stand for. What the page alone remembers is one for all who write of it. */
export class Storage {
  #own = browsers();
  #makeRoom;

  /** @param {(name: string) => boolean} makeRoom  forgets something so that this can be kept; false when there is nothing */
  constructor(makeRoom) {
    this.#makeRoom = makeRoom;
  }

  /** Find out whether anything stays. */
  tryOut() {
    this.write("handsong.try", "1");
    this.remove("handsong.try");
  }

  /** Whether nothing stays when the page is closed, because the browser keeps nothing more. */
  get isVolatile() {
    return meanwhiles.has(this.#own);
  }

  /** @param {string} name */
  read(name) {
    const meanwhile = meanwhiles.get(this.#own);
    return meanwhile ? (meanwhile.get(name) ?? null) : localStorage.getItem(name);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  write(name, value) {
    while (!this.isVolatile) {
      try {
        localStorage.setItem(name, value);
        return;
      } catch {
        if (!this.#makeRoom(name)) this.#becomeVolatile();
      }
    }
    meanwhiles.get(this.#own)?.set(name, value);
  }

  /** @returns {string[]} */
  names() {
    const meanwhile = meanwhiles.get(this.#own);
    if (meanwhile) return [...meanwhile.keys()];
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  }

  /** @param {string} name */
  remove(name) {
    meanwhiles.get(this.#own)?.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  }

  #becomeVolatile() {
    meanwhiles.set(this.#own, new Map(this.names().map((name) => [name, readSafely(name)])));
  }
}

/** @param {string} name */
function readSafely(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** @returns {object} */
function browsers() {
  try {
    return localStorage;
  } catch {
    return REFUSED;
  }
}
