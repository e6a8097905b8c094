/**
 * Makes a phone ready for no network while there is one: the worker, a shelf for each child, the session
 * that is being played. It is loaded when a page has come to rest, and does nothing that a page waits for.
 */

import { Clock } from "../outside/clock.js";
import { Memory } from "../outside/memory.js";
import { Shelves } from "../outside/shelves.js";
import { holdMassage, watch } from "./versions.js";

/** @import {Store} from "../engine/store.js" */
/** @import {Stamp} from "../outside/shelves.js" */

/** What may have changed elsewhere is looked at again after so long: 5 minutes. */
const FRESH_FOR = 5 * 60_000;

/** A session that may go on keeps its bundle for a day. */
const BUNDLES_FOR = 24 * 60 * 60_000;

/** Where a parent answers one question after the other: each changes what is known, and the last is soon there. */
const ASKING = /^\/ready\//;

/** What the server answers when something is not this phone's to know: signed out, locked by a PIN, erased. */
const GONE = [401, 403, 404, 423];

/** A header that every answer of the server has, whatever it says. */
const OURS = "Cross-Origin-Resource-Policy";

/**
 * Register the worker, fetch what is not fresh, and then watch for versions: asked for something in the moment in
 * which it ends, the old one starts again, and stays until it has had nothing to do for half a minute.
 */
export async function keep() {
  const registration = await registered();
  if (!registration) return;
  if (!ASKING.test(location.pathname)) await haveAllFresh();
  watch(registration);
}

/** Fetch what is not fresh, and let the page say that the phone is ready. */
async function haveAllFresh() {
  try {
    await refresh(new Shelves(), new Clock().now());
    document.documentElement.setAttribute("data-phone-is-ready", "");
  } catch {
    // No room, no storage, no network: the phone has what it had, and the next page tries again.
  }
}

/**
 * Go along with a session: keep what it plays, so that it goes on when the page is opened again without a
 * network, and hold back new versions until it is over. Of a child whose shelf may not lie here, as on a phone
 * that asks for a PIN, no bundle does either.
 * @param {string} session
 * @param {Store} store
 * @returns {() => void} to be called when another page takes it
 */
export function accompany(session, store) {
  const shelves = new Shelves();
  const keepBundle = async () => {
    const { begun } = new Memory().of(session);
    if (begun && (await shelves.of(begun.child))) await shelves.keepBundle(session, store.bundle, new Clock().now());
  };
  const notKept = () => {
    // The session is played all the same; opened again, it needs the network.
  };
  keepBundle().catch(notKept);
  // The first shelf of a child may come only now.
  keep().then(keepBundle).catch(notKept);
  /** @type {(() => void) | null} */
  let release = null;
  const look = () => {
    const goesOn = store.state.isBegun && store.state.machine !== "ended";
    if (goesOn) release ??= holdMassage();
    else leave();
  };
  const leave = () => {
    release?.();
    release = null;
  };
  look();
  const forget = store.subscribe(look);
  return () => {
    forget();
    leave();
  };
}

/**
 * Fetch the shelf of each child that is not fresh, and forget what is of children this phone may not know. One
 * child's shelf that cannot be had keeps no other from coming.
 * @param {Shelves} shelves
 * @param {number} now
 */
export async function refresh(shelves, now) {
  const memory = new Memory();
  const stamps = await shelves.stamps();
  const known = await asked("/offline/known/");
  const children = known === "gone" ? [] : known.children;
  for (const child of stamps.keys()) if (!children.includes(child)) await shelves.forget(child);
  memory.partFrom((child) => children.includes(child), now);
  await shelves.tidy((session, at) => {
    const isKnown = children.includes(memory.of(session).begun?.child);
    return memory.isOnScreen(session, now) || (isKnown && at >= now - BUNDLES_FOR);
  });
  /** @type {unknown[]} */
  const faults = [];
  for (const child of children) {
    const { version, epoch } = known;
    const stamp = stamps.get(child);
    const isFresh = stamp && stamp.version === version && stamp.epoch === epoch && Math.abs(now - stamp.at) < FRESH_FOR;
    if (isFresh && stamp.at > memory.changedAt) continue;
    await fetchShelf(shelves, child, { at: now, version, epoch }).catch((fault) => faults.push(fault));
  }
  if (faults.length) throw faults[0];
}

/**
 * @param {Shelves} shelves
 * @param {string} child
 * @param {Stamp} stamp
 */
async function fetchShelf(shelves, child, stamp) {
  const shelf = await asked(`/offline/${child}/`);
  if (shelf === "gone") await shelves.forget(child);
  else await shelves.put(child, shelf, stamp);
}

/**
 * What the server says, or that it is not this phone's to know; fails when there is no such answer. Another program, such
 * as a proxy while the server starts again, says nothing of what this phone may keep.
 * @param {string} address
 */
async function asked(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  const isRefused = GONE.includes(answer.status) || answer.redirected;
  if (isRefused && answer.headers.get(OURS) === "same-origin") return "gone";
  if (isRefused || !answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function registered() {
  try {
    return await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    // A browser may refuse, in a private window for example; then there is a network or nothing.
    return undefined;
  }
}
