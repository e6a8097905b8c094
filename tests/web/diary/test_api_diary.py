"""The diary by the API: what its pages tell, in pages that miss nothing; and a massage that is added afterwards."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts.models import Person
from handsong.web.diary import actions
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child, Role
from handsong.web.families.rights import Kind
from tests import people

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asking(alba: Person, program: Callable[..., Client]) -> Client:
    return program(alba)


def sessions(client: Client, child: Child, **asked: object) -> dict[str, Any]:
    answer = client.get(f"/api/v1/children/{child.pk}/sessions/", asked)
    assert answer.status_code == 200
    return dict(answer.json())


def add(client: Client, child: Child, **told: object) -> Any:
    massage = {"id": str(uuid4())} | told
    return client.post(f"/api/v1/children/{child.pk}/sessions/", massage, content_type="application/json")


def pages(client: Client, child: Child, limit: int) -> list[dict[str, Any]]:
    """Return every page, to the end."""
    found = [sessions(client, child, limit=limit)]
    while found[-1]["next"]:
        found.append(sessions(client, child, limit=limit, after=found[-1]["next"]))
    return found


# Reading


def test_a_session_is_told_as_its_page_tells_it(asking: Client, at_home: Client, mia: Child) -> None:
    row = people.held(mia, people.NOW - 2 * HOUR, ends=("crying", "crying", "end"))
    told = asking.get(f"/api/v1/sessions/{row.pk}/").json()
    page = at_home.get(reverse("diary-session", args=[row.pk])).content.decode()
    assert told["done"][0] | {"seconds": 120} == told["done"][0]
    assert told["minutes"] == pytest.approx(row.minutes, abs=0.01)
    assert told["done"][0]["name"] in page
    assert (told["child"], told["is_over"], told["ended_by"]) == (str(mia.pk), True, row.ended_by)


def test_times_carry_the_offset_of_the_family(asking: Client, mia: Child) -> None:
    row = people.held(mia, people.NOW - 2 * HOUR)
    told = asking.get(f"/api/v1/sessions/{row.pk}/").json()
    assert told["started_at"] == "2026-11-24T18:30:00+11:00"
    assert asking.get("/api/v1/me/").json()["now"].endswith("+11:00")


def test_pages_hold_every_session_once_also_those_of_the_same_moment(asking: Client, mia: Child) -> None:
    whole = [people.held(mia, people.NOW - hours * HOUR) for hours in (9, 9, 9, 5, 3, 3)]
    found = pages(asking, mia, limit=2)
    assert [len(page["sessions"]) for page in found] == [2, 2, 2]
    told = [row["id"] for page in found for row in page["sessions"]]
    assert sorted(told) == sorted(str(row.pk) for row in whole)
    started = [row["started_at"] for page in found for row in page["sessions"]]
    assert started == sorted(started, reverse=True)


def test_what_comes_meanwhile_moves_nothing_from_the_next_page(asking: Client, mia: Child) -> None:
    first, second = (people.held(mia, people.NOW - hours * HOUR) for hours in (9, 7))
    page = sessions(asking, mia, limit=1)
    people.held(mia, people.NOW - HOUR)
    following = sessions(asking, mia, limit=1, after=page["next"])
    assert [page["sessions"][0]["id"], following["sessions"][0]["id"]] == [str(second.pk), str(first.pk)]


@pytest.mark.parametrize(
    "after", ["x", "e30=", "WzEsMl0=", "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTEyOjAwIiwgIngiXQ=="]
)
def test_what_is_no_end_of_a_page_is_refused(asking: Client, mia: Child, after: str) -> None:
    answer = asking.get(f"/api/v1/children/{mia.pk}/sessions/", {"after": after})
    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        {
            "field": "after",
            "fault": "It is not where a page ended.",
            "remedy": "Give the “next” of the page before, as it came.",
        }
    ]


def test_the_diary_has_a_session_under_each_day_that_it_touches(asking: Client, mia: Child) -> None:
    row = people.begun(mia, datetime.fromisoformat("2026-11-23T23:55:00+11:00"))
    sent = people.story(row)
    sent[-1]["at"] = "2026-11-24T00:10:00+11:00"
    actions.record_events(session=row, sent=sent, now=people.NOW)
    days = asking.get(f"/api/v1/children/{mia.pk}/diary/").json()["days"]
    assert [day["day"] for day in days] == ["2026-11-24", "2026-11-23"]
    assert [day["entries"][0]["began_before"] for day in days] == [True, False]


def test_growth_is_told_as_its_page_tells_it(asking: Client, mia: Child) -> None:
    for days in (3, 2, 1):
        people.held(mia, people.NOW - days * DAY)
    told = asking.get(f"/api/v1/children/{mia.pk}/growth/").json()
    assert told["massages"] == 3
    assert "leg-hip-to-ankle" in told["liked"]


# A young person's own


@pytest.fixture
def teenager(alba: Person) -> Child:
    return people.add(alba, "Ada", born=people.TODAY - 365 * DAY * 14)


@pytest.fixture
def herself(teenager: Child, program: Callable[..., Client]) -> Client:
    person = Person.objects.create(name="Ada")
    Role.objects.create(
        family=teenager.family,
        child=teenager,
        person=person,
        kind=Kind.SELF,
        since_at=people.NOW,
        agreed_at=people.NOW,
    )
    return program(person)


def test_of_a_young_persons_own_session_parents_hear_the_day_and_nothing_else(
    asking: Client, herself: Client, teenager: Child
) -> None:
    people.held(teenager, people.NOW - 3 * DAY)
    own = people.held(teenager, people.NOW - 2 * DAY)
    people.held(teenager, people.NOW - 1 * DAY)
    Session.objects.filter(pk=own.pk).update(is_private=True)
    told = sessions(asking, teenager)
    assert len(told["sessions"]) == 2
    assert told["private_days"] == ["2026-11-22"]
    assert str(own.pk) not in str(told)
    assert asking.get(f"/api/v1/sessions/{own.pk}/").status_code == 404
    assert asking.get(f"/api/v1/sessions/{own.pk}/events/").status_code == 404
    days = asking.get(f"/api/v1/children/{teenager.pk}/diary/").json()["days"]
    (closed,) = (day for day in days if day["day"] == "2026-11-22")
    nothing = {"session": None, "clock": "", "began_before": False, "minutes": "", "ended": ""}
    assert closed["entries"] == [nothing]
    assert [row["is_private"] for row in sessions(herself, teenager)["sessions"]] == [False, True, False]
    assert herself.get(f"/api/v1/sessions/{own.pk}/").status_code == 200


def test_where_a_page_ends_says_nothing_of_a_young_persons_own_session(
    asking: Client, teenager: Child
) -> None:
    rows = [people.held(teenager, people.NOW - days * DAY) for days in (4, 3, 2, 1)]
    Session.objects.filter(pk__in=[rows[1].pk, rows[3].pk]).update(is_private=True)
    found = pages(asking, teenager, limit=1)
    assert [[row["id"] for row in page["sessions"]] for page in found] == [
        [str(rows[2].pk)],
        [str(rows[0].pk)],
    ]
    assert [page["private_days"] for page in found] == [["2026-11-23"], ["2026-11-21"]]


@pytest.mark.parametrize("path", ["sessions", "diary"])
def test_no_cursor_tells_when_on_its_day_a_young_persons_own_session_was(
    asking: Client, teenager: Child, path: str
) -> None:
    own = people.held(teenager, people.NOW - 2 * DAY)
    Session.objects.filter(pk=own.pk).update(is_private=True)

    def heard(at: datetime) -> Any:
        after = base64.urlsafe_b64encode(json.dumps([at.isoformat(), str(uuid4())]).encode()).decode()
        return asking.get(f"/api/v1/children/{teenager.pk}/{path}/", {"after": after}).json()

    nothing = heard(own.started_at - DAY)
    for at in (own.started_at - HOUR, own.started_at + HOUR):
        assert heard(at) == nothing, "the page before has that day"
    assert heard(own.started_at + DAY) != nothing


# Adding


def test_a_massage_is_added_as_by_the_form(asking: Client, mia: Child) -> None:
    answer = add(
        asking, mia, minutes=10, when="at", at="2026-11-24T18:00:00+11:00", how="enjoyed", remember="calm"
    )
    told = answer.json()
    assert answer.status_code == 200
    assert (told["started_at"], told["minutes"], told["is_added"]) == (
        "2026-11-24T18:00:00+11:00",
        10.0,
        True,
    )
    assert told["notes"] == {"remember": "calm"}
    assert Session.objects.get().pk.hex == told["id"].replace("-", "")


def test_sent_twice_it_is_added_once(asking: Client, mia: Child) -> None:
    massage = {"id": str(uuid4()), "routine": "first-touch"}
    first, second = (add(asking, mia, **massage).json() for _ in range(2))
    assert first == second
    assert Session.objects.count() == 1
    assert Event.objects.values("session").distinct().count() == 1


def test_an_id_that_is_something_else_is_refused_and_changes_nothing(asking: Client, mia: Child) -> None:
    row = people.held(mia, people.NOW - HOUR)
    answer = add(asking, mia, id=str(row.pk), minutes=10)
    assert answer.status_code == 409
    assert Session.objects.count() == 1


def test_of_an_hour_that_came_twice_the_offset_says_which(asking: Client, noah: Child) -> None:
    for offset, utc in (("+11:00", "15:30"), ("+10:00", "16:30")):
        told = add(asking, noah, minutes=5, when="at", at=f"2026-04-05T02:30:00{offset}").json()
        started = Session.objects.get(pk=told["id"]).started_at
        assert f"{started:%H:%M}" == utc


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "routine"),
        ({"minutes": 10, "routine": "first-touch"}, "routine"),
        ({"minutes": 7}, "minutes"),
        ({"minutes": "10"}, "minutes"),
        ({"routine": "nothing"}, "routine"),
        ({"minutes": 10, "when": "at"}, "at"),
        ({"minutes": 10, "at": "2026-11-24T18:00:00+11:00"}, "at"),
        ({"minutes": 10, "when": "at", "at": "2026-11-24T18:00:00"}, "at"),
        ({"minutes": 10, "when": "at", "at": 1_700_000_000}, "at"),
        ({"minutes": 10, "when": "at", "at": "2026-11-24T23:00:00+11:00"}, "at"),
        ({"minutes": 10, "when": "at", "at": "2026-08-01T10:00:00+10:00"}, "at"),
        ({"minutes": 10, "how": "great"}, "how"),
        ({"minutes": 10, "with_oil": 1}, "with_oil"),
        ({"minutes": 10, "remember": "x" * 201}, "remember"),
        ({"minutes": 10, "length": "x"}, "length"),
        ({"minutes": 10, "id": "x"}, "id"),
    ],
)
def test_what_cannot_be_is_refused_with_field_fault_and_remedy(
    asking: Client, mia: Child, told: dict[str, object], field: str
) -> None:
    answer = add(asking, mia, **told)
    assert answer.status_code == 422, answer.content
    (problem,) = answer.json()["problems"]
    assert problem["field"] == field
    assert problem["fault"].endswith(".")
    assert problem["remedy"].endswith(".")
    assert not Session.objects.exists()
