"""Every address, asked by every role there is: what each may do, and that nobody is shown what is not theirs.

What a role may is written down here by groups of addresses; one that names something of a child and
stands in no group turns this red. Into everything private a word was put that stands nowhere else, and
each whole answer is searched for it: page, data, headers, cookies, where it leads, and files in a copy.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.diary import course as courses
from handsong.web.diary.models import Session, SetAside
from handsong.web.families import actions as families
from handsong.web.families import door
from handsong.web.families import people as circle
from handsong.web.families.actions import Home
from handsong.web.families.models import Child, Family, Role
from handsong.web.families.rights import Kind
from handsong.web.player.models import Check
from tests import people
from tests.web.conftest import PHONE
from tests.web.player import moments
from tests.web.site.test_matrix import OF_A_CHILD, ROUTES, parts, ways

SEE = frozenset(
    {"child", "child-switch", "child-copy", "child-leave", "products", "course-child"}
    | {"diary-child", "diary-session", "diary-grow", "diary-live", "player-log", "player-session"}
)
CARE = frozenset(
    {"product-start", "product-look", "fact-settle", "diary-add", "player-mistake", "player-shelf"}
    | {"player-ready", "player-plan", "player-start", "player-swap", "player-practise-plan"}
    | {"player-both", "player-start-both", "player-alone"}
    | {"player-bundle", "player-after", "player-close", "player-take-up"}
    | {"course-begin", "course-tick", "course-go", "course-leave"}
)
OWN = frozenset({"child-edit", "child-yes", "child-erase", "role-change", "role-remove", "player-let-count"})
ITS_OWN = frozenset({"diary-private"})
"""Whatever names something of a child: looking, caring, deciding, and what a young person alone decides."""

AT_HOME = frozenset({"child-new", "settings-home", "settings-day", "settings-service", "household-erase"})
"""What those decide who own a child where they live, or live where nobody has one."""

MAY: Mapping[str, frozenset[str]] = {
    "owner": SEE | CARE | OWN | AT_HOME,
    "carer": SEE | CARE,
    "viewer": SEE | AT_HOME,
    "self": SEE | CARE,
    "other owner": SEE | CARE | OWN | AT_HOME,
    "stranger": AT_HOME,
    "removed": AT_HOME,
}
"""Owner, carer and the young person live with the child; viewer and the other owner in homes of their own."""

NO_MORE = frozenset({"stranger", "removed"})

OF_A_SESSION = sorted(name for name in OF_A_CHILD if "session_id" in parts(name))
OF_A_CHECK = sorted(name for name in OF_A_CHILD if "check_id" in parts(name))

AFAR = Home("US", "America/New_York")
REFUSED, NOTHING = 403, 404

OF_THE_CHILD = ("Zebulonia", "Xylographic", "Quizzaciously", "Ombrophilous")
"""Name, a note after a massage, who said yes, and what is to know in own words."""

OF_THE_HOME = ("Zenphonette", "syzygy.example", "Australia/Lindeman")
"""A phone's name, the service the home trusts, its time zone."""

OF_HER_OWN = ("Velleity",)
"""What the young person noted after a massage of her own."""


