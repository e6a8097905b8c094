"""A phone whose clock is ahead, and ours that was behind: what is moved once ours is set, and what never is."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.diary import actions
from handsong.web.diary import queries as diary
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child, Happened
from handsong.web.player import asked
from handsong.web.player.models import Check
from tests import people
from tests.web.diary.by_clocks import (
    BEHIND,
    ILL,
    JUST_NOW,
    Phone,
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


@pytest.fixture
def theirs(alba: Person, phone: Phone) -> Client:
    """The browser on Alba's phone."""
    return phone(alba)


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
        ended = people.only_account().recent[-1].ended_at
        assert ended <= min(now, JUST_NOW + ahead + timedelta(minutes=2))
    assert ended == JUST_NOW + ahead + timedelta(minutes=2)


@pytest.mark.parametrize("ahead", [timedelta(hours=30), timedelta(days=3), timedelta(days=60)])
def test_a_phone_that_was_ahead_has_nothing_moved_when_its_time_comes(
    theirs: Client, noah: Child, set_clock: Set, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(theirs, noah, answer(JUST_NOW + ahead, **ILL), sent_at=people.NOW + ahead)
    tell(theirs, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    set_clock(ahead)
    right = people.NOW + ahead
    tell(theirs, noah, *cried(right - timedelta(minutes=4)), sent_at=right, phone=uuid4())
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
    theirs: Client, noah: Child, set_clock: Set
) -> None:
    phone, early = uuid4(), people.NOW - timedelta(days=9)
    set_clock(timedelta(days=-9))
    tell(theirs, noah, *cried(early + timedelta(days=2)), sent_at=early + timedelta(days=2))
    set_clock(timedelta(days=-9, minutes=1))
    tell(theirs, noah, *cried(early - timedelta(minutes=2)), sent_at=early, phone=phone)
    before = all_times()
    set_clock(-BEHIND)
    tell(theirs, noah, answer(JUST_NOW, **ILL), phone=phone)
    set_clock(timedelta())
    theirs.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}
    assert [row for row in all_times() if row in before] == before


def test_a_browser_on_the_machine_itself_is_no_phone_that_agrees_with_our_clock(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=uuid4())
    set_clock(-BEHIND + timedelta(minutes=5))
    own = people.NOW - BEHIND + timedelta(minutes=5)
    tell(at_home, noah, *cried(own - timedelta(minutes=2)), sent_at=own, phone=uuid4())
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


@pytest.mark.parametrize("says_when", [True, False])
def test_a_program_on_the_machine_itself_is_no_phone_that_agrees_with_our_clock(
    at_home: Client, alba: Person, noah: Child, set_clock: Set, *, says_when: bool
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=uuid4())
    set_clock(-BEHIND + timedelta(minutes=5))
    own = people.NOW - BEHIND + timedelta(minutes=5)
    events = cried(own - timedelta(minutes=2))
    begun = {event["session"]: {"child": str(noah.pk), "practice": False} for event in events}
    sent = {"sessions": begun, "events": events, "device": str(uuid4())}
    sent |= {"sent_at": own.isoformat()} if says_when else {}
    program = Client(headers={"Authorization": f"Bearer {people.token_of(alba, 'tell')[1]}"})
    answered = program.post("/api/v1/events/", json.dumps(sent), "application/json")
    assert {row["state"] for row in answered.json()["events"]} == {"stored"}
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


def test_what_our_own_pages_note_is_no_agreement(at_home: Client, noah: Child, set_clock: Set) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, *cried(JUST_NOW), answer(JUST_NOW, **ILL), phone=uuid4())
    session = Session.objects.exclude(story={}).get()
    set_clock(-BEHIND + timedelta(minutes=1))
    actions.note_afterwards(session=session, answers={"mood": "calm"}, now=clock.now())
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


def test_a_phone_that_agrees_once_the_clock_is_set_says_nothing_of_the_time_before(
    at_home: Client, alba: Person, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=uuid4())
    events = cried(people.NOW - timedelta(minutes=2))
    begun = {UUID(event["session"]): actions.Begun(noah.pk, is_practice=False) for event in events}
    told = actions.Told(events, uuid4(), begun, people.NOW)
    # On its way since before the clock was set.
    actions.take_events(person=alba, told=told, now=people.NOW)
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


def test_what_came_once_the_clock_was_set_stays_where_it_is_put_right_late(
    at_home: Client, noah: Child
) -> None:
    tell(at_home, noah, answer(JUST_NOW + BEHIND, **ILL), sent_at=people.NOW + BEHIND, phone=uuid4())
    asked.put_right(clock.Jump(people.NOW + timedelta(hours=1), BEHIND))
    assert {row.came_at for row in Event.objects.all()} == {people.NOW}


def test_nothing_is_moved_further_than_our_clock_was_set(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    a_day, came = timedelta(days=1), people.NOW - timedelta(hours=10)
    ahead = timedelta(hours=8)
    set_clock(came - a_day - people.NOW)
    tell(at_home, noah, answer(came + ahead, **ILL), sent_at=came + ahead, phone=uuid4())
    asked.put_right(clock.Jump(people.NOW, a_day))
    assert {row.came_at for row in Event.objects.all()} == {came}
    assert {row.at for row in Happened.objects.all()} == {came}


def test_what_a_phone_told_is_moved_by_no_more_than_it_said(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    came, hour = people.NOW - BEHIND, timedelta(hours=1)
    set_clock(-BEHIND)
    tell(at_home, noah, answer(came + hour, **ILL), sent_at=came + hour, phone=uuid4())
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert {row.came_at for row in Event.objects.all()} == {came + hour}


def test_nothing_is_moved_past_now(at_home: Client, noah: Child, set_clock: Set) -> None:
    ahead = timedelta(minutes=4)
    set_clock(-BEHIND)
    tell(at_home, noah, answer(people.NOW + ahead, **ILL), sent_at=people.NOW + ahead, phone=uuid4())
    asked.put_right(clock.Jump(people.NOW, BEHIND))
    assert {row.came_at for row in Event.objects.all()} == {people.NOW}
    assert {row.at for row in Happened.objects.all()} == {people.NOW}


def test_nothing_becomes_older_by_what_a_phone_wrote(at_home: Client, noah: Child, set_clock: Set) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=uuid4())
    later = JUST_NOW + timedelta(minutes=10)
    Check.objects.update(begun_at=later, signs_at=later)
    Happened.objects.update(at=later, told_at=later)
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert Check.objects.values_list("begun_at", "signs_at").get() == (later, later)
    assert set(Happened.objects.values_list("at", "told_at")) == {(later, later)}


@pytest.mark.parametrize(("days", "is_moved"), [(365, True), (367, False)])
def test_a_phone_that_is_more_than_a_year_ahead_moves_nothing(
    at_home: Client, noah: Child, set_clock: Set, days: int, *, is_moved: bool
) -> None:
    set_clock(timedelta(days=-days))
    tell(at_home, noah, answer(JUST_NOW, **ILL), phone=uuid4())
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert ({row.at for row in Happened.objects.all()} == {JUST_NOW}) is is_moved


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
