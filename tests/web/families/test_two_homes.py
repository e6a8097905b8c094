"""One child, two homes: each knows its own country and clock, and of the other one a name."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import load
from handsong.web.accounts.models import Person
from handsong.web.diary import actions
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families import door, people
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Family, Role
from handsong.web.families.rights import Kind
from tests import people as cast
from tests.web.player import moments

DAY = timedelta(days=1)
AWAY = Home(country="US", time_zone="America/New_York")
Phone = Callable[[Person], Client]


@pytest.fixture
def felix(mia: Child) -> Person:
    """Mia's father, who lives in another country."""
    return cast.guest(mia, Kind.OWNER, "Felix", AWAY)


@pytest.fixture
def away(felix: Person, phone: Phone) -> Client:
    """Felix's phone."""
    return phone(felix)


def tell(browser: Client, rows: list[dict[str, Any]], sessions: dict[str, Any]) -> Any:
    """Send what a phone kept."""
    sent = {"events": rows, "sessions": sessions}
    return browser.post(reverse("player-tell"), sent, content_type="application/json").json()["events"]


# Whom to call, and what day it is


def test_whom_to_call_follows_from_where_somebody_is(at_home: Client, away: Client, mia: Child) -> None:
    numbers = {code: load.once().countries[code].emergency for code in ("AU", "US")}
    assert numbers["AU"] != numbers["US"]
    check = moments.begin(away, mia)
    moments.answer(away, check, "well", "not-quite")
    away.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": ["hard-breathing"]})
    for browser, here, there in ((away, "US", "AU"), (at_home, "AU", "US")):
        for place in ("/", reverse("care"), reverse("moment")):
            said = browser.get(place).content.decode()
            assert f"tel:{numbers[here]}" in said, place
            assert f"tel:{numbers[there]}" not in said, place
    said = away.get(reverse("player-plan", args=[check.pk])).content.decode()
    assert f"tel:{numbers['US']}" in said


def test_times_are_told_by_the_clocks_of_whoever_asks(at_home: Client, away: Client, mia: Child) -> None:
    session = cast.held(mia, cast.NOW - timedelta(hours=2))
    page = reverse("diary-child", args=[mia.pk])
    assert "18:30" in at_home.get(page).content.decode()
    assert "02:30" in away.get(page).content.decode()
    assert "18:30" not in away.get(page).content.decode()
    assert "02:30" in away.get("/").content.decode()
    one = away.get(reverse("diary-session", args=[session.pk])).content.decode()
    assert "02:30" in one


def test_a_day_begins_when_it_begins_at_ones_own_home(at_home: Client, away: Client, mia: Child) -> None:
    at_home.post(reverse("settings-day"), {"day_starts": "4"})
    assert Family.objects.get(pk=mia.family_id).day_starts == 4
    seen = door.child_or_404(Person.objects.get(name="Felix"), mia.pk)
    assert (seen.here_day_starts, seen.here_country) == (0, "US")


def test_in_whose_zone_an_event_was_told_is_not_told(at_home: Client, away: Client, mia: Child) -> None:
    session = cast.held(mia, cast.NOW - DAY)
    Event.objects.update(offset_minutes=660)
    for browser in (at_home, away):
        rows = browser.get(reverse("player-log", args=[session.pk])).json()["events"]
        assert rows
        assert all(row["at"].endswith("+00:00") for row in rows)


# What neither sees, and neither can


def test_of_the_other_home_a_name_is_seen_and_nothing_else(
    alba: Person, at_home: Client, away: Client, mia: Child, felix: Person
) -> None:
    people.be_called(person=alba, name="Alba")
    Family.objects.filter(pk=mia.family_id).update(service="https://zebulonia.example")
    cast.phone_of(felix, "Felix’s Zenphone")
    seen = moments.text(away.get(reverse("people")))
    assert "Alba , owner" in seen
    assert "in another home" in seen
    assert "Felix , owner" in moments.text(at_home.get(reverse("people")))
    for name in ("today", "people", "settings", "find", "account"):
        said = away.get(reverse(name)).content.decode()
        for words in ("Melbourne", "zebulonia", str(mia.family_id)):
            assert words not in said, (name, words)
    for name in ("today", "people", "settings", "find"):
        said = at_home.get(reverse(name)).content.decode()
        assert "New_York" not in said, name
        assert "Zenphone" not in said, name


def test_the_machine_of_one_home_names_no_device_of_the_other(
    at_home: Client, alba: Person, felix: Person, mia: Child
) -> None:
    cast.phone_of(felix, "Felix’s Zenphone")
    cast.phone_of(cast.guest(mia, Kind.CARER, "Nora", None), "Nora’s tablet")
    said = moments.text(at_home.get(reverse("devices")))
    assert "Nora’s tablet" in said
    assert "A device of another home" not in said, "not even how many there are"
    assert "Zenphone" not in said
    assert "Felix" not in said.split("For somebody else")[0]


def test_neither_home_decides_about_the_other_one(away: Client, mia: Child) -> None:
    away.post(reverse("settings-home"), {"country": "NZ", "time_zone": "Pacific/Auckland"})
    away.post(reverse("settings-day"), {"day_starts": "5"})
    home = Family.objects.get(pk=mia.family_id)
    assert (home.country, home.time_zone, home.day_starts) == ("AU", "Australia/Melbourne", 0)


def lives_with(felix: Person, child: Child, kind: Kind) -> Person:
    """Return somebody whom Felix let in, to live with him."""
    person = Person.objects.create(name="Gus")
    code = cast.invited(felix, child, kind=kind, joins_home=True)
    people.accept(person=person, code=code, guest=people.Guest(agrees=True), now=cast.NOW)
    return person