@dataclass(frozen=True)
class World:
    """One child with everything that can be written of one, and somebody in each role."""

    child: Child
    people: Mapping[str, Person]
    known: Mapping[str, Any]
    own_session: Session
    own_check: Check

    def address(self, name: str, **other: Any) -> str:
        """Return an address, with something of this child wherever it names something."""
        named = {**self.known, **other}
        return reverse(name, kwargs={part: named[part] for part in parts(name)})

    def browser(self, role: str) -> Client:
        """Return the phone of somebody in this role."""
        browser = Client(REMOTE_ADDR=PHONE)
        if role in self.people:
            browser.cookies["handsong_device"] = people.phone_of(self.people[role])
        return browser

    def secrets(self, role: str) -> tuple[str, ...]:
        """Return what this role is never shown."""
        own = () if role == "self" else (*OF_HER_OWN, str(self.own_session.pk), str(self.own_check.pk))
        home = OF_THE_HOME if role not in {"owner", "carer", "self"} else ()
        ids = (str(self.child.pk), str(self.child.family_id))
        return (*own, *home, *(OF_THE_CHILD if role in NO_MORE else ()), *(ids if role in NO_MORE else ()))


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Keep what is refused out of the log: here that is most of what is asked."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.fixture
def world(alba: Person) -> World:
    """Return a girl of fourteen with everything that can be written of a child."""
    people.phone_of(alba, "Zenphonette")
    ada = people.add(
        alba, "Zebulonia", born=date(2012, 5, 1), something_else="Ombrophilous", conditions=["asthma"]
    )
    Family.objects.update(service="https://syzygy.example", time_zone="Australia/Lindeman")
    cast = {
        "owner": people.bruno(ada),
        "carer": people.guest(ada, Kind.CARER, "Nora", None),
        "viewer": people.guest(ada, Kind.VIEWER, "Gita", AFAR),
        "self": people.guest(ada, Kind.SELF, "Ada", None),
        "other owner": people.guest(ada, Kind.OWNER, "Felix", AFAR),
        "stranger": people.carla(),
        "removed": people.guest(ada, Kind.CARER, "Eve", AFAR),
    }
    circle.remove(role=Role.objects.get(person=cast["removed"]), by=alba, now=people.NOW)
    families.record_yes(
        child=ada, condition="asthma", who="Quizzaciously", said_date=people.TODAY, now=people.NOW
    )
    (fact,) = families.remember_facts(
        child=ada, facts=[Fact(Happening.RASH, people.NOW, "arm.left", is_open=True)], now=people.NOW
    )
    test = ada.products.create(
        family=ada.family, product="coconut", place="inner-forearm.left", started_at=people.NOW
    )
    courses.begin(child=ada, now=people.NOW)
    held = SetAside.objects.create(
        family=ada.family,
        child=ada,
        row='"Xylographic"',
        digest="0" * 64,
        why="held",
        is_held=True,
        came_at=people.NOW,
    )
    bystander = people.guest(ada, Kind.VIEWER, "Hugo", None)
    herself = door.child_or_404(cast["self"], ada.pk)
    Client().post(reverse("player-practise", args=["closing-hold"]))
    practice = Session.objects.get()
    session = _noted(people.held(ada, people.NOW - timedelta(days=1)), "Xylographic", practice.bundle)
    own = _noted(people.held(herself, people.NOW - timedelta(hours=3)), "Velleity", practice.bundle)
    practice.delete()
    known = {
        "child_id": ada.pk,
        "fact_id": fact.pk,
        "test_id": test.pk,
        "session_id": session.pk,
        "check_id": Check.objects.create(family=ada.family, child=ada, begun_at=people.NOW).pk,
        "role_id": Role.objects.get(person=bystander).pk,
        "aside_id": held.pk,
        "question": "state",
        "name": "closing-hold",
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
    }
    own_check = Check.objects.create(
        family=ada.family, child=ada, begun_at=people.NOW, is_private=True, goal="sleep"
    )
    return World(ada, cast, known, own, own_check)


def _noted(session: Session, note: str, bundle: dict[str, Any]) -> Session:
    session.bundle = bundle
    session.story["afterwards"] = session.afterwards = {"remember": note}
    session.save()
    return session


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within has not happened afterwards."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


def ask(browser: Client, way: str, where: str, **given: str) -> moments.Page:
    """Ask an address in one of the ways, and leave everything as it was."""
    cookies = dict(browser.cookies)
    with undone():
        answer = getattr(browser, way)(where, given)
        answer.whole = moments.whole(answer)
    browser.cookies.clear()
    browser.cookies.update(cookies)
    return answer


def shown(answer: moments.Page, secrets: tuple[str, ...]) -> list[str]:
    """Return which of the secrets an answer shows."""
    return [secret for secret in secrets if secret in answer.whole]


def kept_on_the_way(world: World, answer: moments.Page) -> list[str]:
    """Return which private words stand in an answer that a browser, or somebody between, may keep."""
    ids = (str(world.child.pk), str(world.child.family_id))
    if "no-store" in answer.headers["Cache-Control"]:
        return []
    return shown(answer, (*OF_THE_CHILD, *OF_THE_HOME, *OF_HER_OWN, *ids))


# The table itself


def test_every_address_that_names_something_of_a_child_stands_in_one_group() -> None:
    assert sorted([*SEE, *CARE, *OWN, *ITS_OWN]) == OF_A_CHILD
    assert ROUTES.keys() >= AT_HOME
    assert len(OF_A_SESSION) >= 8
    assert len(OF_A_CHECK) >= 5


