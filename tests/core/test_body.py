"""The map of the body: names, sides, and what a part covers."""

from __future__ import annotations

import pytest

from handsong.core import body
from handsong.core.body import Position, Side, View


def test_every_sided_landmark_has_both_sides_in_its_view() -> None:
    for view in View:
        for name in body.SIDED_LANDMARKS[view]:
            assert {f"{name}.left", f"{name}.right"} <= body.landmarks(view)


def test_a_landmark_in_the_middle_has_no_side() -> None:
    for view in View:
        assert not body.SIDED_LANDMARKS[view] & body.MIDDLE_LANDMARKS[view]
        assert all(body.side_of(name) is None for name in body.MIDDLE_LANDMARKS[view])


def test_each_view_has_its_own_landmarks_and_both_share_the_limbs() -> None:
    front, back = body.landmarks(View.FRONT), body.landmarks(View.BACK)
    assert {"navel", "cheek.left", "ribs.right"} <= front - back
    assert {"nape", "shoulder-blade.left", "back-low.right"} <= back - front
    assert {"hip.left", "knee.right", "hand.left", "crown", "ear.right"} <= front & back


def test_names_come_apart_into_base_and_side() -> None:
    assert (body.base_of("knee.left"), body.side_of("knee.left")) == ("knee", Side.LEFT)
    assert (body.base_of("navel"), body.side_of("navel")) == ("navel", None)
    assert body.on_side("knee.left", Side.RIGHT) == "knee.right"
    assert body.on_side("navel", Side.RIGHT) == "navel"


def test_the_other_side_of_the_other_side_is_the_side_itself() -> None:
    for side in Side:
        assert side.other is not side
        assert side.other.other is side


def test_a_sore_leg_covers_all_of_that_leg_and_nothing_of_the_other() -> None:
    assert body.PARTS["leg.left"] == {"hip-joint.left", "thigh.left", "shin.left", "foot.left"}
    assert not body.PARTS["leg.left"] & body.PARTS["leg.right"]


def test_the_nappy_area_covers_groins_and_thighs() -> None:
    assert {"groin.left", "groin.right", "thigh.left", "thigh.right", "bottom"} == body.PARTS["nappy-area"]


def test_every_part_a_parent_can_point_to_is_made_of_known_zones() -> None:
    assert all(zones <= body.ZONES for zones in body.PARTS.values())
    assert body.NEVER_ZONES <= body.ZONES


@pytest.mark.parametrize(
    "zone", ["soft-spot", "eye.left", "throat", "private-parts", "spine", "breast.right"]
)
def test_no_hand_may_ever_go_there(zone: str) -> None:
    assert zone in body.NEVER_ZONES


def test_only_face_down_is_prone() -> None:
    assert {position for position in Position if position.is_prone} == {
        Position.PRONE_FLOOR,
        Position.PRONE_LAP,
    }
