"""Limbs bend as limbs do: they keep their bones, knees and elbows go round outside, nothing jumps."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from handsong.core.body import Build, Figure, Point, Side, View
from handsong.core.score.model import Carry
from handsong.core.score.tracing import trace
from handsong.render.pose import Pose, at_rest, joints, poses
from tests.render.drawings import CONTENT, cases, drawn

FIGURES = [CONTENT.figures[build] for build in Build]
CARRIED = sorted(
    {
        (drawing.case.build, part.path)
        for one in cases()
        for drawing in [drawn(one)]
        for _, part, _ in drawing.parts()
        if isinstance(part.path, Carry)
    },
    key=str,
)
EVERY = [pytest.param(*row, id=f"{row[0]}-{row[1].held}-{row[1].over[-1]}") for row in CARRIED]


def along(build: Build, path: Carry) -> list[Pose]:
    """Return how a limb lies along a path that the library carries it."""
    figure = CONTENT.figures[build]
    return poses(figure, View.FRONT, path.held, trace(path, figure, View.FRONT))


def bones(of: Pose) -> tuple[float, float]:
    return math.dist(of.root, of.middle), math.dist(of.middle, of.end)


def test_the_library_carries_arms_and_legs() -> None:
    assert {path.held.split(".")[0] for _, path in CARRIED} == {"wrist", "ankle", "knee"}


@pytest.mark.parametrize(("build", "path"), EVERY)
def test_a_limb_begins_where_it_lies(build: Build, path: Carry) -> None:
    rest, first = at_rest(CONTENT.figures[build], View.FRONT, path.held), along(build, path)[0]
    for one, other in ((rest.root, first.root), (rest.middle, first.middle), (rest.end, first.end)):
        assert math.dist(one, other) < 0.5
    assert abs(first.turn) < 0.5


@pytest.mark.parametrize(("build", "path"), EVERY)
def test_what_is_held_goes_where_the_hand_goes(build: Build, path: Carry) -> None:
    points = trace(path, CONTENT.figures[build], View.FRONT)
    for found, at in zip(along(build, path), points, strict=True):
        held = found.middle if path.held.startswith("knee") else found.end
        side_by_side = 18 if path.held.startswith("ankle") else 0.01
        assert math.dist(held, at) < side_by_side


@pytest.mark.parametrize(("build", "path"), EVERY)
def test_no_bone_grows_and_none_vanishes(build: Build, path: Carry) -> None:
    upper, lower = bones(at_rest(CONTENT.figures[build], View.FRONT, path.held))
    for found in along(build, path):
        its_upper, its_lower = bones(found)
        assert 0.3 * upper < its_upper < 1.2 * upper
        assert 0.3 * lower < its_lower < 1.2 * lower


@pytest.mark.parametrize(("build", "path"), EVERY)
def test_nothing_of_a_limb_jumps(build: Build, path: Carry) -> None:
    found = along(build, path)
    way = sum(math.dist(before.end, after.end) for before, after in pairwise(found)) / len(found)
    for before, after in pairwise(found):
        assert math.dist(before.middle, after.middle) < 3 * way + 3
        assert math.dist(before.end, after.end) < 3 * way + 1
        assert abs(after.turn - before.turn) < 15


@pytest.mark.parametrize(("build", "path"), EVERY)
def test_knees_and_elbows_end_on_the_outer_side(build: Build, path: Carry) -> None:
    last = along(build, path)[-1]
    outwards = math.copysign(1.0, last.root[0])
    assert outwards * last.middle[0] >= outwards * last.end[0] - 1
    assert outwards * last.middle[0] > 0


def test_both_sides_bend_alike() -> None:
    for figure in FIGURES:
        for joint, end in (("wrist", "sternum-low"), ("ankle", "above-nappy"), ("knee", "side")):
            left, right = (
                poses(figure, View.FRONT, f"{joint}.{side}", _straight(figure, joint, end, side))[-1]
                for side in Side
            )
            assert left.middle == pytest.approx((-right.middle[0], right.middle[1]), abs=0.01)
            assert left.end == pytest.approx((-right.end[0], right.end[1]), abs=0.01)


def test_feet_that_meet_lie_side_by_side() -> None:
    for figure in FIGURES:
        left, right = (
            poses(figure, View.FRONT, f"ankle.{side}", _straight(figure, "ankle", "above-nappy", side))[
                -1
            ].end
            for side in Side
        )
        assert left[0] > 0 > right[0]
        assert left[0] - right[0] > 30


def test_a_knee_that_comes_up_brings_its_lower_leg_along_foreshortened() -> None:
    for figure in FIGURES:
        rest = at_rest(figure, View.FRONT, "knee.left")
        up = poses(figure, View.FRONT, "knee.left", _straight(figure, "knee", "side", Side.LEFT))[-1]
        assert up.middle == figure.place(View.FRONT, "side.left")
        assert up.end[1] > up.middle[1]
        assert bones(up)[1] < bones(rest)[1]


def test_an_arm_and_a_leg_are_told_apart() -> None:
    assert joints("hand.right") == ("shoulder.right", "elbow.right", "wrist.right")
    assert joints("knee.left") == ("hip.left", "knee.left", "ankle.left")


def _straight(figure: Figure, joint: str, end: str, side: Side) -> list[Point]:
    """Return a straight way from a joint to a landmark, in the middle or on the same side."""
    x0, y0 = figure.place(View.FRONT, f"{joint}.{side}")
    places = figure.landmarks[View.FRONT]
    x1, y1 = places[end] if end in places else places[f"{end}.{side}"]
    return [(x0 + (x1 - x0) * step / 32, y0 + (y1 - y0) * step / 32) for step in range(33)]
