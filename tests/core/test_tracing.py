"""Paths on a figure: what runs where, which way round, and in what steps."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import body
from handsong.core.body import Build, Figure, Point, View
from handsong.core.score.model import Arc, Carry, Circle, Line, OpenBook, Path, Sense, Still
from handsong.core.score.tracing import STEPS, even, smooth, trace, turning

NAVEL: Point = (7, 250)
"""Away from the corner of the page, so that nothing comes out right by chance."""


def beside(x: float, y: float) -> Point:
    """Return a place so far from the navel."""
    return (NAVEL[0] + x, NAVEL[1] + y)


PLACES: dict[str, Point] = {
    "navel": NAVEL,
    "above-nappy": beside(0, 50),
    "under-ribs": beside(0, -50),
    "belly-low.left": beside(30, 30),
    "belly-low.right": beside(-30, 30),
    "belly-high.left": beside(30, -30),
    "belly-high.right": beside(-30, -30),
    "side.left": beside(60, 0),
}
FIGURE = Figure(
    Build.INFANT,
    600,
    landmarks={View.FRONT: PLACES, View.BACK: {}},
    shapes={View.FRONT: (), View.BACK: ()},
    zones={View.FRONT: {}, View.BACK: {}},
)
NAMES = st.sampled_from(sorted(PLACES))
SENSES = st.sampled_from(Sense)
GLIDING: st.SearchStrategy[Path] = st.one_of(
    st.builds(Line, st.lists(NAMES, min_size=2, max_size=5, unique=True).map(tuple)),
    st.builds(OpenBook, st.lists(NAMES, min_size=2, max_size=5, unique=True).map(tuple)),
    st.builds(Arc, SENSES, NAMES, NAMES, st.just("navel")),
    st.builds(Circle, SENSES, NAMES, st.just("navel")),
)


def traced(path: Path) -> tuple[Point, ...]:
    return trace(path, FIGURE, View.FRONT)


def length(points: tuple[Point, ...]) -> float:
    return sum(math.dist(start, end) for start, end in pairwise(points))


def test_a_still_hand_is_one_point() -> None:
    assert traced(Still("navel")) == (NAVEL,)


def test_a_line_begins_and_ends_at_its_landmarks_and_meets_those_between() -> None:
    points = traced(Line(("under-ribs", "side.left", "above-nappy")))
    assert points[0] == beside(0, -50)
    assert points[-1] == beside(0, 50)
    assert min(math.dist(point, beside(60, 0)) for point in points) < 3


def test_a_circle_closes_and_keeps_its_distance() -> None:
    points = traced(Circle(Sense.CLOCKWISE, "belly-low.right", "navel"))
    assert points[0] == pytest.approx(beside(-30, 30))
    assert points[-1] == pytest.approx(beside(-30, 30))
    assert {round(math.dist(point, NAVEL), 0) for point in points} == {42.0}


def test_clockwise_runs_with_the_colon_as_the_adult_sees_it() -> None:
    # From the front the child's right lies on the left of the page: up there, across, down on the right.
    points = traced(Circle(Sense.CLOCKWISE, "belly-low.right", "navel"))
    quarter, half, three_quarters = points[STEPS // 4], points[STEPS // 2], points[3 * STEPS // 4]
    assert quarter == pytest.approx(beside(-30, -30), abs=1)
    assert half == pytest.approx(beside(30, -30), abs=1)
    assert three_quarters == pytest.approx(beside(30, 30), abs=1)


@given(start=NAMES.filter(lambda name: name != "navel"), sense=SENSES)
def test_a_circle_turns_once_all_the_way_in_its_own_sense(start: str, sense: Sense) -> None:
    clockwise, anticlockwise = turning(traced(Circle(sense, start, "navel")), NAVEL)
    with_it, against = (clockwise, anticlockwise) if sense is Sense.CLOCKWISE else (anticlockwise, clockwise)
    assert with_it == pytest.approx(math.tau, abs=0.05)
    assert against == pytest.approx(0, abs=0.01)


def test_an_arc_goes_only_part_of_the_way() -> None:
    clockwise, anticlockwise = turning(
        traced(Arc(Sense.CLOCKWISE, "belly-low.right", "belly-low.left", "navel")), NAVEL
    )
    assert clockwise == pytest.approx(1.5 * math.pi, abs=0.05)
    assert anticlockwise == pytest.approx(0, abs=0.01)
    clockwise, anticlockwise = turning(
        traced(Arc(Sense.ANTICLOCKWISE, "belly-low.right", "belly-low.left", "navel")), NAVEL
    )
    assert anticlockwise == pytest.approx(0.5 * math.pi, abs=0.05)
    assert clockwise == pytest.approx(0, abs=0.01)


def test_an_arc_between_different_distances_changes_them_evenly() -> None:
    points = traced(Arc(Sense.CLOCKWISE, "belly-low.right", "side.left", "navel"))
    far = [math.dist(point, NAVEL) for point in points]
    assert far[0] == pytest.approx(42.4, abs=0.1)
    assert far[-1] == pytest.approx(60, abs=0.1)
    assert far == sorted(far)


def test_what_carries_begins_where_it_holds() -> None:
    points = traced(Carry("belly-low.left", ("navel", "under-ribs")))
    assert points[0] == beside(30, 30)
    assert points[-1] == beside(0, -50)


@given(path=GLIDING)
def test_traced_points_are_evenly_spaced(path: Path) -> None:
    points = traced(path)
    whole = length(points)
    if len(points) > 1:
        assert len(points) == STEPS + 1
        steps = [math.dist(start, end) for start, end in pairwise(points)]
        # A corner is cut by at most one step; on a straight line all steps are the same.
        assert max(steps) <= 1.02 * whole / STEPS + 0.5


@given(path=GLIDING)
def test_a_trace_stays_near_its_landmarks(path: Path) -> None:
    reach = max(math.dist(point, NAVEL) for point in PLACES.values())
    assert all(math.dist(point, NAVEL) <= 1.3 * reach for point in traced(path))


def test_a_curve_through_three_points_is_smooth_and_meets_them() -> None:
    curve = smooth([(0, 0), (10, 10), (20, 0)])
    assert curve[0] == (0, 0)
    assert curve[16] == pytest.approx((10, 10))
    assert curve[-1] == pytest.approx((20, 0))
    assert len(curve) == 33
    # The spline of Catmull and Rom at a quarter and at half of the first piece, worked out by hand.
    assert curve[4] == pytest.approx((1.796875, 2.265625), abs=1e-6)
    assert curve[8] == pytest.approx((4.375, 5.625), abs=1e-6)


def test_turning_is_counted_round_its_own_centre() -> None:
    half = tuple((3 + math.cos(turn / 10), 4 + math.sin(turn / 10)) for turn in range(32))
    clockwise, anticlockwise = turning(half, (3, 4))
    assert clockwise == pytest.approx(3.1)
    assert anticlockwise == 0
    assert turning(half[::-1], (3, 4)) == (0, pytest.approx(3.1))


def test_two_points_stay_a_straight_line() -> None:
    assert smooth([(0, 0), (10, 0)]) == [(0, 0), (10, 0)]
    assert even([(0, 0), (32, 0)]) == tuple((float(x), 0.0) for x in range(33))


def test_a_curve_without_length_is_one_point() -> None:
    assert even([(5, 5), (5, 5)]) == ((5, 5),)


def test_every_landmark_of_this_test_is_one_of_the_body() -> None:
    assert set(PLACES) <= body.landmarks(View.FRONT)
