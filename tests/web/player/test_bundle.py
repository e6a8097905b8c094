"""What the player is given: one piece, in the shape it reads, and the same plan whatever changes later."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import files
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files.HERE / "schema" / "bundle.json").read_text(encoding="utf-8"))
)


def bundle(browser: Client, session: Session) -> dict[str, Any]:
    """Fetch what the player plays, and see that it has the shape that the player reads."""
    whole: dict[str, Any] = browser.get(reverse("player-bundle", args=[session.pk])).json()
    assert [f"{fault.json_path}: {fault.message}" for fault in SCHEMA.iter_errors(whole)] == []
    return whole


@pytest.fixture
def session(at_home: Client, noah: Child) -> Session:
    """A session with Noah that has just been begun."""
    return moments.started(at_home, noah)


def test_the_bundle_holds_the_plan_the_child_and_the_words_and_the_page_whom_to_call(
    at_home: Client, session: Session
) -> None:
    whole = bundle(at_home, session)
    assert whole["session"] == str(session.pk)
    assert whole["practice"] is False
    assert whole["child"] == {"name": "Noah", "colour": "dusk"}
    assert list(dict.fromkeys(step["technique"] for step in whole["steps"])) == moments.techniques(session)
    assert "aid" not in whole, "the page itself says whom to call"
    assert "Noah" in whole["opening"]["say"]


def test_every_drawing_that_a_step_names_is_there(at_home: Client, session: Session) -> None:
    whole = bundle(at_home, session)
    assert {step["drawing"] for step in whole["steps"]} == whole["drawings"].keys()


@pytest.mark.parametrize(
    ("born", "early"),
    [(date(2026, 11, 1), None), (date(2026, 9, 1), 56), (date(2026, 4, 1), None), (date(2025, 6, 1), None), (date(2018, 1, 1), None), (date(2012, 1, 1), None)],
)  # fmt: skip
def test_a_bundle_has_its_shape_at_every_age(
    at_home: Client, alba: Person, born: date, early: int | None
) -> None:
    child = people.add(alba, "Ida", born=born, days_early=early, seen=["lifts-head", "rolls", "sits"])
    bundle(at_home, moments.started(at_home, child))


def test_a_session_keeps_its_plan_whatever_changes_later(
    at_home: Client, session: Session, noah: Child
) -> None:
    before = bundle(at_home, session)["steps"]
    noah.conditions.create(family=noah.family, condition="reflux")
    people.held(noah, people.NOW - timedelta(hours=2), ends=("crying", "end"))
    assert bundle(at_home, session)["steps"] == before


def test_after_crying_today_the_machine_is_the_more_careful_one(at_home: Client, noah: Child) -> None:
    plain = bundle(at_home, moments.started(at_home, noah))
    people.held(noah, people.NOW - timedelta(hours=2), ends=("crying", "end"))
    careful = bundle(at_home, moments.started(at_home, noah))
    assert (plain["cried_today"], careful["cried_today"]) == (False, True)
    assert plain["cues"]["table"]["going"]["crying"]["state"] == "comfort"
    assert careful["cues"]["table"]["going"]["crying"]["state"] == "moment"


def test_a_technique_that_left_the_library_since_can_still_be_played(
    at_home: Client, session: Session
) -> None:
    session.bundle["steps"][0] |= {"technique": "gone-since", "drawing": "gone-since"}
    session.save()
    whole = bundle(at_home, session)
    assert whole["steps"][0]["technique"] == "gone-since"
    assert "gone-since" not in whole["drawings"]


def test_nothing_in_between_keeps_a_familys_bundle(at_home: Client, session: Session) -> None:
    answer = at_home.get(reverse("player-bundle", args=[session.pk]))
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_strangers_find_no_bundle(carla: Client, session: Session) -> None:
    assert carla.get(reverse("player-bundle", args=[session.pk])).status_code == 404


def test_the_bundle_of_a_child_that_was_erased_is_gone(at_home: Client, session: Session) -> None:
    at_home.post(reverse("child-erase", args=[session.child_id]), {"name": "Noah"})
    assert at_home.get(reverse("player-bundle", args=[session.pk])).status_code == 404


def test_a_bundle_is_only_fetched(at_home: Client, session: Session) -> None:
    assert at_home.post(reverse("player-bundle", args=[session.pk])).status_code == 405