# A child of ours, by role


@pytest.mark.parametrize("role", MAY)
def test_each_role_does_what_it_may_and_is_shown_no_more(world: World, role: str) -> None:
    browser, secrets = world.browser(role), world.secrets(role)
    for name in OF_A_CHILD:
        for way in ways(name):
            answer = ask(browser, way, world.address(name))
            expected = NOTHING if role in NO_MORE else REFUSED
            if name in MAY[role]:
                assert answer.status_code not in {401, 403, 404, 405}, (name, way)
                assert answer.status_code < 500, (name, way)
            else:
                assert answer.status_code == expected, (name, way)
            assert not shown(answer, secrets), (name, way)
            assert not kept_on_the_way(world, answer), (name, way)


@pytest.mark.parametrize("role", ["carer", "self", "other owner", "stranger", "removed"])
def test_pages_that_name_nobody_show_each_role_no_more_than_is_theirs(world: World, role: str) -> None:
    browser, secrets = world.browser(role), world.secrets(role)
    asked = 0
    for name in sorted(ROUTES):
        if not parts(name) <= {"name", "technique_id", "routine_id"} or name == "sign-out":
            continue
        for way in ways(name):
            answer = ask(browser, way, world.address(name))
            asked += 1
            assert not kept_on_the_way(world, answer), (name, way)
            assert answer.status_code < 500, (name, way)
            assert not shown(answer, secrets), (name, way)
            if name in AT_HOME:
                assert (answer.status_code == REFUSED) == (name not in MAY[role]), (name, way)
    assert asked >= 50


@pytest.mark.parametrize("role", MAY)
def test_a_child_that_a_form_names_is_massaged_by_whoever_may(world: World, role: str) -> None:
    browser = world.browser(role)
    for name in ("player-begin", "player-practise"):
        answer = ask(browser, "post", world.address(name), child=str(world.child.pk))
        expected = NOTHING if role in NO_MORE else 302 if MAY[role] >= CARE else REFUSED
        assert answer.status_code == expected, name
        assert not shown(answer, world.secrets(role)), name


# What a young person keeps to herself


@pytest.mark.parametrize("role", [*MAY, "unpaired"])
def test_what_is_her_own_is_found_by_her_alone(world: World, role: str) -> None:
    browser, secrets = world.browser(role), world.secrets(role)
    hers = {"session_id": world.own_session.pk, "check_id": world.own_check.pk}
    for name in (*OF_A_SESSION, *OF_A_CHECK):
        for way in ways(name):
            answer = ask(browser, way, world.address(name, **hers))
            if role == "self":
                assert answer.status_code < 500, (name, way)
                assert (answer.status_code in {403, 404}) == (name in HAS_NOTHING), (name, way)
            else:
                # A viewer is told that a check is not for them before anybody looks whose it is.
                is_asked_first = role == "viewer" and name in OF_A_CHECK
                expected = REFUSED if role == "unpaired" or is_asked_first else NOTHING
                assert answer.status_code == expected, (name, way)
                assert not shown(answer, secrets), (name, way)


HAS_NOTHING = frozenset({"diary-private"})
"""Her session was begun by nobody who is known."""


# A child of strangers, and a phone that nobody knows


@pytest.mark.parametrize("role", [role for role in MAY if role != "stranger"])
def test_of_a_strangers_child_nobody_finds_anything(world: World, role: str) -> None:
    cleo = Child.objects.get(name="Cleo")
    browser = world.browser(role)
    theirs = {"child_id": cleo.pk, "session_id": people.held(cleo, people.NOW).pk}
    for name in OF_A_CHILD:
        if parts(name) & theirs.keys():
            for way in ways(name):
                answer = ask(browser, way, world.address(name, **theirs))
                assert answer.status_code == NOTHING, (name, way)
                assert not shown(answer, ("Cleo", str(cleo.pk))), (name, way)


def test_an_unpaired_phone_is_shown_nothing(world: World) -> None:
    browser = world.browser("unpaired")
    ids = (str(world.child.pk), str(world.child.family_id))
    for name in OF_A_CHILD:
        for way in ways(name):
            answer = ask(browser, way, world.address(name))
            assert answer.status_code == REFUSED, (name, way)
            assert not shown(answer, (*OF_THE_CHILD, *OF_THE_HOME, *OF_HER_OWN, *ids)), (name, way)
