"""A child, a person, a household is erased: not one letter stays, what is others' does, and a receipt says so."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import models
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import epoch
from handsong.web.accounts.models import Device, Person
from handsong.web.diary.models import Session
from handsong.web.families.models import Child, Erased, Family, Member, Role
from handsong.web.site import holdings
from handsong.web.site.backup import forgetting, kept
from handsong.web.site.erasing import actions
from handsong.web.site.erasing.actions import UnableToErase, Where
from tests import people
from tests.web.canaries import Canaries, everything_kept, tables

SIGN = "zq"
NOBODYS = {"accounts.Try.of"}
"""Words that name nobody and stay for a day at most: digests."""


@pytest.fixture(autouse=True)
def _data(settings: Settings, tmp_path: Path) -> None:
    """Let the data folder be an empty one."""
    settings.DATA = tmp_path


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """The household's folder, now."""
    return Where(tmp_path, people.NOW)


def role(person: Person, child: Child, kind: str = "owner") -> Role:
    """Make somebody something for a child."""
    return Role.objects.create(
        family=child.family, child=child, person=person, kind=kind, since_at=people.NOW, by=None
    )


def elsewhere(child: Child, name: str = "Enzo") -> Person:
    """Return an owner of this child who lives in a home of their own."""
    person = Person.objects.create(name=name)
    Member.objects.create(family=Family.objects.create(country="IT"), person=person)
    role(person, child)
    return person


def sung() -> Canaries:
    """Return words in every column of every table, about Alba, Mia and their home."""
    alba = people.alba()
    mia = people.mia(alba)
    found = Canaries(SIGN, alba, mia, mia.family)
    found.sing()
    return found


def staying(canaries: Canaries) -> set[str]:
    """Return the columns whose words can still be read somewhere in the database."""
    whole = everything_kept()
    return {name for name, word in canaries.words.items() if word.encode() in whole}


def labels(way: str) -> set[str]:
    """Return the tables whose rows are about a child, a person or a home."""
    return {kind.label for kind in holdings.KINDS if getattr(kind, way)}


def columns(canaries: Canaries, *of: set[str]) -> set[str]:
    """Return the columns with words of these tables."""
    return {name for name in canaries.words if any(name.rpartition(".")[0] in known for known in of)}


# Not one letter


@pytest.mark.django_db(transaction=True)
def test_of_an_erased_child_not_one_letter_stays_and_of_all_else_every_one(where: Where) -> None:
    canaries = sung()
    assert staying(canaries) == canaries.words.keys()
    actions.erase_child(child=Child.objects.get(), actor=people.alba(), where=where)
    assert staying(canaries) == canaries.words.keys() - columns(canaries, labels("child"))


@pytest.mark.django_db(transaction=True)
def test_of_an_erased_person_not_one_letter_stays_and_what_they_told_stays_with_the_child(
    where: Where,
) -> None:
    canaries = sung()
    elsewhere(Child.objects.get())
    actions.erase_person(person=people.alba(), with_children=False, where=where)
    gone = columns(canaries, labels("person"), {"accounts.PairingCode", "accounts.Challenge"})
    gone |= {"families.Family.country", "families.Family.service"}
    assert staying(canaries) == canaries.words.keys() - gone
    assert Child.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_an_erased_household_not_one_letter_stays(where: Where) -> None:
    canaries = sung()
    actions.erase_household(home=Family.objects.get(), actor=people.alba(), where=where)
    assert staying(canaries) <= NOBODYS
    left = {model._meta.label for model in tables() if model._default_manager.exists()}
    assert left == {"families.Family", "families.Erased", "accounts.Epoch", "accounts.Try"}


def test_whatever_refers_to_a_child_or_a_person_goes_with_it_or_is_known_to_stay() -> None:
    """A table that is new and kept for somebody must be erased with them, or stay without their name."""
    empties = {
        f"{model._meta.label}.{field.name}"
        for model in tables()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.CASCADE
    }
    assert empties == {
        "diary.Account.latest",
        "diary.Session.by",
        "diary.SetAside.told_by",
        "families.Invitation.used_by",
        "families.Role.by",
    }


def test_what_goes_though_its_reference_may_be_empty_is_known_where_tables_are_asked_themselves() -> None:
    found = {
        (model._meta.db_table, field.column)
        for model in tables()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.null
        and field.remote_field.on_delete is models.CASCADE
    }
    assert found == forgetting.BELONGS


