"""What was told on our own pages while this machine's clock was behind: it protects as of when it was told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.core.product import Status
from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary import queries as told
from handsong.web.diary.models import Event, Session
from handsong.web.families.actions import remember_facts
from handsong.web.families.models import Child, Happened, TriedProduct
from handsong.web.player import actions, asked, own_pages, queries
from handsong.web.player.models import Check
from tests import people
from tests.web.diary.by_clocks import (
    BEHIND,
    GOOD,
    ILL,
    JUST_NOW,
    ZONE,
    Phone,
    all_times,
    answer,
    cried,
    here_for_a_month,
    starts,
    tell,
)
from tests.web.player import moments

OIL = "sunflower-linoleic"
A_DAY = timedelta(days=1)


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who has been here for a month."""
    return here_for_a_month(alba)


@pytest.fixture
def theirs(alba: Person, phone: Phone) -> Client:
    """The browser on Alba's phone."""
    return phone(alba)


class Machine:
    """A machine that Handsong runs on, alone: its clock, and its own count of seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch, self.ahead, self.runs_for = monkeypatch, timedelta(), timedelta()
        self.patch.setattr(clock, "now", lambda: (self.right() + self.ahead).astimezone(ZONE))
        self.patch.setattr(clock, "_seconds", lambda: self.runs_for / timedelta(seconds=1))

    def right(self) -> datetime:
        """Return what time it is."""
        return people.NOW + self.runs_for

    def begins(self, ahead: timedelta) -> None:
        """Let Handsong begin to run while the clock is ahead by so much."""
        self.ahead = ahead
        self.patch.setattr(clock, "WATCH", clock.Watch())
        clock.WATCH.look(asked.put_right)
        clock.WATCH.writes_alone(own_pages.latest())
        self.goes_on(timedelta(minutes=1))

    def goes_on(self, span: timedelta) -> None:
        """Let time pass."""
        self.runs_for += span

    def is_set(self, ahead: timedelta = timedelta()) -> None:
        """Set the clock, and let somebody look at a page."""
        self.ahead = ahead
        Client().get(reverse("today"))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def tells(browser: Client, child: Child, what: str, days_ago: int = 0) -> Check:
    """Answer on our own pages that something has happened, and return the check."""
    check = moments.begin(browser, child)
    page = browser.get(reverse("player-plan", args=[check.pk]), follow=True)
    while moments.where(page) != "happenings":
        step = moments.where(page)
        page = moments.answer(browser, check, step, "something" if step == "skin" else moments.GOOD[step])
    given = {"what": [what], f"part-{what}": "leg.left", f"when-{what}": str(days_ago)}
    browser.post(reverse("player-ready", args=[check.pk, "happenings"]), given)
    check.refresh_from_db()
    return check


def templates(page: moments.Page) -> list[str | None]:
    return [template.name for template in page.templates]


def test_an_injection_that_was_told_on_our_pages_still_stops(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    tells(at_home, noah, "injection")
    assert "player/wait.html" in templates(moments.asked(at_home, moments.begin(at_home, noah)))
    machine.is_set()
    assert "player/wait.html" in templates(moments.asked(at_home, moments.begin(at_home, noah)))
    assert set(Happened.objects.values_list("at", "told_at")) == {(machine.right(), machine.right())}


def test_what_was_a_day_ago_is_a_day_ago_by_the_clock_that_is_right(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND - timedelta(hours=20))
    tells(at_home, noah, "operation", days_ago=1)
    machine.is_set()
    row = Happened.objects.get()
    assert row.told_at == machine.right()
    assert f"{row.at.astimezone(ZONE):%Y-%m-%d %H:%M}" == "2026-11-23 23:59"


def test_a_red_flag_stands_for_its_day_and_nobody_goes_on_from_the_answers(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    check = moments.begin(at_home, noah)
    actions.answer(check=check, question="well", given="not-quite", now=clock.now())
    actions.tick_signs(check=check, signs={"hard-breathing"}, now=clock.now())
    ticked_at = machine.right()
    machine.goes_on(timedelta(minutes=1))
    machine.is_set()
    check.refresh_from_db()
    assert check.is_old(clock.now())
    assert check.signs_at == ticked_at
    for later, stands in ((timedelta(minutes=1), 1), (timedelta(hours=23), 1), (A_DAY, 0)):
        assert len(queries.flags_of(noah, ticked_at + later)) == stands


def test_answers_that_were_given_just_before_the_clock_was_set_are_asked_again(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    check = moments.planned(at_home, noah)
    machine.is_set()
    moments.start(at_home, check)
    assert not Session.objects.exists()
    check.refresh_from_db()
    assert check.begun_at == machine.right() - timedelta(minutes=30)


def test_what_a_phone_answered_counts_no_more_either_once_the_clock_is_set(
    at_home: Client, theirs: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    tell(theirs, noah, answer(machine.right(), **ILL), sent_at=machine.right(), phone=uuid4())
    machine.is_set()
    assert Check.objects.get().is_old(machine.right())
    assert {row.at for row in Happened.objects.all()} == {machine.right()}


def test_a_check_that_was_begun_before_and_ticked_meanwhile_keeps_its_red_flag(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.ahead = -BEHIND
    check = moments.begin(at_home, noah)
    machine.begins(-BEHIND)
    actions.answer(check=check, question="well", given="not-quite", now=clock.now())
    actions.tick_signs(check=check, signs={"hard-breathing"}, now=clock.now())
    machine.is_set()
    assert len(queries.flags_of(noah, machine.right())) == 1


def test_a_patch_test_takes_its_whole_time_by_the_clock_that_is_right(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    begun_at = machine.right()
    at_home.post(reverse("product-start", args=[noah.pk]), {"product": OIL, "place": "inner-forearm.left"})
    row = TriedProduct.objects.get()
    for ahead in (-BEHIND, timedelta()):
        machine.goes_on(timedelta(minutes=11))
        machine.is_set(ahead)
        at_home.post(reverse("product-look", args=[row.pk]), {"seen": "clear"})
    row.refresh_from_db()
    assert (row.started_at, row.looks) == (begun_at, [11 * 60, 22 * 60])
    assert row.test().status(clock.now()) is Status.PENDING


def test_a_patch_test_that_is_done_stays_as_it_is(at_home: Client, noah: Child, machine: Machine) -> None:
    machine.begins(-BEHIND)
    at_home.post(reverse("product-start", args=[noah.pk]), {"product": OIL, "place": "inner-forearm.left"})
    begun_at = TriedProduct.objects.get().started_at
    machine.goes_on(timedelta(hours=25))
    at_home.post(reverse("product-look", args=[TriedProduct.objects.get().pk]), {"seen": "clear"})
    machine.is_set()
    row = TriedProduct.objects.get()
    assert (row.started_at, row.test().status(clock.now())) == (begun_at, Status.CLEAR)


def test_nothing_is_moved_at_a_start_nor_where_others_write_too(
    at_home: Client, noah: Child, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.ahead = -BEHIND
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    clock.WATCH.look(asked.put_right)
    machine.goes_on(timedelta(minutes=1))
    tells(at_home, noah, "injection")
    before = all_times()
    starts(machine.right())
    machine.is_set()
    assert all_times() == before


def test_what_was_there_when_it_began_to_run_stays_though_it_is_later_by_the_clock(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.ahead = there = timedelta(minutes=20) - BEHIND
    tells(at_home, noah, "rash")
    machine.begins(-BEHIND)
    machine.goes_on(timedelta(minutes=40))
    tells(at_home, noah, "injection")
    machine.is_set()
    facts = dict(Happened.objects.values_list("what", "told_at"))
    assert facts == {"rash": people.NOW + there, "injection": machine.right()}


def test_what_was_told_before_a_phone_agreed_with_our_clock_stays(
    at_home: Client, theirs: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(timedelta())
    tells(at_home, noah, "rash")
    machine.goes_on(timedelta(hours=1))
    tell(theirs, noah, *cried(machine.right()), sent_at=machine.right(), phone=uuid4())
    before = all_times()
    # It stood still for a night, with its count of seconds.
    machine.is_set(timedelta(hours=9))
    assert all_times() == before


def test_what_was_told_once_the_clock_was_set_stays_where_it_is_put_right_later(
    noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    machine.ahead = timedelta()
    set_at = machine.right()
    remember_facts(child=noah, facts=[Fact(Happening.RASH, set_at, "back")], now=set_at)
    machine.goes_on(timedelta(minutes=10))
    machine.is_set()
    assert set(Happened.objects.values_list("at", "told_at")) == {(set_at, set_at)}


def test_nothing_is_moved_past_now_nor_becomes_older(at_home: Client, noah: Child, machine: Machine) -> None:
    machine.begins(-BEHIND)
    ahead = machine.right() + timedelta(hours=1)
    Check.objects.filter(pk=tells(at_home, noah, "rash").pk).update(signs_at=ahead)
    # Four minutes back are too little to be noticed.
    machine.is_set(-BEHIND - timedelta(minutes=4))
    machine.goes_on(timedelta(minutes=1))
    machine.is_set()
    assert set(Happened.objects.values_list("at", "told_at")) == {(machine.right(), machine.right())}
    assert Check.objects.get().signs_at == ahead


def test_it_is_moved_once_however_often_the_clock_is_set(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-timedelta(days=2))
    machine.goes_on(timedelta(hours=30))
    tells(at_home, noah, "rash")
    machine.is_set(-timedelta(hours=40))
    first = Happened.objects.get().told_at
    assert first == clock.now()
    machine.goes_on(timedelta(hours=30))
    tells(at_home, noah, "bruise")
    machine.is_set()
    assert dict(Happened.objects.values_list("what", "told_at")) == {"rash": first, "bruise": machine.right()}


def test_where_putting_right_fails_half_way_nothing_is_moved_twice(
    at_home: Client, noah: Child, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.begins(-timedelta(hours=1))
    tells(at_home, noah, "injection")
    told_at = machine.right()
    machine.goes_on(timedelta(hours=3))
    put_right, tries = asked.put_right, []

    def fails_after(jump: clock.Jump) -> None:
        put_right(jump)
        tries.append(jump)
        if len(tries) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(asked, "put_right", fails_after)
    with pytest.raises(OperationalError):
        machine.is_set()
    at_home.get(reverse("today"))
    assert (len(tries), {row.told_at for row in Happened.objects.all()}) == (2, {told_at})


def test_what_a_phone_told_is_moved_by_what_it_said_and_not_by_our_pages_too(
    theirs: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-timedelta(hours=2))
    injection = [{"what": "injection", "part": "leg.left", "days_ago": 0}]
    row = answer(JUST_NOW, answers=GOOD | {"skin": "something"}, found=injection)
    begun = {row["session"]: {"child": str(noah.pk), "practice": False}}
    saved = json.dumps({"sessions": begun, "events": [row]}).encode()
    theirs.post("/told/", {"file": SimpleUploadedFile("handsong-unsent.json", saved, "application/json")})
    machine.is_set()
    assert set(Happened.objects.values_list("at", "told_at")) == {(JUST_NOW, JUST_NOW)}
    assert Check.objects.get().begun_at == JUST_NOW


def test_when_a_phone_that_is_behind_too_told_it_is_known_all_the_same(
    theirs: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    came_at = machine.right()
    tell(theirs, noah, answer(JUST_NOW - A_DAY, **ILL), sent_at=came_at - A_DAY, phone=uuid4())
    machine.goes_on(timedelta(hours=2))
    machine.is_set()
    row = Event.objects.get()
    assert (row.came_at, row.at) == (came_at, JUST_NOW - A_DAY)
    assert {row.at for row in Happened.objects.all()} == {JUST_NOW}


def test_tears_in_the_browser_on_the_machine_itself_protect_as_of_when_they_were(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    began_at = machine.right() - timedelta(minutes=5)
    events = cried(began_at - BEHIND)[:-1]
    tell(at_home, noah, *events, sent_at=clock.now(), phone=uuid4())
    session = Session.objects.exclude(story={}).get()
    machine.goes_on(timedelta(minutes=10))
    actions.close_session(session=session, now=clock.now())
    diary.note_afterwards(session=session, answers={"mood": "calm"}, now=clock.now())
    noted_at = machine.right()
    machine.goes_on(timedelta(minutes=10))
    machine.is_set()
    session.refresh_from_db()
    cried_at = began_at + timedelta(seconds=80)
    assert (session.is_over, session.ended_at) == (True, cried_at)
    assert told.progress_of(noah).crying_stops(machine.right()) == (cried_at,)
    last = session.events.order_by("number").last()
    assert last
    assert last.came_at == noted_at


def test_tears_that_were_added_afterwards_protect_as_of_when_they_were(
    at_home: Client, noah: Child, machine: Machine
) -> None:
    machine.begins(-BEHIND)
    given = {"id": str(uuid4()), "when": "just-now", "what": "about-10", "how": "cried"}
    at_home.post(reverse("diary-add", args=[noah.pk]), given)
    (before,) = told.progress_of(noah).crying_stops(clock.now())
    machine.is_set()
    (after,) = told.progress_of(noah).crying_stops(machine.right())
    assert after == before + BEHIND


def test_what_no_check_tells_any_more_is_moved_too(at_home: Client, noah: Child, machine: Machine) -> None:
    machine.begins(-BEHIND)
    tells(at_home, noah, "rash")
    Check.objects.all().delete()
    machine.is_set()
    assert {row.at for row in Happened.objects.all()} == {machine.right()}
