/**
 * A session from a shelf: looked up and taken away from. No rule stands here, every number and name is the
 * shelf's. Its twin is handsong/render/offline.py; shared vectors hold the two together.
 */

import { crying, effectAt, effectsOf, openHere, ownOf, seconds } from "./effects.js";
import { bundleOf, fitting, left, piecesOf } from "./pieces.js";

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Day, Effect, Level, Plan, Reason as Worded, Shelf} from "../shelf.d.ts" */
/** @import {Asked, Holding, Own} from "./effects.js" */

/** @typedef {{ rule: string, level: Level, text: string, whom: string }} Reason */

/**
 * @typedef {{ kind: "session", why: Where["why"], level: Level, reasons: Reason[], bundle: Bundle }} Session
 * @typedef {{ kind: "stop", why: Where["why"], level: Level, is_certain: boolean, until: number | null, reasons: Reason[], meanwhile: string }} Stop
 */

/** @typedef {{ row: Day, why: "" | "clock" | "old" | "missed" }} Where */

/**
 * The session, or why there is none, until when, and what may be fine meanwhile.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @returns {Session | Stop}
 */
export function sessionFrom(shelf, asked) {
  const where = whereIs(shelf, asked);
  const holding = effectsOf(shelf, where.row, asked);
  const { effects } = holding;
  const level = gravest(shelf, effects);
  const removed = new Set(effects.flatMap(({ removes }) => shelf.sets[removes] ?? []));
  if (stops(shelf, level)) return stop(shelf, where, holding, removed, asked);
  const found = stepsOf(shelf, where, removed, asked);
  if (typeof found === "string") return stop(shelf, where, andAlso(holding, effectAt(shelf, shelf.after[found])), removed, asked);
  return {
    kind: "session",
    why: where.why,
    level,
    reasons: reasonsOf(shelf, effects, "adapt"),
    bundle: bundleOf(shelf, where.row, found, asked, crying(shelf, asked).length > 0),
  };
}

/**
 * What stops a massage whatever is answered now: of the day, and of what was told and done here before; null when nothing does.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @returns {Stop | null}
 */
export function standing(shelf, asked) {
  const found = sessionFrom(shelf, { ...asked, answers: {}, signs: [], found: [] });
  return found.kind === "stop" && found.is_certain ? found : null;
}

/**
 * What is certain of these answers, whatever is said to what is still open: whether it stops a massage, and which
 * pieces it leaves out.
 * @param {Shelf} shelf
 * @param {Asked} asked
 */
export function known(shelf, asked) {
  const { certain } = effectsOf(shelf, whereIs(shelf, asked).row, asked);
  return { isStop: stops(shelf, gravest(shelf, certain)), removed: new Set(certain.flatMap(({ removes }) => shelf.sets[removes] ?? [])) };
}

/**
 * Whether a stop means help rather than a wait.
 * @param {Shelf} shelf
 * @param {Stop | null} found
 */
export function isGrave(shelf, found) {
  return found !== null && grave(shelf, found.level) >= grave(shelf, "today");
}

/**
 * @param {Holding} holding
 * @param {Effect} effect
 * @returns {Holding}
 */
function andAlso({ effects, certain }, effect) {
  return { effects: [...effects, effect], certain: [...certain, effect] };
}

/**
 * The day that is looked up. Past the last one, or by a clock that is not believed: only holds.
 * @param {Shelf} shelf
 * @param {Asked} asked
 * @returns {Where}
 */
export function whereIs(shelf, asked) {
  const { days, until } = shelf;
  const { day, missed } = asked;
  const [first, last] = [/** @type {Day} */ (days[0]), /** @type {Day} */ (days.at(-1))];
  if (isWrongClock(shelf, asked)) return { row: first, why: "clock" };
  if (day >= until) return { row: last, why: "old" };
  return { row: days.find((row) => row.from <= day && day < row.until) ?? last, why: missed ? "missed" : "" };
}

/**
 * Whether the phone's clock cannot be right: by when the shelf was made, or by what the phone itself has kept. One that
 * stood elsewhere than the shelf's own when this was fetched is ahead of it, or behind, ever since.
 * @param {Shelf} shelf
 * @param {Asked} asked
 */
function isWrongClock({ days, clock, made_at }, { now, day, newest, fetched_at: fetchedAt = null }) {
  const madeAt = seconds(made_at);
  if (now < madeAt - clock.earlier_seconds || day < /** @type {Day} */ (days[0]).from) return true;
  if (fetchedAt !== null && Math.abs(fetchedAt - madeAt) > clock.later_seconds) return true;
  return newest !== null && newest > now + clock.later_seconds;
}

/**
 * Whether a level lets nothing begin.
 * @param {Shelf} shelf
 * @param {Level} level
 */
function stops(shelf, level) {
  return grave(shelf, level) >= grave(shelf, shelf.stops_from);
}

/**
 * @param {Shelf} shelf
 * @param {Level} level
 */
function grave({ levels }, level) {
  return levels.indexOf(level);
}

/**
 * @param {Shelf} shelf
 * @param {readonly Effect[]} effects
 */
function gravest(shelf, effects) {
  return effects.map(({ level }) => level).reduce((one, other) => (grave(shelf, other) > grave(shelf, one) ? other : one));
}

