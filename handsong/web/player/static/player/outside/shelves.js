/**
 * What lies on this phone for when there is no network: a shelf for each child, and the bundles of
 * sessions that may go on. IndexedDB, since it is far more than the memory of events can hold.
 *
 * Every method may fail, as the browser's storage can: full, locked, or refused in a private window.
 */

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Shelf} from "../shelf.d.ts" */

/**
 * When a shelf was fetched, and of which version and epoch the server was then.
 * @typedef {{ at: number, version: string, epoch: string }} Stamp
 */

const NAME = "handsong";
const [SHELVES, STAMPS, BUNDLES] = ["shelves", "stamps", "bundles"];

export class Shelves {
  /** @type {Promise<IDBDatabase> | null} */
  #opened = null;

  /** Every shelf, in no order. @returns {Promise<Shelf[]>} */
  async all() {
    return this.#read(SHELVES, (store) => store.getAll());
  }

  /**
   * @param {string} child
   * @returns {Promise<Shelf | undefined>}
   */
  async of(child) {
    return this.#read(SHELVES, (store) => store.get(child));
  }

  /**
   * When each shelf was fetched, by child.
   * @returns {Promise<Map<string, Stamp>>}
   */
  async stamps() {
    const [names, stamps] = await Promise.all([
      this.#read(STAMPS, (store) => store.getAllKeys()),
      this.#read(STAMPS, (store) => store.getAll()),
    ]);
    return new Map(names.map((name, place) => [String(name), stamps[place]]));
  }

  /**
   * @param {string} child
   * @param {Shelf} shelf
   * @param {Stamp} stamp
   */
  async put(child, shelf, stamp) {
    await this.#write([SHELVES, STAMPS], (store) => {
      store(SHELVES).put(shelf, child);
      store(STAMPS).put(stamp, child);
    });
  }

  /** @param {string} child */
  async forget(child) {
    await this.#write([SHELVES, STAMPS], (store) => {
      store(SHELVES).delete(child);
      store(STAMPS).delete(child);
    });
  }

  /**
   * What a session plays, if this phone has it.
   * @param {string} session
   * @returns {Promise<Bundle | undefined>}
   */
  async bundle(session) {
    const kept = await this.#read(BUNDLES, (store) => store.get(session));
    return kept?.bundle;
  }

  /**
   * What these sessions play, as far as this phone has it.
   * @param {readonly string[]} sessions
   * @returns {Promise<Map<string, Bundle>>}
   */
  async bundles(sessions) {
    const found = await Promise.all(sessions.map((session) => this.bundle(session)));
    return new Map(found.flatMap((bundle) => (bundle ? [[bundle.session, bundle]] : [])));
  }

  /**
   * @param {string} session
   * @param {Bundle} bundle
   * @param {number} now
   */
  async keepBundle(session, bundle, now) {
    await this.#write([BUNDLES], (store) => store(BUNDLES).put({ bundle, at: now }, session));
  }

  /**
   * Forget the bundles that are not needed any more.
   * @param {(session: string, at: number) => boolean} isNeeded  asked with when the bundle was kept
   */
  async tidy(isNeeded) {
    const names = (await this.#read(BUNDLES, (store) => store.getAllKeys())).map(String);
    for (const name of names) {
      const kept = await this.#read(BUNDLES, (store) => store.get(name));
      if (!isNeeded(name, kept?.at ?? 0)) await this.#write([BUNDLES], (store) => store(BUNDLES).delete(name));
    }
  }

  /**
   * @template Result
   * @param {string} name
   * @param {(store: IDBObjectStore) => IDBRequest<Result>} ask
   * @returns {Promise<Result>}
   */
  async #read(name, ask) {
    const database = await this.#open();
    return answered(ask(database.transaction(name).objectStore(name)));
  }

  /**
   * @param {string[]} names
   * @param {(store: (name: string) => IDBObjectStore) => void} change
   * @returns {Promise<void>}
   */
  async #write(names, change) {
    const database = await this.#open();
    const transaction = database.transaction(names, "readwrite");
    change((name) => transaction.objectStore(name));
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error ?? new Error("The phone did not keep it."));
    });
  }

  #open() {
    this.#opened ??= opened(() => {
      this.#opened = null;
    });
    return this.#opened;
  }
}

/**
 * The database; one that is closed by the browser, or by a newer version in another tab, is opened anew next time.
 * @param {() => void} closed
 * @returns {Promise<IDBDatabase>}
 */
async function opened(closed) {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const name of [SHELVES, STAMPS, BUNDLES]) request.result.createObjectStore(name);
    };
    const database = await answered(request);
    database.onclose = closed;
    database.onversionchange = () => {
      database.close();
      closed();
    };
    return database;
  } catch (fault) {
    closed();
    throw fault;
  }
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
function answered(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}
