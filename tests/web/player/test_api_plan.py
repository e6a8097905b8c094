"""A plan looked at by the API is the plan that the pages would make, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import load
from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from handsong.web.player import queries
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

WELL = {"state": "quiet-alert", "feed": "over-45", "well": "yes", "skin": "nothing", "place": "ready"}


@pytest.fixture
def asking(alba: Person, program: Callable[..., Client]) -> Client:
    return program(alba, "read")


def plan(client: Client, child: Child, **told: object) -> dict[str, Any]:
    answer = client.post(f"/api/v1/children/{child.pk}/plan/", told, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_it_is_the_plan_of_the_pages(asking: Client, noah: Child) -> None:
    told = plan(asking, noah, **WELL, minutes=8, goal="relax")
    given = {"answers": WELL, "minutes": 8, "goal": "relax"}
    check = Check.objects.create(family=noah.family, child=noah, begun_at=people.NOW, **given)
    made = queries.plan(queries.standing(check, people.NOW))
    assert made.items
    assert [(row["technique"], row["sides"]) for row in told["items"]] == [
        (item.technique.id, list(item.sides)) for item in made.items
    ]
    assert told["seconds"] == pytest.approx(made.seconds, abs=0.1)


def test_every_technique_is_in_the_plan_or_left_out_with_a_reason(asking: Client, noah: Child) -> None:
    told = plan(asking, noah, **WELL)
    named = [item["technique"] for item in told["items"]]
    named += [name for row in told["not_today"] for name in row["techniques"]]
    assert sorted(named) == sorted(load.once().craft.library.by_id)
    assert all(row["reason"]["text"] for row in told["not_today"])


def test_nothing_is_kept_of_it(asking: Client, noah: Child) -> None:
    plan(asking, noah, **WELL)
    plan(asking, noah, well="not-quite", signs=["temperature-39"])
    assert not Check.objects.exists()
    assert not noah.happenings.exists()


def test_while_questions_are_open_there_is_no_plan(asking: Client, noah: Child) -> None:
    told = plan(asking, noah, state="quiet-alert", feed="over-45")
    assert told["items"] == []
    assert told["level"] is None
    assert told["open_questions"] == ["well", "skin", "place"]


def test_something_on_the_skin_is_told_on_the_pages_first(asking: Client, noah: Child) -> None:
    told = plan(asking, noah, **WELL | {"skin": "something"})
    assert (told["items"], told["open_questions"]) == ([], ["happenings"])


def test_what_stops_for_certain_stops_before_all_is_answered(asking: Client, noah: Child) -> None:
    told = plan(asking, noah, state="crying")
    assert told["items"] == []
    assert told["level"] == "wait"
    assert told["reasons"]


def test_a_red_flag_says_whom_to_call(asking: Client, mia: Child) -> None:
    told = plan(asking, mia, **WELL | {"well": "not-quite", "signs": ["temperature-38"]})
    assert told["level"] == "emergency"
    assert told["call"]["emergency"] == "000"
    assert told["items"] == []


def test_a_flag_that_was_ticked_on_the_pages_counts_for_its_day(
    asking: Client, at_home: Client, mia: Child
) -> None:
    moments.asked(at_home, moments.begin(at_home, mia), well="not-quite")
    check = Check.objects.get()
    at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": ["temperature-38"]})
    assert Check.objects.get().signs == ["temperature-38"]
    assert plan(asking, mia, **WELL)["level"] == "emergency"


def test_what_was_still_there_counts_as_still_there(asking: Client, noah: Child) -> None:
    before = plan(asking, noah, **WELL, minutes=20)
    rash = Fact(Happening.RASH, people.NOW, "leg.left", is_open=True)
    families.remember_facts(child=noah, facts=[rash], now=people.NOW)
    after = plan(asking, noah, **WELL, minutes=20)
    assert after["open_questions"] == []
    assert [item["sides"] for item in after["items"]] != [item["sides"] for item in before["items"]]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"signs": ["made-up"]}, "signs"),
        ({"without": ["made-up"]}, "without"),
        ({"product": "made-up"}, "product"),
        ({"product": "coconut"}, "product"),
        ({"goal": "weight"}, "goal"),
        ({"minutes": 31}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"state": "sleepy"}, "state"),
    ],
)
def test_what_is_not_known_is_refused(
    asking: Client, noah: Child, told: dict[str, object], field: str
) -> None:
    answer = asking.post(f"/api/v1/children/{noah.pk}/plan/", WELL | told, content_type="application/json")
    assert answer.status_code == 422
    assert [row["field"] for row in answer.json()["problems"]] == [field]
