"""The same log tells the same session in the browser and on the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handsong.core import session as craft

ROOT = Path(__file__).resolve().parents[3]
SESSIONS = json.loads((ROOT / "tests" / "vectors" / "sessions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SESSIONS, ids=[case["name"] for case in SESSIONS])
def test_a_log_of_the_player_tells_the_session_that_the_player_showed(case: dict[str, Any]) -> None:
    (told,) = craft.fold(craft.read(row) for row in case["log"])
    shown = case["session"]
    assert told.is_over is shown["is_over"]
    assert shown["ended_by"] in {None, told.ended_by}
    assert told.is_practice is shown["is_practice"]
    assert (told.permission or None) == shown["permission"]
    assert round(told.minutes, 3) == shown["minutes"]
    assert told.worst == shown["worst"]
    assert [(done.technique, done.region, done.seconds, list(done.cues)) for done in told.done] == [
        (done["technique"], done["region"], done["seconds"], done["cues"]) for done in shown["done"]
    ]


def test_a_session_that_is_over_was_ended_by_the_same() -> None:
    over = [case for case in SESSIONS if case["session"]["is_over"]]
    assert len(over) > 10
    for case in over:
        (told,) = craft.fold(craft.read(row) for row in case["log"])
        assert told.ended_by == case["session"]["ended_by"]


def test_a_log_told_backwards_and_twice_is_the_same_session() -> None:
    for case in SESSIONS:
        events = [craft.read(row) for row in case["log"]]
        assert craft.fold([*reversed(events), *events]) == craft.fold(events)


@pytest.mark.parametrize(
    "script", ["scripts/vectors.py", "scripts/shelf_vectors.py", "scripts/bundle_types.py"]
)
def test_what_is_written_from_the_craft_is_fresh(script: str) -> None:
    done = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
