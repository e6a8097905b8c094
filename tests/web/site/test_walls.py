"""Every address of the site: a stranger finds nothing of ours there, and wrong methods are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Device, Person
from handsong.web.families import actions, products, queries
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE

PRIVATE = {"child_id", "fact_id", "test_id", "session_id"}
MINE = ("accounts", "families", "library", "diary", "site")


def routes(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Go through every address of the site."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(row, URLResolver):
            yield from routes(row.url_patterns)
        else:
            yield row


ROUTES = [row for row in routes() if row.callback.__module__.split(".")[2] in MINE]
OF_A_CHILD = [row for row in ROUTES if PRIVATE & set(row.pattern.converters)]


@pytest.fixture
def ids(alba: Person, mia: Child) -> dict[str, Any]:
    """Return an id of Alba's for everything an address may name."""
    rash = Fact(Happening.RASH, people.NOW, "arm.left", is_open=True)
    (fact,) = actions.remember_facts(child=mia, facts=[rash], now=people.NOW)
    later = queries.situation(mia, people.NOW)
    test = products.TriedProduct.objects.create(
        family=mia.family, child=mia, product="coconut", place="inner-forearm.left", started_at=later.now
    )
    people.phone_of(alba)
    return {
        "child_id": mia.pk,
        "fact_id": fact.pk,
        "test_id": test.pk,
        "session_id": people.held(mia, people.NOW).pk,
        "device_id": Device.objects.get(person=alba).pk,
        "code": "made-up",
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
        "edition": "0" * 10,
        "name": "closing-hold.newborn.2",
        "theme": "day",
    }


def address(route: URLPattern, ids: dict[str, Any]) -> str:
    names = route.pattern.converters or dict.fromkeys(getattr(route.pattern.regex, "groupindex", {}))
    return reverse(str(route.name), kwargs={name: ids[name] for name in names})


@pytest.mark.parametrize("route", OF_A_CHILD, ids=[str(row.name) for row in OF_A_CHILD])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing_there(
    carla: Client, at_home: Client, ids: dict[str, Any], route: URLPattern, method: str
) -> None:
    where = address(route, ids)
    allowed = getattr(at_home, method)(where).status_code != 405
    answer = getattr(carla, method)(where, {"name": "Mia", "seen": "clear"})
    assert answer.status_code == (404 if allowed else 405)
    assert "Mia" not in answer.content.decode()


@pytest.mark.parametrize("route", ROUTES, ids=[str(row.name) for row in ROUTES])
def test_an_unpaired_phone_finds_nothing_anywhere(ids: dict[str, Any], route: URLPattern) -> None:
    answer = Client(REMOTE_ADDR=PHONE).get(address(route, ids))
    assert answer.status_code in ({403} if route.name != "pair" else {404})
    assert "Mia" not in answer.content.decode()


@pytest.mark.parametrize("route", ROUTES, ids=[str(row.name) for row in ROUTES])
def test_wrong_methods_are_refused(at_home: Client, ids: dict[str, Any], route: URLPattern) -> None:
    where = address(route, ids)
    assert at_home.delete(where).status_code == 405
    assert at_home.put(where).status_code == 405


@pytest.mark.parametrize("route", ROUTES, ids=[str(row.name) for row in ROUTES])
def test_looking_changes_nothing(at_home: Client, ids: dict[str, Any], route: URLPattern) -> None:
    from django.apps import apps

    def everything() -> dict[str, Any]:
        return {model.__name__: sorted(map(str, model.objects.values_list())) for model in apps.get_models()}

    before = everything()
    at_home.get(address(route, ids))
    assert everything() == before


def test_the_other_parent_finds_everything(bruno: Client, ids: dict[str, Any]) -> None:
    for route in OF_A_CHILD:
        answer = bruno.get(address(route, ids))
        assert answer.status_code in {200, 405}, route.name