# A child


def test_the_page_offers_a_copy_first(at_home: Client, mia: Child) -> None:
    said = at_home.get(f"/children/{mia.pk}/erase/").content.decode()
    assert f"/children/{mia.pk}/copy/" in said


def receipt(answer: object) -> str:
    """Return the text that a page of a receipt offers to save."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    found = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download', page)
    assert found
    return unquote(html.unescape(found[1]))


def test_the_receipt_says_what_went_and_what_stays_and_no_name(
    at_home: Client, mia: Child, tmp_path: Path
) -> None:
    people.held(mia, people.NOW - timedelta(days=1))
    (tmp_path / "key").write_text("of this household", encoding="ascii")
    backup = kept.free_name(tmp_path, why=kept.WEEKLY, now=people.NOW - timedelta(days=3))
    backup.write_bytes(b"closed")
    answer = at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"})
    said = receipt(answer)
    assert "Mia" not in said
    assert "Mia" not in answer.content.decode()
    assert "A child whose name begins with M." in said
    assert str(mia.pk) in said
    assert "1  sessions" in said
    assert re.search(r"\d  moments in sessions", said)
    assert backup.name in said
    assert "21 November 2026" in said
    assert "24 November 2026 at 20:30" in said


def test_a_child_who_has_an_owner_in_another_home_is_erased_by_neither(at_home: Client, mia: Child) -> None:
    other = elsewhere(mia)
    assert "neither of you can erase alone" in at_home.get(f"/children/{mia.pk}/erase/").content.decode()
    assert at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 409
    assert Child.objects.filter(pk=mia.pk).exists()
    Role.objects.filter(person=other).update(ended_at=people.NOW)
    assert at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 200


@pytest.mark.parametrize("kind", ["carer", "viewer"])
def test_only_an_owner_erases(phone: Callable[[Person], Client], mia: Child, kind: str) -> None:
    person = Person.objects.create(name="Gran")
    role(person, mia, kind)
    assert phone(person).post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 403
    assert Child.objects.exists()


# A person


def test_the_only_owner_of_a_child_is_asked_what_becomes_of_it(at_home: Client, mia: Child) -> None:
    assert "You are the only owner of" in at_home.get("/erase/me/").content.decode()
    answer = at_home.post("/erase/me/", {"words": "erase me"})
    assert answer.status_code == 409
    assert "Make somebody else an owner first" in answer.content.decode()
    assert at_home.post("/erase/me/", {"words": "erase me", "children": "erase"}).status_code == 200
    assert not Child.objects.exists()


def test_other_words_erase_nobody(at_home: Client, mia: Child) -> None:
    for where_to in ("/erase/me/", "/erase/household/"):
        assert at_home.post(where_to, {"words": "yes", "children": "erase"}).status_code == 400
    assert Child.objects.exists()


def test_whoever_was_erased_is_out_at_once_and_the_others_are_not(
    phone: Callable[[Person], Client], at_home: Client, mia: Child
) -> None:
    bruno = people.bruno(mia)
    browser = phone(bruno)
    before = epoch.current()
    held = people.held(mia, people.NOW - timedelta(days=1))
    Session.objects.filter(pk=held.pk).update(by=bruno)
    assert browser.post("/erase/me/", {"words": "Erase me"}).status_code == 200
    browser.cookies["handsong_device"] = f"secret-of-{bruno.pk}-Phone"
    assert browser.get("/").status_code == 403
    assert not Device.objects.exists()
    assert at_home.get("/").status_code == 200
    assert Session.objects.get(pk=held.pk).by is None
    assert epoch.current() != before


def test_whoever_is_erased_meanwhile_gets_no_second_receipt(
    mia: Child, phone: Callable[[Person], Client], where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pages that erase the same person: the slower one has nothing left to erase, and says so."""
    bruno = people.bruno(mia)
    browser, look = phone(bruno), actions.only_owned

    def look_while_another_page_erases(person: Person) -> list[Child]:
        found = look(person)
        actions.erase_person(person=Person.objects.get(pk=bruno.pk), with_children=False, where=where)
        return found

    monkeypatch.setattr(actions, "only_owned", look_while_another_page_erases)
    answer = browser.post("/erase/me/", {"words": "Erase me"})
    assert answer.status_code == 404
    assert "A person was erased" not in answer.content.decode()
    assert browser.get("/").status_code == 403
    assert Child.objects.get().pk == mia.pk


