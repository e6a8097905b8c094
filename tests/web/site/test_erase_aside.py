"""What phones told and nobody could place goes with no child: a receipt says so, and each can be erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary.models import SetAside
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from handsong.web.site.erasing import actions, receipts
from handsong.web.site.erasing.actions import Where
from tests import people
from tests.web.canaries import everything_kept

TOLD, SECRET = "/told/", "Xylographic"


@pytest.fixture(autouse=True)
def where(settings: Settings, tmp_path: Path) -> Where:
    """Let the data folder be an empty one, now."""
    settings.DATA = tmp_path
    return Where(tmp_path, people.NOW)


def event(note: str = SECRET) -> dict[str, Any]:
    """Return an event of a session that is not known here."""
    told = {"id": str(uuid4()), "session": str(uuid4()), "number": 3, "at": people.NOW.isoformat()}
    return told | {"kind": "afterwards", "body": {"remember": note}}


def tell(browser: Client, *events: dict[str, Any]) -> list[str]:
    """Tell them without a word of whose they are; return what became of each."""
    answer = browser.post("/events/", json.dumps({"events": events}), content_type="application/json")
    return [row["state"] for row in answer.json()["events"]]


def erase(pk: UUID) -> str:
    """Return where one is erased."""
    return f"/told/aside/{pk}/erase/"


@pytest.mark.django_db(transaction=True)
def test_what_nobody_could_place_is_erased_on_its_own_and_no_phone_brings_it_back(
    at_home: Client, mia: Child
) -> None:
    sent = [event(), event("kept")]
    assert tell(at_home, *sent) == ["aside"] * 2
    one = SetAside.objects.get(row__contains=SECRET)
    assert erase(one.pk) in at_home.get(TOLD).content.decode()
    page = at_home.get(erase(one.pk)).content.decode()
    assert SECRET in page
    assert SetAside.objects.count() == 2, "looking erases nothing"
    assert at_home.post(erase(one.pk)).headers["Location"] == TOLD
    assert SECRET.encode() not in everything_kept()
    assert at_home.get(erase(one.pk)).status_code == 404
    assert tell(at_home, *sent) == ["duplicate", "aside"], "gone would let the phone forget the whole session"
    assert SetAside.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_an_older_backup_brings_back_of_it_goes_as_handsong_starts(at_home: Client, mia: Child) -> None:
    tell(at_home, event(), event("kept"))
    one = SetAside.objects.get(row__contains=SECRET)
    at_home.post(erase(one.pk))
    one.save(force_insert=True)
    assert diary.take_again(now=people.NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_a_receipt_says_that_it_stays_where_and_why(
    at_home: Client, alba: Person, mia: Child, noah: Child, where: Where
) -> None:
    tell(at_home, event(), event("another"))
    said = actions.erase_child(child=mia, actor=alba, where=where).text()
    assert "Two moments that phones told and nobody could place" in said
    assert "What phones told" in said
    assert "young person" not in said
    for row in SetAside.objects.all():
        at_home.post(erase(row.pk))
    said = actions.erase_child(child=noah, actor=alba, where=where).text()
    assert "nobody could place" not in said


@pytest.mark.django_db(transaction=True)
def test_what_a_young_persons_phone_told_is_theirs_to_see_and_to_erase(
    at_home: Client, alba: Person, mia: Child, phone: Callable[[Person], Client], where: Where
) -> None:
    ada = people.guest(people.add(alba, "Ada", born=date(2012, 5, 1)), Kind.SELF, "Ada", home=None)
    own = phone(ada)
    tell(own, event())
    row = SetAside.objects.get()
    assert at_home.get(erase(row.pk)).status_code == 404
    assert at_home.post(erase(row.pk)).status_code == 404
    assert erase(row.pk) in own.get(TOLD).content.decode()
    said = actions.erase_child(child=mia, actor=alba, where=where).text()
    assert "moment that" not in said
    assert receipts.PRIVATE in said
    assert own.post(erase(row.pk)).status_code == 302
    assert not SetAside.objects.exists()


WHO = {
    "an owner here": (Kind.OWNER, None, 200),
    "a carer here": (Kind.CARER, None, 403),
    "an onlooker here": (Kind.VIEWER, None, 403),
    "an owner elsewhere": (Kind.OWNER, people.HOME, 404),
    "a carer elsewhere": (Kind.CARER, people.HOME, 404),
}


@pytest.mark.parametrize("who", WHO)
def test_owners_of_the_home_alone_erase_it(
    at_home: Client, mia: Child, phone: Callable[[Person], Client], who: str
) -> None:
    kind, home, status = WHO[who]
    tell(at_home, event())
    row, browser = SetAside.objects.get(), phone(people.guest(mia, kind, home=home))
    assert browser.get(erase(row.pk)).status_code == status
    assert (erase(row.pk) in browser.get(TOLD).content.decode()) == (status == 200)
    assert browser.post(erase(row.pk)).status_code == (302 if status == 200 else status)
    assert SetAside.objects.exists() == (status != 200)


def test_what_is_of_a_child_goes_with_the_child_and_is_erased_nowhere_else(
    at_home: Client, mia: Child
) -> None:
    session = people.begun(mia, people.NOW)
    tell(at_home, people.event(session, 3, people.NOW, "tickled"))
    row = SetAside.objects.get()
    assert row.child == mia
    assert at_home.post(erase(row.pk)).status_code == 404
    assert erase(row.pk) not in at_home.get(TOLD).content.decode()


def test_whoever_can_sign_in_shows_first_that_it_is_them(at_home: Client, alba: Person, mia: Child) -> None:
    tell(at_home, event())
    alba.set_password("a lamp in the nursery")
    alba.save()
    where_to = erase(SetAside.objects.get().pk)
    assert at_home.post(where_to).headers["Location"].startswith("/confirm/?next=%2Ftold%2Faside%2F")
    assert SetAside.objects.exists()
