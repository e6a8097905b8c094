"""What has grown: how long is enjoyed, what is known and liked, and the question; never a count that shames."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from handsong.web.accounts.ids import new_id
from handsong.web.families.models import Child
from tests import people

DAY = timedelta(days=1)
WEEK = 7 * DAY


def plain(answer: Any) -> str:
    return re.sub("</?bdi>|[\u2068\u2069]", "", answer.content.decode())


def page(browser: Client, child: Child) -> str:
    return plain(browser.get(f"/diary/{child.pk}/grow/"))


def enjoyed(child: Child, weeks_ago: int, seconds: float = 120, **told: Any) -> None:
    steps = [("leg-hip-to-ankle", "legs", seconds, ("enjoying",))]
    people.held(child, people.NOW - weeks_ago * WEEK, **({"steps": steps} | told))


def test_before_the_first_massage_there_is_nothing_to_look_back_on(at_home: Client, mia: Child) -> None:
    said = page(at_home, mia)
    assert "Nothing to look back on yet" in said
    assert '<svg class="chart"' not in said
    assert "/grow/" not in plain(at_home.get("/diary/"))


def test_few_weeks_are_too_few_to_see(at_home: Client, mia: Child) -> None:
    enjoyed(mia, 1)
    enjoyed(mia, 0)
    said = page(at_home, mia)
    assert "Too few to see yet" in said
    assert '<svg class="chart"' not in said


def test_the_length_enjoyed_is_drawn_week_by_week_with_its_words(at_home: Client, mia: Child) -> None:
    for weeks_ago, minutes in ((3, 2), (2, 3), (1, 5), (0, 4)):
        enjoyed(mia, weeks_ago, minutes * 60)
    enjoyed(mia, 0, 1200, ends=("crying", "end"))
    said = page(at_home, mia)
    assert (
        "The longest enjoyed was two minutes in the first week, and five minutes in the latest three." in said
    )
    assert "longer is not better" in said
    chart = said.split('<svg class="chart"')[1].split("</svg>")[0]
    assert chart.count("<circle") == 4
    twin = chart.split("<desc")[1].split("</desc>")[0]
    assert "3 November: two minutes; 10 November: three minutes" in twin
    assert "24 November: four minutes so far" in twin
    assert chart.count('class="so-far"') == 1
    assert "twenty" not in said
    assert "20 minutes" not in said


def test_what_is_liked_known_and_resting_is_named(at_home: Client, mia: Child) -> None:
    steps = [
        ("leg-hip-to-ankle", "legs", 60, ("enjoying",)),
        ("toe-roll", "feet", 60, ()),
        ("chest-open-book", "chest", 60, ("turning-away", "enjoying")),
        ("gone-technique", "legs", 60, ()),
    ]
    for weeks_ago in (1, 0):
        people.held(mia, people.NOW - weeks_ago * WEEK, steps=steps)
    said = page(at_home, mia)
    liked, rest = said.split("Mia likes")[1].split("Known as well")
    known, resting = rest.split("Resting for now")
    assert "Hip to ankle" in liked
    assert "Toe roll" in known
    assert "/technique/chest-open-book/" in resting or "chest-open-book" in resting
    assert "gone-technique" not in said


def test_the_answers_to_the_question_are_shown_by_week(at_home: Client, mia: Child) -> None:
    for weeks_ago in (2, 1, 0):
        enjoyed(mia, weeks_ago)
    said = page(at_home, mia)
    assert "Mia has been hearing it for two weeks. It takes about two to eight." in said
    assert said.count("one of one") == 3
    assert said.count('<i class="yes">') == 3


def test_an_older_child_is_asked_in_words_and_learns_no_cue(at_home: Client, noah: Child) -> None:
    for weeks_ago in (2, 1, 0):
        enjoyed(noah, weeks_ago)
    assert "Massage, now?" not in page(at_home, noah)


def test_what_was_added_afterwards_draws_no_length(at_home: Client, mia: Child) -> None:
    for number in range(4):
        at = f"2026-11-{3 + 7 * number:02}T10:00"
        given = {"id": str(new_id()), "when": "at", "at": at, "what": "about-30", "how": "enjoyed"}
        assert at_home.post(f"/diary/{mia.pk}/add/", given).status_code == 302
    said = page(at_home, mia)
    assert "Too few to see yet" in said
    assert "Massage, now?" not in said


@pytest.mark.parametrize("word", ["streak", "goal", "missed", "failed", "should", "only", "in a row", "!</"])
def test_nothing_there_counts_or_shames(at_home: Client, mia: Child, word: str) -> None:
    for weeks_ago in (9, 3, 2, 0):
        enjoyed(mia, weeks_ago)
    assert word not in page(at_home, mia).lower()


def test_practice_is_left_out(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW, practice=True)
    assert "Nothing to look back on yet" in page(at_home, mia)


def test_each_child_has_a_page_and_a_stranger_none(
    at_home: Client, carla: Client, mia: Child, noah: Child
) -> None:
    enjoyed(noah, 0)
    assert "Hip to ankle" in page(at_home, noah)
    assert "Hip to ankle" not in page(at_home, mia)
    assert carla.get(f"/diary/{noah.pk}/grow/").status_code == 404


def test_two_years_are_asked_for_as_one_day_is(
    at_home: Client, mia: Child, django_assert_max_num_queries: Any
) -> None:
    for weeks_ago in range(11):
        enjoyed(mia, weeks_ago)
    with django_assert_max_num_queries(7):
        page(at_home, mia)
