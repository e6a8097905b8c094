// Written by scripts/bundle_types.py from handsong/content/schema/bundle.json; change that file instead.

export type Bundle = {
  readonly format: 1;
  readonly session: string;
  readonly language: string;
  readonly practice: boolean;
  readonly child: Child;
  readonly goal: string;
  readonly oil: boolean;
  readonly cried_today: boolean;
  readonly seconds: number;
  readonly opening: Said;
  readonly opening_for: string;
  readonly steps: readonly (Step)[];
  readonly parts: readonly (string)[];
  readonly drawings: { readonly [key in string]: string };
  readonly cues: Machine;
  readonly words: Words;
  readonly aid?: Aid;
};

export type Child = {
  readonly name: string;
  readonly colour: "clay" | "sage" | "honey" | "dusk" | "berry";
};

export type Line = {
  readonly at: number;
  readonly say: string;
};

/** A heading, what to do, and all of it as spoken lines in time. */
export type Said = {
  readonly title: string;
  readonly say: string;
  readonly do: readonly (string)[];
  readonly lines: readonly (Line)[];
  readonly seconds: number;
};

/** Something that is asked for before a step begins: what a yes is for, and the question. */
export type Ask = {
  readonly for: string;
  readonly say: string;
  readonly seconds: number;
};

/** Words, and how long a calm voice needs for them. */
export type Phrase = {
  readonly say: string;
  readonly seconds: number;
};

/** One side of one technique. */
export type Step = {
  readonly number: number;
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
  readonly lead: Phrase;
  readonly is_closing: boolean;
  readonly with_oil: boolean;
  readonly watch: string;
  readonly caption: string;
  readonly drawing: string;
  readonly lines: readonly (Line)[];
  readonly beats: readonly (number)[];
};

export type Cue = "enjoying" | "unsure" | "turning-away" | "crying" | "asleep" | "something-wrong" | "no-answer" | "moment" | "question" | "plan-over" | "end";

export type State = "asking" | "waiting" | "going" | "softened" | "asking-on" | "holding" | "changing" | "comfort" | "hold-only" | "moment" | "sleeping" | "settled" | "closing" | "care" | "ended";

export type Response = "go-on" | "soften" | "pause-and-hold" | "change" | "stop-for-now" | "check-health";

export type EndedBy = "plan" | "parent" | "baby" | "sleep" | "care";

export type Answer = {
  readonly state: State;
  readonly response: Response;
  readonly ended_by?: EndedBy;
};

/** What the machine answers: state, then cue. Every pair is there. */
export type Table = { readonly [key in State]: { readonly [key in Cue]: Answer } };

export type Machine = {
  readonly start: State;
  readonly table: Table;
  readonly targets: readonly (Cue)[];
  readonly massaging: readonly (State)[];
  readonly questions: readonly (State)[];
  readonly responses: readonly (Response)[];
  readonly silence: { readonly [key in State]?: number };
  readonly look_seconds: number;
  readonly soften_rate: number;
  readonly lead_seconds: number;
  readonly away_seconds: number;
  readonly ask_again_seconds: number;
  readonly stale_seconds: number;
};

export type Target = {
  readonly name: string;
  readonly help: string;
};

/** The name of a response, and what is said of it. */
export type Reply = {
  readonly name: string;
  readonly say: string;
  readonly seconds: number;
};

export type Words = {
  readonly targets: { readonly [key in string]: Target };
  readonly responses: { readonly [key in string]: Reply };
  readonly states: { readonly [key in string]: Said };
  readonly ended: { readonly [key in string]: Said };
  readonly lines: { readonly [key in string]: readonly (Phrase)[] };
  readonly minutes: readonly (string)[];
};

export type Sign = {
  readonly id: string;
  readonly text: string;
  readonly look: string;
  readonly say: string;
  readonly level: "wait" | "today" | "emergency";
};

export type Phone = {
  readonly name: string;
  readonly number: string;
  readonly what: string;
};

/** Whom to call, and which signs to look for. */
export type Aid = {
  readonly signs: readonly (Sign)[];
  readonly country: string;
  readonly emergency: string;
  readonly lines: readonly (Phone)[];
  readonly crisis: readonly (Phone)[];
};
