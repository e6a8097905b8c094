"""Hands look like hands, come from whoever they belong to, and leave the face of the child free."""

from __future__ import annotations

import math
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from shapely import LineString, Polygon, unary_union
from shapely import Point as Spot
from shapely.affinity import rotate, scale, translate
from shapely.geometry.base import BaseGeometry

from handsong.core.body import Build, Chain, Gesture, View, base_of
from handsong.core.score.model import Contact, Hand
from handsong.core.score.timeline import Part
from handsong.core.technique import Technique
from handsong.render.child import shapes
from handsong.render.grasp import Layer, gesture, is_grip, is_under, lower_layer
from handsong.render.reach import Reach, reach
from handsong.render.scene import Look, Scene
from tests.render.drawings import CONTENT, LIBRARY, SVG, case, drawings, drawn

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]
GESTURES = CONTENT.hands.gestures
LOOKS = (Look(), Look(left_handed=True))


# The shape of a hand


@pytest.mark.parametrize("contact", list(Contact))
def test_a_hand_has_a_thumb_and_four_fingers_that_begin_in_its_palm(contact: Contact) -> None:
    drawn_as = GESTURES[contact]
    palm = Polygon(drawn_as.palm).buffer(4)
    assert len(drawn_as.fingers) == 4
    assert all(palm.contains(Spot(chain.points[0])) for chain in (*drawn_as.fingers, drawn_as.thumb))
    assert all(
        chain.radii == tuple(sorted(chain.radii, reverse=True))
        for chain in (*drawn_as.fingers, drawn_as.thumb)
    )
    assert drawn_as.thumb.radii[0] > max(chain.radii[0] for chain in drawn_as.fingers)


@pytest.mark.parametrize("contact", list(Contact))
def test_the_thumb_of_the_right_hand_is_where_its_owner_sees_it(contact: Contact) -> None:
    """Its back is seen, so the thumb is to the left; but of a grip the palm is up, and it is to the right."""
    drawn_as = GESTURES[contact]
    middle = sum(chain.points[0][0] for chain in drawn_as.fingers) / 4
    thumb = drawn_as.thumb.points[1][0]
    assert (thumb > middle) is (contact is Contact.THUMB)


def test_the_middle_finger_is_the_longest_and_the_thumb_the_lowest() -> None:
    for contact in (Contact.PALM, Contact.CUP, Contact.THUMB):
        tips = [chain.points[-1][1] for chain in GESTURES[contact].fingers]
        assert min(tips) in tips[1:3]
        assert GESTURES[contact].thumb.points[-1][1] > min(tips)


@pytest.mark.parametrize("technique", EVERY)
def test_the_left_hand_is_the_mirror_of_the_right(technique: Technique) -> None:
    for look in LOOKS:
        for drawing in drawings(technique, look):
            for phrase, part, _ in drawing.parts():
                seen_from_its_back = not is_under(part)
                assert reach(drawing.scene, part).mirrored is ((part.hand is Hand.LEFT) is seen_from_its_back)
                for piece in drawing.hands(phrase, part.hand):
                    scaled = [
                        found.get("transform", "")
                        for found in piece.iter(f"{SVG}g")
                        if "scale(-" in found.get("transform", "")
                    ]
                    assert bool(scaled) is reach(drawing.scene, part).mirrored


# Where it comes from


@pytest.mark.parametrize("technique", EVERY)
def test_a_wrist_bends_no_further_than_a_wrist(technique: Technique) -> None:
    for look in LOOKS:
        for drawing in drawings(technique, look):
            assert all(abs(reach(drawing.scene, part).bend) <= 40 for _, part, _ in drawing.parts())


@pytest.mark.parametrize("technique", EVERY)
def test_a_hand_turns_evenly_along_its_path(technique: Technique) -> None:
    for drawing in drawings(technique):
        for _, part, _ in drawing.parts():
            turns = reach(drawing.scene, part).turns
            assert all(abs(after - before) < 20 for before, after in pairwise(turns))


