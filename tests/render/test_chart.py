"""A chart says in words all that it draws, and draws nothing that is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from handsong.render import chart
from handsong.render.chart import Dot

SVG = "{http://www.w3.org/2000/svg}"


def dots(*minutes: float) -> list[Dot]:
    return [Dot(week, much, f"week {week}", f"{much:g} minutes") for week, much in enumerate(minutes)]


def places(drawn: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)]


def numbers(drawn: str) -> list[int]:
    return [int(said) for said in re.findall(r">(\d+)</text>", drawn)]


def test_every_dot_is_said_in_words() -> None:
    drawn = chart.drawn("length", dots(2, 3, 5), "minutes")
    twin = re.search(r"<desc[^>]*>(.*)</desc>", drawn)
    assert twin
    assert twin[1] == "Minutes, oldest first. week 0: 2 minutes; week 1: 3 minutes; week 2: 5 minutes."


def test_dots_stand_in_order_and_higher_when_there_is_more() -> None:
    (x1, y1), (x2, y2), (x3, y3) = places(chart.drawn("length", dots(2, 3, 5), "minutes"))
    assert x1 < x2 < x3
    assert y1 > y2 > y3
    assert (x2 - x1) == pytest.approx(x3 - x2, abs=0.2)


@pytest.mark.parametrize("most", [0.3, 1, 3.2, 4, 7, 12, 21, 30, 40, 95, 240])
def test_the_numbers_beside_it_begin_at_nothing_and_reach_over_the_highest_dot(most: float) -> None:
    drawn = chart.drawn("length", dots(most / 2, most, most / 3), "minutes")
    assert numbers(drawn)[0] == 0
    assert numbers(drawn)[-1] >= most
    assert 2 <= len(numbers(drawn)) <= 6
    assert all(chart.TOP <= y <= chart.HIGH - chart.FOOT for _, y in places(drawn))


def test_names_cannot_break_out_of_it() -> None:
    drawn = chart.drawn("length", [Dot(0, 1, "<b>", "&"), Dot(1, 1, "b", "c")], "a < b")
    root = ET.fromstring(drawn.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314 - made just here
    assert root.find(f".//{SVG}b") is None


def test_dots_are_joined_where_nothing_is_missing_between() -> None:
    one, two, three, four = dots(2, 3, 5, 4)
    drawn = chart.drawn("length", [one, two, replace(three, along=5), replace(four, along=6)], "minutes")
    line = re.search(r'<path class="line" d="([^"]+)"', drawn)
    assert line
    assert re.sub(r"[^ML]", "", line[1]) == "MLML"


def test_what_may_still_change_is_a_ring() -> None:
    *before, last = dots(2, 3, 5)
    drawn = chart.drawn("length", [*before, replace(last, so_far=True)], "minutes")
    assert drawn.count(chart.RING) == 1
    assert chart.RING not in chart.drawn("length", [*before, last], "minutes")


def test_two_dots_are_too_few_to_see() -> None:
    assert not chart.has_enough(dots(1, 2))
    assert chart.has_enough(dots(1, 2, 3))
