"""The shapes of the rules about this moment: readiness answers, and the signs that lead to help."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handsong.core.child import Child, Fact, Happening
from handsong.core.readiness import Answers, Feed, Place, Skin, State, Well
from tests.core.making import NOON, READY, child
from tests.core.speaking import speaks, wheres


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("no-asleep", {"state": State.ASLEEP}),
        ("no-drowsy", {"state": State.DROWSY}),
        ("no-crying", {"state": State.CRYING}),
        ("active-alert", {"state": State.ACTIVE_ALERT}),
        ("no-hungry", {"feed": Feed.HUNGRY}),
        ("no-just-fed", {"feed": Feed.UNDER_30}),
        ("tummy-after-feed", {"feed": Feed.UNDER_30}),
        ("tummy-after-feed", {"feed": Feed.UNDER_45}),
        ("skin-not-looked", {"skin": Skin.NOT_LOOKED}),
        ("place-not-ready", {"place": Place.NOT_YET}),
        ("no-adult-unwell", {"place": Place.NOT_ME}),
    ],
)
def test_an_answer_speaks_and_a_good_moment_does_not(name: str, answers: dict[str, object]) -> None:
    assert speaks(name, child(), replace(READY, **answers))  # type: ignore[arg-type]
    assert not speaks(name, child(), READY)
    assert not speaks(name, child(), None)


def test_after_a_feed_the_wait_says_until_when() -> None:
    (finding,) = speaks("no-just-fed", child(), replace(READY, feed=Feed.UNDER_30), numbers={"minutes": 30.0})
    assert finding.until == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    "name", ["no-asleep", "no-hungry", "skin-not-looked", "no-adult-unwell", "no-unwell"]
)
def test_an_unanswered_question_speaks_as_its_most_careful_answer(name: str) -> None:
    assert speaks(name, child(), Answers(), numbers={"hours": 24.0})


def test_each_unanswered_question_is_named() -> None:
    assert wheres(speaks("unanswered", child(), Answers(well=Well.YES))) == ["state", "feed", "skin", "place"]
    assert not speaks("unanswered", child(), None)


def test_a_plan_without_the_questions_says_that_they_were_not_asked() -> None:
    assert speaks("readiness-not-asked", child(), None)
    assert not speaks("readiness-not-asked", child(), Answers())


def test_a_ticked_sign_speaks_by_name() -> None:
    ticked = replace(READY, signs=frozenset({"hard-breathing"}))
    assert wheres(speaks("rf-breath", child(), ticked, signs={"hard-breathing"})) == ["hard-breathing"]
    assert not speaks("rf-rash", child(), ticked, signs={"rash-not-fading"})


def test_a_sign_of_young_babies_speaks_by_the_younger_of_both_ages() -> None:
    ticked = replace(READY, signs=frozenset({"temperature-38"}))
    held = {"signs": {"temperature-38"}, "numbers": {"under_months": 3.0, "hours": 24.0}}
    assert wheres(speaks("rf-fever-u3m", child(89), ticked, **held)) == ["temperature-38"]
    assert wheres(speaks("rf-fever-u3m", child(120, early=60), ticked, **held)) == ["temperature-38"]
    assert not speaks("rf-fever-u3m", child(120), ticked, **held)


def test_a_young_baby_who_was_hot_today_needs_help_now() -> None:
    held = {"signs": {"temperature-38"}, "numbers": {"under_months": 3.0, "hours": 24.0}}

    def hot(days_old: int, hours: int) -> Child:
        return child(days_old, facts=[Fact(Happening.FEVER, NOON - timedelta(hours=hours))])

    [found] = speaks("rf-fever-u3m", hot(20, 23), None, **held)
    assert found.until is None
    assert not speaks("rf-fever-u3m", hot(20, 24), **held)
    assert not speaks("rf-fever-u3m", hot(120, 23), **held)


def test_a_sign_beside_another_can_be_graver_than_either() -> None:
    poorly = {"together": (frozenset({"jaundice", "yellow-for-weeks"}), frozenset({"poor-feeding"}))}
    feeding = replace(READY, signs=frozenset({"poor-feeding"}))
    both = replace(READY, signs=frozenset({"poor-feeding", "yellow-for-weeks"}))
    assert not speaks("rf-jaundice-poor-feeding", child(), feeding, **poorly)
    assert wheres(speaks("rf-jaundice-poor-feeding", child(), both, **poorly)) == [
        "poor-feeding",
        "yellow-for-weeks",
    ]
    yellow = child(conditions={"jaundice"})
    assert wheres(speaks("rf-jaundice-poor-feeding", yellow, feeding, **poorly)) == ["poor-feeding"]
    assert not speaks("rf-jaundice-poor-feeding", yellow, READY, **poorly)


def test_a_sign_beside_what_happened_speaks_until_its_hours_are_over() -> None:
    held = {"together": (frozenset({"vomiting-again"}),), "numbers": {"hours": 48.0}}
    sick = replace(READY, signs=frozenset({"vomiting-again"}))
    knocked = child(facts=[Fact(Happening.HEAD_KNOCK, NOON - timedelta(hours=47))])
    long_ago = child(facts=[Fact(Happening.HEAD_KNOCK, NOON - timedelta(hours=48))])
    assert speaks("rf-head-knock-and-vomiting", knocked, sick, **held)
    assert not speaks("rf-head-knock-and-vomiting", knocked, READY, **held)
    assert not speaks("rf-head-knock-and-vomiting", long_ago, sick, **held)


def test_a_first_seizure_is_an_emergency_and_a_known_one_is_not() -> None:
    seizure = Fact(Happening.SEIZURE, NOON - timedelta(hours=3))
    [first] = speaks("rf-first-seizure", child(facts=[seizure]), numbers={"hours": 24.0})
    assert first.until is None
    known = child(facts=[seizure], conditions={"epilepsy"})
    assert not speaks("rf-first-seizure", known, numbers={"hours": 24.0})


def test_what_was_told_now_counts_beside_what_was_told_before() -> None:
    unwell = Fact(Happening.UNWELL, NOON - timedelta(hours=30))
    of = child(facts=[unwell])
    assert not speaks("no-unwell", of, READY, numbers={"hours": 24.0})
    assert speaks("no-unwell", of, replace(READY, well=Well.NOT_QUITE), numbers={"hours": 24.0})
