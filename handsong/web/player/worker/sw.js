/**
 * The service worker: what a phone needs to start without a network. It keeps files that are the same
 * for everybody, and the page they stand in; it never keeps an answer that is somebody's.
 *
 * VERSION, SHELL and FILES are put in at the top by the server (handsong/web/player/offline_views.py).
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = "handsong-";
const CACHE = PREFIX + VERSION;

/** How long a page may let us wait before the phone shows what it has: 3 seconds. */
const PATIENCE = 3000;

/** And one that was asked for again, by whoever is ready to wait: half a minute. */
const MORE_PATIENCE = 30_000;

/** For so long after the computer answered a page that had given it up, nothing is hurried: it is slow, not away. */
const HEARD_FOR = 60_000;

/** What the page for no network asks, with `reload`, to hear whether the computer answers (offline/around.js). */
const KNOWN = "/offline/known/";

/** How the page for no network is told that something was sent and not answered. */
const NOT_SENT = "#not-sent";

/** The mark of a version that has begun, and when; it lies among its files. */
const BEGUN = STATIC + "begun";

/** Pages where the computer may well be busy for longer, with a backup or with a file. */
const UNHURRIED = ["/settings/", "/told/"];

/** What a proxy answers for a computer that is not there. */
const NOBODY_THERE = [502, 503, 504];

/** When the computer last answered a page that had given it up. */
let heardAt = 0;

worker.addEventListener("install", (event) => event.waitUntil(fetchAll()));
worker.addEventListener("activate", (event) => event.waitUntil(begin()));
worker.addEventListener("message", (event) => {
  if (event.data === "begin") event.waitUntil(worker.skipWaiting());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (request.method !== "GET") return;
  else if (pathname.startsWith(STATIC)) event.respondWith(file(request));
  else if (pathname === KNOWN && request.cache === "reload") event.respondWith(heard(request));
});

/** Fetch all of this version, or none of it: a version that is half there never begins. */
async function fetchAll() {
  const cache = await caches.open(CACHE);
  try {
    const shell = await fetch(SHELL, { cache: "no-store", credentials: "same-origin" });
    if (!shell.ok || shell.redirected) throw new Error(`The page for no network was answered by ${shell.status}.`);
    await cache.put(SHELL, shell);
    await cache.addAll(FILES);
  } catch (fault) {
    // A version that comes back after another one may have pages open: its files stay.
    if (!(await begunAt(CACHE))) await caches.delete(CACHE);
    throw fault;
  }
}

/**
 * Take over the pages that are open. The version that was there before stays for those that were opened with it;
 * all others go, those that never began too, since no massage outlasts an update and other pages open themselves anew.
 */
async function begin() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const others = await Promise.all(names.map(async (name) => ({ name, at: await begunAt(name) })));
  const [before] = others.filter(({ at }) => at).sort((one, other) => other.at - one.at);
  await Promise.all(others.filter((other) => other !== before).map(({ name }) => caches.delete(name)));
  await (await caches.open(CACHE)).put(BEGUN, new Response(String(Date.now())));
  await worker.clients.claim();
}

/**
 * When a version began; 0 for one that never did.
 * @param {string} name
 */
async function begunAt(name) {
  const mark = await (await caches.open(name)).match(BEGUN);
  return mark ? Number(await mark.text()) : 0;
}

/**
 * A page from the network; without one, the page that shows what the phone has. That page never stands in for
 * something that was sent: it is gone to, and says that no answer came.
 * @param {Request} request
 * @param {string} path
 */
async function page(request, path) {
  const isRead = request.method === "GET";
  const here = path === SHELL && (await kept(SHELL));
  if (here) return here;
  const asked = fetch(request);
  try {
    const isHurried = isRead && Date.now() - heardAt > HEARD_FOR && !UNHURRIED.some((start) => path.startsWith(start));
    const answer = await (isHurried ? Promise.race([asked, late(request)]) : asked);
    if (!NOBODY_THERE.includes(answer.status)) return answer;
  } catch {
    // No network, nobody there, or no answer for too long: all the same to whoever waits.
  }
  asked.catch(() => {});
  const shell = await kept(SHELL);
  if (!shell) return asked;
  return isRead ? shell : Response.redirect(SHELL + NOT_SENT, 303);
}

/**
 * @param {Request} request
 * @returns {Promise<never>}
 */
function late({ cache }) {
  const patience = ["reload", "no-cache"].includes(cache) ? MORE_PATIENCE : PATIENCE;
  return new Promise((_, fail) => setTimeout(() => fail(new Error("No answer for too long.")), patience));
}

/**
 * What a page that had given up hears of the computer: any answer means that it is there.
 * @param {Request} request
 */
async function heard(request) {
  const answer = await fetch(request);
  if (answer.status < 500) heardAt = Date.now();
  return answer;
}

/**
 * A file from the phone; one that it does not have from the network.
 * @param {Request} request
 */
async function file(request) {
  return (await kept(request)) ?? fetch(request);
}

/**
 * What is kept of this version or, for a page that is still open with it, of the one before; nothing where the
 * browser cannot read what it keeps.
 * @param {RequestInfo} what
 */
async function kept(what) {
  try {
    const own = await caches.open(CACHE);
    const found = await own.match(what, { ignoreVary: true });
    return found ?? (await caches.match(what, { ignoreVary: true }));
  } catch {
    return undefined;
  }
}
