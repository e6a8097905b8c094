"""A child is drawn in its real proportions, alike on both sides, painted without holes or seams."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from handsong.core.body import Build, Figure, Point, Shape, Side, View, base_of, side_of
from handsong.render import figure, outlines
from tests.render.drawings import CONTENT

FIGURES = [pytest.param(CONTENT.figures[build], id=build) for build in Build]
HEADS = {Build.NEWBORN: 4.0, Build.INFANT: 4.5, Build.CHILD: 6.0}
BABIES = [pytest.param(CONTENT.figures[build], id=build) for build in (Build.NEWBORN, Build.INFANT)]

POINT = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


def shape(of: Figure, view: View, name: str) -> Shape:
    return next(one for one in of.shapes[view] if one.name == name)


@pytest.mark.parametrize("of", FIGURES)
def test_head_and_body_have_real_proportions(of: Figure) -> None:
    head = shape(of, View.FRONT, "head")
    chin = max(y for _, y in head.outline)
    assert of.height / chin == pytest.approx(HEADS[of.build], rel=0.07)


def test_a_baby_has_a_rounder_face_lower_eyes_and_shorter_legs_than_a_child() -> None:
    newborn, child = CONTENT.figures[Build.NEWBORN], CONTENT.figures[Build.CHILD]

    def face(of: Figure) -> tuple[float, float, float]:
        head = shape(of, View.FRONT, "head").outline
        width, height = max(x for x, _ in head) * 2, max(y for _, y in head)
        eyes = shape(of, View.FRONT, "eye.left").outline
        legs = of.height - of.place(View.FRONT, "hip.left")[1]
        return width / height, sum(y for _, y in eyes) / len(eyes) / height, legs / of.height

    rounder, lower, shorter = zip(face(newborn), face(child), strict=True)
    assert rounder[0] > rounder[1]
    assert lower[0] >= lower[1]
    assert shorter[0] < shorter[1]


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("of", FIGURES)
def test_the_right_half_is_the_mirror_of_the_left(of: Figure, view: View) -> None:
    shapes = {one.name: one for one in of.shapes[view]}
    for name, left in shapes.items():
        if side_of(name) is Side.LEFT:
            right = shapes[f"{base_of(name)}.{Side.RIGHT}"]
            assert right.outline == tuple((-x, y) for x, y in left.outline)
            assert right.radii == left.radii


@pytest.mark.parametrize("of", BABIES)
def test_a_nappy_covers_what_is_private(of: Figure) -> None:
    nappy = Polygon(shape(of, View.FRONT, "nappy").outline).buffer(3)
    private = Polygon(of.zones[View.FRONT]["private-parts"])
    assert nappy.intersection(private).area > 0.9 * private.area
    assert any(one.name == "nappy" for one in of.shapes[View.BACK])


def test_a_child_wears_shirt_and_shorts_from_every_side() -> None:
    child = CONTENT.figures[Build.CHILD]
    private = Polygon(child.zones[View.FRONT]["private-parts"])
    for view in View:
        names = {base_of(one.name) for one in child.shapes[view]}
        assert {"shirt", "shorts", "arm-sleeve"} <= names
    assert Polygon(shape(child, View.FRONT, "shorts").outline).buffer(3).covers(private)


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("of", FIGURES)
def test_dressed_covers_all_but_hands_feet_and_head(of: Figure, view: View) -> None:
    bare = {base_of(one.name) for one in of.shapes[view] if figure.fill(one, of, dressed=True) == "skin"}
    if of.build is not Build.CHILD:
        assert not bare & {"trunk", "arm", "leg"}
    assert "hand" in bare


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("of", FIGURES)
def test_hands_and_feet_have_five_fingers_and_five_toes(of: Figure, view: View) -> None:
    for side in Side:
        toes = [one for one in of.shapes[view] if one.name.startswith("foot-toe") and one.name.endswith(side)]
        lines = [
            one for one in of.shapes[view] if one.name.startswith("hand-line") and one.name.endswith(side)
        ]
        assert len(toes) == 5
        assert len(lines) == 3, "three lines part four fingers; the thumb stands apart"
        big, little = toes[0].outline, toes[-1].outline
        assert abs(sum(x for x, _ in big)) < abs(sum(x for x, _ in little)), "the big toe is the inner one"


@pytest.mark.parametrize("of", BABIES)
def test_a_baby_from_behind_has_one_head_of_either_kind(of: Figure) -> None:
    names = {one.name for one in of.shapes[View.BACK]}
    assert {"turned-head", "straight-head"} <= names
    assert "head" not in names


# How it is painted


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("of", FIGURES)
def test_all_that_is_painted_runs_the_same_way_round_so_that_nothing_leaves_a_hole(
    of: Figure, view: View
) -> None:
    for one in of.shapes[view]:
        if one.is_closed:
            for piece in figure.at_rest(one, of, view).split("M")[1:]:
                assert _area(piece) < 0, one.name


@given(st.lists(POINT, min_size=3, max_size=8, unique=True))
def test_an_outline_is_the_same_whichever_way_its_points_are_written(points: list[Point]) -> None:
    if abs(outlines._area(points)) > 1:
        there, back = (outlines.smooth(way, closed=True) for way in (points, points[::-1]))
        assert sorted(_pairs(there)) == sorted(_pairs(back))
        assert _area(there) * _area(back) >= 0


@given(POINT, POINT, st.floats(5, 60), st.floats(5, 60))
def test_a_bone_is_round_at_both_ends_and_holds_both_joints(
    start: Point, end: Point, wide: float, narrow: float
) -> None:
    data = outlines.bone(start, end, (wide, narrow))
    assert re.fullmatch(
        r"M\S+ \S+Q\S+ \S+ \S+ \S+A\S+ \S+ 0 [01] 0 \S+ \S+Q\S+ \S+ \S+ \S+A\S+ \S+ 0 [01] 0 \S+ \S+Z", data
    )
    xs = [x for x, _ in _pairs(data)]
    ys = [y for _, y in _pairs(data)]
    for (x, y), radius in ((start, wide), (end, narrow)):
        assert min(xs) - radius - 1 <= x <= max(xs) + radius + 1
        assert min(ys) - radius - 1 <= y <= max(ys) + radius + 1


@given(st.floats(70, 300), st.floats(5, 60), st.floats(5, 60))
def test_a_bone_is_alike_on_both_sides_of_its_axis(length: float, wide: float, narrow: float) -> None:
    points = _pairs(outlines.bone((0, 0), (length, 0), (wide, narrow)))
    for x, y in points:
        assert min(abs(x - other) + abs(y + its) for other, its in points) < 0.3


def test_a_hem_is_cut_off_where_a_bone_would_be_round() -> None:
    sleeve, arm = (outlines.bone((0, 0), (100, 0), (30, 30), hem=hem) for hem in (True, False))
    assert (sleeve.count("A"), arm.count("A")) == (1, 2)
    assert max(x for x, _ in _pairs(sleeve)) < 110


def test_what_belongs_together_is_painted_edges_first() -> None:
    painted = figure.union([("skin", "M0 0Z"), ("skin", "M1 1Z"), ("line", "M2 2"), ("cloth", "M3 3Z")])
    assert re.findall(r'class="(d-\w+)" d="([^"]+)"', painted) == [
        ("d-edge", "M0 0ZM1 1ZM3 3Z"),
        ("d-skin", "M0 0ZM1 1Z"),
        ("d-cloth", "M3 3Z"),
        ("d-line", "M2 2"),
    ]


def test_lengths_have_one_decimal_at_most() -> None:
    assert [outlines.number(value) for value in (1.0, 1.25, -0.04, -3.999)] == ["1", "1.2", "0", "-4"]


def _pairs(data: str) -> list[Point]:
    """Return the points that path data names, control points too; of an arc the point where it ends."""
    data = re.sub(r"A\S+ \S+ 0 [01] [01] ", "L", data)
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", data)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _area(data: str) -> float:
    return outlines._area(_pairs(data))
