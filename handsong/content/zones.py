"""Paths laid on figures: which zones of the body a technique enters, on which build and side.

Geometry is a matter for a geometry library (shapely), used here only: when content is checked,
in a process of its own. The answer is stored beside the content and read by the core as a value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from handsong.content import convert, files, models
from handsong.content.invariants import AGAINST_THE_COLON
from handsong.core.body import LIMB_ZONES, TUMMY_LANDMARKS, Build, Figure, Side, View, base_of
from handsong.core.score.model import Carry, Score, Still, Touch, landmarks_of
from handsong.core.score.notation import parse
from handsong.core.score.timeline import Part, voices_on
from handsong.core.score.tracing import trace, turning

ONLY_THE_MIDDLE = frozenset({"spine", "kidney"})
"""Zones that a hand may cross the edge of, since strokes run beside them: the middle of the path counts.

The sources say of both the same: no pressure there, strokes run beside (mojo-back, kaiku). A whole
hand beside the spine is as wide as half a baby's back; what leads its weight is the middle.
"""

MAY_REST = frozenset({"spine", "kidney"})
"""Zones on which a still, resting hand is no pressure."""

COLON_SLACK = math.radians(12)
"""How far a tummy path may turn back: strokes straight down or outwards waver by this much."""


def enter(score: Score, view: View, figure: Figure) -> dict[str, list[str]]:
    """Return the zones the score enters on this figure, by side ("" for a score without sides)."""
    shapes = {each: limb_zones(figure, each) | _drawn_zones(figure, each) for each in View}
    sides: tuple[Side | None, ...] = score.sides or (None,)
    return {str(side or ""): sorted(_entered(score, view, figure, side, shapes)) for side in sides}


def _entered(
    score: Score,
    view: View,
    figure: Figure,
    side: Side | None,
    shapes: Mapping[View, Mapping[str, BaseGeometry]],
) -> set[str]:
    entered: set[str] = set()
    for move in score.moves:
        for voice in voices_on(move, view, side):
            part = Part(voice.hand, voice.contact, voice.path)
            seen_from, touched, middle = _contact(part, figure, view)
            for name, zone in shapes[seen_from].items():
                if move.touch is Touch.HOLD and base_of(name) in MAY_REST:
                    continue
                if zone.intersects(middle if base_of(name) in ONLY_THE_MIDDLE else touched):
                    entered.add(name)
            if move.touch is Touch.STROKE and _runs_against_the_colon(part, figure, view):
                entered.add(AGAINST_THE_COLON)
    return entered


def _contact(part: Part, figure: Figure, view: View) -> tuple[View, BaseGeometry, BaseGeometry]:
    """Return the view that is touched, the area, and the middle line of it.

    A hand underneath touches the other side of the body; one that carries a limb touches where
    it holds it, and passes over the rest in the air.
    """
    path = Still(part.path.held) if isinstance(part.path, Carry) else part.path
    points = trace(path, figure, view)
    if isinstance(path, Still) and path.under:
        view = View.BACK if view is View.FRONT else View.FRONT
        points = tuple((-x, y) for x, y in points)
    middle = LineString(points) if len(points) > 1 else Point(points[0])
    return view, middle.buffer(part.contact.half_width), middle


def _runs_against_the_colon(part: Part, figure: Figure, view: View) -> bool:
    """Whether a stroke of the tummy turns anticlockwise round the navel, as the adult sees it."""
    if view is View.BACK or isinstance(part.path, Still | Carry):
        return False
    if not {base_of(name) for name in landmarks_of(part.path)} & TUMMY_LANDMARKS:
        return False
    navel = figure.place(view, "navel")
    near = Point(navel).buffer(part.contact.half_width)
    outside = tuple(point for point in trace(part.path, figure, view) if not near.contains(Point(point)))
    if _is_straight_down_the_middle(outside, navel, part.contact.half_width):
        return False
    return turning(outside, navel)[1] > COLON_SLACK


def _is_straight_down_the_middle(
    points: tuple[tuple[float, float], ...], navel: tuple[float, float], width: float
) -> bool:
    """Whether a path only goes down, no further from the middle than a hand is wide."""
    downwards = all(after[1] >= before[1] for before, after in pairwise(points))
    return downwards and all(abs(x - navel[0]) <= width for x, _ in points)


def _drawn_zones(figure: Figure, view: View) -> dict[str, BaseGeometry]:
    return {name: Polygon(outline) for name, outline in figure.zones[view].items()}


def limb_zones(figure: Figure, view: View) -> dict[str, BaseGeometry]:
    """Return the zones of arms and legs, from the limbs as they are drawn: `thigh.left` and so on."""
    zones: dict[str, BaseGeometry] = {}
    for shape in figure.shapes[view]:
        name, _, side = shape.name.partition(".")
        if name in LIMB_ZONES and shape.through:
            upper, lower = [zone for zone in LIMB_ZONES[name] if zone not in {"hip-joint", "foot", "hand"}]
            zones[f"{upper}.{side}"] = _segment(figure, view, shape.through[:2], shape.radii[:2])
            zones[f"{lower}.{side}"] = _segment(figure, view, shape.through[1:], shape.radii[1:])
            if name == "leg":
                zones[f"hip-joint.{side}"] = Point(figure.place(view, shape.through[0])).buffer(
                    shape.radii[0] * 0.6
                )
        elif name == "foot":
            joints = [
                Point(figure.place(view, at)).buffer(r)
                for at, r in zip(shape.through, shape.radii, strict=True)
            ]
            zones[f"foot.{side}"] = unary_union(joints).convex_hull
        elif name == "hand":
            zones[f"hand.{side}"] = Polygon(shape.outline)
    return zones


def _segment(figure: Figure, view: View, through: Iterable[str], radii: Iterable[float]) -> BaseGeometry:
    """Return a tapered piece of a limb between two joints."""
    ends = [Point(figure.place(view, at)).buffer(radius) for at, radius in zip(through, radii, strict=True)]
    return unary_union(ends).convex_hull


def work_out(folder: Path = files.HERE) -> str:
    """Return the text of zones.json for the content files as they are now.

    Raises ContentError or ScoreError for files that cannot be read.
    """
    faults: list[str] = []
    figures = {}
    for build in Build:
        file = files.toml(folder / "figures" / f"{build}.toml", models.FigureFile, faults)
        if file is not None:
            figures[build] = convert.figure(file)
    stored = {}
    for path in files.technique_files(folder):
        technique = files.toml(path, models.TechniqueFile, faults)
        if technique is None:
            continue
        score = parse(technique.score, view=technique.view)
        stored[path.stem] = {
            "digest": convert.zones_digest(technique, figures),
            "zones": {build: enter(score, technique.view, figure) for build, figure in figures.items()},
        }
    if faults:
        raise files.ContentError(faults)
    return json.dumps(stored, indent=1, sort_keys=True) + "\n"
