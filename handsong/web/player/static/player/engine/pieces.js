/** The pieces of a shelf put together: what is left of a plan, what of it fits, and the bundle it makes. */

/** @import {Bundle, Step} from "../bundle.d.ts" */
/** @import {Asked} from "./effects.js" */
/** @import {Day, Piece, Plan, Shelf} from "../shelf.d.ts" */

/**
 * What is left of a plan; nothing without its closing. A movement goes with the strokes before it.
 * @param {Shelf} shelf
 * @param {Plan} plan
 * @param {ReadonlySet<string>} removed
 * @returns {string[]}
 */
export function left(shelf, plan, removed) {
  const names = plan.steps.filter((name) => !removed.has(name));
  if (!names.some((name) => pieceOf(shelf, name).technique === plan.closing)) return [];
  return names.filter((name) => shelf.needs[name]?.some((stroke) => names.includes(stroke)) ?? true);
}

/**
 * The steps that fit into the time, the last before the closing taken away first.
 * @param {Shelf} shelf
 * @param {Plan} plan
 * @param {number} seconds
 * @returns {string[]}
 */
export function fitting(shelf, { steps, closing }, seconds) {
  let names = [...steps];
  while (secondsOf(shelf, names) > seconds) {
    const last = piecesOf(shelf, names).filter(({ technique }) => technique !== closing).at(-1);
    if (!last) return [];
    const rest = names.filter((name) => pieceOf(shelf, name).technique !== last.technique);
    names = left(shelf, { steps: rest, closing }, new Set());
  }
  return names;
}

/**
 * @param {Shelf} shelf
 * @param {readonly string[]} names
 */
export function piecesOf(shelf, names) {
  return names.map((name) => pieceOf(shelf, name));
}

/**
 * @param {Shelf} shelf
 * @param {string} name
 */
function pieceOf({ pieces }, name) {
  return /** @type {Piece} */ (pieces[name]);
}

/**
 * How long steps last, to a tenth of a second, the opening counted.
 * @param {Shelf} shelf
 * @param {readonly string[]} names
 */
function secondsOf(shelf, names) {
  const total = piecesOf(shelf, names).reduce((sum, { seconds }) => sum + seconds, shelf.opening_seconds);
  return Math.floor(total * 10 + 0.5) / 10;
}

/**
 * The steps as the player plays them.
 * @param {Shelf} shelf
 * @param {Day} row
 * @param {Plan} plan
 * @param {Asked} asked
 * @param {boolean} cried
 * @returns {Bundle}
 */
export function bundleOf(shelf, row, { steps, closing }, asked, cried) {
  const pieces = piecesOf(shelf, steps);
  const { language, words, parts, child } = shelf;
  const drawings = pieces.map(({ drawing }) => [drawing, shelf.drawings[drawing] ?? ""]);
  return {
    format: 1,
    session: asked.session,
    language,
    practice: asked.is_practice,
    child: { name: child.name, colour: child.colour },
    goal: asked.goal,
    oil: false,
    cried_today: cried,
    seconds: secondsOf(shelf, steps),
    opening: /** @type {Bundle["opening"]} */ (shelf.openings[row.opening]),
    opening_for: pieces[0]?.group ?? "",
    steps: pieces.map((_, number) => stepOf(shelf, pieces, number, closing)),
    parts,
    drawings: Object.fromEntries(drawings),
    cues: shelf.cues[cried ? "cried" : "fresh"],
    words,
  };
}

/**
 * @param {Shelf} shelf
 * @param {readonly Piece[]} pieces
 * @param {number} number
 * @param {string} closing
 * @returns {Step}
 */
function stepOf({ leads }, pieces, number, closing) {
  const piece = /** @type {Piece} */ (pieces[number]);
  const isClosing = piece.technique === closing;
  const isOtherSide = number > 0 && pieces[number - 1]?.technique === piece.technique;
  const plain = isOtherSide ? "other" : number ? "none" : "first";
  const lead = /** @type {Step["lead"]} */ (leads[isClosing ? (isOtherSide ? "none" : "closing") : plain]);
  return { ...piece, number, asks: isClosing ? [] : piece.asks, lead, is_closing: isClosing, with_oil: false };
}
