"""The diary: what was enjoyed, who ended it and why, in kind words, never a streak."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from handsong.web.diary import actions
from handsong.web.families.models import Child
from tests import people

DAY = timedelta(days=1)


def plain(answer: object) -> str:
    return re.sub("</?bdi>|[\u2068\u2069]", "", answer.content.decode())  # type: ignore[attr-defined]


def test_before_the_first_massage_the_diary_says_what_will_be_here(at_home: Client, mia: Child) -> None:
    assert "Nothing here yet" in plain(at_home.get("/diary/"))


def test_without_a_child_the_diary_leads_to_the_form(at_home: Client) -> None:
    assert at_home.get("/diary/").headers["Location"] == "/children/new/"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (("plan-over", "plan-over"), "to the end"),
        (("end",), "you ended it"),
        (("crying", "end"), "Mia had enough"),
        (("asleep", "end"), "Mia fell asleep"),
        (("something-wrong", "end"), "you looked after Mia"),
    ],
)
def test_every_ending_is_told_kindly(at_home: Client, mia: Child, ends: tuple[str, ...], words: str) -> None:
    session = people.held(mia, people.NOW - DAY, ends=ends)
    said = plain(at_home.get("/diary/"))
    assert words in said
    assert "Yesterday" in said
    assert "Enjoyed: Hip to ankle" in said
    for guilt in ("streak", "missed", "goal", "only", "failed"):
        assert guilt not in said.lower()
    page = plain(at_home.get(f"/diary/sessions/{session.pk}/"))
    assert "two minutes" in page
    assert "{" not in page


def test_a_session_page_tells_each_step_and_what_the_child_said(at_home: Client, mia: Child) -> None:
    steps = [("toe-roll", "feet", 65, ("unsure", "enjoying")), ("gone-technique", "legs", 30, ())]
    session = people.held(mia, people.NOW - DAY, steps=steps)
    actions.note_afterwards(session=session, answers={"remember": "<b>toes</b>"}, now=people.NOW)
    said = plain(at_home.get(f"/diary/sessions/{session.pk}/"))
    for words in ("Toe roll", "gone technique", "65 s", "&lt;b&gt;toes&lt;/b&gt;"):
        assert words in said
    assert "<b>toes" not in said


def test_a_session_whose_events_are_still_on_the_phone_says_so(at_home: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    assert "nothing noted" in plain(at_home.get(f"/diary/sessions/{session.pk}/"))
    assert "Nothing here yet" in plain(at_home.get("/diary/"))


def test_a_session_that_is_still_open_is_told_as_not_finished(at_home: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    actions.record_events(session=session, sent=people.story(session)[:5], now=people.NOW)
    said = plain(at_home.get("/diary/"))
    assert "not finished" in said
    assert "you ended it" not in said
    page = plain(at_home.get(f"/diary/sessions/{session.pk}/"))
    assert "Not finished" in page
    assert "You knew when to end" not in page


def test_practice_is_marked_as_practice(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW - DAY, practice=True)
    assert "practice" in plain(at_home.get("/diary/"))


def test_a_long_history_comes_in_pages(at_home: Client, mia: Child) -> None:
    for day in range(1, 23):
        people.held(mia, people.NOW - day * DAY)
    first = at_home.get("/diary/")
    assert len(first.context["sessions"]) == 20
    assert "?page=2" in plain(first)
    assert len(at_home.get("/diary/?page=2").context["sessions"]) == 2
    assert at_home.get("/diary/?page=zebra").status_code == 200


def test_a_page_of_the_diary_asks_the_database_the_same_whatever_the_history(
    at_home: Client, mia: Child, django_assert_max_num_queries: object
) -> None:
    for day in range(1, 23):
        people.held(mia, people.NOW - day * DAY)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        at_home.get("/diary/")


def test_each_child_has_a_diary(at_home: Client, mia: Child, noah: Child) -> None:
    people.held(noah, people.NOW - DAY)
    assert "Hip to ankle" in plain(at_home.get(f"/diary/{noah.pk}/"))
    assert "Hip to ankle" not in plain(at_home.get(f"/diary/{mia.pk}/"))


@pytest.mark.parametrize(
    ("ends", "praise"),
    [
        (("crying", "end"), "Mia cried, and you stopped. That is listening."),
        (("turning-away", "turning-away", "turning-away"), "You saw it. That is the massage."),
        (("asleep", "end"), "You saw it, and let Mia sleep."),
        (("something-wrong", "end"), "You saw it. That is what matters."),
        (("end",), "You knew when to end."),
    ],
)
def test_an_early_end_is_praised(at_home: Client, mia: Child, ends: tuple[str, ...], praise: str) -> None:
    people.held(mia, people.NOW - DAY, ends=ends)
    assert praise in plain(at_home.get("/diary/"))


def test_a_no_at_the_question_is_praised(at_home: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    told = [("started", {}), ("cue", {"cue": "turning-away"})]
    sent = [
        people.event(session, number, people.NOW, kind, **body) for number, (kind, body) in enumerate(told)
    ]
    actions.record_events(session=session, sent=sent, now=people.NOW)
    assert "Mia said not now, and you listened." in plain(at_home.get("/diary/"))


# Days. Melbourne is eleven hours ahead: 13:00 UTC is midnight there.


def of_days(browser: Client) -> list[tuple[str, list[tuple[str, bool]]]]:
    days = browser.get("/diary/").context["days"]
    return [(day.words, [(entry.clock, entry.began_before) for entry in day.entries]) for day in days]


def test_a_massage_stands_on_every_day_it_touches(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW.replace(day=23, hour=12, minute=59, second=30))
    over = "23:59 to 00:00"
    assert of_days(at_home) == [("today", [(over, True)]), ("yesterday", [(over, False)])]
    assert "Begun the day before" in plain(at_home.get("/diary/"))


def test_a_massage_in_the_small_hours_belongs_to_the_evening_when_the_day_begins_at_four(
    at_home: Client, mia: Child
) -> None:
    people.held(mia, people.NOW.replace(day=23, hour=16, minute=10))
    assert of_days(at_home) == [("today", [("03:10", False)])]
    at_home.post("/settings/day/", {"day_starts": "4"})
    assert of_days(at_home) == [("yesterday", [("03:10", False)])]


def test_after_a_journey_a_massage_keeps_the_time_of_the_place_where_it_was(
    at_home: Client, mia: Child
) -> None:
    people.held(mia, people.NOW.replace(day=22, hour=8, minute=0))
    before = of_days(at_home)
    assert before == [("last Sunday, 22 November", [("19:00", False)])]
    at_home.post("/settings/home/", {"country": "GB", "time_zone": "Europe/London"})
    assert of_days(at_home) == before


def test_a_day_with_the_clocks_put_forward_has_its_massages_in_order(at_home: Client, mia: Child) -> None:
    # 4 October 2026 in Melbourne: 01:30, and an hour later 03:30.
    for minutes in (0, 60):
        people.held(mia, people.NOW.replace(month=10, day=3, hour=15) + timedelta(minutes=minutes))
    (day,) = at_home.get("/diary/").context["days"]
    assert (day.words, [entry.clock for entry in day.entries]) == ("Sunday 4 October", ["03:30", "01:30"])
