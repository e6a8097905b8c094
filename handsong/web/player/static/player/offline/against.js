/** What stands against going on with a massage in whose middle this phone was left, as far as anybody here can know. */

import { areOld, unanswered } from "../engine/answers.js";
import { inTheMiddle, isLeftLying, isLeftOut, isOvertaken, nameOf, plannedAt, toldSince } from "../engine/past.js";
import { known, standing } from "../engine/shelf.js";
import { asking, dayAt, rememberedOf } from "./remembering.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Asked} from "../engine/effects.js" */
/** @import {Stop} from "../engine/shelf.js" */
/** @import {Shelf} from "../shelf.d.ts" */
/** @import {Phone} from "./remembering.js" */

/** Why the child is asked about again. */
export const WHY = /** @type {const} */ ({
  old: "That was a while ago. Please answer again.",
  since: "Something was told since then. Please answer again.",
  rests: "Part of that massage rests for now. Please answer again.",
});

/**
 * Why a session does not go on as it was planned: what stops it, or else why the child is asked about again; null when
 * nothing stands against it. Practice goes on: a doll has no skin.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {Bundle} bundle
 * @returns {{ stop: Stop } | { ask: string } | null}
 */
export function against(shelf, phone, { session, steps, practice }) {
  const { events } = phone.memory.of(session);
  if (practice) return isLeftLying(shelf, session, events, phone.now) ? { ask: WHY.old } : null;
  const asked = asking(shelf, phone, unanswered(), session);
  const stop = standing(shelf, asked);
  if (stop) return { stop };
  if (isLeftLying(shelf, session, events, phone.now) || isOfAnotherDay(shelf, phone, asked, session)) return { ask: WHY.old };
  const remembered = rememberedOf(shelf, phone.memory);
  const missedAt = asked.missed ? phone.memory.formSentAt : 0;
  if (isOvertaken(remembered, session, missedAt) || mayHaveCriedTwice(asked, plannedAt(remembered, session))) return { ask: WHY.since };
  if (isLeftOut(shelf, phone.fetchedAt, remembered, session, steps)) return { ask: shelf.free?.length ? WHY.rests : WHY.since };
  return isAnsweredOtherwise(shelf, phone, session, steps) ? { ask: WHY.since } : null;
}

/**
 * The sessions in whose middle this phone was left.
 * @param {Shelf} shelf
 * @param {Phone} phone
 */
export function leftOpen(shelf, { memory, now }) {
  return inTheMiddle(shelf, rememberedOf(shelf, memory), now);
}

/**
 * The session that Today offers to go on with; "" if there is none.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {ReadonlyMap<string, Bundle>} bundles  what this phone could play
 */
export function goesOn(shelf, phone, bundles) {
  const found = leftOpen(shelf, phone).flatMap((session) => bundles.get(session) ?? []).find((bundle) => !against(shelf, phone, bundle));
  return found?.session ?? "";
}

/**
 * Whether another kind of day began since its steps were judged, as when a child grows out of some of them, or nobody
 * here can tell: past the days of the shelf, and by a clock that was set back behind what this phone has kept.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {Asked} asked
 * @param {string} session
 */
function isOfAnotherDay(shelf, { memory, fetchedAt }, { now, day, newest }, session) {
  if (newest !== null && newest > now + shelf.clock.later_seconds) return true;
  const judged = dayAt(shelf, Math.max(plannedAt(rememberedOf(shelf, memory), session), fetchedAt));
  const [here, then] = [day, judged].map((one) => shelf.days.find(({ from, until }) => from <= one && one < until));
  return day !== judged && (!here || here !== then);
}

/**
 * Whether another massage ended in tears since, and a form of which nobody here knows what it told may have told of tears too.
 * @param {Asked} asked
 * @param {number} since
 */
function mayHaveCriedTwice({ missed, own }, since) {
  return Boolean(missed) && own.some(({ cried, ended_at: at }) => cried && at * 1000 > since);
}

/**
 * Whether the child was asked about again since, and what was answered last stops a massage or leaves out one of these
 * steps; of a step that is not on the shelf nobody here can tell.
 * @param {Shelf} shelf
 * @param {Phone} phone
 * @param {string} session
 * @param {Bundle["steps"]} steps
 */
function isAnsweredOtherwise(shelf, phone, session, steps) {
  const last = toldSince(rememberedOf(shelf, phone.memory), session).at(-1);
  // What was answered before the clock was set back is no older for it.
  if (!last || areOld(shelf, Math.min(last.at * 1000, phone.now), phone.now)) return false;
  const given = { ...unanswered(), ...last, answers: { ...last.answers }, signs: [...last.signs], found: [...last.found] };
  const { isStop, removed } = known(shelf, asking(shelf, phone, given, session));
  return isStop || (removed.size > 0 && steps.some((step) => removed.has(nameOf(step)) || !(nameOf(step) in shelf.pieces)));
}