@pytest.mark.parametrize("kind", [Kind.VIEWER, Kind.CARER])
def test_in_the_other_home_too_its_owner_decides_and_no_guest_does(
    mia: Child, felix: Person, away: Client, phone: Phone, kind: Kind
) -> None:
    gus = lives_with(felix, mia, kind)
    browser, told = phone(gus), {"country": "NZ", "time_zone": "Pacific/Auckland"}
    assert browser.post(reverse("settings-home"), told).status_code == 403
    assert browser.get(reverse("child-new")).status_code == 403
    assert away.post(reverse("settings-home"), told).status_code == 302
    home = door.family_of(gus)
    assert home is not None
    assert home == door.family_of(felix)
    assert home.country == "NZ"


def test_whoever_is_removed_lives_in_the_other_home_no_longer(mia: Child, felix: Person) -> None:
    gus = lives_with(felix, mia, Kind.CARER)
    people.remove(role=Role.objects.get(person=gus), by=felix, now=cast.NOW)
    assert door.family_of(gus) is None
    cast.add(gus, "Xenia", born=cast.MIA_BORN)
    assert door.family_of(gus) != door.family_of(felix)
    assert door.decides_at_home(felix)


def test_whoever_leaves_one_child_of_the_other_home_lives_on_with_the_next(
    alba: Person, mia: Child, felix: Person
) -> None:
    noah = cast.noah(alba)
    people.accept(person=felix, code=cast.invited(alba, noah), guest=people.Guest(), now=cast.NOW)
    gus = lives_with(felix, mia, Kind.CARER)
    people.accept(person=gus, code=cast.invited(alba, noah), guest=people.Guest(), now=cast.NOW)
    people.remove(role=Role.objects.get(person=gus, child=mia), by=felix, now=cast.NOW)
    assert door.family_of(gus) == door.family_of(felix)


def test_neither_removes_whom_the_other_one_invited(
    alba: Person, at_home: Client, away: Client, mia: Child
) -> None:
    cast.guest(mia, Kind.VIEWER, "Gita", AWAY)
    role = Role.objects.get(person__name="Gita")
    assert away.post(reverse("role-remove", args=[role.pk])).status_code == 409
    assert "invited from the other home" in away.get(reverse("people")).content.decode()
    bruno = cast.guest(mia, Kind.OWNER, "Bruno", home=None)
    assert door.family_of(bruno) == door.family_of(alba)
    assert people.why_not(role=role, person=bruno) == ""
    people.leave(child=door.child_or_404(alba, mia.pk), person=alba, now=cast.NOW)
    assert away.post(reverse("role-remove", args=[role.pk])).status_code == 302


def test_the_child_stays_with_the_home_that_is_left(at_home: Client, away: Client, mia: Child) -> None:
    session = cast.held(mia, cast.NOW - DAY)
    assert at_home.post(reverse("child-leave", args=[mia.pk])).status_code == 302
    assert at_home.get(reverse("child", args=[mia.pk])).status_code == 404
    assert away.get(reverse("diary-session", args=[session.pk])).status_code == 200
    assert away.post(reverse("player-begin"), {"child": str(mia.pk)}).status_code == 302
    noah = cast.noah(Person.objects.get(name="Felix"))
    assert noah.family_id != mia.family_id


# Phones of those who are out


def test_what_a_removed_phone_tells_is_kept_for_an_owner_and_never_lost(
    mia: Child, at_home: Client, phone: Phone
) -> None:
    nanny = cast.guest(mia, Kind.CARER, "Nora", AWAY)
    browser = phone(nanny)
    known = cast.begun(door.child_or_404(nanny, mia.pk), cast.NOW - timedelta(hours=3))
    role = Role.objects.get(person=nanny)
    at_home.post(reverse("role-remove", args=[role.pk]))
    offline = Session(pk=uuid.uuid4(), child=mia, started_at=cast.NOW - timedelta(hours=2))
    rows = [*cast.story(known), *cast.story(offline)]
    told = {str(offline.pk): {"child": str(mia.pk), "practice": False}}
    receipts = tell(browser, rows, told)
    assert {receipt["state"] for receipt in receipts} == {"aside"}
    assert "an owner can let it count" in receipts[0]["why"]
    assert not Event.objects.exists()
    assert SetAside.objects.filter(child=mia, told_by=nanny, is_held=True).count() == len(rows)
    assert "Nora" in at_home.get(reverse("player-told")).content.decode()
    assert browser.get(reverse("player-aside")).json() == {"set_aside": []}
    for session in (known, offline):
        row = SetAside.objects.filter(session=session.pk).first()
        assert row is not None
        where = reverse("player-let-count", args=[row.pk])
        assert browser.post(where).status_code == 404
        assert at_home.post(where).status_code == 302
        assert Session.objects.get(pk=session.pk).is_over
    assert Event.objects.count() == len(rows)
    assert not SetAside.objects.exists()


def test_what_is_held_does_not_count_by_itself(mia: Child, phone: Phone) -> None:

    viewer = cast.guest(mia, Kind.VIEWER, "Gita", AWAY)
    session = cast.begun(mia, cast.NOW - timedelta(hours=3))
    tell(phone(viewer), cast.story(session), {})
    assert actions.take_again(now=cast.NOW) == len(cast.story(session))
    assert not Event.objects.exists()


def test_a_stranger_keeps_nothing_with_a_child_of_ours(carla: Client, mia: Child) -> None:
    session = cast.begun(mia, cast.NOW - timedelta(hours=3))
    tell(carla, cast.story(session), {str(session.pk): {"child": str(mia.pk), "practice": False}})
    assert not SetAside.objects.exists()
