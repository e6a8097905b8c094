"""What a phone told is stored at once, and told on before anybody asks: no page knows less than the phone was told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
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


def test_the_other_parents_phone_says_at_once_what_was_told(
    at_home: Client, bruno: Client, session: Session
) -> None:
    tell(at_home, session, people.story(session)[:3])
    assert "Now: Hip to ankle." in moments.text(bruno.get(reverse("today")))
    tell(at_home, session, people.story(session, CRIED, ends=("end",))[3:])
    live = bruno.get(reverse("diary-live", args=[session.pk])).json()
    assert (live["stand"], "had enough" in live["lines"][0]) == ("over", True)
    assert "Crying" in moments.text(bruno.get(reverse("diary-session", args=[session.pk])))


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


def test_whoever_lives_nowhere_yet_knows_it_too(at_home: Client, mia: Child, session: Session) -> None:
    person = people.guest(mia, Kind.VIEWER)
    person.families.clear()
    tell(at_home, session, people.story(session))
    assert untold.home_of(person) is None
    assert not Untold.objects.exists()


def test_a_plan_under_way_is_not_replaced_before_its_beginning_is_told_on(
    at_home: Client, mia: Child, session: Session
) -> None:
    tell(at_home, session, people.story(session)[:2])
    bundle = {"session": str(session.pk), "practice": False, "steps": ["another"]}
    again = actions.begin_session(child=mia, bundle=bundle, now=NOW)
    assert "steps" not in again.bundle
    assert Untold.objects.exists()


def test_on_a_full_disk_help_is_there_and_no_page_that_may_know_too_little(
    at_home: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(at_home, session, people.story(session, CRIED, ends=("end",)))

    def full(_: Session) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(untold, "tell", full)
    at_home.raise_request_exception = False
    assert [at_home.get(reverse(name)).status_code for name in ("care", "moment", "check")] == [200] * 3
    today = at_home.get(reverse("today"))
    assert (today.status_code, 'href="/care/"' in today.content.decode()) == (500, True)
    monkeypatch.undo()
    assert at_home.get(reverse("today")).status_code == 200


def test_much_at_once_is_told_some_sessions_at_a_time(
    alba: Person, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untold, "AT_ONCE", 2)
    held = [people.begun(mia, NOW - timedelta(days=days)) for days in range(5)]
    for session in held:
        actions.take_events(person=alba, told=Told(people.story(session)), now=NOW)
    untold.home_of(alba)
    assert (Untold.objects.count(), diary.progress_of(mia).sessions) == (0, 5)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("step-done", {"seconds": None}),
        ("skipped", {"seconds": 10**400}),
        ("step-done", {"seconds": "long"}),
        ("asked", {"answers": {}, "signs": [], "found": [], "steps": [["closing-hold", []]]}),
    ],
)
def test_what_no_story_could_be_told_of_is_set_aside(
    at_home: Client, session: Session, kind: str, body: dict[str, Any]
) -> None:
    odd = people.event(session, 9, NOW, kind, **body)
    sent = json.dumps(moments.message(session, [*people.story(session), odd]))
    answered = at_home.post(reverse("player-tell"), sent, content_type="application/json").json()
    assert [row["state"] for row in answered["events"]][-2:] == ["stored", "aside"]
    assert at_home.get(reverse("today")).status_code == 200
    assert not Untold.objects.exists()


@pytest.mark.parametrize("sent_at", ["9999-12-30T00:00:00Z", "0002-01-01T00:00:00Z"])
def test_a_program_whose_clock_cannot_be_counted_with_says_nothing_by_it(
    alba: Person, program: Callable[..., Client], session: Session, sent_at: str
) -> None:
    sent = [row | {"at": "1970-06-01T00:00:00Z"} for row in people.story(session)]
    told = json.dumps(moments.message(session, sent, sent_at=sent_at))
    asking = program(alba)
    assert asking.post("/api/v1/events/", told, "application/json").status_code == 200
    assert asking.get("/api/v1/children/").status_code == 200
    assert not Untold.objects.exists()


@pytest.mark.parametrize("fault", [LookupError, OverflowError, TypeError])
def test_what_cannot_be_told_on_stands_in_nobodys_way_and_is_tried_again(
    at_home: Client,
    mia: Child,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    fault: type[Exception],
) -> None:
    odd = people.begun(mia, NOW - timedelta(hours=2))
    fold = craft.fold

    def folds(events: Any) -> Any:
        events = list(events)
        if events[0].session == str(odd.pk):
            raise fault("of another age")
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tells_first", [True, False])
def test_whoever_tells_and_whoever_brings_more_of_the_same_wait_for_each_other(*, tells_first: bool) -> None:
    """In one file writers queue by themselves, and a test's own file lets nobody wait: this is PostgreSQL's."""
    if not connection.features.has_select_for_update:
        return
    session = people.begun(people.mia(people.alba()), NOW)
    untold.wait([session])
    deeds = [lambda: untold.tell(session), lambda: untold.wait([session])]
    first, second = deeds if tells_first else reversed(deeds)

    def follow() -> None:
        try:
            with transaction.atomic():
                second()
        finally:
            connection.close()

    with transaction.atomic():
        first()
        following = threading.Thread(target=follow)
        following.start()
        following.join(0.5)
        assert following.is_alive(), "it waits"
    following.join(20)
    assert Untold.objects.exists() == tells_first


def test_a_young_persons_own_is_never_remembered_as_half_told(alba: Person) -> None:
    ada = people.add(alba, "Ada", born=people.TODAY - timedelta(days=365 * 14))
    herself = people.guest(ada, Kind.SELF, "Ada", home=None)
    ada = Child.objects.get(pk=ada.pk)
    ada.asker_id = herself.pk
    session = people.begun(ada, NOW - timedelta(minutes=20))
    actions.take_events(person=alba, told=Told(people.story(session)), now=NOW)
    odd = people.begun(people.noah(alba), NOW - timedelta(hours=2))
    Untold.objects.create(session=odd, family=odd.family)
    assert accounts.of_its_own(ada).sessions == 0, "nobody asked by a page, where it is told first"
    untold.tell(session)
    assert accounts.of_its_own(ada).sessions == 1, "although something else still waits"
