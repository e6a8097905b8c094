"""What a phone finds on a shelf: looked up and taken away from, and more careful wherever anything is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handsong.render import offline
from handsong.render.offline import Asked
from tests.render.shelves import AFTER, BASE, CRYING, ENOUGH, HOLDS, LEG, NOON, PIECES, PLAN, ROW, WAIT, shelf


def said(at: datetime = NOON, of: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return what the shelf says to a good moment, unless said otherwise."""
    given: dict[str, Any] = {"answers": {"state": "awake", "skin": "nothing"}} | more
    return offline.session_from(of or shelf(), Asked("s", at.timestamp(), f"{at:%Y-%m-%d}", **given))


def steps(result: Mapping[str, Any]) -> list[str]:
    """Return the steps of a session by their names."""
    return [step["drawing"] for step in result["bundle"]["steps"]]


def find(what: str, part: str = "", days_ago: int = 0) -> dict[str, Any]:
    """Return something that was found."""
    return {"what": what, "part": part, "days_ago": days_ago}


def found(*what: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what the shelf says when something was found."""
    return said(answers={"state": "awake", "skin": "something"}, found=what, **more)


def own(hours_ago: float, minutes: float = 1.0, **more: Any) -> dict[str, Any]:
    """Return a session of this phone."""
    at = NOON - timedelta(hours=hours_ago)
    usual = {"session": "own", "cried": False, "needed_care": False, "was_stopped": False, "minutes": minutes}
    return usual | {"ended_at": at.timestamp(), "day": f"{at:%Y-%m-%d}"} | more


def test_a_good_moment_gets_the_plan_of_its_answers() -> None:
    result = said(goal="sleep")
    assert (result["kind"], result["why"]) == ("session", "")
    assert steps(result) == PLAN["steps"]
    assert result["bundle"]["goal"] == "sleep"
    assert result["bundle"]["seconds"] == 330
    assert [step["lead"]["say"] for step in result["bundle"]["steps"]] == [
        "first",
        "other",
        "none",
        "none",
        "closing",
    ]
    assert [bool(step["asks"]) for step in result["bundle"]["steps"]] == [True, True, True, True, False]
    assert result["bundle"]["opening_for"] == "legs"


def test_what_was_found_takes_its_place_away_and_no_more() -> None:
    result = found(find("rash", "leg.left"))
    assert steps(result) == PLAN["steps"][1:]
    assert result["bundle"]["steps"][0]["lead"]["say"] == "first"
    assert [reason["rule"] for reason in result["reasons"]] == [f"rule-{LEG}", f"rule-{BASE}"]


def test_a_movement_goes_with_the_last_stroke_of_its_region() -> None:
    assert steps(found(find("bruise"))) == ["leg-stroke.left", "leg-stroke.right", "closing"]


def test_a_plan_without_its_closing_gives_way_to_holds_and_holds_without_theirs_to_a_wait() -> None:
    one_hold = shelf(sets=[[], ["leg-stroke.left"], ["tummy-stroke"], ["closing"], []])
    assert steps(found(find("sore"), of=one_hold)) == ["still-hands"]
    result = found(find("sore"))
    assert (result["kind"], result["level"], result["meanwhile"]) == ("stop", "wait", "")


def test_a_plan_of_which_the_closing_alone_is_left_gives_way_to_holds() -> None:
    holds = {"steps": ["still-hands", "closing"], "closing": "closing"}
    rows = [{**ROW, "holds": holds}]
    everything = [name for name in PIECES if name not in {"still-hands", "closing"}]
    assert (
        steps(found(find("rash"), of=shelf(days=rows, sets=[[], everything, [], [], []]))) == holds["steps"]
    )


@pytest.mark.parametrize("answers", [{}, {"skin": "nothing"}, {"state": "", "skin": "nothing"}])
def test_a_question_without_an_answer_counts_as_its_most_careful_one(answers: dict[str, str]) -> None:
    result = said(answers=answers)
    assert (result["kind"], result["level"]) == ("stop", "wait")


@pytest.mark.parametrize(
    "told",
    [
        {"answers": {"state": "dreaming", "skin": "nothing"}},
        {"signs": ["a-new-sign"]},
        {"found": [find("a-new-kind")]},
        {"answers": {"state": "awake", "skin": "something"}},
    ],
)
def test_what_the_shelf_does_not_know_waits(told: dict[str, Any]) -> None:
    assert said(**told)["kind"] == "stop"


def test_signs_together_are_graver_than_each() -> None:
    assert [said(signs=signs)["level"] for signs in (["hot"], ["stiff"], ["hot", "stiff"])] == [
        "wait",
        "wait",
        "emergency",
    ]


def test_in_an_emergency_no_hold_is_offered_meanwhile() -> None:
    assert said(signs=["hot"])["meanwhile"] == "still-hands"
    assert said(signs=["hot", "stiff"])["meanwhile"] == ""


def test_a_wait_ends_when_all_that_stops_ends_and_else_nobody_knows() -> None:
    assert said(answers={"skin": "nothing"})["until"] == NOON.timestamp() + 1800
    assert said(answers={"skin": "nothing"}, signs=["hot", "stiff"])["until"] is None


@pytest.mark.parametrize(
    ("at", "newest", "why"),
    [
        (NOON - timedelta(minutes=4), None, ""),
        (NOON - timedelta(minutes=6), None, "clock"),
        (NOON - timedelta(days=4000), None, "clock"),
        (NOON, NOON + timedelta(minutes=59), ""),
        (NOON, NOON + timedelta(minutes=61), "clock"),
        (datetime(2026, 12, 3, 23, 59, tzinfo=UTC), None, ""),
        (datetime(2026, 12, 4, tzinfo=UTC), None, "old"),
        (NOON + timedelta(days=4000), None, "old"),
    ],
)
def test_past_the_last_day_and_by_a_clock_that_cannot_be_right_there_are_holds_alone(
    at: datetime, newest: datetime | None, why: str
) -> None:
    result = said(at, newest=newest and newest.timestamp())
    assert result["why"] == why
    assert steps(result) == (HOLDS["steps"] if why else PLAN["steps"])


@pytest.mark.parametrize("hours", [0, 1, 30])
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (timedelta(), ""),
        (timedelta(minutes=59), ""),
        (timedelta(minutes=61), "clock"),
        (timedelta(hours=20), "clock"),
        (timedelta(days=3650), "clock"),
        (timedelta(minutes=-4), ""),
        (timedelta(minutes=-61), "clock"),
        (timedelta(days=-3), "clock"),
    ],
)
def test_a_clock_that_was_wrong_when_the_shelf_was_fetched_is_never_believed(
    wrong: timedelta, why: str, hours: int
) -> None:
    fetched_at = NOON + wrong
    result = said(fetched_at + timedelta(hours=hours), fetched_at=fetched_at.timestamp())
    assert result["why"] == why
    assert steps(result) == (HOLDS["steps"] if why else PLAN["steps"])


def test_past_the_last_day_the_questions_stop_as_before() -> None:
    assert said(NOON + timedelta(days=40), signs=["hot", "stiff"])["level"] == "emergency"


def test_a_shelf_that_may_not_know_what_a_form_told_gives_holds_alone() -> None:
    result = said(missed=True)
    assert (result["why"], steps(result)) == ("missed", HOLDS["steps"])
    assert said(NOON + timedelta(days=40), missed=True)["why"] == "old"
    assert said(NOON - timedelta(days=40), missed=True)["why"] == "clock"


def test_a_question_that_is_open_is_no_reason_where_something_stops_by_itself() -> None:
    fully = said(signs=["hot", "stiff"])
    early = said(answers={}, signs=["hot", "stiff"])
    assert fully["is_certain"] is early["is_certain"] is True
    assert early["level"] == "emergency"
    assert early["reasons"] == fully["reasons"]
    unasked = said(answers={})
    assert unasked["is_certain"] is False
    assert unasked["reasons"]


def test_minutes_of_today_count_and_those_of_yesterday_or_of_sessions_that_are_known_do_not() -> None:
    assert steps(said(own=[own(1, 25.0)])) == [
        "leg-stroke.left",
        "leg-stroke.right",
        "tummy-stroke",
        "closing",
    ]
    assert steps(said(own=[own(1, 26.0)])) == ["leg-stroke.left", "leg-stroke.right", "closing"]
    assert steps(said(own=[own(1, 27.0, session="known")])) == PLAN["steps"]
    assert steps(said(own=[own(30, 27.0)])) == PLAN["steps"]


def test_enough_for_today_is_enough() -> None:
    result = said(own=[own(1, 30.0)])
    assert (result["kind"], result["reasons"][0]["rule"]) == ("stop", f"rule-{ENOUGH}")


def test_crying_twice_within_a_day_rests_until_a_day_after_the_second() -> None:
    cried = {"cried": True}
    assert said(own=[own(3, **cried), own(2, **cried)])["until"] == (NOON + timedelta(hours=22)).timestamp()
    assert said(own=[own(25, **cried), own(2, **cried)])["kind"] == "session"
    before = {**AFTER, "cried": [(NOON - timedelta(hours=5)).isoformat()]}
    assert said(of=shelf(after=before), own=[own(2, **cried)])["kind"] == "stop"


def test_a_session_that_was_open_when_the_shelf_was_made_counts_once() -> None:
    cried_at = (NOON - timedelta(hours=3)).isoformat()
    row = {"session": "open", "day": "2026-11-24", "minutes": 20.0, "cried": cried_at}
    known = shelf(after={**AFTER, "cried": [cried_at], "open": [row]})
    assert said(of=known, own=[own(2, session="open", cried=True)])["kind"] == "session"
    assert said(of=known, own=[own(2, cried=True)])["kind"] == "stop", "another one is the second"
    assert steps(said(of=known, own=[own(1, 22.0, session="open")])) == PLAN["steps"]
    assert steps(said(of=known, own=[own(1, 46.0, session="open")])) != PLAN["steps"]


def test_a_day_that_rests_as_after_crying_ends_as_it_says_when_the_crying_is_longer_ago() -> None:
    ends = NOON + timedelta(hours=5)
    over = (NOON - timedelta(minutes=1)).isoformat()
    for until, expected in ((ends.isoformat(), ends.timestamp()), (None, None), (over, None)):
        resting = shelf(days=[ROW | {"base": CRYING, "base_until": until}])
        assert said(of=resting)["until"] == expected


def test_crying_once_today_brings_the_more_careful_cue_machine() -> None:
    assert said()["bundle"]["cues"] == "fresh"
    assert said(own=[own(2, cried=True)])["bundle"]["cues"] == "cried"


def test_a_session_that_ended_in_care_is_being_unwell() -> None:
    assert said(own=[own(2, needed_care=True)])["kind"] == "stop"
    assert said(own=[own(25, needed_care=True)])["kind"] == "session"


def test_two_stops_in_a_row_bring_holds_first_again() -> None:
    stopped = {"was_stopped": True}
    assert steps(said(own=[own(3, **stopped), own(2, **stopped)])) == HOLDS["steps"]
    assert steps(said(own=[own(3, **stopped), own(2)])) == PLAN["steps"]
    once_before = {**AFTER, "stopped": 1}
    assert steps(said(of=shelf(after=once_before), own=[own(2, **stopped)])) == HOLDS["steps"]
    assert steps(said(of=shelf(after={**AFTER, "stopped": 2}))) == PLAN["steps"]


@pytest.mark.parametrize(
    ("hours_ago", "told", "kind"),
    [
        (5, {"signs": ["hot"]}, "stop"),
        (23, {"signs": ["hot"]}, "stop"),
        (50, {"signs": ["hot"]}, "stop"),
        (80, {"signs": ["hot"]}, "session"),
        (5, {"answers": {"well": "not-quite"}}, "stop"),
        (50, {"answers": {"well": "not-quite"}}, "session"),
    ],
)
def test_what_was_told_here_before_counts_as_long_as_it_would_have(
    hours_ago: float, told: dict[str, Any], kind: str
) -> None:
    at = NOON - timedelta(hours=hours_ago)
    before = {"at": at.timestamp(), "day": f"{at:%Y-%m-%d}", "answers": {}, "signs": [], "found": []} | told
    assert said(told=[before])["kind"] == kind


def test_what_was_found_before_is_still_there() -> None:
    at = NOON - timedelta(days=3)
    before = {
        "at": at.timestamp(),
        "day": "2026-11-21",
        "answers": {},
        "signs": [],
        "found": [find("rash", "leg.left")],
    }
    assert steps(said(told=[before])) == PLAN["steps"][1:]


def test_what_holds_anyway_stops_until_its_end() -> None:
    rows = [{**ROW, "base": WAIT, "base_until": "2026-11-24T20:00:00+00:00"}]
    assert said(of=shelf(days=rows))["until"] == datetime(2026, 11, 24, 20, tzinfo=UTC).timestamp()
