/** Elements of a page, each of the kind that its template promises. A page that breaks the promise says so at once. */

/**
 * The one element of a kind; throws when it is not there.
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @param {ParentNode} [where]
 * @returns {Kind}
 */
export function find(selector, kind, where = document) {
  const [found] = all(selector, kind, where);
  if (!found) throw new Error(`There is no ${kind.name} at ${selector}.`);
  return found;
}

/**
 * Every element of a kind, in the order of the page; none is fine.
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @param {ParentNode} [where]
 * @returns {Kind[]}
 */
export function all(selector, kind, where = document) {
  return [...where.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));
}
