"""`--history`: sessions so far, one event a line; a bad line is named with its number and remedy."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from handsong.core.cues import Cue
from tests.cli.running import NOAH, WELL, handsong, planned, rules
from tests.core.making import NOON, Told, good

GOOD = {
    "id": "e1",
    "session": "monday",
    "number": 0,
    "at": "2026-11-20T09:30:00+11:00",
    "kind": "started",
    "body": {},
}


def written(folder: Path, *told: Told) -> Path:
    """Return a file with the events of these sessions."""
    rows = [
        {
            "id": event.id,
            "session": event.session,
            "number": event.number,
            "at": event.at.isoformat(),
            "kind": str(event.kind),
            "body": dict(event.body),
        }
        for one in told
        for event in one.events
    ]
    path = folder / "events.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def weeks_of(*techniques: str, days: int = 4) -> list[Told]:
    """Return good sessions of earlier days, each long enough to let the next one grow."""
    return [
        good("day", *techniques, at=NOON - timedelta(days=20), seconds=240).on(day) for day in range(days)
    ]


def test_what_was_enjoyed_comes_again_and_length_grows(tmp_path: Path) -> None:
    fresh = planned(NOAH)
    history = written(tmp_path, *weeks_of("foot-thumb-over-thumb", "toe-roll"))
    grown = planned(f"{NOAH} --history {history}")
    assert grown["ceiling_minutes"] > fresh["ceiling_minutes"]
    known = {item["technique"] for item in grown["items"] if not item["is_new"]}
    assert {"foot-thumb-over-thumb", "toe-roll"} <= known


def test_lines_may_come_twice_and_in_any_order(tmp_path: Path) -> None:
    history = written(tmp_path, *weeks_of("toe-roll"))
    lines = history.read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "shuffled.jsonl"
    shuffled.write_text("\n".join([*reversed(lines), "", *lines]), encoding="utf-8")
    assert planned(f"{NOAH} --history {shuffled}") == planned(f"{NOAH} --history {history}")


def test_two_sessions_that_crying_ended_within_a_day_make_it_rest(tmp_path: Path) -> None:
    cried = [
        Told("tears", NOON - timedelta(hours=hours))
        .cue(Cue.ENJOYING)
        .does("toe-roll", Cue.CRYING)
        .cue(Cue.END)
        for hours in (4,)
    ]
    again = [one.on(0.1) for one in cried]
    plan = planned(f"{NOAH} --at 23:00 {WELL} --history {written(tmp_path, *cried, *again)}")
    assert "two-crying-stops" in rules(plan)
    assert plan["level"] == "wait"


def test_a_session_that_ended_on_the_care_page_lets_the_child_rest_for_a_day(tmp_path: Path) -> None:
    cared = Told("cared", NOON - timedelta(hours=4)).cue(Cue.ENJOYING).does("toe-roll")
    history = written(tmp_path, cared.cue(Cue.SOMETHING_WRONG, Cue.END))
    ran = handsong(f"plan --json {NOAH} --at 23:00 {WELL} --history {history}")
    assert (ran.status, ran.data["items"]) == (3, [])
    assert "no-unwell" in rules(ran.data)


def test_sessions_after_the_day_of_the_plan_are_left_out_and_said(tmp_path: Path) -> None:
    later = good("later", "toe-roll", at=NOON + timedelta(days=9))
    plan = planned(f"{NOAH} --history {written(tmp_path, later)}")
    assert all(item["is_new"] for item in plan["items"])
    assert "Sessions of the history that ended after this moment are not counted: 1." in plan["assumed"]


def test_practice_is_left_out_and_said(tmp_path: Path) -> None:
    doll = (
        Told("doll", NOON - timedelta(days=3), practice=True).cue(Cue.ENJOYING).does("toe-roll").cue(Cue.END)
    )
    plan = planned(f"{NOAH} --history {written(tmp_path, doll)}")
    assert all(item["is_new"] for item in plan["items"])
    assert "Practice in the history changes nothing: 1." in plan["assumed"]


def test_a_session_whose_beginning_is_missing_is_left_out_and_said(tmp_path: Path) -> None:
    history = written(tmp_path, good("day", "toe-roll", at=NOON - timedelta(days=2)))
    lines = history.read_text(encoding="utf-8").splitlines(keepends=True)
    history.write_text("".join(lines[1:]), encoding="utf-8")
    plan = planned(f"{NOAH} --history {history}")
    assert "Sessions of the history whose beginning is missing are not counted: 1." in plan["assumed"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("not json", "is no JSON: Expecting value. Give one event as an object, or take the line out."),
        ("[1, 2]", 'is no object. Give one event, such as {"id": "…", "session": "…", …}.'),
        ('{"id": "e2"}', "at: missing. Give the time, such as 2026-11-23T09:30:00+11:00."),
        (json.dumps(GOOD | {"at": "yesterday"}), "at: “yesterday” is no time. Give one such as"),
        (json.dumps(GOOD | {"kind": "dance"}), "kind: “dance” is not known. Give one of started,"),
        (json.dumps(GOOD | {"number": "one"}), "number: missing or of the wrong type. Give a number."),
        (
            json.dumps(GOOD | {"kind": "cue", "body": {"cue": "sneeze"}}),
            "body.cue: “sneeze” is not known. Give one of enjoying,",
        ),
        ("[" * 100_000, "is no JSON: it is nested too deeply. Give one event as an object"),
        ("9" * 5000, "is no JSON: a number is too long. Give one event as an object"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_remedy(tmp_path: Path, line: str, sentence: str) -> None:
    history = tmp_path / "events.jsonl"
    history.write_text(f"{json.dumps(GOOD)}\n\n{line}\n", encoding="utf-8")
    ran = handsong(f"plan {NOAH} --history {history}")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"handsong: events.jsonl, line 3: {sentence}"), ran.err


def test_every_bad_line_is_named_up_to_twenty(tmp_path: Path) -> None:
    history = tmp_path / "events.jsonl"
    history.write_text("oops\n" * 25, encoding="utf-8")
    err = handsong(f"plan {NOAH} --history {history}").err
    assert [f"line {number}:" in err for number in (1, 20, 21)] == [True, True, False]
    assert err.endswith("and 5 more lines.\n")


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    history = tmp_path / "events.jsonl"
    history.write_bytes(b"\xff\xfe\x00\x81")
    ran = handsong(f"plan {NOAH} --history {history}")
    assert ran.status == 2
    assert "cannot be read: it is not UTF-8 text." in ran.err
