"""A phone whose clock is ahead, and ours that was behind: what is moved once ours is set, and what never is."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.diary import queries as diary
from handsong.web.diary.models import Account, Event
from handsong.web.families.models import Child, Happened
from handsong.web.player import asked
from tests import people
from tests.web.diary.by_clocks import (
    BEHIND,
    ILL,
    JUST_NOW,
    Set,
    all_times,
    answer,
    cried,
    here_for_a_month,
    starts,
    tell,
)


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who has been here for a month."""
    return here_for_a_month(alba)


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=60), timedelta(days=3650)])
def test_a_phone_that_is_ahead_moves_nothing_before_its_time_has_come(
    at_home: Client, noah: Child, ahead: timedelta
) -> None:
    tell(at_home, noah, answer(JUST_NOW + ahead, **ILL), sent_at=people.NOW + ahead)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    before = all_times()
    for later in (timedelta(), timedelta(hours=30)):
        starts(people.NOW + later)
    assert all_times() == before
    assert len(diary.progress_of(noah).crying_stops(people.NOW)) == 1
    assert diary.progress_of(noah).crying_stops(people.NOW + timedelta(days=1)) == ()


def test_a_phone_that_is_ahead_by_less_than_a_day_counts_until_a_day_after_its_own_time_at_most(
    at_home: Client, noah: Child
) -> None:
    ahead = timedelta(hours=10)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    for hours in (1, 5, 9, 20, 30, 90):
        now = people.NOW + timedelta(hours=hours)
        starts(now)
        ended = Account.objects.get().value().recent[-1].ended_at
        assert ended <= min(now, JUST_NOW + ahead + timedelta(minutes=2))
    assert ended == JUST_NOW + ahead + timedelta(minutes=2)


@pytest.mark.parametrize("ahead", [timedelta(hours=30), timedelta(days=3), timedelta(days=60)])
def test_a_phone_that_was_ahead_has_nothing_moved_when_its_time_comes(
    at_home: Client, noah: Child, set_clock: Set, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(at_home, noah, answer(JUST_NOW + ahead, **ILL), sent_at=people.NOW + ahead)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    set_clock(ahead)
    right = people.NOW + ahead
    tell(at_home, noah, *cried(right - timedelta(minutes=4)), sent_at=right, phone=uuid4())
    before = all_times()
    for later in (timedelta(minutes=-20), timedelta(), ahead, ahead + timedelta(days=20)):
        starts(right + later)
    asked.put_right(clock.Jump(right + timedelta(hours=7), timedelta(hours=6)))
    asked.put_right(clock.Jump(right + ahead * 2, ahead))
    assert all_times() == before
    assert diary.progress_of(noah).crying_stops(right) == (right - timedelta(minutes=2),)


@pytest.mark.parametrize("later", [-20, 0, 60, 60 * 24 * 5])
def test_a_phone_that_was_two_months_ahead_moves_nothing_at_a_start_though_nobody_else_told_anything(
    at_home: Client, noah: Child, later: int
) -> None:
    ahead = timedelta(days=60)
    tell(at_home, noah, answer(JUST_NOW + ahead, **ILL), sent_at=people.NOW + ahead)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    before = all_times()
    starts(people.NOW + ahead + timedelta(minutes=later))
    asked.put_right(clock.Jump(people.NOW + ahead, timedelta(days=20)))
    assert all_times() == before


def test_a_file_with_something_that_happened_just_when_our_clock_shows_is_no_agreement(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    hour, phone = timedelta(hours=1), uuid4()
    set_clock(-hour)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=phone)
    set_clock(-hour + timedelta(minutes=1))
    events = [*cried(people.NOW - hour), *cried(JUST_NOW)]
    begun = {event["session"]: {"child": str(noah.pk), "practice": False} for event in events}
    saved = json.dumps({"sessions": begun, "device": str(phone), "events": events}).encode()
    at_home.post("/told/", {"file": SimpleUploadedFile("handsong-unsent.json", saved, "application/json")})
    assert Event.objects.filter(device=phone, clock_behind=None).count() == 8
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


def test_a_clock_that_was_set_while_nothing_ran_is_put_right_at_the_start(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), *cried(JUST_NOW), phone=uuid4())
    starts(people.NOW - BEHIND + timedelta(hours=1))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW - BEHIND}
    starts(people.NOW + timedelta(hours=1))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}
    assert diary.progress_of(noah).crying_stops(people.NOW) == (JUST_NOW + timedelta(minutes=2),)


def test_what_came_before_a_phone_agreed_with_our_clock_stays(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    phone, early = uuid4(), people.NOW - timedelta(days=9)
    set_clock(timedelta(days=-9))
    tell(at_home, noah, *cried(early + timedelta(days=2)), sent_at=early + timedelta(days=2))
    set_clock(timedelta(days=-9, minutes=1))
    tell(at_home, noah, *cried(early - timedelta(minutes=2)), sent_at=early, phone=phone)
    before = all_times()
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=phone)
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}
    assert [row for row in all_times() if row in before] == before


def test_a_clock_that_went_on_while_the_machine_slept_was_not_set(
    set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[clock.Jump] = []
    slept = [0.0]
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    monkeypatch.setattr(time, "clock_gettime", lambda _: time.monotonic() + slept[0], raising=False)
    watch = clock.Watch()
    set_clock(-BEHIND)
    watch.look(runs.append)
    slept.append(slept.pop() + BEHIND.total_seconds())
    set_clock(timedelta())
    watch.look(runs.append)
    assert runs == []
    set_clock(BEHIND)
    watch.look(runs.append)
    assert len(runs) == 1
