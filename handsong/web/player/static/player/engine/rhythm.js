/** The rhythm of a stroke: when each time of it begins. */

/**
 * How many beats lie after one second and not after another.
 * @param {readonly number[]} beats
 * @param {number} after
 * @param {number} until
 */
export function beatsBetween(beats, after, until) {
  return beats.filter((beat) => beat > after && beat <= until).length;
}
