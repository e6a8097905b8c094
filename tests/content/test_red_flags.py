"""Which signs concern a child, and how grave each is: by age, in one place for pages, player and command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handsong.content import load, red_flags
from handsong.core import safety
from handsong.core.age import Birth, add_months
from handsong.core.child import Child, Fact, Happening
from handsong.core.findings import Level
from handsong.core.readiness import Answers
from handsong.core.situation import Situation
from tests.core.making import NOON

CONTENT = load.once()
AGES = (0, 1, 2, 3, 5, 6, 8, 11, 12, 23, 24, 35, 36, 59, 60, 100, 180)
EACH_AGE = pytest.mark.parametrize("months", AGES)


def aged(months: int, *, early: int = 0, conditions: frozenset[str] = frozenset()) -> Situation:
    """Return a child of so many months."""
    born: date = add_months(NOON.date(), -months)
    return Situation(Child(Birth(born, 280 - early), conditions=conditions), NOON)


def levels(now: Situation) -> dict[str, Level]:
    """Return the level of each sign that is shown for this child."""
    return {sign.id: level for sign, level in red_flags.concerning(CONTENT, now)}


def test_a_fever_is_an_emergency_in_the_first_months_and_a_reason_to_rest_later() -> None:
    assert levels(aged(2))["temperature-38"] is Level.EMERGENCY
    assert levels(aged(5))["temperature-39"] is Level.TODAY
    assert levels(aged(8))["temperature-38"] is Level.WAIT


def test_a_child_born_early_counts_by_the_younger_of_both_ages() -> None:
    assert levels(aged(4, early=70))["temperature-38"] is Level.EMERGENCY
    assert levels(aged(4))["temperature-38"] is Level.WAIT


@EACH_AGE
def test_every_sign_is_as_grave_as_the_rule_book_finds_it_by_itself(months: int) -> None:
    now = aged(months)
    for sign, level in levels(now).items():
        ticked = Situation(now.child, now.now, Answers(signs=frozenset({sign})))
        found = [
            one.level for one in safety.check(CONTENT.craft.safety, ticked).findings if one.where == sign
        ]
        assert level is max(found, default=Level.WAIT), sign


@EACH_AGE
def test_the_gravest_signs_come_first(months: int) -> None:
    shown = [level for _, level in red_flags.concerning(CONTENT, aged(months))]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] is Level.EMERGENCY


def test_every_sign_concerns_some_age_and_one_of_babies_no_teenager() -> None:
    assert set().union(*(levels(aged(months)) for months in AGES)) == {sign.id for sign in CONTENT.signs}
    assert "soft-spot-bulging" in levels(aged(2))
    assert "soft-spot-bulging" not in levels(aged(180))
    assert "calf-pain-swollen" not in levels(aged(2))


def test_only_signs_are_graded_whatever_has_happened() -> None:
    hot = replace(aged(2).child, facts=(Fact(Happening.FEVER, NOON),))
    graded = safety.grades(CONTENT.craft.safety, Situation(hot, NOON))
    assert graded.keys() <= {sign.id for sign in CONTENT.signs}
    assert graded["temperature-38"] is Level.EMERGENCY
