"""What is told of a young person's own in somebody else's name is never kept where nobody sees it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts.models import Person
from handsong.web.diary import door
from handsong.web.diary.models import Session, SetAside
from handsong.web.families.models import Child, Erased
from handsong.web.families.rights import Kind
from handsong.web.site.erasing import actions as erasing
from handsong.web.site.erasing.actions import Where
from tests import people
from tests.web.signing import later

HOUR = timedelta(hours=1)

Tell = Callable[[Client], set[str]]


@pytest.fixture
def ada(alba: Person) -> Child:
    """Alba's eldest, who may have a sign-in of her own."""
    return people.add(alba, "Ada", born=date(2012, 5, 1), now=people.NOW - 90 * 24 * HOUR)


@pytest.fixture
def erase(tmp_path: Path) -> Callable[[Person], None]:
    """Let a person erase themselves, now."""

    def erased(person: Person) -> None:
        erasing.erase_person(person=person, with_children=False, where=Where(tmp_path, people.NOW))

    return erased


def herself(ada: Child) -> Person:
    """Let her come in."""
    return people.guest(ada, Kind.SELF, "Ada", home=None)


def her_own(ada: Child, began_ago: timedelta) -> Tell:
    """Return what tells, from the tablet of the home, a massage that she began herself so long ago."""
    at = people.NOW - began_ago
    session = Session(pk=uuid.uuid4(), child=ada, family=ada.family, started_at=at)
    begun = {"child": str(ada.pk), "practice": False, "own": True}
    told = {"events": people.story(session), "sessions": {str(session.pk): begun}}

    def tell(browser: Client) -> set[str]:
        answer = browser.post(reverse("player-tell"), told, content_type="application/json")
        return {row["state"] for row in answer.json()["events"]}

    return tell


def test_where_nobody_is_known_as_the_young_person_it_stays_on_the_phone(
    ada: Child, at_home: Client, phone: Callable[[Person], Client]
) -> None:
    """So it is when a backup was put back that is older than her sign-in."""
    tell = her_own(ada, HOUR)
    assert tell(at_home) == {"later"}
    assert not SetAside.objects.exists()
    me = herself(ada)
    assert tell(at_home) == {"aside"}
    assert door.aside_of(me).exists()
    assert tell(phone(me)) == {"stored"}


@pytest.mark.django_db(transaction=True)
def test_what_she_began_before_she_erased_herself_is_gone_whoever_tells_it(
    ada: Child, at_home: Client, phone: Callable[[Person], Client], erase: Callable[[Person], None]
) -> None:
    erase(herself(ada))
    tell = her_own(ada, HOUR)
    assert tell(at_home) == {"gone"}
    again = herself(ada)
    assert tell(at_home) == {"gone"}, "nor is it whoever comes after her who reads it"
    assert tell(phone(again)) == {"gone"}
    assert not SetAside.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_she_begins_once_she_is_back_is_hers_and_goes_with_her_once_more(
    ada: Child, at_home: Client, erase: Callable[[Person], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    erase(herself(ada))
    later(monkeypatch, hours=3)
    tell = her_own(ada, -HOUR)
    assert tell(at_home) == {"later"}, "nobody is she just now"
    again = herself(ada)
    assert tell(at_home) == {"aside"}
    assert door.aside_of(again).exists()
    erase(again)
    assert not SetAside.objects.exists()


def test_what_is_private_and_names_nobody_is_hers_who_was_the_child_last(
    alba: Person, ada: Child, at_home: Client
) -> None:
    me = herself(ada)
    session = people.begun(ada, people.NOW - HOUR)
    Session.objects.filter(pk=session.pk).update(is_private=True, by=None)
    told = {"events": people.story(session)}
    at_home.post(reverse("player-tell"), told, content_type="application/json")
    assert {row.told_by for row in SetAside.objects.all()} == {me}
    assert door.aside_of(me).exists()
    assert not door.aside_of(alba).exists()


@pytest.mark.django_db(transaction=True)
def test_that_somebody_was_the_child_and_went_is_written_once_and_says_no_more(
    ada: Child, erase: Callable[[Person], None]
) -> None:
    me = herself(ada)
    number = me.pk
    erase(me)
    known = {number, door.trace_of_self(ada.pk)}
    assert set(Erased.objects.values_list("pk", flat=True)) == known
    assert str(ada.pk) not in str(door.trace_of_self(ada.pk))
