"""Who may do what: every address of the site, asked by each who could, in every way there is.

The addresses come from the site itself. One that is new and not written down here, or that names
something that is not known to be private or open, turns this red before anybody else finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Device, Person
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from handsong.web.site.backup.kept import BY_HAND, free_name
from tests import people
from tests.web.conftest import PHONE
from tests.web.player import moments

LOOKED_AT = frozenset(
    {"today", "care", "moment", "settings", "about", "devices", "child", "products", "library", "technique"}
    | {
        "picture",
        "routines",
        "routine",
        "goals",
        "rules",
        "sources",
        "diary",
        "diary-child",
        "diary-session",
        "diary-grow",
    }
    | {"player-plan", "player-session", "player-bundle", "player-log", "player-aside", "check"}
    | {"find", "app-manifest"}
    | {"trust", "trust-profile", "trust-certificate"}
    | {"backup", "backup-download"}
)
SENT = frozenset(
    {
        "settings-theme",
        "settings-hand",
        "settings-home",
        "settings-day",
        "settings-service",
        "device-add",
        "device-remove",
        "child-read-back",
    }
    | {"child-switch", "product-start", "product-look", "fact-settle", "player-begin", "player-start"}
    | {"player-swap", "player-practise", "player-practise-plan", "player-close", "player-tell"}
    | {"backup-make", "backup-new-key", "backup-check", "backup-accept", "backup-leave"}
)
BOTH = frozenset(
    {
        "pair",
        "child-new",
        "child-edit",
        "child-yes",
        "child-erase",
        "diary-add",
        "player-ready",
        "player-told",
    }
    | {"player-after", "player-mistake", "backup-key"}
)
"""How each address is asked: by a look, by sending something, or both ways."""

PRIVATE = frozenset({"child_id", "fact_id", "test_id", "session_id", "check_id"})
"""Parts of an address that name something of one family."""

OPEN = frozenset({"technique_id", "routine_id", "edition", "name", "theme", "question", "code"})
"""Parts of an address that everybody who is let in may name."""

AT_THE_MACHINE = frozenset(
    {"devices", "device-add", "device-remove", "backup", "backup-make", "backup-download", "backup-key"}
    | {"backup-new-key", "backup-check", "backup-accept", "backup-leave"}
)
"""Phones are let in and sent away at the machine alone; there, too, none but one's own. A backup holds everybody's."""

OF_THE_MACHINE = frozenset({"device_id", "backup"})
"""Parts of an address that name something which is seen at the machine alone."""

SAY_WHAT_IS_MISSING = {"child-new", "settings-home", "settings-day", "player-tell", "player-told"}
"""What answers with a sentence when nothing was sent with it."""

WAYS = ("get", "post", "put", "patch", "delete")


def routes(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Go through every address of the site."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(row, URLResolver):
            yield from routes(row.url_patterns)
        else:
            yield row


ROUTES = {str(route.name): route for route in routes()}


def parts(name: str) -> set[str]:
    """Return what an address names."""
    pattern = ROUTES[name].pattern
    return set(pattern.converters) or set(getattr(pattern.regex, "groupindex", {}))


def ways(name: str) -> tuple[str, ...]:
    """Return the ways in which an address is asked."""
    return ("get",) * (name in LOOKED_AT | BOTH) + ("post",) * (name in SENT | BOTH)


OF_A_FAMILY = sorted(name for name in ROUTES if parts(name) & PRIVATE)
ASKED = [(name, way) for name in sorted(ROUTES) for way in ways(name)]


@pytest.fixture
def address(
    alba: Person, at_home: Client, mia: Child, tmp_path: Path, settings: Settings
) -> Callable[[str], str]:
    """Give every address, with something of Alba's wherever it names something."""
    rash = Fact(Happening.RASH, people.NOW, "arm.left", is_open=True)
    (fact,) = families.remember_facts(child=mia, facts=[rash], now=people.NOW)
    test = mia.products.create(
        family=mia.family, product="coconut", place="inner-forearm.left", started_at=people.NOW
    )
    people.phone_of(alba)
    at_home.post(reverse("player-practise", args=["closing-hold"]))
    settings.DATA = tmp_path
    (tmp_path / "key").write_text("of this household", encoding="ascii")
    kept = free_name(tmp_path, why=BY_HAND, now=people.NOW)
    kept.write_bytes(b"closed")
    known = {
        "backup": kept.name,
        "child_id": mia.pk,
        "fact_id": fact.pk,
        "test_id": test.pk,
        "session_id": mia.sessions.get().pk,
        "check_id": moments.begin(at_home, mia).pk,
        "device_id": Device.objects.get(person=alba).pk,
        "code": "made-up",
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
        "edition": "0" * 10,
        "theme": "day",
        "question": "state",
    }

    def of(name: str) -> str:
        named = known | {"name": "closing-hold.newborn.2" if name == "picture" else "closing-hold"}
        return reverse(name, kwargs={part: named[part] for part in parts(name)})

    return of


def ask(browser: Client, way: str, where: str, **given: str) -> moments.Page:
    """Ask an address in one of the ways."""
    return getattr(browser, way)(where, given)


def everything() -> dict[str, list[str]]:
    """Return every row there is."""
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in apps.get_models()}


# The table itself


def test_every_address_has_a_name_and_stands_in_the_table_once() -> None:
    assert len(ROUTES) == len(list(routes()))
    assert "None" not in ROUTES
    assert sorted([*LOOKED_AT, *SENT, *BOTH]) == sorted(ROUTES)


