/** A thin ring round the drawing: what is left of this stroke. No figures, nothing that hurries. */

const SVG = "http://www.w3.org/2000/svg";

/** How round its corners are, as the style sheet says it. */
const CORNER = 22;

export class TimeRing extends HTMLElement {
  #line = document.createElementNS(SVG, "rect");
  #shown = "";

  connectedCallback() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("aria-hidden", "true");
    this.#line.setAttribute("pathLength", "1");
    svg.append(this.#line);
    this.replaceChildren(svg);
  }

  /**
   * Show the share that is left, or nothing. It begins and ends at the top, in the middle.
   * @param {number | null} left
   */
  show(left) {
    const share = left === null ? 0 : Math.round(left * 500) / 500;
    const { offsetWidth: width, offsetHeight: height } = this;
    const shown = `${share} ${width} ${height}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.toggleAttribute("hidden", share === 0);
    const round = 2 * (width + height) - 8 * CORNER + 2 * Math.PI * CORNER;
    this.#line.setAttribute("stroke-dasharray", `${share} ${1 - share}`);
    this.#line.setAttribute("stroke-dashoffset", String(-(width / 2 - CORNER) / (round || 1)));
  }
}
