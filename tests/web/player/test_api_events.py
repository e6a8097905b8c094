"""What a device tells by the API is taken as what a phone tells on the pages: once, whole, and never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from handsong.web.accounts import epoch
from handsong.web.accounts.models import Person
from handsong.web.diary.actions import MOST_AT_ONCE
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people

HOUR = timedelta(hours=1)


@pytest.fixture
def asking(alba: Person, program: Callable[..., Client]) -> Client:
    return program(alba)


def tell(client: Client, events: list[Any], **more: object) -> Any:
    told = {"events": events} | more
    return client.post("/api/v1/events/", json.dumps(told), content_type="application/json")


def states(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["state"] for row in answer.json()["events"]]


def test_what_is_told_is_stored_once_however_often_it_comes(asking: Client, mia: Child) -> None:
    row = people.begun(mia, people.NOW - HOUR)
    sent = people.story(row)
    answer = tell(asking, sent)
    assert states(answer) == ["stored"] * len(sent)
    assert answer.json()["epoch"] == epoch.current()
    assert states(tell(asking, sent)) == ["duplicate"] * len(sent)
    assert Event.objects.count() == len(sent)
    assert asking.get(f"/api/v1/sessions/{row.pk}/").json()["is_over"] is True


def test_a_session_that_is_not_known_is_made_from_how_it_was_begun(asking: Client, mia: Child) -> None:
    row = Session(pk=uuid4(), child=mia, started_at=people.NOW - HOUR)
    begun = {str(row.pk): {"child": str(mia.pk), "practice": False}}
    assert set(states(tell(asking, people.story(row), sessions=begun, device=str(uuid4())))) == {"stored"}
    assert Session.objects.get().child == mia
    assert Event.objects.exclude(device=None).count() == Event.objects.count()


def test_what_cannot_be_read_is_set_aside_and_can_be_looked_at(asking: Client, mia: Child) -> None:
    row = people.begun(mia, people.NOW - HOUR)
    odd = people.event(row, 0, people.NOW, "hummed")
    good = people.story(row)
    assert states(tell(asking, [odd, *good, "a shopping list"])) == [
        "aside",
        *["stored"] * len(good),
        "aside",
    ]
    aside = asking.get("/api/v1/set-aside/").json()["set_aside"]
    assert sorted(found["row"] for found in aside) == sorted(map(json.dumps, [odd, "a shopping list"]))
    assert any("hummed" in found["why"] for found in aside)


def test_what_is_told_of_a_strangers_child_never_reaches_it_and_stays_with_the_device(
    asking: Client, mia: Child, carla: Client
) -> None:
    theirs = people.begun(Child.objects.get(name="Cleo"), people.NOW - HOUR)
    begun = {str(theirs.pk): {"child": str(theirs.child_id), "practice": False}}
    new = Session(pk=uuid4(), child=theirs.child, started_at=people.NOW - HOUR)
    begun[str(new.pk)] = {"child": str(new.child_id), "practice": False}
    answer = tell(asking, [*people.story(theirs), *people.story(new)], sessions=begun)
    assert set(states(answer)) == {"later"}
    assert "Keep it" in answer.json()["events"][0]["why"]
    assert not Event.objects.exists()
    assert not SetAside.objects.exists()
    assert asking.get("/api/v1/set-aside/").json()["set_aside"] == []


def test_of_an_erased_child_there_is_nothing_to_tell(asking: Client, mia: Child, noah: Child) -> None:
    row = people.begun(mia, people.NOW - HOUR)
    begun = {str(row.pk): {"child": str(mia.pk), "practice": False}}
    sent = people.story(row)
    families.erase_child(child=mia, now=people.NOW)
    assert set(states(tell(asking, sent, sessions=begun))) == {"gone"}


def test_a_token_for_one_child_takes_what_is_theirs_and_leaves_the_rest_with_the_device(
    alba: Person, mia: Child, noah: Child, program: Callable[..., Client]
) -> None:
    asking = program(alba, "tell", only_child=noah)
    his, hers = people.begun(noah, people.NOW - HOUR), people.begun(mia, people.NOW - HOUR)
    new = Session(pk=uuid4(), child=noah, started_at=people.NOW - HOUR)
    begun = {str(new.pk): {"child": str(noah.pk), "practice": False}}
    begun |= {str(hers.pk): {"child": str(noah.pk), "practice": False}}
    firsts = [people.story(row)[0] for row in (his, hers, new)]
    answer = tell(asking, [*firsts, "odd"], sessions=begun)
    assert states(answer) == ["stored", "later", "stored", "later"]
    assert answer.json()["events"][1]["id"] == firsts[1]["id"]
    assert "Keep it" in answer.json()["events"][1]["why"]
    assert set(Event.objects.values_list("session__child__name", flat=True)) == {"Noah"}
    assert not SetAside.objects.exists()


def test_events_of_a_session_come_as_they_were_told(asking: Client, mia: Child) -> None:
    row = people.begun(mia, people.NOW - HOUR)
    sent = people.story(row)
    tell(asking, sent)
    told = asking.get(f"/api/v1/sessions/{row.pk}/events/").json()
    assert [(event["id"], event["kind"], event["body"]) for event in told] == [
        (event["id"], event["kind"], event["body"]) for event in sent
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        ("[", 400),
        ('{"events": [NaN]}', 400),
        ('{"events": ' + "[" * 100_000 + "]" * 100_000 + "}", 400),
        ('"\\ud800"', 422),
        ('{"events": ["\\ud800", "\\u0000", 1e400]}', 200),
        ('{"events": {}}', 422),
        ('{"events": [], "more": 1}', 422),
        ('{"events": [], "device": 7}', 422),
        ('{"events": [], "sessions": {"x": {"child": "y"}}}', 422),
        (json.dumps({"events": [{}] * (MOST_AT_ONCE + 1)}), 422),
        (json.dumps({"events": ["x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE]}), 413),
    ],
)
def test_whatever_comes_is_answered_with_a_sentence_and_never_falls_over(
    asking: Client, mia: Child, text: str, status: int
) -> None:
    answer = asking.post("/api/v1/events/", text, content_type="application/json")
    assert answer.status_code == status
    if status != 200:
        said = answer.json()
        assert said["status"] == status
        assert said["detail"]
        assert all(row["fault"] and row["remedy"] for row in said["problems"])
    assert asking.get("/api/v1/set-aside/").status_code == 200