def test_every_part_of_an_address_is_known_to_be_private_or_open() -> None:
    for name in ROUTES:
        assert parts(name) <= PRIVATE | OPEN | OF_THE_MACHINE, name
        assert not parts(name) & OF_THE_MACHINE or name in AT_THE_MACHINE, name
    assert len(OF_A_FAMILY) >= 20


# Own


@pytest.mark.parametrize(("name", "way"), ASKED)
def test_at_the_machine_everything_is_open(
    at_home: Client, address: Callable[[str], str], name: str, way: str
) -> None:
    answer = ask(at_home, way, address(name))
    assert answer.status_code < 500
    assert answer.status_code not in {401, 403, 404, 405}


@pytest.mark.parametrize(("name", "way"), ASKED)
def test_the_other_parents_phone_finds_everything_but_the_devices(
    bruno: Client, address: Callable[[str], str], name: str, way: str
) -> None:
    answer = ask(bruno, way, address(name))
    if name in AT_THE_MACHINE:
        assert answer.status_code == 403
    else:
        assert answer.status_code < 500
        assert answer.status_code not in {401, 403, 404, 405}


# A stranger, who is let in for a family of her own


def test_a_stranger_finds_nothing_of_ours_and_changes_nothing(
    carla: Client, mia: Child, address: Callable[[str], str]
) -> None:
    where = {name: address(name) for name in OF_A_FAMILY}
    before = everything()
    for name in OF_A_FAMILY:
        for way in ways(name):
            answer = ask(carla, way, where[name], name="Mia", seen="clear", answer="quiet-alert")
            assert answer.status_code == 404, (name, way)
            assert "Mia" not in answer.content.decode(), (name, way)
    assert everything() == before


def test_a_stranger_sees_and_changes_no_devices(carla: Client, address: Callable[[str], str]) -> None:
    before = everything()
    for name in AT_THE_MACHINE:
        for way in ways(name):
            assert ask(carla, way, address(name)).status_code == 403, (name, way)
    assert everything() == before


def test_pages_that_name_nobody_show_a_stranger_nothing_of_ours(
    carla: Client, mia: Child, address: Callable[[str], str]
) -> None:
    Child.objects.filter(pk=mia.pk).update(name="Zebulonia")
    ours = ("Zebulonia", str(mia.pk), str(mia.family_id))
    for name in sorted(ROUTES.keys() - set(OF_A_FAMILY) - AT_THE_MACHINE):
        for way in ways(name):
            answer = ask(carla, way, address(name))
            assert answer.status_code < 400 or name in SAY_WHAT_IS_MISSING, (name, way)
            assert not any(words in answer.content.decode() for words in ours), (name, way)


@pytest.mark.parametrize("name", ["player-begin", "player-practise"])
def test_a_child_that_a_form_names_is_found_by_its_own_family_alone(
    carla: Client, bruno: Client, mia: Child, address: Callable[[str], str], name: str
) -> None:
    before = everything()
    assert ask(carla, "post", address(name), child=str(mia.pk)).status_code == 404
    assert everything() == before
    assert ask(bruno, "post", address(name), child=str(mia.pk)).status_code == 302


# A phone that was never paired


def test_an_unpaired_phone_finds_the_way_to_pair_and_nothing_else(address: Callable[[str], str]) -> None:
    unpaired = Client(REMOTE_ADDR=PHONE)
    before = everything()
    for name in sorted(ROUTES.keys() - {"pair"}):
        for way in WAYS:
            answer = ask(unpaired, way, address(name))
            assert answer.status_code == 403, (name, way)
            assert "not paired" in answer.content.decode(), (name, way)
            assert "Mia" not in answer.content.decode(), (name, way)
    assert ask(unpaired, "get", address("pair")).status_code == 404
    assert ask(unpaired, "post", address("pair")).status_code == 403
    assert everything() == before


# Ways


def test_wrong_ways_are_refused_and_change_nothing(
    at_home: Client, carla: Client, address: Callable[[str], str]
) -> None:
    where = {name: address(name) for name in ROUTES}
    before = everything()
    for name in sorted(ROUTES):
        for way in set(WAYS) - set(ways(name)):
            for browser in (at_home, carla):
                assert ask(browser, way, where[name]).status_code == 405, (name, way)
    assert everything() == before


def test_looking_changes_nothing(at_home: Client, address: Callable[[str], str]) -> None:
    where = {name: address(name) for name in LOOKED_AT | BOTH}
    before = everything()
    for name in sorted(where):
        ask(at_home, "get", where[name])
        assert everything() == before, name


def test_nothing_is_taken_that_was_not_sent_from_our_own_page(
    alba: Person, phone: Callable[[Person], Client], address: Callable[[str], str]
) -> None:
    at_home = Client(enforce_csrf_checks=True)
    paired = Client(enforce_csrf_checks=True, REMOTE_ADDR=PHONE)
    paired.cookies = phone(people.bruno(Child.objects.get(name="Mia"))).cookies
    where = {name: address(name) for name in SENT | BOTH}
    before = everything()
    for name in sorted(where):
        for browser in (at_home, paired):
            answer = ask(browser, "post", where[name], name="Mia", seen="clear")
            assert answer.status_code == 403, name
            assert "Mia" not in answer.content.decode(), name
    assert everything() == before


def test_what_was_sent_from_our_own_page_is_taken(alba: Person, address: Callable[[str], str]) -> None:
    at_home = Client(enforce_csrf_checks=True)
    page = at_home.get(reverse("today")).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = ask(at_home, "post", address("player-begin"), csrfmiddlewaretoken=token)
    assert answer.status_code == 302
    answer = at_home.post(
        address("player-tell"),
        '{"events": []}',
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 200
