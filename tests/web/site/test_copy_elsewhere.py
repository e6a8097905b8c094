"""What a copy, and every list of what was told, keeps to itself: the other home's clocks and phones, and who has left."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.test import Client

from handsong.core.child import Fact, Happening
from handsong.web.accounts.ids import made_at, new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary.actions import Begun, Told
from handsong.web.diary.models import Session, SetAside
from handsong.web.families import door
from handsong.web.families import people as circle
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Role
from handsong.web.families.rights import Kind
from handsong.web.player import actions as player
from handsong.web.player.models import Check
from tests import people
from tests.web.site.test_copy import rows, taken
from tests.web.site.test_erase_others import with_crying

OSLO, MELBOURNE = "+01:00", "+11:00"
PHONE_THERE = "0b1f9c62-3f5e-4f4d-9d7a-00000000a510"
DAY = timedelta(days=1)


def told_by(person: Person, child: Child, at: datetime, device: str) -> Session:
    """Let a phone tell of a massage, and of something in it that nobody can read."""
    session = Session(pk=new_id(), child=child, family=child.family, started_at=at)
    sent = [*people.story(session), people.event(session, 40, at, "hummed") | {"device": device}]
    begun = {session.pk: Begun(child.pk, is_practice=False)}
    diary.take_events(person=person, told=Told(sent, UUID(device), begun), now=at + timedelta(hours=2))
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def bruno(mia: Child) -> Person:
    """Mia's other parent, who lives in Oslo."""
    return people.guest(mia, Kind.OWNER, "Bruno", Home("NO", "Europe/Oslo"))


@pytest.fixture
def both(alba: Person, bruno: Person, mia: Child) -> None:
    """A massage in each home, with something set aside of each, and each home's own offset."""
    told_by(bruno, mia, (people.NOW - DAY).astimezone(ZoneInfo("Europe/Oslo")), PHONE_THERE)
    told_by(alba, mia, (people.NOW - 2 * DAY).astimezone(ZoneInfo("Australia/Melbourne")), str(new_id()))


def whole(browser: Client, where: str) -> tuple[str, dict[str, bytes]]:
    """Return a copy as one text, and its files."""
    files = taken(browser, where)
    return b"\n".join(files.values()).decode(), files


def began(*told: Mapping[str, Any]) -> set[datetime]:
    """Return when sessions began, as their stories tell."""
    return {datetime.fromisoformat(row["story"]["started_at"]) for row in told}


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("whose", ["alba", "bruno"])
def test_neither_copy_tells_the_clocks_or_phones_of_the_other_home(
    at_home: Client, phone: Callable[[Person], Client], bruno: Person, mia: Child, whose: str
) -> None:
    browser, theirs, own = (at_home, OSLO, MELBOURNE) if whose == "alba" else (phone(bruno), MELBOURNE, OSLO)
    for where in ("/copy/", f"/children/{mia.pk}/copy/"):
        said, files = whole(browser, where)
        assert theirs not in said.replace("%2B", "+"), where
        assert own in said
        moments = rows(files, "moments")
        assert len(moments) == 18
        assert {row["at"][-6:] for row in moments} == {own}
        for column in ("offset_minutes", "device", "sequence"):
            assert {row[column] for row in moments} == {None}, column
        assert (PHONE_THERE in said) is (whose == "bruno"), "of what was set aside one’s own phone is told"
        jsonschema.validate(
            json.loads(files["data/moments.json"]), json.loads(files["schema.json"])["$defs"]["moments"]
        )
        assert began(*rows(files, "sessions")) == began(*Session.objects.values()), "it is the same moment"


@pytest.mark.usefixtures("both")
def test_it_stays_so_when_the_other_one_has_left(at_home: Client, bruno: Person, mia: Child) -> None:
    circle.leave(child=door.child_or_404(bruno, mia.pk), person=bruno, now=people.NOW)
    said, _ = whole(at_home, "/copy/")
    assert OSLO not in said
    assert PHONE_THERE not in said
    for session in Session.objects.all():
        assert OSLO not in at_home.get(f"/session/{session.pk}/events/").content.decode()


@pytest.mark.usefixtures("both")
def test_lists_of_what_was_set_aside_tell_no_clock_or_phone_of_the_other_home(
    at_home: Client, alba: Person, program: Callable[[Person], Client]
) -> None:
    assert SetAside.objects.count() == 2
    for said in (
        at_home.get("/told/aside/").content.decode(),
        program(alba).get("/api/v1/set-aside/").content.decode(),
    ):
        assert said.count("hummed") >= 2
        assert OSLO not in said
        assert PHONE_THERE not in said
        assert MELBOURNE in said


@pytest.mark.usefixtures("both")
def test_the_events_of_a_session_name_no_phone_where_two_homes_read_them(at_home: Client) -> None:
    for session in Session.objects.all():
        said = at_home.get(f"/session/{session.pk}/events/").content.decode()
        assert "step-done" in said
        assert not re.search("device|sequence", said)


def test_what_is_nested_deeply_is_told_all_the_same(at_home: Client, bruno: Person, mia: Child) -> None:
    deep: object = "2026-11-24T10:30:00+01:00"
    for _ in range(400):
        deep = [deep]
    row = {
        "id": str(new_id()),
        "session": str(people.begun(mia, people.NOW).pk),
        "kind": "hummed",
        "body": deep,
    }
    diary.take_events(person=bruno, told=Told([row]), now=people.NOW)
    assert "2026-11-24T20:30:00+11:00" in whole(at_home, "/copy/")[0]


