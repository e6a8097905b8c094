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
