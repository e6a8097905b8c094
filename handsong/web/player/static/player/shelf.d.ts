// Written by scripts/bundle_types.py from handsong/content/schema/shelf.json; change that file instead.

import { Ask, Line, Machine, Phrase, Said, Words } from "./bundle.d.ts";

export type Shelf = {
  readonly format: 1;
  readonly version: string;
  readonly epoch: string;
  readonly language: string;
  readonly made_at: string;
  readonly zone: string;
  readonly day_starts: number;
  readonly until: string;
  readonly child: Whose;
  readonly pieces: { readonly [key in string]: Piece };
  readonly parts: readonly (string)[];
  readonly drawings: { readonly [key in string]: string };
  readonly words: Words;
  readonly leads: Leads;
  readonly openings: { readonly [key in string]: Said };
  readonly opening_seconds: number;
  readonly cues: Cues;
  readonly levels: readonly (Level)[];
  readonly stops_from: Level;
  readonly unanswered: { readonly [key in string]: string };
  readonly needs: { readonly [key in string]: readonly (string)[] };
  readonly days: readonly (Day)[];
  readonly tables: readonly (AnswerTable)[];
  readonly effects: readonly (Effect)[];
  readonly sets: readonly (readonly (string)[])[];
  readonly free: readonly (string)[];
  readonly reasons: { readonly [key in string]: Reason };
  readonly after: After;
  readonly clock: Clock;
  readonly questions: readonly (Question)[];
  readonly pages: { readonly [key in string]: string };
};

export type Level = "fine" | "adapt" | "avoid" | "ask" | "wait" | "today" | "emergency";

export type Whose = {
  readonly id: string;
  readonly name: string;
  readonly colour: "clay" | "sage" | "honey" | "dusk" | "berry";
  readonly own?: boolean;
};

/** One side of one technique, wherever it stands; its place, its lead and whether it closes are the session's. */
export type Piece = {
  readonly technique: string;
  readonly name: string;
  readonly touch: "stroke" | "hold" | "movement";
  readonly region: string;
  readonly group: string;
  readonly side: "" | "left" | "right";
  readonly view: "front" | "back";
  readonly position: string;
  readonly seconds: number;
  readonly asks: readonly (Ask)[];
  readonly watch: string;
  readonly caption: string;
  readonly drawing: string;
  readonly lines: readonly (Line)[];
  readonly beats: readonly (number)[];
};

/** What is said before a step: before the first, the other side, the closing, any other. */
export type Leads = {
  readonly first: Phrase;
  readonly other: Phrase;
  readonly closing: Phrase;
  readonly none: Phrase;
};

/** The cue machine, and the one for a day on which the child cried. */
export type Cues = {
  readonly fresh: Machine;
  readonly cried: Machine;
};

/** Consecutive days that are alike, `until` not counted. */
export type Day = {
  readonly from: string;
  readonly until: string;
  readonly base: number;
  readonly base_until: string | null;
  readonly asks: readonly (string)[];
  readonly signs: readonly (string)[];
  readonly found: readonly (string)[];
  readonly opening: string;
  readonly minutes: number;
  readonly plans: readonly (Planned)[];
  readonly holds: Plan | null;
  readonly meanwhile: readonly (string)[];
  readonly table: number;
};

export type Plan = {
  readonly steps: readonly (string)[];
  readonly closing: string;
};

/** A plan, with the answers and the goal it is for. */
export type Planned = {
  readonly for: { readonly [key in string]: string };
  readonly goal: string;
  readonly steps: readonly (string)[];
  readonly closing: string;
};

/** From how many days ago, and which effect. */
export type Since = readonly [number, number];

export type AnswerTable = {
  readonly answers: { readonly [key in string]: readonly (Since)[] };
  readonly together: readonly (Together)[];
};

/** What several make graver than each by itself. */
export type Together = {
  readonly all: readonly (string)[];
  readonly effect: number;
};

export type Effect = {
  readonly level: Level;
  readonly removes: number;
  readonly minutes: number | null;
  readonly reasons: readonly (string)[];
};

export type Reason = {
  readonly level: Level;
  readonly text: string;
  readonly whom: string;
};

/** What this phone's own sessions and answers change, of which the shelf does not know. */
export type After = {
  readonly day_seconds: number;
  readonly counted: readonly (string)[];
  readonly open?: readonly (Open)[];
  readonly cried: readonly (string)[];
  readonly crying_stops: number;
  readonly crying: number;
  readonly stopped: number;
  readonly enough: number;
  readonly nothing: number;
  readonly leaves: { readonly [key in string]: readonly (string)[] };
};

/** A session that was not over when the shelf was made, and what the shelf has counted of it. */
export type Open = {
  readonly session: string;
  readonly day: string;
  readonly minutes: number;
  readonly cried: string | null;
};

/** How far a clock may be behind the shelf, and behind what the phone has kept. */
export type Clock = {
  readonly earlier_seconds: number;
  readonly later_seconds: number;
};

export type Choice = {
  readonly value: string;
  readonly name: string;
  readonly help: string;
  readonly say?: string;
  readonly asks_part?: boolean;
  readonly asks_when?: boolean;
};

export type Named = {
  readonly value: string;
  readonly name: string;
};

export type When = {
  readonly days: number;
  readonly name: string;
};

export type Question = {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly many: boolean;
  readonly only_if?: { readonly [key in string]: string };
  readonly choices: readonly (Choice)[];
  readonly parts?: readonly (Named)[];
  readonly when?: readonly (When)[];
};