def test_a_copy_of_a_parent_tells_nothing_of_private_massages_but_their_days(
    at_home: Client, alba: Person
) -> None:
    tove = people.add(alba, "Tove", born=date(2012, 1, 1), now=people.NOW - 30 * DAY)
    herself = people.guest(tove, Kind.SELF, "Tove", None)
    session = with_crying(tove, herself)
    for where in ("/copy/", f"/children/{tove.pk}/copy/"):
        said, files = whole(at_home, where)
        assert str(session.pk) not in said
        (account,) = rows(files, "accounts")
        assert "apart" not in account["before"]
        assert "techniques" in account["before"]


def test_what_a_young_person_told_before_a_massage_has_its_day_alone_in_a_parents_copy(
    at_home: Client, phone: Callable[[Person], Client], alba: Person
) -> None:
    """A fever counts for everybody; when it was asked about is when her own massage was."""
    tove = people.add(alba, "Tove", born=date(2012, 1, 1), now=people.NOW - 30 * DAY)
    herself, begun = people.guest(tove, Kind.SELF, "Tove", None), {"family": tove.family, "child": tove}
    fever, rash = Fact(Happening.FEVER, people.NOW), Fact(Happening.RASH, people.NOW)
    for child, fact in ((door.child_or_404(herself, tove.pk), fever), (tove, rash)):
        check = Check.objects.create(**begun, begun_at=people.NOW, is_private=child.is_self)
        player.tell_happenings(check=check, facts=[fact], now=people.NOW)
    for browser, time in ((at_home, "00:00:00"), (phone(herself), "20:30:00")):
        told = {row["what"]: row for row in rows(taken(browser, "/copy/"), "things-that-happened")}
        for column in ("at", "told_at"):
            assert told["fever"][column] == f"2026-11-24T{time}{MELBOURNE}"
            assert told["rash"][column] == f"2026-11-24T20:30:00{MELBOURNE}"
        assert made_at(UUID(told["rash"]["id"]))
        assert bool(made_at(UUID(told["fever"]["id"]))) is (browser is not at_home)


def test_a_program_of_a_parent_is_told_the_day_alone_of_what_a_young_person_still_has(
    program: Callable[[Person], Client], alba: Person
) -> None:
    tove = people.add(alba, "Tove", born=date(2012, 1, 1), now=people.NOW - 30 * DAY)
    herself = people.guest(tove, Kind.SELF, "Tove", None)
    rash = Fact(Happening.RASH, people.NOW, "back", is_open=True)
    check = Check.objects.create(family=tove.family, child=tove, begun_at=people.NOW, is_private=True)
    player.tell_happenings(check=check, facts=[rash], now=people.NOW)
    for person, time in ((alba, "00:00:00"), (herself, "20:30:00")):
        (told,) = program(person).get(f"/api/v1/children/{tove.pk}/").json()["still_there"]
        assert (told["what"], told["at"]) == ("rash", f"2026-11-24T{time}{MELBOURNE}")
        assert bool(made_at(UUID(told["id"]))) is (person == herself)


def test_what_a_young_person_did_beside_others_is_no_secret_of_theirs(
    at_home: Client, phone: Callable[[Person], Client], alba: Person, noah: Child
) -> None:
    """A massage of both: the brother's is everybody's, and names hers to her alone."""
    tove = people.add(alba, "Tove", born=date(2012, 1, 1), now=people.NOW - 30 * DAY)
    herself = people.guest(tove, Kind.SELF, "Tove", None)
    Role.objects.create(
        family=noah.family, child=noah, person=herself, kind=Kind.CARER, since_at=people.NOW - DAY
    )
    hers, his = people.begun(door.child_or_404(herself, tove.pk), people.NOW), people.begun(noah, people.NOW)
    diary.put_beside(one=hers, other=his)
    asked = [
        Check.objects.create(family=child.family, child=child, begun_at=people.NOW, is_private=is_private)
        for child, is_private in ((tove, True), (noah, False))
    ]
    for check, other in zip(asked, reversed(asked), strict=True):
        Check.objects.filter(pk=check.pk).update(beside=other.pk)
    for browser, is_told in ((at_home, False), (phone(herself), True)):
        said, files = whole(browser, "/copy/")
        assert (str(hers.pk) in said, str(asked[0].pk) in said) == (is_told, is_told)
        assert str(his.pk) in said
        found = {row["id"]: row["beside"] for row in rows(files, "sessions")}
        assert found[str(his.pk)] == (str(hers.pk) if is_told else None)


def test_who_has_left_is_in_the_copies_of_owners_and_in_their_own(
    at_home: Client, phone: Callable[[Person], Client], mia: Child
) -> None:
    vera, carl = people.guest(mia, Kind.VIEWER, "Vera"), people.guest(mia, Kind.CARER, "Carl")
    circle.remove(role=Role.objects.get(person=carl, ended_at=None), by=people.alba(), now=people.NOW)
    role = Role.objects.get(person=carl)
    for browser, is_told in ((phone(vera), False), (at_home, True)):
        said, files = whole(browser, "/copy/")
        assert (str(role.pk) in said, "Carl" in said) == (is_told, is_told)
        assert "Vera" in [row["name"] for row in rows(files, "people")]
