/** Bundles made by hand: small, whole, and with the cue machine that Python wrote. */

import { readFileSync } from "node:fs";

export const vectors = JSON.parse(readFileSync(new URL("../vectors/cues.json", import.meta.url), "utf8"));

export const NOON = Date.UTC(2026, 10, 24, 12);

const said = (title, say = `${title}.`, doing = []) => ({
  title, say, do: doing,
  lines: [say, ...doing].map((line, index) => ({ at: index * 5, say: line })),
  seconds: 5 * (1 + doing.length),
});

const phrase = (say, seconds = 3) => ({ say, seconds });

/** One step; whatever matters to a test is given. */
export function step(given) {
  const { technique, region = "legs", touch = "stroke", side = "", seconds = 40 } = given;
  const asks = [];
  if (region !== "whole" && !given.is_closing) asks.push({ for: region, ...phrase(`May I touch your ${region}?`) });
  if (touch === "movement") asks.push({ for: `${technique}.movement`, ...phrase(`May we play ${technique}?`) });
  return {
    number: 0, technique, name: technique, touch, region, group: region, side, view: "front", position: "lying", seconds, asks,
    lead: phrase("", 0), is_closing: false, with_oil: false, watch: "Look.", caption: `How ${technique} goes.`,
    drawing: side ? `${technique}.${side}` : technique,
    lines: [{ at: 0, say: `${technique} begins.` }, { at: seconds / 2, say: `${technique} goes on.` }],
    beats: [4, 9, 14], ...given,
  };
}

export const LEGS = [
  step({ technique: "leg-stroke", side: "left" }),
  step({ technique: "leg-stroke", side: "right", lead: phrase("The other side.", 2) }),
];
export const TUMMY = [step({ technique: "tummy-circle", region: "tummy", seconds: 50 })];
export const BICYCLE = [step({ technique: "bicycle", touch: "movement", seconds: 30 })];
export const RESTING = [step({ technique: "resting-hands", region: "whole", touch: "hold", seconds: 20 })];
export const CLOSING = [
  step({
    technique: "closing-hold", region: "whole", touch: "hold", seconds: 18, is_closing: true,
    lead: phrase("All done, thank you.", 3),
  }),
];

/** A bundle of these steps, numbered in order. */
export function bundle({ steps = [...LEGS, ...TUMMY, ...BICYCLE, ...CLOSING], day = "quiet-day", practice = false } = {}) {
  const numbered = steps.map((row, number) => ({ ...row, number }));
  const states = Object.keys(vectors.machines[day].table).filter((state) => state !== "ended");
  const ended = ["plan", "parent", "baby", "sleep", "care"];
  return {
    format: 1, session: "0198f6a0-0000-7000-8000-000000000001", language: "en", practice,
    child: { name: "Mia", colour: "clay" }, goal: "relax", oil: false, cried_today: day === "cried-today", seconds: 300,
    opening: {
      title: "Massage, now?", say: "Massage, now, Mia?", do: ["Breathe out.", "Show your hands."],
      lines: [{ at: 0, say: "Breathe out." }, { at: 8, say: "Show your hands." }, { at: 16, say: "Massage, now, Mia?" }],
      seconds: 20,
    },
    opening_for: numbered[0].group,
    steps: numbered,
    parts: [],
    drawings: Object.fromEntries(numbered.map((row) => [row.drawing, "<svg ></svg>"])),
    cues: vectors.machines[day],
    words: {
      targets: {}, responses: Object.fromEntries(vectors.machines[day].responses.map((name) => [name, { name, ...phrase(`${name}.`) }])),
      states: Object.fromEntries(states.map((state) => [state, said(state, `${state}.`, state === "comfort" ? ["Hold."] : [])])),
      ended: Object.fromEntries(ended.map((by) => [by, said(`Ended by ${by}`, "After {minutes}.")])),
      lines: {
        look: [phrase("Look at Mia."), phrase("Find her eyes."), phrase("Her face again.")],
        praise: [phrase("She likes it."), phrase("You saw it.")], soften: [phrase("Slower."), phrase("Softer.")],
        "not-now": [phrase("Not now.")],
      },
      minutes: ["under a minute", "one minute", "two minutes", "three minutes", "four minutes", "five minutes"],
    },
    aid: { signs: [], country: "Australia", emergency: "000", lines: [], crisis: [] },
  };
}
