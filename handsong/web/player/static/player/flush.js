/** Sends what a session left on this device while there was no network; quiet, and harmless twice. */

import { all } from "../site/find.js";
import { Clock } from "./outside/clock.js";
import { Memory } from "./outside/memory.js";
import { Sending } from "./outside/sending.js";

const memory = new Memory();
const clock = new Clock();
const token = all("[data-token]", HTMLElement)[0]?.dataset["token"] ?? "";

for (const session of memory.sessions()) {
  if (memory.waiting(session).length) new Sending({ session, address: `/session/${session}/events/`, token, memory, clock }).send();
}
