"""`handsong bundle`: a session for the player, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from handsong.content import files
from tests.cli.running import NOAH, WELL, handsong, planned, techniques

SCHEMA = json.loads((files.HERE / "schema" / "bundle.json").read_text(encoding="utf-8"))


def test_a_bundle_has_the_shape_the_player_reads() -> None:
    ran = handsong(f"bundle {NOAH} {WELL} --name Noah --country AU")
    assert ran.status == 0
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(ran.data)) == []


def test_a_bundle_holds_the_plan_and_whom_to_call() -> None:
    bundle = handsong(f"bundle {NOAH} {WELL} --name Noah --country AU --session s1 --practice").data
    plan = planned(f"{NOAH} {WELL}")
    assert list(dict.fromkeys(step["technique"] for step in bundle["steps"])) == techniques(plan)
    assert (bundle["session"], bundle["practice"], bundle["child"]["name"]) == ("s1", True, "Noah")
    assert bundle["aid"]["emergency"] == "000"
    assert "hard-breathing" in {sign["id"] for sign in bundle["aid"]["signs"]}


def test_a_sign_is_as_grave_in_a_bundle_as_it_is_at_this_age() -> None:
    young = "--born 2026-09-23 --on 2026-11-23"
    graded = {
        born: {
            sign["id"]: sign["level"] for sign in handsong(f"bundle {born} --name Mia").data["aid"]["signs"]
        }
        for born in (NOAH, young)
    }
    assert graded[NOAH]["temperature-38"] == "wait"
    assert graded[young]["temperature-38"] == "emergency"


def test_a_bundle_is_written_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    ran = handsong(f"bundle {NOAH} --name Noah -o {path}")
    assert ran.out.startswith(f"Wrote the bundle to {path} (")
    assert json.loads(path.read_text(encoding="utf-8"))["child"]["name"] == "Noah"


def test_where_nothing_is_planned_there_is_no_bundle() -> None:
    ran = handsong(f"bundle {NOAH} --name Noah --answer state=asleep")
    assert (ran.status, ran.out) == (3, "")
    assert "No massage now" in ran.err
