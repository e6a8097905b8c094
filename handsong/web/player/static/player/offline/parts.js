/** The page for no network, from its templates: words stand in the page, what is filled in comes from the shelf. */

import { all } from "../../site/find.js";

/**
 * A part of the page, made from its template.
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(name) {
  const template = document.querySelector(`template[data-part="${name}"]`);
  const made = template instanceof HTMLTemplateElement ? document.importNode(template.content, true).firstElementChild : null;
  if (!(made instanceof HTMLElement)) throw new Error(`There is no part ${name}.`);
  return made;
}

/**
 * Put text where a mark stands, wherever it stands.
 * @param {ParentNode} where
 * @param {Readonly<Record<string, string>>} texts
 */
export function fill(where, texts) {
  for (const [mark, text] of Object.entries(texts)) {
    for (const place of all(`[data-${mark}]`, HTMLElement, where)) place.textContent = text;
  }
}

/**
 * Show a place or not.
 * @param {ParentNode} where
 * @param {string} mark
 * @param {boolean} isShown
 */
export function toggle(where, mark, isShown) {
  for (const place of all(`[data-${mark}]`, HTMLElement, where)) place.hidden = !isShown;
}

/**
 * Do something when a place is tapped.
 * @param {ParentNode} where
 * @param {string} mark
 * @param {() => void} deed
 */
export function onTap(where, mark, deed) {
  for (const place of all(`[data-${mark}]`, HTMLElement, where)) {
    place.addEventListener("click", (event) => {
      event.preventDefault();
      deed();
    });
  }
}

/**
 * One item for each row.
 * @param {ParentNode} where
 * @param {string} mark
 * @param {readonly string[]} rows
 */
export function list(where, mark, rows) {
  for (const place of all(`[data-${mark}]`, HTMLElement, where)) {
    place.replaceChildren(
      ...rows.map((row) => {
        const item = document.createElement("li");
        item.textContent = row;
        return item;
      }),
    );
  }
}

/**
 * A fragment of the server's own page, as it was fetched with the shelf.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.importNode(template.content, true);
}

/**
 * Give a part that stands beside another one a heading of the second rank: a page has one of the first.
 * @param {ParentNode} where
 */
export function headedLower(where) {
  for (const heading of all("h1", HTMLHeadingElement, where)) {
    const lower = document.createElement("h2");
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