@pytest.mark.parametrize("technique", EVERY)
def test_hands_of_an_adult_at_the_feet_come_from_below_each_from_its_side(technique: Technique) -> None:
    for drawing in drawings(technique):
        scene = drawing.scene
        if scene.is_own or scene.is_on_the_adult:
            continue
        for _, part, points in drawing.parts():
            if is_under(part):
                continue
            found = reach(scene, part)
            middle = len(points) // 2
            forearm = math.radians(found.turns[middle] + found.bend)
            assert math.cos(forearm) > 0.1, "from below"
            elbow = found.wrist(middle)[0] - 250 * math.sin(forearm)
            other = next((one for _, one, _ in drawing.parts() if one.hand is not part.hand), None)
            if other and not is_under(other):
                theirs = reach(scene, other)
                its = math.radians(theirs.turns[len(theirs.turns) // 2] + theirs.bend)
                its_elbow = theirs.wrist(len(theirs.points) // 2)[0] - 250 * math.sin(its)
                assert (elbow > its_elbow) is (part.hand is Hand.RIGHT)


def test_an_adult_who_holds_the_child_faces_us() -> None:
    held = [technique for technique in LIBRARY if technique.position in {"upright-chest", "over-shoulder"}]
    assert held
    for technique in held:
        for drawing in drawings(technique):
            assert drawing.named("adult")
            for _, part, points in drawing.parts():
                wrist = reach(drawing.scene, part).wrist(0)
                assert (wrist[0] < points[0][0]) is (part.hand is Hand.RIGHT)


def test_only_a_child_on_the_chest_has_an_adult_behind() -> None:
    for technique in LIBRARY:
        for drawing in drawings(technique):
            assert bool(drawing.named("adult")) is drawing.scene.is_on_the_adult


def test_a_bare_chest_is_for_skin_on_skin() -> None:
    bare, clothed = (
        drawn(case("skin-to-skin", Build.NEWBORN)),
        drawn(case("over-shoulder-hold", Build.NEWBORN)),
    )
    assert len(_panels(bare.named("adult")[0])) == 2
    assert len(_panels(clothed.named("adult")[0])) == 1


def test_ones_own_hand_has_ones_own_skin_and_an_arm_that_reaches() -> None:
    drawing = drawn(case("teen-shoulder-knead", Build.CHILD))
    assert all(
        "own" in hand.get("class", "").split()
        for phrase, part, _ in drawing.parts()
        for hand in drawing.hands(phrase, part.hand)
    )
    assert drawing.named("own-arms")
    assert drawing.named("arms-at-rest")
    assert not drawn(case("bicycle")).named("arms-at-rest")


# What it leaves free


@pytest.mark.parametrize("technique", EVERY)
def test_eyes_nose_and_mouth_stay_free(technique: Technique) -> None:
    for look in LOOKS:
        for drawing in drawings(technique, look):
            face = _face(drawing.scene)
            for _, part, points in drawing.parts():
                if is_under(part):
                    continue
                found = reach(drawing.scene, part)
                for index in range(0, len(points), 4):
                    assert not _on_top(drawing.scene, part, found, index).intersects(face), (part, index)


def test_a_grip_goes_underneath_and_only_its_thumb_lies_on_top() -> None:
    drawing = drawn(case("leg-hip-to-ankle"))
    for _, part, _ in drawing.parts():
        assert is_grip(drawing.scene, part)
        assert lower_layer(drawing.scene, part) is Layer.BENEATH
    order = [found for found in drawing.root if found.tag == f"{SVG}g"]
    body = next(n for n, found in enumerate(order) if found.get("class") == "body")
    used = [{use.get("href", "").rsplit("-", 1)[-1] for use in found.iter(f"{SVG}use")} for found in order]
    assert set().union(*used[:body]) == {"arm", "fingers"}
    assert set().union(*used[body:]) == {"thumb"}


def test_a_finger_is_held_by_the_childs_hand_whichever_hand_offers_it() -> None:
    for look in LOOKS:
        drawing = drawn(case("finger-hold"), look)
        groups = [found for found in drawing.root if found.tag in {f"{SVG}g", f"{SVG}path"}]
        offered = next(n for n, found in enumerate(groups) if found.get("class") == "moving")
        assert any(found.get("class", "") in {"body", "d-limb d-skin"} for found in groups[offered:])


def test_from_behind_every_hand_lies_on_top() -> None:
    for technique in LIBRARY:
        if technique.view is View.BACK:
            for drawing in drawings(technique):
                assert not any(is_grip(drawing.scene, part) for _, part, _ in drawing.parts())


def test_a_head_that_lies_on_one_cheek_looks_away_from_the_hands() -> None:
    left, right = (
        drawn(case("swooping-bottom", side=side)).scene
        for side in case("swooping-bottom").technique.score.sides
    )
    assert _face(left).centroid.x > 30
    assert _face(right).centroid.x < -30


def test_a_child_who_cannot_sit_lies_on_one_cheek_and_a_child_who_sits_looks_ahead() -> None:
    assert not _face(drawn(case("still-touch")).scene).is_empty
    assert not _face(drawn(case("skin-to-skin", Build.NEWBORN)).scene).is_empty
    assert _face(drawn(case("kneading-dough")).scene).is_empty


def _panels(adult: ET.Element) -> list[str]:
    """Return the pieces of the shirt of an adult."""
    shirt = next(found for found in adult if found.get("class") == "d-top")
    return [piece for piece in shirt.get("d", "").split("M") if piece]


def _face(scene: Scene) -> BaseGeometry:
    """Return the eyes, nose and mouth as they are drawn; nothing where the back of a head is seen."""
    named = {"eye", "nose", "mouth"}
    drawn_of_it = [one for one in shapes(scene) if base_of(one.name).removeprefix("turned-") in named]
    return unary_union([LineString(one.outline) for one in drawn_of_it])


def _on_top(scene: Scene, part: Part, at: Reach, index: int) -> BaseGeometry:
    """Return what of a hand lies on the child at a point of its path, without the forearm."""
    drawn_as = gesture(scene, part)
    thumb_only = is_grip(scene, part) and lower_layer(scene, part) is Layer.BENEATH
    shape = _chain(drawn_as.thumb) if thumb_only else _whole(drawn_as)
    x, y = at.anchor
    shape = translate(shape, -x, -y)
    shape = scale(shape, -at.size if at.mirrored else at.size, at.size, origin=(0, 0))
    shape = rotate(shape, at.turns[index], origin=(0, 0))
    return translate(shape, *at.points[index])


def _whole(drawn_as: Gesture) -> BaseGeometry:
    return unary_union([Polygon(drawn_as.palm), *map(_chain, (*drawn_as.fingers, drawn_as.thumb))])


def _chain(chain: Chain) -> BaseGeometry:
    joints = zip(chain.points, chain.radii, strict=True)
    return unary_union(
        [
            *(Spot(at).buffer(radius) for at, radius in joints),
            LineString(chain.points).buffer(min(chain.radii)),
        ]
    )
