"""The day something belongs to, held against counting whole seconds, at the clock changes of every zone."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import pytest

from handsong.core import diary

MELBOURNE = zoneinfo.ZoneInfo("Australia/Melbourne")
LONDON = timezone(timedelta(0))
A_DAY = 24 * 60 * 60
EPOCH = date(1970, 1, 1)
YEARS_OF_A_ZONE = 2
FEWEST_EDGES = 800
"""Less than this, and the zones of the world were not there at all."""


@cache
def offset(zone: zoneinfo.ZoneInfo, second: int) -> int:
    """Return how far the clocks of a zone are ahead, in whole seconds."""
    ahead = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())


def edges(zone: zoneinfo.ZoneInfo, low: int, high: int) -> list[int]:
    """Return the seconds between two moments at which the clocks change, looked for day by day."""
    found = []
    for start in range(low, high, A_DAY):
        left, right = start, min(start + A_DAY, high)
        if offset(zone, left) != offset(zone, right):
            while right - left > 1:
                middle = (left + right) // 2
                left, right = (
                    (middle, right) if offset(zone, middle) == offset(zone, left) else (left, middle)
                )
            found.append(right)
    return found


def counted(zone: zoneinfo.ZoneInfo, second: int, starts: int, changes: list[int]) -> int:
    """Return the day by counting: the highest that any clock has shown so far, in days since 1970."""
    shown = [second, *(change - 1 for change in changes if change <= second)]
    return max((moment + offset(zone, moment) - starts * 3600) // A_DAY for moment in shown)


@cache
def sample() -> tuple[tuple[str, int], ...]:
    """Return some of the clock changes of every zone there is, the same ones each time."""
    chosen = random.Random(4)  # noqa: S311 - a sample, no secret
    picked = []
    for name in sorted(zoneinfo.available_timezones()):
        zone = zoneinfo.ZoneInfo(name)
        years = chosen.sample(range(1970, 2037), YEARS_OF_A_ZONE)
        for year in years:
            low = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
            picked += [(name, edge) for edge in edges(zone, low, low + 366 * A_DAY)]
    return tuple(picked)


def test_a_day_begins_and_ends_right_at_the_clock_changes_of_every_zone() -> None:
    chosen = random.Random(5)  # noqa: S311 - a sample, no secret
    assert len(sample()) >= FEWEST_EDGES
    for name, edge in sample():
        zone = zoneinfo.ZoneInfo(name)
        changes = edges(zone, edge - 3 * A_DAY, edge + 3 * A_DAY)
        near = [edge + shift for shift in (-1, 0, 1, -3600, 3600, 3599, -A_DAY, A_DAY)]
        for second in [*near, *(edge + chosen.randint(-A_DAY, A_DAY) for _ in range(4))]:
            starts = chosen.choice((0, 0, *range(1, diary.LATEST_START + 1)))
            moment = datetime.fromtimestamp(second, UTC)
            day = diary.day_of(moment, zone, starts)
            wanted = counted(zone, second, starts, changes)
            assert (day - EPOCH).days == wanted, (name, moment, starts)
            assert diary.begins(day, zone, starts) <= moment, (name, moment, starts)
            assert moment < diary.begins(day + timedelta(days=1), zone, starts), (name, moment, starts)


@pytest.mark.parametrize(
    ("zone", "day", "starts", "begins"),
    [
        # Spring: two becomes three, so a day of two o'clock begins at three.
        ("Australia/Melbourne", date(2026, 10, 4), 2, "2026-10-03T16:00:00+00:00"),
        # Autumn: two comes twice, and the first counts.
        ("Australia/Melbourne", date(2026, 4, 5), 2, "2026-04-04T15:00:00+00:00"),
        # Havana goes back from one to midnight: the day has begun the first time.
        ("America/Havana", date(2026, 11, 1), 0, "2026-11-01T04:00:00+00:00"),
        # Beirut skips midnight itself.
        ("Asia/Beirut", date(2026, 3, 29), 0, "2026-03-28T22:00:00+00:00"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), 0, "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_day_begins_at_the_first_moment_of_its_hour(zone: str, day: date, starts: int, begins: str) -> None:
    assert diary.begins(day, zoneinfo.ZoneInfo(zone), starts).isoformat() == begins


def test_a_day_that_has_begun_stays_although_the_clocks_go_back_behind_it() -> None:
    # St John's, 7 November 2010: a minute after midnight it was 23:01 again.
    zone = zoneinfo.ZoneInfo("America/St_Johns")
    later = datetime(2010, 11, 7, 3, 0, tzinfo=UTC)
    assert later.astimezone(zone).date() == date(2010, 11, 6)
    assert diary.day_of(later, zone) == date(2010, 11, 7)


def test_a_massage_at_three_in_the_morning_belongs_to_the_evening_before_when_the_day_begins_at_four() -> (
    None
):
    at_three = datetime(2026, 11, 24, 3, 10, tzinfo=MELBOURNE)
    assert diary.day_of(at_three, MELBOURNE, 4) == date(2026, 11, 23)
    assert diary.day_of(at_three, MELBOURNE, 0) == date(2026, 11, 24)


def test_something_touches_every_day_from_its_first_to_its_last() -> None:
    start = datetime(2026, 11, 23, 23, 50, tzinfo=LONDON)
    end = start + timedelta(minutes=20)
    assert diary.days_of(start, end) == (date(2026, 11, 23), date(2026, 11, 24))
    assert diary.days_of(start, end, 4) == (date(2026, 11, 23),)
    assert diary.days_of(start, start) == (date(2026, 11, 23),)
    assert diary.days_of(start, start + timedelta(minutes=10)) == (date(2026, 11, 23),)


def test_after_a_journey_each_massage_keeps_the_day_of_the_place_where_it_was() -> None:
    evening = datetime.fromisoformat("2026-11-23T19:00:00+11:00")
    assert diary.days_of(evening, evening + timedelta(minutes=10)) == (date(2026, 11, 23),)
    early = datetime.fromisoformat("2026-11-24T06:00:00+00:00")
    assert diary.days_of(early, early) == (date(2026, 11, 24),)


def test_a_flight_back_across_the_date_line_turns_no_day_round() -> None:
    start = datetime.fromisoformat("2026-11-24T00:10:00+13:00")
    end = datetime.fromisoformat("2026-11-23T01:20:00-10:00")
    assert diary.days_of(start, end) == (date(2026, 11, 24),)
