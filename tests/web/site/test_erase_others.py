"""Who erases takes along what is theirs: nothing that others own, and everything that only seemed to be nobody's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from handsong.core import reminders
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Device, Person
from handsong.web.diary import accounts, reminding
from handsong.web.diary import actions as diary
from handsong.web.diary.actions import Begun, Told
from handsong.web.diary.models import Account, Reminder, Session, SetAside
from handsong.web.families import actions as families
from handsong.web.families import door
from handsong.web.families import people as circle
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Erased, Member, Role
from handsong.web.families.people import Guest
from handsong.web.families.rights import Deed, Kind, NotForThisRole
from handsong.web.player.models import Check
from handsong.web.site.backup import forgetting
from handsong.web.site.erasing import actions
from handsong.web.site.erasing.actions import UnableToErase, Where
from tests import people

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _data(settings: Settings, tmp_path: Path) -> None:
    """Let the data folder be an empty one."""
    settings.DATA = tmp_path


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """The household's folder, now."""
    return Where(tmp_path, people.NOW)


@pytest.fixture
def tove(alba: Person) -> Child:
    """Alba's daughter, who is old enough for a sign-in of her own."""
    return people.add(alba, "Tove", born=date(2012, 1, 1), now=people.NOW - 30 * DAY)


@pytest.fixture
def herself(tove: Child) -> Person:
    """Tove herself, signed in."""
    return people.guest(tove, Kind.SELF, "Tove", None)


def with_crying(child: Child, person: Person) -> Session:
    """Return a massage that a young person began herself, and in which she cried."""
    seen = door.children_of(person).get(pk=child.pk)
    bundle = {"session": str(new_id()), "practice": False}
    session = diary.begin_session(child=seen, bundle=bundle, now=people.NOW - timedelta(hours=3), by=person)
    steps = (("leg-hip-to-ankle", "legs", 120, ("crying",)),)
    diary.record_events(session=session, sent=people.story(session, steps, ends=("end",)), now=people.NOW)
    session.refresh_from_db()
    assert session.is_private
    return session


def lives_with(owner: Person, child: Child, kind: Kind, name: str = "Gus") -> Person:
    """Return somebody whom an owner let in, to live with them."""
    person = Person.objects.create(name=name)
    code = people.invited(owner, child, kind=kind, joins_home=True)
    circle.accept(person=person, code=code, guest=Guest(agrees=True), now=people.NOW)
    return person


# Whom a household takes along


@pytest.mark.parametrize("kind", [Kind.VIEWER, Kind.CARER])
def test_whoever_owns_no_child_erases_nobody_they_live_with(mia: Child, where: Where, kind: Kind) -> None:
    """In the second home of a child no child was added, so there is none that would be somebody else's."""
    bruno = people.guest(mia, Kind.OWNER, "Bruno")
    gus = lives_with(bruno, mia, kind)
    home = Member.objects.get(person=bruno).family
    with pytest.raises(UnableToErase, match="you are the owner of no child"):
        actions.erase_household(home=home, actor=gus, where=where)
    assert Person.objects.filter(pk__in=[bruno.pk, gus.pk]).count() == 2


def test_once_the_last_child_is_erased_a_viewer_does_not_erase_the_parent(mia: Child, where: Where) -> None:
    gus = people.guest(mia, Kind.VIEWER, "Gus", None)
    home = mia.family
    actions.erase_child(child=mia, actor=people.alba(), where=where)
    with pytest.raises(UnableToErase):
        actions.erase_household(home=home, actor=gus, where=where)
    assert Person.objects.filter(is_local=True).exists()


def test_whoever_lives_alone_erases_the_household_though_no_child_is_left(mia: Child, where: Where) -> None:
    home = mia.family
    actions.erase_child(child=mia, actor=people.alba(), where=where)
    actions.erase_household(home=home, actor=people.alba(), where=where)
    assert not Person.objects.exists()


def test_others_who_own_or_are_a_child_that_stays_lose_the_home_and_nothing_else(
    tove: Child, herself: Person, where: Where
) -> None:
    bruno, enzo = people.bruno(tove), people.guest(tove, Kind.OWNER, "Enzo")
    gus = people.guest(tove, Kind.VIEWER, "Gus", None)
    kept_private = with_crying(tove, herself)
    told = actions.erase_household(home=tove.family, actor=people.alba(), where=where)
    assert set(Person.objects.all()) == {bruno, enzo, herself}
    assert str(gus.pk) in told.numbers
    assert str(bruno.pk) not in told.numbers
    for person in (bruno, herself):
        home = Member.objects.get(person=person).family
        assert (home.pk != tove.family_id, home.country) == (True, "AU")
        assert door.child_or_404(person, tove.pk)
    assert Session.objects.filter(pk=kept_private.pk).exists()