def test_what_a_young_person_kept_private_goes_with_them(mia: Child, where: Where) -> None:
    young = Person.objects.create(name="Mia")
    Role.objects.create(
        family=mia.family,
        child=mia,
        person=young,
        kind="self",
        since_at=people.NOW,
        agreed_at=people.NOW,
    )
    own, open_one = people.begun(mia, people.NOW), people.begun(mia, people.NOW)
    Session.objects.filter(pk=own.pk).update(is_private=True)
    actions.erase_person(person=young, with_children=False, where=where)
    assert [row.pk for row in Session.objects.all()] == [open_one.pk]


# A household


def test_a_household_leaves_to_another_home_the_child_it_shares(
    at_home: Client, mia: Child, noah: Child, phone: Callable[[Person], Client]
) -> None:
    other = elsewhere(noah)
    answer = at_home.post("/erase/household/", {"words": "Erase everything"})
    assert answer.status_code == 200
    assert "begins with M" in receipt(answer)
    assert "begins with N" not in receipt(answer)
    assert [child.name for child in Child.objects.all()] == ["Noah"]
    assert phone(other).get(f"/children/{noah.pk}/").status_code == 200
    assert list(Person.objects.values_list("name", flat=True)) == ["Enzo"]
    assert at_home.get("/").headers["Location"] == "/children/new/"


def test_a_guest_with_nothing_else_here_goes_with_the_household(mia: Child, where: Where) -> None:
    gran, carl = Person.objects.create(name="Gran"), people.carla()
    number = gran.pk
    role(gran, mia, "viewer")
    role(carl, mia, "viewer")
    told = actions.erase_household(home=mia.family, actor=people.alba(), where=where)
    assert str(number) in told.numbers
    assert list(Person.objects.values_list("name", flat=True)) == ["Carla"]
    assert Child.objects.get().name == "Cleo"
    assert Erased.objects.filter(pk=number).exists(), "an older backup does not bring her back either"


def test_a_household_with_a_child_of_others_is_not_erased_by_somebody_who_owns_none_of_it(
    mia: Child, where: Where
) -> None:
    bruno = people.bruno(mia)
    Role.objects.filter(person=bruno).delete()
    with pytest.raises(UnableToErase, match="Ask one of them"):
        actions.erase_household(home=mia.family, actor=bruno, where=where)
    assert Child.objects.exists()


def test_a_phone_without_password_does_not_erase_a_household(
    phone: Callable[[Person], Client], mia: Child
) -> None:
    browser = phone(people.bruno(mia))
    for answer in (
        browser.get("/erase/household/"),
        browser.post("/erase/household/", {"words": "erase everything"}),
    ):
        assert answer.headers["Location"] == "/confirm/?next=%2Ferase%2Fhousehold%2F"
    assert Child.objects.exists()


def test_whoever_can_sign_in_shows_that_it_is_them_before_anything_is_taken_along_or_erased(
    phone: Callable[[Person], Client], mia: Child
) -> None:
    bruno = people.bruno(mia)
    bruno.set_password("a lamp in the nursery")
    bruno.save()
    browser = phone(bruno)
    pages = (
        "/copy/",
        f"/children/{mia.pk}/copy/",
        f"/children/{mia.pk}/erase/",
        "/erase/me/",
        "/erase/household/",
    )
    for page in pages:
        assert browser.post(page, {"name": "Mia", "words": "erase me"}).status_code == 302, page
    Device.objects.update(confirmed_at=people.NOW - timedelta(minutes=2))
    for page in pages[:2]:
        assert browser.post(page).headers["Content-Type"] == "application/zip", page
    assert browser.post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 200


def test_what_a_phone_tells_later_of_an_erased_household_is_gone(at_home: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    told = people.event(session, 0, people.NOW, "started")
    at_home.post("/erase/household/", {"words": "erase everything"})
    people.carla()
    begun = {str(session.pk): {"child": str(mia.pk), "practice": False}}
    answer = at_home.post("/events/", {"events": [told], "sessions": begun}, content_type="application/json")
    assert [row["state"] for row in answer.json()["events"]] == ["gone"]
    assert Erased.objects.filter(pk=mia.pk).exists()
