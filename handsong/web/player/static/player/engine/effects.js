/** What holds for a child at a moment, by its shelf: of the day, of each answer, of what was before. */

/** @import {AnswerTable, Day, Effect, Shelf} from "../shelf.d.ts" */

/**
 * Something that was found on the child, where, and how many days ago; `part` may be "".
 * @typedef {{ what: string, part: string, days_ago: number }} Found
 */

/**
 * What was answered on this phone before, of which the shelf may not know. Times are seconds since 1970.
 * @typedef {{ at: number, day: string, answers: Readonly<Record<string, string>>, signs: readonly string[], found: readonly Found[] }} Told
 */

/**
 * A session of this phone: which, on which day, how long, when it ended, and how.
 * @typedef {{ session: string, day: string, minutes: number, ended_at: number, cried: boolean, needed_care: boolean, was_stopped: boolean }} Own
 */

/**
 * What is asked of a shelf: when, and all that was answered, on this phone, now and before.
 * @typedef {object} Asked
 * @property {string} session
 * @property {number} now  seconds since 1970
 * @property {string} day
 * @property {Readonly<Record<string, string>>} answers
 * @property {readonly string[]} signs
 * @property {readonly Found[]} found
 * @property {string} goal
 * @property {number | null} newest  the latest moment this phone has kept anything of
 * @property {readonly Own[]} own
 * @property {readonly Told[]} told
 * @property {boolean} is_practice
 * @property {boolean} [missed]  whether a form was sent from here since the shelf was fetched, of which it may not know
 * @property {number | null} [fetched_at]  when this phone asked for the shelf, by its own clock
 */

/**
 * All effects that hold, and those that hold whatever is answered to what is still open.
 * @typedef {{ effects: Effect[], certain: Effect[] }} Holding
 */

/**
 * @param {Shelf} shelf
 * @param {number} number
 */
export function effectAt({ effects }, number) {
  return /** @type {Effect} */ (effects[number]);
}

/**
 * All that holds: of the day, of each answer, of several together, of what was before.
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {Asked} asked
 * @returns {Holding}
 */
export function effectsOf(shelf, row, asked) {
  const numbers = [row.base];
  const stillOpen = [];
  /** @type {Set<string>} */
  const names = new Set();
  for (const question of row.asks) {
    const answer = answerTo(question, asked);
    if (answer) numbers.push(number(shelf, row, `${question}.${answer}`, 0));
    else stillOpen.push(number(shelf, row, `${question}.${shelf.unanswered[question]}`, 0));
  }
  for (const sign of asked.signs) {
    numbers.push(number(shelf, row, `signs.${sign}`, 0));
    names.add(`signs.${sign}`);
  }
  for (const { what, part, days_ago: ago } of asked.found) {
    numbers.push(numberOfFound(shelf, row, what, part, ago));
    names.add(`found.${what}`);
  }
  for (const told of asked.told) numbers.push(...before(shelf, row, told, asked, names));
  for (const own of ownOf(shelf, asked)) {
    if (!own.needed_care || asked.now - own.ended_at >= shelf.after.day_seconds) continue;
    numbers.push(numberOfFound(shelf, row, "unwell", "", daysBetween(own.day, asked.day)));
  }
  const { together } = tableOf(shelf, row);
  for (const { all, effect } of together) if (all.every((name) => names.has(name))) numbers.push(effect);
  if (crying(shelf, asked).length >= shelf.after.crying_stops) numbers.push(shelf.after.crying);
  const [every, certain] = [[...numbers, ...stillOpen], numbers].map((some) => [...new Set(some)].map((one) => effectAt(shelf, one)));
  return { effects: every ?? [], certain: certain ?? [] };
}

/**
 * The answer to a question; "" where it is missing, or where something was found without saying what: then the
 * most careful answer counts.
 * @param {string} question
 * @param {Asked} asked
 */
function answerTo(question, { answers, found }) {
  const answer = answers[question] ?? "";
  return answer === "something" && !found.length ? "" : answer;
}

/**
 * Which effect an answer has; one that the shelf does not know waits.
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {string} name
 * @param {number} daysAgo
 */
function number(shelf, row, name, daysAgo) {
  const rows = tableOf(shelf, row).answers[name];
  const found = rows?.filter(([since]) => since <= daysAgo).at(-1);
  return found ? found[1] : shelf.after.nothing;
}

/**
 * @param {Shelf} shelf
 * @param {Day} row
 */
function tableOf({ tables }, row) {
  return /** @type {AnswerTable} */ (tables[row.table]);
}

/**
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {string} what
 * @param {string} part
 * @param {number} daysAgo
 */
function numberOfFound(shelf, row, what, part, daysAgo) {
  return number(shelf, row, part ? `found.${what}.${part}` : `found.${what}`, Math.max(daysAgo, 0));
}

/**
 * The effects of what was answered here before, as far as it still counts. A sign that was ticked stands
 * for a day; what it leaves behind and what was found counts on, day by day.
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {Told} told
 * @param {Asked} asked
 * @param {Set<string>} names
 */
function before(shelf, row, told, asked, names) {
  const since = daysBetween(told.day, asked.day);
  const { leaves, day_seconds: aDay } = shelf.after;
  const signs = told.signs.map((sign) => `signs.${sign}`);
  const left = signs.length || told.answers["well"] !== "not-quite" ? signs : ["well.not-quite"];
  const numbers = [];
  if (asked.now - told.at < aDay) {
    numbers.push(...signs.map((sign) => number(shelf, row, sign, 0)));
    for (const sign of signs) names.add(sign);
  }
  for (const what of left.flatMap((name) => leaves[name] ?? leaves["well.not-quite"] ?? [])) {
    numbers.push(numberOfFound(shelf, row, what, "", since));
    names.add(`found.${what}`);
  }
  for (const { what, part, days_ago: ago } of told.found) {
    numbers.push(numberOfFound(shelf, row, what, part, ago + since));
    names.add(`found.${what}`);
  }
  return numbers;
}

/**
 * This phone's own sessions that the shelf does not know of, the latest last.
 * @param {Shelf} shelf
 * @param {Asked} asked
 */
export function ownOf({ after }, { own }) {
  return own.filter(({ session }) => !after.counted.includes(session)).sort((one, other) => one.ended_at - other.ended_at);
}

/**
 * What the shelf has counted of sessions that were not over then, and of which this phone knows the rest.
 * @param {Shelf} shelf
 * @param {Asked} asked
 */
export function openHere({ after }, { own }) {
  return (after.open ?? []).filter((one) => own.some(({ session }) => session === one.session));
}

/**
 * When sessions of the last day were ended by crying, the latest last.
 * @param {Shelf} shelf
 * @param {Asked} asked
 */
export function crying(shelf, asked) {
  const own = ownOf(shelf, asked).filter(({ cried }) => cried);
  const counted = openHere(shelf, asked).map(({ cried }) => cried);
  const before = shelf.after.cried.filter((at) => !counted.includes(at)).map(seconds);
  const known = [...before, ...own.map((one) => one.ended_at)];
  return known.filter((at) => asked.now - at < shelf.after.day_seconds).sort((one, other) => one - other);
}

/**
 * @param {string} day
 * @param {string} other
 */
function daysBetween(day, other) {
  return Math.round((Date.parse(other) - Date.parse(day)) / 86_400_000);
}

/** @param {string} moment */
export function seconds(moment) {
  return Date.parse(moment) / 1000;
}
