"""Reminders: on the days that were asked for, by the clocks of home, and never in quiet hours."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import reminders
from handsong.core.reminders import Quiet, Reminder, UnableToRemind

OF = uuid.UUID(int=7)
MELBOURNE, VIENNA = ZoneInfo("Australia/Melbourne"), ZoneInfo("Europe/Vienna")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def test_quiet_hours_go_past_midnight_and_end_before_their_end() -> None:
    quiet = Quiet()
    assert [quiet.holds(time(hour)) for hour in (19, 20, 23, 0, 6, 7)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    noon = Quiet(time(12), time(14))
    assert [noon.holds(time(hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]


@given(begins=TIMES, ends=TIMES, at=TIMES)
def test_a_reminder_is_never_in_quiet_hours(begins: time, ends: time, at: time) -> None:
    if begins == ends:
        with pytest.raises(UnableToRemind, match="Quiet hours"):
            Quiet(begins, ends)
        return
    quiet = Quiet(begins, ends)
    try:
        asked = Reminder(frozenset({0}), at, quiet)
    except UnableToRemind:
        assert quiet.holds(at)
    else:
        assert not quiet.holds(asked.at)


@given(
    moment=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
    begins=TIMES,
    ends=TIMES,
    zone=st.sampled_from([MELBOURNE, VIENNA]),
)
def test_what_falls_into_quiet_hours_waits_for_their_end(
    moment: datetime, begins: time, ends: time, zone: ZoneInfo
) -> None:
    if begins == ends:
        return
    there = moment.astimezone(zone)
    later = Quiet(begins, ends).after(there)
    assert not Quiet(begins, ends).holds(later.time())
    assert timedelta() <= later.replace(tzinfo=None) - there.replace(tzinfo=None) < timedelta(days=1)


@pytest.mark.parametrize("days", [frozenset(), frozenset({7}), frozenset({-1, 2})])
def test_a_reminder_without_a_day_is_refused_with_a_remedy(days: frozenset[int]) -> None:
    with pytest.raises(UnableToRemind, match="Choose at least one"):
        Reminder(days, time(9))


def test_it_begins_on_the_first_of_its_days() -> None:
    asked = Reminder(frozenset({0, 4}), time(9, 30))
    thursday = date(2026, 11, 26)
    assert asked.first_day(thursday) == date(2026, 11, 27)
    entry = reminders.moment(OF, asked, thursday, MELBOURNE, "words")
    assert entry.starts == datetime(2026, 11, 27, 9, 30, tzinfo=MELBOURNE)
    assert (entry.weekly, entry.rings) == (frozenset({0, 4}), True)


def test_two_looks_that_wait_for_the_same_end_are_one_entry() -> None:
    evening = datetime(2026, 11, 26, 20, 10, tzinfo=MELBOURNE)
    due = [evening, evening + timedelta(minutes=20), evening + timedelta(hours=24)]
    entries = reminders.looks(OF, due, Quiet(), MELBOURNE, "words")
    assert [entry.starts for entry in entries] == [
        datetime(2026, 11, day, 7, tzinfo=MELBOURNE) for day in (27, 28)
    ]
    assert len({entry.id for entry in entries}) == 2


def test_a_page_to_read_comes_once_a_week_at_no_time() -> None:
    entry = reminders.page_to_read(OF, Reminder(frozenset({4, 2}), time(9)), date(2026, 11, 26), "words")
    assert entry.starts == date(2026, 12, 2)
    assert (entry.weekly, entry.rings) == (frozenset({2}), False)
