/** A player without a page: a store, a clock that the test turns, and everything that was written. */

import { Store } from "../../handsong/web/player/static/player/engine/store.js";
import { NOON } from "./bundles.js";

let made = 0;

/** An id that is told apart, in the form that the server wants. */
const newId = () => `0198f6a0-0000-7000-8000-${String((made += 1)).padStart(12, "0")}`;

export class Playing {
  constructor(bundle, log = [], now = NOON, keep = () => {}) {
    this.bundle = bundle;
    this.now = now;
    this.log = [...log];
    this.store = new Store(bundle, log, {
      stamp: ({ at, kind, body }, number) => ({
        id: newId(), session: bundle.session, number, at: new Date(at).toISOString(), kind, body,
      }),
      keep: (event) => {
        keep(event);
        this.log.push(event);
      },
    });
  }

  get state() {
    return this.store.state;
  }

  /** Seconds go by, as a page sees them: in small ticks. */
  pass(seconds, tick = 0.25) {
    const until = this.now + seconds * 1000;
    while (this.now < until) {
      this.now = Math.min(until, this.now + tick * 1000);
      this.store.tick(this.now);
    }
    return this;
  }

  wish(wish) {
    this.store.dispatch(wish, this.now);
    return this;
  }

  begin() {
    return this.wish({ do: "begin" });
  }

  cue(cue) {
    return this.wish({ do: "cue", cue });
  }

  /** Let time pass until a state is reached; a test that waits for ever is a broken test. */
  until(machine, seconds = 600) {
    const end = this.now + seconds * 1000;
    while (this.state.machine !== machine && this.now < end) this.pass(0.25);
    if (this.state.machine !== machine) throw new Error(`${machine} was not reached from ${this.state.machine}`);
    return this;
  }

  /** Enjoy whatever is asked until the session is in this state. */
  enjoyingUntil(machine, seconds = 900) {
    const end = this.now + seconds * 1000;
    while (this.state.machine !== machine && this.now < end) {
      this.pass(1);
      if (this.state.machine !== machine && this.bundle.cues.questions.includes(this.state.machine)) this.cue("enjoying");
    }
    if (this.state.machine !== machine) throw new Error(`${machine} was not reached from ${this.state.machine}`);
    return this;
  }

  kinds() {
    return this.log.map((event) => (event.kind === "cue" ? event.body.cue : event.kind));
  }
}
