"""A massage on one phone, as the other parent's phone tells of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary import live
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

MINUTE = timedelta(minutes=1)
MOST_QUERIES = 12


def going_on(child: Child, *, heard: timedelta = MINUTE, steps: int = 4) -> Session:
    """Return a massage that Alba began ten minutes ago, last heard of so long ago."""
    Person.objects.filter(is_local=True).update(name="Alba")
    session = people.begun(child, people.NOW - 10 * MINUTE)
    Session.objects.filter(pk=session.pk).update(by=people.alba())
    tell(session, people.story(session)[:steps], people.NOW - heard)
    return session


def tell(session: Session, sent: list[dict[str, Any]], at: Any) -> None:
    """Let the phone tell something."""
    diary.record_events(session=session, sent=sent, now=at)


def today(browser: Client) -> str:
    """Return the words of Today."""
    return moments.text(browser.get(reverse("today"))).translate({0x2068: None, 0x2069: None})


def asked(browser: Client, session: Session) -> dict[str, Any]:
    """Return what the page hears when it asks how the massage stands."""
    said = browser.get(reverse("diary-live", args=[session.pk])).content.decode()
    told: dict[str, Any] = json.loads(
        said.translate({0x2068: None, 0x2069: None}).replace("\\u2068", "").replace("\\u2069", "")
    )
    return told


def test_the_other_parent_sees_who_massages_whom_since_when_and_what_just_now(
    bruno: Client, mia: Child
) -> None:
    going_on(mia)
    said = today(bruno)
    assert "Alba is massaging Mia now, since 20:20." in said
    assert "Now: Hip to ankle." in said
    assert "You were in the middle" not in said


def test_the_phone_of_a_massage_goes_on_with_it_and_is_told_nothing_of_itself(
    at_home: Client, mia: Child
) -> None:
    session = going_on(mia)
    moments.goes_on_here(at_home, session)
    said = today(at_home)
    assert "You were in the middle" in said
    assert "is massaging" not in said


def test_whoever_begins_is_known_by_name_and_the_phone_knows_its_own(
    at_home: Client, bruno: Client, noah: Child
) -> None:
    Person.objects.filter(name="Bruno").update(name="Bruno")
    session = moments.started(bruno, noah)
    moments.send(bruno, session, people.story(session)[:4])
    assert "You were in the middle" in today(bruno)
    at_home.post(reverse("child-switch", args=[noah.pk]))
    assert "Bruno is massaging Noah now" in today(at_home)


def test_a_massage_that_was_begun_offline_is_known_by_the_phone_that_tells_it(
    bruno: Client, mia: Child
) -> None:
    session = people.begun(mia, people.NOW - 5 * MINUTE)
    moments.send(bruno, session, people.story(session)[:4])
    assert "You were in the middle" in today(bruno)


def test_somebody_without_a_name_is_another_phone(bruno: Client, mia: Child) -> None:
    session = going_on(mia)
    Session.objects.filter(pk=session.pk).update(by=None)
    assert "Mia is being massaged now, on another phone, since 20:20." in today(bruno)


def test_a_phone_that_fell_silent_is_not_taken_for_an_end(bruno: Client, mia: Child) -> None:
    session = going_on(mia, heard=6 * MINUTE)
    said = today(bruno)
    assert "Alba began to massage Mia at 20:20." in said
    assert "Last heard of at 20:24. It may be going on without signal." in said
    assert asked(bruno, session)["stand"] == "silent"


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (("turning-away", "turning-away", "turning-away"), "Mia had enough after two minutes."),
        (("crying", "end"), "Mia had enough after two minutes."),
        (("asleep", "end"), "Mia fell asleep after two minutes, and may sleep."),
        (("end",), "It was ended after two minutes"),
        (("plan-over", "plan-over"), "Mia had two minutes of it, to the end."),
        (("something-wrong", "end"), "Something was wrong, and it was stopped. Ask how Mia is."),
    ],
)
def test_its_end_is_told_kindly_and_by_whom(
    bruno: Client, mia: Child, ends: tuple[str, ...], says: str
) -> None:
    session = going_on(mia)
    tell(session, people.story(session, ends=ends), people.NOW)
    told = asked(bruno, session)
    assert told["stand"] == "over"
    assert says in " ".join(told["lines"])
    assert says in today(bruno)


@pytest.mark.parametrize(
    ("cues", "says"),
    [
        (("unsure",), "Slower, as Mia asked."),
        (("turning-away",), "Hands rest on Mia."),
        (("crying",), "Mia is being comforted."),
        (("something-wrong",), "Something is wrong. Go and look."),
    ],
)
def test_what_the_baby_said_last_is_told(bruno: Client, mia: Child, cues: tuple[str, ...], says: str) -> None:
    session = going_on(mia, steps=3)
    last = people.story(session, [("leg-hip-to-ankle", "legs", 60, cues)])[: 3 + len(cues)]
    tell(session, last, people.NOW)
    assert says in " ".join(asked(bruno, session)["lines"])


def test_an_end_is_told_for_ten_minutes_and_a_massage_for_an_hour(bruno: Client, mia: Child) -> None:
    session = people.held(mia, people.NOW - 30 * MINUTE)
    assert "massage is over" not in today(bruno)
    Session.objects.filter(pk=session.pk).update(ended_at=people.NOW - 9 * MINUTE)
    assert "massage is over" in today(bruno)


def test_looking_takes_nothing_and_going_on_here_is_a_deed_of_its_own(bruno: Client, mia: Child) -> None:
    session = going_on(mia)
    look = bruno.get(reverse("player-session", args=[session.pk]))
    assert "Mia is with another phone" in moments.text(look)
    assert "massage-session" not in look.content.decode()
    assert live.lately([mia], people.NOW) != []
    answer = bruno.post(reverse("player-take-up", args=[session.pk]))
    assert answer.url == reverse("player-session", args=[session.pk])
    assert "You were in the middle" in today(bruno)
    assert "Mia is with another phone" not in moments.text(bruno.get(answer.url))


def test_a_second_massage_meanwhile_is_begun_only_after_a_kind_word(bruno: Client, mia: Child) -> None:
    going_on(mia)
    answer = bruno.post(reverse("player-begin"), {"child": str(mia.pk)})
    assert "Mia has a massage just now" in moments.text(answer)
    assert not Check.objects.exists()
    bruno.post(reverse("player-begin"), {"child": str(mia.pk), "anyway": "1"})
    assert Check.objects.count() == 1


def test_a_practice_on_a_doll_is_nobodys_news(bruno: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW - MINUTE, practice=True)
    tell(session, people.story(session)[:4], people.NOW)
    assert "massag" not in today(bruno).split("Practise")[0].split("Mia", 1)[1].replace("massage suits", "")


def test_of_a_young_persons_own_session_nothing_is_told(bruno: Client, mia: Child) -> None:
    session = going_on(mia)
    assert "Alba is massaging" in today(bruno)
    Session.objects.filter(pk=session.pk).update(is_private=True)
    for never in ("Now: Hip to ankle", "20:20", "Alba is massaging", str(session.pk)):
        assert never not in bruno.get(reverse("today")).content.decode(), never
    assert bruno.get(reverse("diary-live", args=[session.pk])).status_code == 404
    Session.objects.filter(pk=session.pk).update(is_over=True, ended_at=people.NOW)
    assert "massage is over" not in today(bruno)


def test_a_live_massage_costs_one_question_more_and_today_stays_within_its_number(
    bruno: Client, mia: Child
) -> None:
    bruno.get(reverse("today"))
    with CaptureQueriesContext(connection) as before:
        bruno.get(reverse("today"))
    going_on(mia)
    with CaptureQueriesContext(connection) as during:
        bruno.get(reverse("today"))
    assert len(during) <= len(before) + 1
    assert len(during) <= MOST_QUERIES


def test_the_page_asks_again_only_while_a_massage_goes_on(bruno: Client, mia: Child) -> None:
    assert "live.js" not in bruno.get(reverse("today")).content.decode()
    session = going_on(mia)
    assert "live.js" in bruno.get(reverse("today")).content.decode()
    tell(session, people.story(session), people.NOW)
    assert "live.js" not in bruno.get(reverse("today")).content.decode()


@pytest.mark.parametrize("name", ["child", "diary-child"])
def test_the_childs_own_pages_tell_it_too(bruno: Client, mia: Child, name: str) -> None:
    going_on(mia)
    assert "Alba is massaging" in moments.text(bruno.get(reverse(name, args=[mia.pk]))).replace(
        "\u2068", ""
    ).replace("\u2069", "")


def test_strangers_hear_nothing(carla: Client, mia: Child) -> None:
    session = going_on(mia)
    assert carla.get(reverse("diary-live", args=[session.pk])).status_code == 404
    assert carla.post(reverse("player-take-up", args=[session.pk])).status_code == 404


def test_a_massage_begun_by_a_clock_that_was_behind_is_seen_once_it_is_set(bruno: Client, mia: Child) -> None:
    session = going_on(mia)
    Session.objects.filter(pk=session.pk).update(started_at=people.NOW - timedelta(days=3))
    assert "Alba is massaging Mia now, since 20:20." in today(bruno)
