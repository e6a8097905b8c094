/** Shows a drawing of the bundle at a second of its step; its hands are away, still or moving. */

/** @import {Bundle} from "../bundle.d.ts" */
/** @import {Picture} from "../engine/view.js" */

export class MassageDrawing extends HTMLElement {
  /** @type {Bundle | null} */
  bundle = null;
  #name = "";
  /** @type {SVGSVGElement | null} */
  #svg = null;

  /**
   * Show this picture; called for every frame, it changes only what changed.
   * @param {Picture | null} picture
   */
  show(picture) {
    if (!picture) return;
    if (picture.name !== this.#name) this.#draw(picture.name);
    if (this.dataset["hands"] !== picture.hands) this.dataset["hands"] = picture.hands;
    this.#svg?.setCurrentTime(picture.at);
  }

  /** @param {string} name */
  #draw(name) {
    this.#name = name;
    const text = this.#whole(name);
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.#svg = parsed instanceof SVGSVGElement ? document.importNode(parsed, true) : null;
    this.replaceChildren(...(this.#svg ? [this.#svg] : []));
    this.#svg?.pauseAnimations();
  }

  /**
   * The drawing with the elements put in that it shares with others.
   * @param {string} name
   */
  #whole(name) {
    const parts = this.bundle?.parts ?? [];
    return (this.bundle?.drawings[name] ?? "").replace(/\{(\d+)\}/g, (found, number) => parts[Number(number)] ?? found);
  }
}
