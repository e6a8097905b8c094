import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { replay } from "../../handsong/web/player/static/player/engine/session.js";
import { bundle } from "./bundles.js";
import { story } from "./stories.js";

const sessions = JSON.parse(readFileSync(new URL("../vectors/sessions.json", import.meta.url), "utf8"));

for (const { name, day, log, session } of sessions) {
  test(`${name}: the log tells what it told when it was written`, () => {
    const told = bundle({ day, practice: session.is_practice });
    assert.deepEqual(story(told, replay(told, log)), session);
  });
}