def test_the_reminder_of_somebody_who_moved_out_stays_theirs(mia: Child, where: Where) -> None:
    gus = people.guest(mia, Kind.OWNER, "Gus", None)
    wanted = reminders.Reminder(frozenset({0}), time(10), reminders.Quiet(time(20), time(7)))
    reminding.remind(person=gus, family=mia.family, asked=reminding.Asked(wanted), now=people.NOW)
    Member.objects.filter(person=gus).delete()
    families.settle(person=gus, home=Home("NZ", "Pacific/Auckland"))
    people.add(gus, "Nina", born=date(2026, 6, 1))
    actions.erase_household(home=mia.family, actor=people.alba(), where=where)
    assert Reminder.objects.get().person == gus


def test_a_phone_without_password_does_not_erase_children_with_its_person(
    phone: Callable[[Person], Client], mia: Child
) -> None:
    browser = phone(people.alba())
    sent = {"words": "erase me", "children": "erase"}
    assert browser.post("/erase/me/", sent).headers["Location"] == "/confirm/?next=%2Ferase%2Fme%2F"
    assert Child.objects.exists()
    Device.objects.update(confirmed_at=people.NOW)
    assert browser.post("/erase/me/", sent).status_code == 200
    assert not Child.objects.exists()


def test_without_children_a_phone_erases_its_own_person_as_before(
    phone: Callable[[Person], Client], mia: Child
) -> None:
    browser = phone(people.bruno(mia))
    assert browser.post("/erase/me/", {"words": "erase me", "children": "erase"}).status_code == 200
    assert Child.objects.exists()


