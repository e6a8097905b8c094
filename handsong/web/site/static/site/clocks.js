/** Compares this device's clock with the one of the computer, whose time stands in the page. */

import { all, find } from "./find.js";

/** Milliseconds that a page may be on its way, and a clock may slip, before anybody is asked to look. */
const A_LITTLE = 60_000;

const page = find("[data-now]", HTMLElement);
const row = find("[data-clocks]", HTMLElement);
const [visit] = performance.getEntriesByType("navigation");
const came = performance.timeOrigin + (visit instanceof PerformanceNavigationTiming ? visit.responseStart : 0);
const ahead = came - Number(page.dataset["now"]);
const isAmiss = Math.abs(ahead) > A_LITTLE;

find("[data-difference]", HTMLElement).textContent = isAmiss
  ? `${span(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} the computer’s`
  : "The same as the computer’s, within a minute";
for (const mark of all("[data-amiss]", HTMLElement, row)) mark.hidden = !isAmiss;
find("[data-well]", HTMLElement, row).hidden = isAmiss;
row.hidden = false;
find("[data-needs-script]", HTMLElement).hidden = true;

const lead = find("[data-faults]", HTMLElement);
const faults = Number(lead.dataset["faults"]) + 1;
if (isAmiss) lead.textContent = faults === 1 ? "One thing needs a look." : `${faults} things need a look.`;

/**
 * A span of time in words, in its largest unit.
 * @param {number} milliseconds
 */
function span(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const [number, unit] =
    minutes < 120 ? [minutes, "minute"] : minutes < 2880 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
