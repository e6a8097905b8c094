"""Days, times and lengths are said as one person says them to another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from handsong.render import day_words

TODAY = date(2026, 11, 24)
MELBOURNE = timezone(timedelta(hours=11))
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=MELBOURNE)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Thursday"),
        (6, "Monday"),
        (7, "1 December"),
        (-2, "last Sunday"),
        (-6, "last Wednesday"),
        (-7, "17 November"),
        (40, "3 January 2027"),
    ],
)
def test_a_day_is_said_as_it_is_said_today(days: int, words: str) -> None:
    assert day_words.day_in_words(TODAY + timedelta(days=days), TODAY) == words


def test_a_time_is_said_in_the_offset_of_now() -> None:
    assert day_words.time_in_words(datetime(2026, 11, 24, 3, 35, tzinfo=UTC), NOW) == "14:35"
    assert day_words.time_in_words(datetime(2026, 11, 24, 22, 0, tzinfo=UTC), NOW) == "tomorrow at 09:00"
    assert day_words.time_in_words(datetime(2026, 11, 23, 12, 59, tzinfo=UTC), NOW) == "yesterday at 23:59"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (5, "in five days"),
        (14, "in two weeks"),
        (36, "in about five weeks"),
        (154, "in about five months"),
        (800, "in about two years"),
    ],
)
def test_how_far_off_a_day_is(days: int, words: str) -> None:
    assert day_words.wait_in_words(TODAY, TODAY + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.2, "under a minute"),
        (0.8, "one minute"),
        (1.6, "two minutes"),
        (4, "four minutes"),
        (15.2, "15 minutes"),
    ],
)
def test_a_length_in_words(minutes: float, words: str) -> None:
    assert day_words.minutes_in_words(minutes) == words


def test_how_often_in_words() -> None:
    assert [day_words.times_in_words(times) for times in (0, 1, 2, 5)] == [
        "not yet",
        "once",
        "twice",
        "five times",
    ]