@pytest.mark.parametrize("deed", ["person", "household", "child"])
def test_whoever_erases_waits_first_for_those_who_leave_just_then(
    alba: Person, mia: Child, where: Where, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two last owners, one who leaves and one who erases, the second must see what the first has done."""
    bruno = people.guest(mia, Kind.OWNER, "Bruno")

    def bruno_leaves(waited_for: Iterable[UUID]) -> None:
        if mia.family_id in set(waited_for):
            Role.objects.filter(person=bruno).update(ended_at=people.NOW)

    monkeypatch.setattr(door, "wait_for_others", bruno_leaves)
    if deed == "person":
        with pytest.raises(UnableToErase, match="the only owner"):
            actions.erase_person(person=alba, with_children=False, where=where)
    elif deed == "household":
        actions.erase_household(home=mia.family, actor=alba, where=where)
        assert not Child.objects.exists()
    else:
        actions.erase_child(child=mia, actor=alba, where=where)
        assert not Child.objects.exists()


@pytest.mark.parametrize("whose", ["alba", "bruno"])
def test_what_somebody_became_just_then_counts_when_a_child_is_erased(
    alba: Person, mia: Child, where: Where, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another home gets an owner, or whoever erases is an owner no more, between the page and the deed."""
    bruno = people.guest(mia, Kind.CARER, "Bruno")
    found = door.child_or_404(alba, mia.pk, Deed.OWN)
    role = Role.objects.get(person=bruno if whose == "bruno" else alba)

    def meanwhile(waited_for: Iterable[UUID]) -> None:
        if mia.family_id in set(waited_for):
            Role.objects.filter(pk=role.pk).update(kind=Kind.OWNER if whose == "bruno" else Kind.CARER)

    monkeypatch.setattr(door, "wait_for_others", meanwhile)
    with pytest.raises(UnableToErase if whose == "bruno" else NotForThisRole):
        actions.erase_child(child=found, actor=alba, where=where)
    assert Child.objects.filter(pk=mia.pk).exists()


# What was set aside


def odd(session: Any, **told: Any) -> dict[str, Any]:
    """Return what a phone tells of a session and nobody can read."""
    return {"session": str(session), "id": str(new_id()), "number": 1, "at": "soon", "kind": "cue"} | told


def test_what_was_set_aside_before_it_was_known_whose_it_is_goes_with_the_child_and_none_comes_again(
    alba: Person, mia: Child, noah: Child, where: Where
) -> None:
    session, others = new_id(), new_id()
    diary.take_events(
        person=alba, told=Told([odd(session, body="MIA"), odd(others, body="NOAH")]), now=people.NOW
    )
    begun = {session: Begun(mia.pk, is_practice=False)}
    diary.take_events(person=alba, told=Told([odd(session)], None, begun), now=people.NOW)
    assert SetAside.objects.filter(child=mia).count() == 2, "now it is known whose the first one is"
    actions.erase_child(child=mia, actor=alba, where=where)
    assert "NOAH" in SetAside.objects.get().row
    (receipt,) = diary.take_events(person=alba, told=Told([odd(session)]), now=people.NOW)
    assert receipt.state == "gone"
    assert SetAside.objects.count() == 1
    assert not Erased.objects.filter(pk=session).exists(), "its id would tell when it was"


def test_what_no_row_says_of_whom_it_is_goes_with_the_session(mia: Child, where: Where) -> None:
    session = people.begun(mia, people.NOW)
    SetAside.objects.create(
        family=mia.family, row='"MIA"', digest="1", session=session.pk, why="odd", came_at=people.NOW
    )
    actions.erase_child(child=mia, actor=people.alba(), where=where)
    assert not SetAside.objects.exists()


def test_a_private_massage_that_was_erased_is_not_told_again_as_one_for_everybody(
    alba: Person, tove: Child, herself: Person, where: Where
) -> None:
    session = with_crying(tove, herself)
    sent = people.story(session)
    actions.erase_person(person=herself, with_children=False, where=where)
    told = Told(sent, None, {session.pk: Begun(tove.pk, is_practice=False)})
    assert {row.state for row in diary.take_events(person=alba, told=told, now=people.NOW)} == {"gone"}
    assert not Session.objects.exists()


# What a young person kept private


def test_with_a_young_person_goes_what_their_massages_left_in_the_account(
    tove: Child, herself: Person, where: Where
) -> None:
    session = with_crying(tove, herself)
    assert [row["session"] for row in Account.objects.get().before["apart"]] == [str(session.pk)]
    actions.erase_person(person=herself, with_children=False, where=where)
    assert Account.objects.get().before["apart"] == []


def test_her_own_account_is_told_anew_after_a_sibling_was_erased_though_places_come_again(
    alba: Person, tove: Child, herself: Person, where: Where
) -> None:
    """The last places of the family were the sibling's: what is told next gets the very same ones."""
    with_crying(tove, herself)
    her, noah = door.child_or_404(herself, tove.pk), people.noah(alba)
    people.held(noah, people.NOW - timedelta(hours=1))
    assert len(accounts.of_its_own(her).recent) == 1
    actions.erase_child(child=noah, actor=alba, where=where)
    people.held(her, people.NOW - timedelta(hours=1))
    assert len(accounts.of_its_own(her).recent) == 2


def test_whoever_was_the_young_person_before_takes_nothing_of_hers_along(
    tove: Child, herself: Person, where: Where
) -> None:
    """Two of one child cannot be any more; where they were, each takes along what is their own."""
    eve, told = Person.objects.create(name="Eve"), {"family": tove.family, "child": tove}
    since = {"since_at": people.NOW - DAY, "agreed_at": people.NOW - DAY, "ended_at": people.NOW - DAY}
    Role.objects.create(**told, person=eve, kind=Kind.SELF, **since)
    session = with_crying(tove, herself)
    check = Check.objects.create(**told, begun_at=people.NOW, is_private=True)
    for person in (eve, herself):
        words = {"row": person.name, "digest": person.name, "why": "odd"}
        SetAside.objects.create(**told, **words, is_private=True, told_by=person, came_at=people.NOW)
    actions.erase_person(person=eve, with_children=False, where=where)
    assert Session.objects.get() == session
    assert Check.objects.get() == check
    assert SetAside.objects.get().told_by == herself
    actions.erase_person(person=herself, with_children=False, where=where)
    for model in (Session, Check, SetAside):
        assert not model.objects.exists()


@pytest.mark.household
@pytest.mark.parametrize("of_an_earlier_version", [False, True])
def test_a_backup_put_back_brings_nothing_of_an_erased_young_person_that_was_private(
    tove: Child, herself: Person, tmp_path: Path, *, of_an_earlier_version: bool
) -> None:
    session, open_one = with_crying(tove, herself), people.held(tove, people.NOW - DAY)
    for child, words in ((tove, "HERS"), (None, "HERS TOO"), (None, "ANOTHER")):
        SetAside.objects.create(
            family=tove.family,
            child=child,
            row=f'"{words}"',
            digest=words,
            why="odd",
            is_private=True,
            told_by=people.alba() if words == "ANOTHER" else herself,
            came_at=people.NOW,
        )
    file = tmp_path / "backup.sqlite3"
    file.write_bytes(connection.connection.serialize())
    if of_an_earlier_version:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("ALTER TABLE diary_account ADD COLUMN data text")
            database.execute('UPDATE diary_account SET data = "before"')
    assert forgetting.forget(file, {herself.pk.hex: forgetting.EVER}) > 0
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT id FROM diary_session").fetchall() == [(open_one.pk.hex,)]
        assert database.execute('SELECT "row" FROM diary_setaside').fetchall() == [('"ANOTHER"',)]
        kept = forgetting.ACCOUNTS & forgetting.columns(database, "diary_account")
        (told,) = database.execute(f"SELECT {', '.join(kept)} FROM diary_account").fetchall()  # noqa: S608 - our own names
    assert [json.loads(account)["apart"] for account in told] == [[]] * (2 if of_an_earlier_version else 1)
    left = file.read_bytes()
    assert session.pk.hex.encode() not in left
    assert str(session.pk).encode() not in left
