"""Who may do what: every address of the site, asked by each who could, in every way there is.

The addresses come from the site itself. One that is new and not written down here, or that names
something that is not known to be private or open, turns this red before anybody else finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from handsong.core.child import Fact, Happening
from handsong.core.reminders import Reminder
from handsong.web.accounts.models import Device, Person, Try
from handsong.web.diary import course as courses
from handsong.web.diary import reminding
from handsong.web.diary.models import SetAside, Untold
from handsong.web.diary.reminding import Asked
from handsong.web.families import actions as families
from handsong.web.families.models import Child, Invitation, Role
from handsong.web.families.rights import Kind
from handsong.web.site.backup.kept import BY_HAND, free_name
from tests import people
from tests.web.conftest import PHONE
from tests.web.player import moments

LOOKED_AT = frozenset(
    {"today", "care", "moment", "settings", "about", "devices", "child", "products", "library", "technique"}
    | {"picture", "routines", "routine", "goals", "rules", "sources"}
    | {"diary", "diary-child", "diary-session", "diary-grow", "diary-live", "player-both"}
    | {"player-plan", "player-session", "player-bundle", "player-log", "player-aside", "check"}
    | {"player-shelf", "player-worker", "player-shell", "player-known"}
    | {"course", "course-child", "reminders-file", "calendar"}
    | {"find", "app-manifest", "account", "people"}
    | {"api-examples", "api-description"}
    | {"trust", "trust-profile", "trust-certificate"}
    | {"backup", "backup-download"}
)
SENT = frozenset(
    {"settings-theme", "settings-hand", "settings-home", "settings-day", "settings-service"}
    | {"device-add", "device-remove", "child-read-back"}
    | {"child-switch", "product-start", "product-look", "fact-settle", "player-begin", "player-start"}
    | {"player-take-up", "player-begin-both", "player-start-both", "player-alone", "player-let-count"}
    | {"player-swap", "player-practise", "player-practise-plan", "player-close", "player-tell"}
    | {"people-name", "invitation-take-back", "role-change", "role-remove", "diary-private"}
    | {"course-begin", "course-tick", "course-go", "course-leave"}
    | {"reminders-stop", "reminders-address", "reminders-address-end"}
    | {"backup-make", "backup-new-key", "backup-check", "backup-accept", "backup-leave"}
    | {"device-again", "sign-in-ask", "sign-in-passkey", "confirm-passkey", "passkey-ask", "passkey-add"}
    | {"passkey-remove", "account-codes", "account-device-end", "token-end"}
)
BOTH = frozenset(
    {"pair", "child-new", "child-edit", "child-yes", "child-erase", "diary-add"}
    | {"player-ready", "player-told", "aside-erase"}
    | {"player-after", "player-mistake", "backup-key"}
    | {"sign-in", "sign-in-recover", "sign-out", "unlock", "confirm", "account-sign-in"}
    | {"programs", "reminders"}
    | {"people-invite", "child-leave", "invitation"}
    | {"child-copy", "household-copy", "person-erase", "household-erase"}
)
"""How each address is asked: by a look, by sending something, or both ways."""

PRIVATE = frozenset({"child_id", "fact_id", "test_id", "session_id", "check_id", "role_id", "aside_id"})
"""Parts of an address that name something of one child."""

OF_A_HOME = frozenset({"row_id"})
"""Parts of an address that name something of one home, and of no child."""

OPEN = frozenset({"technique_id", "routine_id", "edition", "name", "theme", "question", "code"} | {"secret"})
"""Parts of an address that everybody who is let in may name."""

OF_ONESELF = frozenset({"own_device_id", "passkey_id", "token_id", "invitation_id"})
"""Parts of an address that name something of one person, whoever shares the family."""

AT_THE_MACHINE = frozenset(
    {"device-again"}
    | {"devices", "device-add", "device-remove", "backup", "backup-make", "backup-download", "backup-key"}
    | {"backup-new-key", "backup-check", "backup-accept", "backup-leave"}
)
"""Phones are let in and sent away at the machine alone, there everybody's. A backup holds everybody's."""

OF_THE_MACHINE = frozenset({"device_id", "backup"})
"""Parts of an address that name something which is seen at the machine alone."""

SAY_WHAT_IS_MISSING = {"child-new", "settings-home", "settings-day", "player-tell"} | {
    *("player-told", "reminders", "person-erase", "household-erase")
}
"""What answers with a sentence when nothing was sent with it."""

MEND = {"people-name", "people-invite"} | {"sign-in", "sign-in-recover", "confirm", "account-sign-in"}
NEED_A_NAME = {"sign-in-ask", "sign-in-passkey", "confirm-passkey", "passkey-ask", "passkey-add"}
"""What answers with a sentence when nothing was filled in; and passkeys, on a page that can have none."""

OF_A_YOUNG_PERSON = {"diary-private"}
"""What nobody does for a young person: who may do it stands in test_roles.py."""

NEED_CHILDREN = {"player-begin-both"}
"""What finds nobody when no child is named."""

WAYS_IN = {"pair", "invitation", "sign-in", "sign-in-recover", "sign-in-ask", "sign-in-passkey", "calendar"}
"""What somebody who is not known may open, at home."""

OF_PROGRAMS = frozenset({"api"})
"""Where a token counts, and neither a device nor the machine: its operations stand in test_api_matrix.py."""

EVERY_MORNING = Reminder(frozenset(range(7)), time(9))
WAYS = ("get", "post", "put", "patch", "delete")
MIA = re.compile(r"\bMia\b")  # as a word: a random token may have its letters


def routes(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Go through every address of the site."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(row, URLResolver):
            yield from routes(row.url_patterns)
        elif row.name not in OF_PROGRAMS:
            yield row


ROUTES = {str(route.name): route for route in routes()}


def parts(name: str) -> set[str]:
    """Return what an address names."""
    pattern = ROUTES[name].pattern
    return set(pattern.converters) or set(getattr(pattern.regex, "groupindex", {}))


def ways(name: str) -> tuple[str, ...]:
    """Return the ways in which an address is asked."""
    return ("get",) * (name in LOOKED_AT | BOTH) + ("post",) * (name in SENT | BOTH)


OF_A_PERSON = sorted(name for name in ROUTES if parts(name) & OF_ONESELF)
OF_A_CHILD = sorted(name for name in ROUTES if parts(name) & PRIVATE)
OF_A_FAMILY = sorted(name for name in ROUTES if parts(name) & (PRIVATE | OF_A_HOME))
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
    courses.begin(child=mia, now=people.NOW)
    reminding.remind(person=alba, family=mia.family, asked=Asked(EVERY_MORNING), now=people.NOW)
    settings.DATA = tmp_path
    (tmp_path / "key").write_text("of this household", encoding="ascii")
    kept = free_name(tmp_path, why=BY_HAND, now=people.NOW)
    kept.write_bytes(b"closed")
    code = people.invited(alba, mia)
    viewer = people.guest(mia, Kind.VIEWER)
    odd = {"family": mia.family, "row": "{}", "why": "odd", "came_at": people.NOW}
    held = SetAside.objects.create(**odd, child=mia, digest="0" * 64, is_held=True)
    known = {
        "backup": kept.name,
        "role_id": Role.objects.get(person=viewer).pk,
        "invitation_id": Invitation.objects.get(used_at=None).pk,
        "aside_id": held.pk,
        "row_id": SetAside.objects.create(**odd, digest="1" * 64).pk,
        "child_id": mia.pk,
        "fact_id": fact.pk,
        "test_id": test.pk,
        "session_id": mia.sessions.get().pk,
        "check_id": moments.begin(at_home, mia).pk,
        "device_id": Device.objects.get(person=alba).pk,
        "own_device_id": Device.objects.get(person=alba).pk,
        "passkey_id": people.passkey_of(alba).pk,
        "token_id": people.token_of(alba)[0].pk,
        "code": "made-up",
        "secret": reminding.make_address(person=alba, now=people.NOW),
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
        "edition": "0" * 10,
        "theme": "day",
        "question": "state",
    }

    def of(name: str) -> str:
        named = known | {"name": "closing-hold.newborn.2" if name == "picture" else "closing-hold"}
        named |= {"code": code} if name == "invitation" else {}
        return reverse(name, kwargs={part: named[part] for part in parts(name)})

    return of


def ask(browser: Client, way: str, where: str, **given: str) -> moments.Page:
    """Ask an address in one of the ways."""
    return getattr(browser, way)(where, given)


def everything() -> dict[str, list[str]]:
    """Return every row there is, but for the tries at a secret that are counted."""
    models = [model for model in apps.get_models() if model is not Try]
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}


# The table itself


def test_every_address_has_a_name_and_stands_in_the_table_once() -> None:
    assert len(ROUTES) == len(list(routes()))
    assert "None" not in ROUTES
    assert sorted([*LOOKED_AT, *SENT, *BOTH]) == sorted(ROUTES)


def test_every_part_of_an_address_is_known_to_be_private_or_open() -> None:
    for name in ROUTES:
        assert parts(name) <= PRIVATE | OF_A_HOME | OPEN | OF_THE_MACHINE | OF_ONESELF, name
        assert not parts(name) & OF_THE_MACHINE or name in AT_THE_MACHINE, name
    assert len(OF_A_FAMILY) >= 20


# Own


@pytest.mark.parametrize(("name", "way"), ASKED)
def test_at_the_machine_everything_is_open(
    at_home: Client, address: Callable[[str], str], name: str, way: str
) -> None:
    answer = ask(at_home, way, address(name))
    assert answer.status_code < 500
    assert (answer.status_code in {401, 403, 404, 405}) == (name in OF_A_YOUNG_PERSON | NEED_CHILDREN)


@pytest.mark.parametrize(("name", "way"), ASKED)
def test_the_other_parents_phone_finds_everything_but_the_devices(
    bruno: Client, address: Callable[[str], str], name: str, way: str
) -> None:
    answer = ask(bruno, way, address(name))
    if name in AT_THE_MACHINE:
        assert answer.status_code == 403
    elif name in OF_A_PERSON:
        assert answer.status_code == 404
    else:
        assert answer.status_code < 500
        assert (answer.status_code in {401, 403, 404, 405}) == (name in OF_A_YOUNG_PERSON | NEED_CHILDREN)


# A stranger, who is let in for a family of her own


def test_a_stranger_finds_nothing_of_ours_and_changes_nothing(
    carla: Client, mia: Child, address: Callable[[str], str]
) -> None:
    where = {name: address(name) for name in [*OF_A_FAMILY, *OF_A_PERSON]}
    before = everything()
    for name in [*OF_A_FAMILY, *OF_A_PERSON]:
        for way in ways(name):
            answer = ask(carla, way, where[name], name="Mia", seen="clear", answer="quiet-alert")
            assert answer.status_code == 404, (name, way)
            assert not MIA.search(answer.content.decode()), (name, way)
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
    for name in sorted(
        ROUTES.keys() - set(OF_A_FAMILY) - set(OF_A_PERSON) - AT_THE_MACHINE - {"sign-out", "invitation"}
    ):
        for way in ways(name):
            answer = ask(carla, way, address(name))
            says_so = SAY_WHAT_IS_MISSING | MEND | NEED_A_NAME | NEED_CHILDREN
            assert answer.status_code < 400 or name in says_so, (name, way)
            assert not any(words in moments.whole(answer) for words in ours), (name, way)


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
    for name in sorted(ROUTES.keys() - WAYS_IN):
        for way in WAYS:
            answer = ask(unpaired, way, address(name))
            assert answer.status_code == 403, (name, way)
            assert "not paired" in answer.content.decode(), (name, way)
            assert not MIA.search(answer.content.decode()), (name, way)
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


def sees_whether_anything_waits(answer: Any) -> Any:
    """Return the middleware that notes, just before a page is made, whether phones told what it could not know."""

    def note(request: Any) -> Any:
        request.anything_waits = Untold.objects.exists()
        return answer(request)

    return note


def test_whatever_is_asked_what_phones_told_is_told_first(
    mia: Child, address: Callable[[str], str], settings: Settings
) -> None:
    where = {name: address(name) for name in ROUTES}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.sees_whether_anything_waits"]
    waits = {"session": people.begun(mia, people.NOW), "family": mia.family}
    at_home, waited = Client(), set()
    for name, way in ASKED:
        with transaction.atomic():
            Untold.objects.get_or_create(**waits)
            if ask(at_home, way, where[name]).wsgi_request.anything_waits:
                waited.add(name)
            transaction.set_rollback(True)
    assert waited == {"player-tell", "care", "moment", "check"}


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
            assert not MIA.search(answer.content.decode()), name
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
