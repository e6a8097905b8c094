"""Who may do what by the API: every operation, asked by each who could, with a token that may do everything.

The operations come from the API itself. One that is new and not written down here turns this red.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.families import actions as families
from handsong.web.families.models import Child, Role
from handsong.web.families.rights import Kind
from handsong.web.site import api_examples
from handsong.web.site.api import description
from tests import people
from tests.proof.fuzz import with_ids
from tests.web.site.test_matrix import OF_PROGRAMS, everything, routes

SEEN = frozenset(
    {"child", "products_of_a_child", "sessions_of_a_child", "diary_of_a_child", "growth_of_a_child"}
    | {"session", "events_of_a_session"}
)
CARED_FOR = frozenset({"preview_plan", "add_massage"})
OF_ALL = frozenset(
    {"who_asks", "list_children", "tell", "set_aside", "list_techniques", "technique", "list_routines"}
    | {"routine", "list_rules", "list_products"}
)
"""What an operation is about: a child to see, a child to care for, or whatever the person has."""

KINDS = [*Kind, "left", "stranger"]

CANARIES = ("Zebulonia", "Zebulon rash", "Dr Zebulon", "Zebulon smiled", "Zebulon said")


@pytest.fixture
def ours(alba: Person) -> dict[str, str]:
    """Write a child with something in everything, and return what addresses name of it."""
    born = people.TODAY - timedelta(days=365 * 14)
    child = people.add(alba, "Zebulonia", born=born, conditions=("reflux",), something_else="Zebulon rash")
    families.record_yes(
        child=child, condition="reflux", who="Dr Zebulon", said_date=people.TODAY, now=people.NOW
    )
    rash = Fact(Happening.RASH, people.NOW, "arm.left", is_open=True)
    families.remember_facts(child=child, facts=[rash], now=people.NOW)
    session = people.held(child, people.NOW - timedelta(hours=5))
    diary.note_afterwards(session=session, answers={"remember": "Zebulon smiled"}, now=people.NOW)
    odd = {"id": "odd", "session": str(session.pk), "said": "Zebulon said"}
    diary.take_events(person=alba, told=diary.Told([odd]), now=people.NOW)
    return {"child_id": str(child.pk), "session_id": str(session.pk)} | {
        "technique_id": "closing-hold",
        "routine_id": "first-touch",
    }


@pytest.fixture
def asking(ours: dict[str, str], program: Callable[..., Client]) -> Callable[[str], Client]:
    """Make a program of somebody who is something for our child, was it once, or never."""

    def made(kind: str) -> Client:
        person = people.carla() if kind == "stranger" else Person.objects.create(name=kind)
        child = Child.objects.get(pk=ours["child_id"])
        if kind != "stranger":
            Role.objects.create(
                family=child.family,
                child=child,
                person=person,
                kind=Kind.OWNER if kind == "left" else kind,
                since_at=people.NOW,
                ended_at=people.NOW if kind == "left" else None,
                agreed_at=people.NOW if kind == Kind.SELF else None,
            )
        return program(person)

    return made


def operations() -> list[tuple[str, str, str]]:
    """Return every operation: its id, its way and its address."""
    found = description()["paths"]
    return [(row["operationId"], way, path) for path, ways in found.items() for way, row in ways.items()]


def ask(client: Client, operation: tuple[str, str, str], named: dict[str, str]) -> Any:
    name, way, path = operation
    where = path.format(**named)
    shown = api_examples.of(name)
    if way == "get" or shown is None:
        return client.get(where)
    body = with_ids(shown.body, named["child_id"])
    return client.post(where, body, content_type="application/json")


def expected(name: str, kind: str) -> int:
    """Return the status that somebody who is this for a child hears of an operation."""
    if name in OF_ALL:
        return 200
    if kind in {"left", "stranger"}:
        return 404
    return 403 if name in CARED_FOR and kind == Kind.VIEWER else 200


def test_every_operation_stands_in_the_table_once() -> None:
    assert sorted([*SEEN, *CARED_FOR, *OF_ALL]) == sorted(name for name, _, _ in operations())


def test_the_api_hangs_at_one_address_and_the_sites_own_table_holds_all_others() -> None:
    assert {"api"} == OF_PROGRAMS
    assert "api" not in {route.name for route in routes()}
    assert reverse("api", args=["me/"]) == "/api/v1/me/"


@pytest.mark.parametrize("kind", KINDS)
def test_each_operation_answers_each_role_as_the_table_says(
    kind: str, asking: Callable[[str], Client], ours: dict[str, str]
) -> None:
    client = asking(kind)
    said = {operation[0]: ask(client, operation, ours).status_code for operation in operations()}
    assert said == {name: expected(name, kind) for name, _, _ in operations()}


@pytest.mark.parametrize("kind", ["left", "stranger"])
def test_nothing_of_ours_is_in_an_answer_to_somebody_else(
    kind: str, asking: Callable[[str], Client], ours: dict[str, str]
) -> None:
    client = asking(kind)
    for operation in operations():
        answer = ask(client, operation, ours)
        told = answer.content.decode() + str(dict(answer.headers))
        hidden = [*CANARIES, *(ours[name] for name in ("child_id", "session_id"))]
        found = [word for word in hidden if word in told]
        assert not found, operation


@pytest.mark.parametrize("kind", KINDS)
def test_looking_changes_nothing(kind: str, asking: Callable[[str], Client], ours: dict[str, str]) -> None:
    client = asking(kind)
    client.get("/api/v1/me/")
    before = everything()
    for operation in operations():
        if operation[0] not in {"tell", "add_massage"}:
            ask(client, operation, ours)
    assert everything() == before


def test_no_answer_about_a_family_may_be_kept_on_its_way(
    asking: Callable[[str], Client], ours: dict[str, str]
) -> None:
    client = asking("owner")
    for operation in operations():
        kept = ask(client, operation, ours)["Cache-Control"]
        assert "private" in kept, operation
        assert "no-store" in kept or "/library/" in operation[2], operation


def test_other_ways_and_other_addresses_are_refused_with_what_would_be_right(
    asking: Callable[[str], Client], ours: dict[str, str]
) -> None:
    client = asking("owner")
    for name, _, path in operations():
        answer = client.delete(path.format(**ours))
        assert answer.status_code == 405, name
        assert answer.json()["problems"][0]["remedy"] == f"Ask it by {answer['Allow']}."
    nowhere = ("", "nothing/", "children", "children/1/", "%0A", "children/%0A/", "library/routines/a%2Fb/")
    for where in (f"/api/v1/{rest}" for rest in nowhere):
        answer = client.get(where)
        assert answer.status_code == 404, where
        assert answer["Content-Type"] == "application/problem+json"
