"""What a phone told is stored at once, and told on before anybody asks: no page knows less than the phone was told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core import progress
from handsong.core import session as craft
from handsong.web.accounts.models import Person
from handsong.web.diary import accounts, actions, stories, untold
from handsong.web.diary import queries as diary
from handsong.web.diary.actions import Told
from handsong.web.diary.models import Event, Session, Untold
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from tests import people
from tests.people import NOW
from tests.web.player import moments

pytestmark = pytest.mark.django_db

CRIED = (("leg-hip-to-ankle", "legs", 60, ("crying",)),)
ENDINGS: list[dict[str, Any]] = [{}, {"steps": CRIED, "ends": ("end",)}, {"ends": ()}]


def tell(browser: Client, session: Session, sent: list[dict[str, Any]]) -> None:
    """Send events as a phone does, and look at nothing."""
    body = json.dumps(moments.message(session, sent))
    answered = browser.post(reverse("player-tell"), body, content_type="application/json").json()
    assert {row["state"] for row in answered["events"]} <= {"stored", "duplicate"}


@pytest.fixture
def session(mia: Child) -> Session:
    """A massage that was begun twenty minutes ago."""
    return people.begun(mia, NOW - timedelta(minutes=20))


def test_a_message_is_stored_with_one_note_and_told_when_somebody_asks(
    at_home: Client, session: Session
) -> None:
    sent = people.story(session)
    for row in sent:
        tell(at_home, session, [row])
    session.refresh_from_db()
    assert (Event.objects.count(), Untold.objects.count(), session.story) == (len(sent), 1, {})
    at_home.get(reverse("diary-session", args=[session.pk]))
    session.refresh_from_db()
    assert (Untold.objects.count(), session.is_over, session.ended_by) == (0, True, "plan")


@pytest.mark.parametrize("where", ["today", "diary", "people"])
def test_the_other_parents_phone_knows_at_once_whatever_it_asks(
    at_home: Client, bruno: Client, mia: Child, session: Session, where: str
) -> None:
    tell(at_home, session, people.story(session, CRIED, ends=("end",)))
    bruno.get(reverse(where))
    assert diary.progress_of(mia).crying_stops(NOW)


def test_a_program_knows_at_once_what_it_told_itself(
    alba: Person, program: Callable[..., Client], mia: Child, session: Session
) -> None:
    asking = program(alba)
    sent = moments.message(session, people.story(session)) | {"device": str(people.uuid.uuid4())}
    assert asking.post("/api/v1/events/", json.dumps(sent), "application/json").status_code == 200
    assert Untold.objects.exists()
    (row,) = asking.get(f"/api/v1/children/{mia.pk}/sessions/").json()["sessions"]
    assert row["is_over"]


def test_whoever_sees_a_child_from_another_home_knows_it_too(
    phone: Callable[[Person], Client], at_home: Client, mia: Child, session: Session
) -> None:
    elsewhere = phone(people.guest(mia, Kind.VIEWER))
    tell(at_home, session, people.story(session, CRIED, ends=("end",)))
    elsewhere.get(reverse("settings"))
    assert not Untold.objects.exists()


def test_a_stranger_who_asks_has_nothing_told_on(at_home: Client, carla: Client, session: Session) -> None:
    tell(at_home, session, people.story(session))
    carla.get(reverse("today"))
    assert Untold.objects.exists()


def test_what_cannot_be_told_on_stands_in_nobodys_way_and_is_tried_again(
    at_home: Client, mia: Child, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = people.begun(mia, NOW - timedelta(hours=2))
    fold = craft.fold

    def folds(events: Any) -> Any:
        events = list(events)
        if events[0].session == str(odd.pk):
            raise LookupError("of another age")
        return fold(events)

    monkeypatch.setattr(craft, "fold", folds)
    tell(at_home, odd, people.story(odd))
    tell(at_home, session, people.story(session))
    assert at_home.get(reverse("today")).status_code == 200
    assert [row.session_id for row in Untold.objects.all()] == [odd.pk]
    assert diary.progress_of(mia).sessions == 1
    monkeypatch.undo()
    untold.tell_everything()
    assert (Untold.objects.count(), diary.progress_of(mia).sessions) == (0, 2)


@pytest.mark.parametrize("seed", range(12))
def test_however_it_came_and_whenever_somebody_looked_it_is_one_story(alba: Person, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a shuffle, no secret
    twins = [people.mia(alba), people.noah(alba)]
    held = [
        people.begun(child, NOW - timedelta(days=days, hours=hour))
        for hour, child in enumerate(twins)
        for days in (1, 2, 3)
    ]
    rows = [row for session in held for row in people.story(session, **chance.choice(ENDINGS))]
    rows += chance.sample(rows, 5)
    chance.shuffle(rows)
    while rows:
        size = chance.randint(1, 12)
        actions.take_events(person=alba, told=Told(rows[:size]), now=NOW)
        rows = rows[size:]
        if chance.random() < 0.3:
            untold.home_of(alba)
    untold.home_of(alba)
    for child in twins:
        told = [stories.from_data(row.story) for row in child.sessions.order_by("started_at")]
        assert len(told) == 3
        assert diary.progress_of(child) == progress.of(told)


def test_a_young_persons_own_is_never_remembered_as_half_told(alba: Person) -> None:
    ada = people.add(alba, "Ada", born=people.TODAY - timedelta(days=365 * 14))
    herself = people.guest(ada, Kind.SELF, "Ada", home=None)
    ada = Child.objects.get(pk=ada.pk)
    ada.asker_id = herself.pk
    session = people.begun(ada, NOW - timedelta(minutes=20))
    actions.take_events(person=alba, told=Told(people.story(session)), now=NOW)
    assert accounts.of_its_own(ada).sessions == 0, "nobody asked by a page, where it is told first"
    untold.home_of(alba)
    assert accounts.of_its_own(ada).sessions == 1
