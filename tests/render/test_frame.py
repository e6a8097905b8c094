"""A frame shows what happens: all of every path, the hands, and above the hips the face."""

from __future__ import annotations

import pytest

from handsong.core.body import Point
from handsong.core.technique import Technique
from handsong.render import frame
from handsong.render.reach import reach
from handsong.render.scene import Look
from tests.render.drawings import LIBRARY, Drawing, case, drawings, drawn

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]


def box(drawing: Drawing) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, drawing.root.get("viewBox", "").split())
    return left, top, left + width, top + height


def is_in(point: Point, of: tuple[float, float, float, float], room: float = 0) -> bool:
    left, top, right, bottom = of
    return left + room <= point[0] <= right - room and top + room <= point[1] <= bottom - room


@pytest.mark.parametrize("technique", EVERY)
def test_every_path_is_seen_with_room_around_it(technique: Technique) -> None:
    for look in (Look(), Look(left_handed=True)):
        for drawing in drawings(technique, look):
            for _, _, points in drawing.parts():
                assert all(is_in(point, box(drawing), room=20) for point in points)


@pytest.mark.parametrize("technique", EVERY)
def test_the_wrists_of_an_adult_are_seen(technique: Technique) -> None:
    for drawing in drawings(technique):
        if not drawing.scene.is_own:
            for _, part, points in drawing.parts():
                at = reach(drawing.scene, part)
                assert all(is_in(at.wrist(index), box(drawing)) for index in range(0, len(points), 4))


@pytest.mark.parametrize("technique", EVERY)
def test_above_the_hips_the_whole_head_is_seen(technique: Technique) -> None:
    for drawing in drawings(technique):
        figure, view = drawing.case.figure, technique.view
        if min(y for _, _, points in drawing.parts() for _, y in points) < 0.45 * figure.height:
            for name in ("crown", "ear.left", "ear.right"):
                assert is_in(figure.place(view, name), box(drawing), room=4)


@pytest.mark.parametrize("technique", EVERY)
def test_a_frame_is_square_and_as_near_as_it_can_be(technique: Technique) -> None:
    for drawing in drawings(technique):
        _, _, width, height = map(float, drawing.root.get("viewBox", "").split())
        assert width == height
        assert width in frame.SIZES
        assert f"size-{width:g}" in drawing.root.get("class", "").split()


def test_a_toe_is_nearer_than_a_whole_child() -> None:
    toe, whole = (box(drawn(case(name))) for name in ("toe-roll", "follow-the-crawler"))
    assert 2 * (toe[2] - toe[0]) < whole[2] - whole[0]
