"""The path can be read: how firm, how fast, which way, in which order, also where nothing moves."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from xml.etree import ElementTree as ET

import pytest

from handsong.core.body import Point
from handsong.core.score.model import Pressure, Still, Tempo
from handsong.core.technique import Technique
from handsong.render import trail
from tests.render.drawings import LIBRARY, SVG, Drawing, animation, case, drawings, drawn, points_of

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]


def trails(drawing: Drawing) -> dict[int, ET.Element]:
    """Return the trails of a drawing by the number of their move."""
    return {int(found.get("data-move", "")): found for found in drawing.named("trail")}


def lines(of: ET.Element) -> list[ET.Element]:
    """Return the dashed lines of a trail, without casing and heads."""
    return [found for found in of if "stroke-dasharray" in found.attrib]


def size(drawing: Drawing) -> float:
    return float(drawing.root.get("viewBox", "").split()[2])


@pytest.mark.parametrize("technique", EVERY)
def test_every_path_is_drawn_once_where_it_runs(technique: Technique) -> None:
    for drawing in drawings(technique):
        paths: dict[int, set[tuple[Point, ...]]] = defaultdict(set)
        for phrase, part, points in drawing.parts():
            if not isinstance(part.path, Still):
                paths[phrase.move].add(points)
        found = trails(drawing)
        assert found.keys() == paths.keys()
        for move, group in found.items():
            assert len(lines(group)) == len(paths[move])
            for line in lines(group):
                start, *_, end = points_of(line.get("d", ""))
                assert any(
                    math.dist(start, points[0]) < 0.2 and math.dist(end, points[-1]) < 0.2
                    for points in paths[move]
                )


def test_a_firmer_touch_has_a_wider_trail_and_nothing_else_has() -> None:
    widths: dict[Pressure, set[float]] = defaultdict(set)
    for technique in LIBRARY:
        for drawing in drawings(technique):
            found = trails(drawing)
            for phrase in drawing.scene.time.phrases:
                for line in lines(found[phrase.move]) if phrase.move in found else ():
                    widths[phrase.pressure].add(round(float(line.get("stroke-width", "")) / size(drawing), 4))
    narrow, wide = widths[Pressure.GENTLE_FIRM], widths[Pressure.MODERATE]
    assert widths.keys() == {Pressure.GENTLE_FIRM, Pressure.MODERATE}
    assert max(narrow) - min(narrow) < 0.0005
    assert min(wide) > 1.3 * max(narrow)
    by_degree = sorted(trail._WIDTH, key=lambda pressure: pressure.degree)
    assert [trail._WIDTH[pressure] for pressure in by_degree] == sorted(set(trail._WIDTH.values()))


def test_a_faster_touch_has_shorter_dashes() -> None:
    dashes: dict[Tempo, set[float]] = defaultdict(set)
    for technique in LIBRARY:
        for drawing in drawings(technique):
            found = trails(drawing)
            for phrase in drawing.scene.time.phrases:
                for line in lines(found[phrase.move]) if phrase.move in found else ():
                    dash, gap = map(float, line.get("stroke-dasharray", "").split())
                    dashes[phrase.tempo].add(dash / gap)
    assert min(dashes[Tempo.SLOW]) > 1.1 > max(dashes[Tempo.STEADY]) > 0.6
    assert max(dashes[Tempo.PLAYFUL]) < 0.1


@pytest.mark.parametrize("technique", EVERY)
def test_a_head_points_where_the_path_ends(technique: Technique) -> None:
    for drawing in drawings(technique):
        for group in drawing.named("trail"):
            heads = [found for found in group if found.get("class") == "head"]
            for line, head in zip(lines(group), heads, strict=True):
                before, end = points_of(line.get("d", ""))[-2:]
                wing, tip, other = points_of(head.get("d", ""))
                assert tip == end
                way = math.atan2(end[1] - before[1], end[0] - before[0])
                middle = ((wing[0] + other[0]) / 2, (wing[1] + other[1]) / 2)
                pointing = math.atan2(tip[1] - middle[1], tip[0] - middle[0])
                assert abs((pointing - way + math.pi) % math.tau - math.pi) < 0.5


@pytest.mark.parametrize("technique", EVERY)
def test_a_trail_is_seen_while_its_move_is_done_and_at_no_other_time(technique: Technique) -> None:
    for drawing in drawings(technique):
        for move, group in trails(drawing).items():
            shown = animation(group, "display")
            for phrase in drawing.scene.time.phrases:
                is_seen = shown is None or shown.value(phrase.at + phrase.seconds / 2) == "inline"
                assert is_seen is (phrase.move == move)


# The drawing that does not move


@pytest.mark.parametrize("technique", EVERY)
def test_a_still_drawing_numbers_its_moves_as_its_words_do(technique: Technique) -> None:
    digits = {data: digit for digit, data in trail._DIGITS.items()}
    for drawing in drawings(technique):
        badges = [(digits[badge[1].get("d", "")], _placed(badge)) for badge in drawing.named("badge")]
        starts = {
            (phrase.move + 1, points[0])
            for phrase, part, points in drawing.parts()
            if not isinstance(part.path, Still)
        }
        assert {digit for digit, _ in badges} == {number for number, _ in starts}
        assert len(badges) == len(starts)
        for digit, at in badges:
            nearest = min(math.dist(at, start) for number, start in starts if number == digit)
            assert nearest < 0.2 * size(drawing)


@pytest.mark.parametrize("technique", EVERY)
def test_no_number_hides_another(technique: Technique) -> None:
    for drawing in drawings(technique):
        places = sorted(_placed(badge) for badge in drawing.named("badge"))
        room = 26 * size(drawing) / 430
        assert all(math.dist(one, other) >= room for n, one in enumerate(places) for other in places[n + 1 :])


@pytest.mark.parametrize("technique", EVERY)
def test_a_still_drawing_lays_the_hands_of_the_first_move_where_they_begin(technique: Technique) -> None:
    for drawing in drawings(technique):
        first = drawing.scene.time.phrases[0]
        begins = [points[0] for phrase, _, points in drawing.parts() if phrase is first]
        laid = [
            _placed(hand)
            for group in drawing.named("still")
            for hand in group
            if "badge" not in hand.get("class", "")
        ]
        for places, others in ((begins, laid), (laid, begins)):
            assert all(min(math.dist(one, other) for other in others) < 0.2 for one in places)


def test_two_moves_from_one_place_are_told_apart() -> None:
    drawing = drawn(case("leg-hip-to-ankle"))
    one, other = (_placed(badge) for badge in drawing.named("badge"))
    assert one != other


def test_a_head_is_smaller_on_a_short_path() -> None:
    toe, leg = (_head_in_frame(drawn(case(name))) for name in ("toe-roll", "legs-integration"))
    assert toe < 0.8 * leg


def _head_in_frame(drawing: Drawing) -> float:
    head = next(found for found in drawing.named("head") if found.tag == f"{SVG}path")
    wing, tip, _ = points_of(head.get("d", ""))
    return math.dist(wing, tip) / size(drawing)


def _placed(group: ET.Element) -> Point:
    found = re.match(r"translate\((\S+) (\S+)\)", group.get("transform", ""))
    assert found
    return (float(found[1]), float(found[2]))
