"""Hands in a drawing do what the score says, when it says it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from handsong.core.body import Build, Point
from handsong.core.score.model import Carry, Hand, Sense, Still
from handsong.core.score.timeline import Act
from handsong.core.score.tracing import turning
from handsong.core.technique import Giver, Technique
from handsong.render.scene import Look
from tests.render.drawings import LIBRARY, SVG, Drawing, animation, case, cases, drawings, drawn, place

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]
LEFT_HANDED = Look(left_handed=True)

NEAR = 3.0
"""Millimetres: a drawing's seconds are written with four digits of the whole."""


@pytest.mark.parametrize("look", [Look(), LEFT_HANDED], ids=["right", "left"])
@pytest.mark.parametrize("technique", EVERY)
def test_hands_are_where_the_score_says_when_it_says_so(technique: Technique, look: Look) -> None:
    for drawing in drawings(technique, look):
        for phrase, part, points in drawing.parts():
            pieces = drawing.hands(phrase, part.hand)
            assert pieces
            for event in drawing.events(phrase, part.hand):
                begins, half, ends = event.at, event.at + event.seconds / 2, event.at + event.seconds
                wanted: dict[Act, dict[float, Point]] = {
                    Act.GLIDE: {begins: points[0], half: points[len(points) // 2], ends: points[-1]},
                    Act.STAY: {begins: points[-1], ends: points[-1]},
                    Act.RETURN: {begins: points[-1], ends: points[0]},
                }
                for second, where in wanted.get(event.act, {begins: points[0], ends: points[0]}).items():
                    assert all(_near(place(piece, second), where) for piece in pieces), (event, second)


@pytest.mark.parametrize("technique", EVERY)
def test_a_gliding_hand_passes_the_points_of_its_path_in_order(technique: Technique) -> None:
    for drawing in drawings(technique):
        for phrase, part, points in drawing.parts():
            for event in drawing.events(phrase, part.hand):
                if event.act is not Act.GLIDE:
                    continue
                piece, passed = drawing.hands(phrase, part.hand)[0], 0
                for step in range(9):
                    at = place(piece, event.at + event.seconds * step / 8)
                    index = min(range(len(points)), key=lambda n: (not _near(points[n], at), n < passed, n))
                    assert _near(points[index], at)
                    assert index >= passed
                    passed = index


@pytest.mark.parametrize("technique", EVERY)
def test_a_hand_is_seen_while_its_move_is_done_and_at_no_other_time(technique: Technique) -> None:
    for drawing in drawings(technique):
        for phrase, part, _ in drawing.parts():
            for piece in drawing.hands(phrase, part.hand):
                shown = animation(piece, "display")
                for other in drawing.scene.time.phrases:
                    middle = other.at + other.seconds / 2
                    is_seen = shown is None or shown.value(middle) == "inline"
                    assert is_seen is (other.move == phrase.move)


@pytest.mark.parametrize("technique", EVERY)
def test_a_hand_that_holds_moves_nothing_and_breathes(technique: Technique) -> None:
    for drawing in drawings(technique):
        for phrase, part, _ in drawing.parts():
            for piece in drawing.hands(phrase, part.hand):
                found = [
                    (one.get("type"), one.get("values"), one.get("dur"))
                    for one in piece.iter(f"{SVG}animateTransform")
                ]
                if isinstance(part.path, Still):
                    assert found == [("scale", "1;1.02;1", "5s")]
                else:
                    assert ("scale", "1;1.02;1", "5s") not in found


# Led by the left hand


@pytest.mark.parametrize("technique", EVERY)
def test_led_by_the_left_only_the_hand_changes(technique: Technique) -> None:
    for one in cases(technique):
        usual, left = drawn(one), drawn(one, LEFT_HANDED)
        assert _body(usual) == _body(left)
        assert usual.scene.time.side is left.scene.time.side
        for (phrase, part, points), (its_phrase, its_part, its_points) in zip(
            usual.parts(), left.parts(), strict=True
        ):
            assert (part.path, part.contact, points) == (its_part.path, its_part.contact, its_points)
            assert (phrase.at, phrase.tempo, phrase.pressure) == (
                its_phrase.at,
                its_phrase.tempo,
                its_phrase.pressure,
            )


@pytest.mark.parametrize(
    "name", ["leg-hip-to-ankle", "tummy-clock-circles", "sun-moon", "finger-hold", "river-palm"]
)
def test_led_by_the_left_the_other_hand_does_it(name: str) -> None:
    for one in cases(case(name).technique):
        pairs = zip(drawn(one).parts(), drawn(one, LEFT_HANDED).parts(), strict=True)
        assert all({part.hand, its.hand} == {Hand.LEFT, Hand.RIGHT} for (_, part, _), (_, its, _) in pairs)


@pytest.mark.parametrize("name", ["resting-hands", "chest-open-book", "bicycle", "jaw-circles"])
def test_hands_that_do_the_same_on_their_own_sides_never_cross(name: str) -> None:
    one = case(name)
    assert [part.hand for _, part, _ in drawn(one).parts()] == [
        part.hand for _, part, _ in drawn(one, LEFT_HANDED).parts()
    ]


def test_the_tummy_is_stroked_with_the_clock_by_either_hand() -> None:
    for name in ("tummy-clock-circles", "sun-moon", "i-love-u"):
        for look in (Look(), LEFT_HANDED):
            drawing = drawn(case(name), look)
            navel = drawing.case.figure.place(drawing.case.technique.view, "navel")
            for phrase, part, _ in drawing.parts():
                glide = next(one for one in drawing.events(phrase, part.hand) if one.act is Act.GLIDE)
                piece = drawing.hands(phrase, part.hand)[0]
                seen = tuple(place(piece, glide.at + glide.seconds * step / 16) for step in range(17))
                clockwise, anticlockwise = turning(seen, navel)
                assert clockwise > anticlockwise
                assert getattr(part.path, "sense", Sense.CLOCKWISE) is Sense.CLOCKWISE


def test_ones_own_hands_stay_on_their_own_sides() -> None:
    temples = drawn(case("teen-temples", Build.CHILD))
    for phrase, part, points in temples.parts():
        own_side = -1 if part.hand is Hand.RIGHT else 1
        assert points[0][0] * own_side > 0
        assert temples.hands(phrase, part.hand)
    for technique in LIBRARY:
        if technique.giver is Giver.SELF:
            for one in cases(technique):
                assert drawn(one).text == drawn(one, LEFT_HANDED).text


# What is carried


@pytest.mark.parametrize("name", ["bicycle", "arms-cross-open"])
def test_a_carried_foot_or_hand_goes_where_the_hand_takes_it(name: str) -> None:
    drawing = drawn(case(name))
    ends = [found for found in drawing.named("limbs")[0] if found.tag == f"{SVG}g"]
    for (phrase, part, _), end in zip(drawing.parts(), ends, strict=True):
        assert isinstance(part.path, Carry)
        at_rest = drawing.case.figure.place(drawing.case.technique.view, part.path.held)
        moved = animation(end, "transform", "translate")
        assert moved
        for event in drawing.events(phrase, part.hand):
            for step in (0, 2, 4):
                second = event.at + event.seconds * step / 4
                x, y = moved.at(second)
                hand = place(drawing.hands(phrase, part.hand)[0], second)
                assert _near((at_rest[0] + x, at_rest[1] + y), hand)


@pytest.mark.parametrize("name", ["bicycle", "knees-to-tummy", "leg-march", "soles-together"])
def test_a_carried_leg_is_two_bones_that_move_while_the_hand_does(name: str) -> None:
    drawing = drawn(case(name))
    bones = [found for found in drawing.named("limbs")[0] if found.tag == f"{SVG}path"]
    assert len(bones) == 4
    moving = [event for event in drawing.scene.time.events if event.act in {Act.GLIDE, Act.RETURN}]
    for bone in bones:
        found = animation(bone, "d")
        assert found
        for (start, before), (_, after) in pairwise(found.keys):
            if before != after:
                assert any(event.at - 0.01 <= start <= event.at + event.seconds for event in moving)


def test_a_still_drawing_shows_carried_limbs_at_rest() -> None:
    for technique in LIBRARY:
        for drawing in drawings(technique):
            assert len(drawing.named("limbs-still")) == len(drawing.named("limbs"))
            for still in drawing.named("limbs-still"):
                assert not [found for found in still.iter() if found.tag.startswith(f"{SVG}animate")]


def _body(drawing: Drawing) -> str:
    return drawing.text.split('<g class="body"')[1].split("</g>")[0]


def _near(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < NEAR and abs(one[1] - other[1]) < NEAR
