"""Ages are said as parents say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core.age import GROWN_UP_MONTHS, Age, Birth, Stage, add_months
from handsong.render import age_words

BORN = date(2026, 9, 1)


def at(days: int, *, early: int = 0, gestation: int | None = 0) -> Age:
    """Return the age of a child this many days after a birth this many days early."""
    length = 280 - early if gestation == 0 else gestation
    return Age(Birth(BORN, length), BORN + timedelta(days=days))


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (at(0), "born today"),
        (at(1), "one day old"),
        (at(13), "13 days old"),
        (at(14), "two weeks old"),
        (at(84), "twelve weeks old"),
        (at(84, early=56), "twelve weeks old, counts as four"),
        (at(49, early=35), "seven weeks old, counts as two"),
        (at(56, early=56), "eight weeks old, counts as born today"),
        (at(42, early=56), "six weeks old, two weeks before the due date"),
        (at(60, early=56), "eight weeks old, counts as four days"),
        (at(150, early=56), "four months old, counts as 13 weeks"),
        (at(150, early=14), "four months old"),
        (at(800), "two years old"),
    ],
)
def test_an_age_is_said_in_the_unit_of_that_age(age: Age, words: str) -> None:
    assert age_words.age_in_words(age) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (at(84), ""),
        (at(84, early=-7), ""),
        (at(84, early=56), "Born eight weeks early: counted from the due date until two years old."),
        (
            at(84, early=87),
            "Born twelve weeks and three days early: counted from the due date until three years old.",
        ),
        (at(84, early=14), "Born two weeks early: from 37 weeks on that changes nothing."),
        (at(1200, early=56), "Born eight weeks early: by now it counts from birth, like everybody."),
        (at(84, gestation=None), "Nobody knows how early: Handsong counts with the earliest it could be."),
    ],
)
def test_why_an_age_counts_as_it_does_is_said_in_one_line(age: Age, words: str) -> None:
    assert age_words.counted_in_words(age) == words


def test_the_next_stage_begins_on_its_day() -> None:
    assert age_words.next_stage(at(84, early=56)) == (Stage.OLDER_INFANT, date(2027, 4, 27))
    assert age_words.next_stage(at(10)) == (Stage.YOUNG_INFANT, BORN + timedelta(days=28))
    assert age_words.next_stage(at(10, early=56)) == (Stage.NEWBORN, BORN + timedelta(days=56))
    assert age_words.next_stage(at(365 * 13)) is None


@given(days=st.integers(0, 6000), early=st.integers(0, 130))
def test_the_day_before_the_next_stage_is_still_this_one(days: int, early: int) -> None:
    age = at(days, early=early)
    if age.day >= add_months(BORN, GROWN_UP_MONTHS):
        return
    coming = age_words.next_stage(age)
    if coming is None:
        assert age.stage is Stage.ADOLESCENT
        return
    stage, day = coming
    assert Age(age.birth, day).stage is stage
    assert Age(age.birth, day - timedelta(days=1)).stage is age.stage