/**
 * Why there is no session, until when if that is known, and which hold may be fine meanwhile.
 * @param {Shelf} shelf
 * @param {Where} where
 * @param {Holding} holding
 * @param {ReadonlySet<string>} removed
 * @param {Asked} asked
 * @returns {Stop}
 */
function stop(shelf, where, { effects, certain }, removed, asked) {
  const level = gravest(shelf, effects);
  // What is certain speaks alone where it stops by itself: a question that is open is no reason then.
  const isCertain = stops(shelf, gravest(shelf, certain));
  const telling = isCertain ? certain : effects;
  const hold = where.row.meanwhile.find((name) => !removed.has(name));
  return {
    kind: "stop",
    why: where.why,
    level,
    is_certain: isCertain,
    until: untilOf(shelf, where, telling, asked),
    reasons: reasonsOf(shelf, telling, shelf.stops_from),
    meanwhile: hold && level !== shelf.levels.at(-1) ? hold : "",
  };
}

/**
 * When the wait is over; null where any of its ends is not known. A shelf knows days, so that what ended today may
 * still make wait: an end that has passed is none.
 * @param {Shelf} shelf
 * @param {Where} where
 * @param {readonly Effect[]} effects
 * @param {Asked} asked
 * @returns {number | null}
 */
function untilOf(shelf, { row }, effects, asked) {
  const { after } = shelf;
  const cried = crying(shelf, asked).at(-1);
  const ends = effects.filter(({ level }) => stops(shelf, level)).map((effect) => {
    // The day itself may have the effect of crying that was longer ago.
    if (effect === effectAt(shelf, after.crying) && cried !== undefined) return cried + after.day_seconds;
    if (effect === effectAt(shelf, row.base) && row.base_until) return seconds(row.base_until);
    return effect.minutes === null ? null : asked.now + effect.minutes * 60;
  });
  const known = ends.filter((end) => end !== null);
  const last = Math.max(0, ...known);
  return known.length === ends.length && last > asked.now ? last : null;
}

/**
 * The reasons from a level upwards, each once, the gravest first.
 * @param {Shelf} shelf
 * @param {readonly Effect[]} effects
 * @param {Level} atLeast
 * @returns {Reason[]}
 */
function reasonsOf(shelf, effects, atLeast) {
  const names = [...new Set(effects.flatMap((effect) => effect.reasons))];
  const rows = names.map((rule) => ({ rule, .../** @type {Worded} */ (shelf.reasons[rule]) }));
  const worth = rows.filter((row) => grave(shelf, row.level) >= grave(shelf, atLeast));
  return worth.sort((one, other) => grave(shelf, other.level) - grave(shelf, one.level));
}

/**
 * The steps and their closing, or which effect says why there are none. The plan of these answers comes
 * first, then the one of holds; but one of which nothing is left than its closing comes last.
 * @param {Shelf} shelf
 * @param {Where} where
 * @param {ReadonlySet<string>} removed
 * @param {Asked} asked
 * @returns {Plan | "nothing" | "enough"}
 */
function stepsOf(shelf, { row, why }, removed, asked) {
  const own = ownOf(shelf, asked);
  const played = own.filter(({ day }) => day === asked.day).reduce((sum, { minutes }) => sum + minutes, 0);
  const counted = openHere(shelf, asked).filter(({ day }) => day === asked.day).reduce((sum, { minutes }) => sum + minutes, 0);
  const time = 60 * (row.minutes - Math.max(played - counted, 0));
  const usable = [];
  let isLeft = false;
  for (const plan of [why || isStopped(shelf, own) ? null : planFor(shelf, row, asked), row.holds]) {
    const steps = plan ? left(shelf, plan, removed) : [];
    const fits = plan && steps.length ? fitting(shelf, { ...plan, steps }, time) : [];
    isLeft ||= steps.length > 0 && !fits.length;
    if (!plan || !fits.length) continue;
    const whole = { steps: fits, closing: plan.closing };
    if (hasBody(shelf, whole) === hasBody(shelf, plan)) return whole;
    usable.push(whole);
  }
  return usable[0] ?? (isLeft ? "enough" : "nothing");
}

/**
 * Whether there is more in a plan than its closing.
 * @param {Shelf} shelf
 * @param {Plan} plan
 */
function hasBody(shelf, { steps, closing }) {
  return piecesOf(shelf, steps).some(({ technique }) => technique !== closing);
}

/**
 * Whether own sessions make the latest two ones that the child stopped, so that holds come first again.
 * @param {Shelf} shelf
 * @param {readonly Own[]} own
 */
function isStopped({ after }, own) {
  const last = own.findLastIndex((one) => !one.was_stopped);
  const stopped = own.length - 1 - last;
  return stopped > 0 && stopped + (last < 0 ? after.stopped : 0) >= 2;
}

/**
 * The plan of these answers and this goal.
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {Asked} asked
 */
function planFor(shelf, row, asked) {
  const fits = row.plans.filter((plan) =>
    Object.entries(plan.for).every(([question, answer]) => (asked.answers[question] || shelf.unanswered[question]) === answer),
  );
  return fits.find((plan) => plan.goal === asked.goal) ?? fits[0] ?? null;
}
