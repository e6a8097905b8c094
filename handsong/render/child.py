"""The child in a drawing: limbs that move apart from the rest, the head turned away from the hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handsong.core.age import Stage
from handsong.core.body import Position, Shape
from handsong.render import figure as figures
from handsong.render.grasp import is_of, limb_of
from handsong.render.limbs import Moved
from handsong.render.scene import Scene

_ON_ONE_CHEEK, _FROM_BEHIND = "turned-", "straight-"
"""What the parts of a head begin with, as it lies on one cheek, and as it is seen from behind."""

_CANNOT_SIT = frozenset({Stage.BEFORE_TERM, Stage.NEWBORN, Stage.YOUNG_INFANT})


def child(scene: Scene, limbs: Iterable[Moved]) -> str:
    """Return the child without the limbs that move."""
    seen = shapes(scene, limbs)
    return figures.painted(scene.figure, scene.view, seen, dressed=scene.look.dressed)


def shapes(scene: Scene, limbs: Iterable[Moved] = ()) -> list[Shape]:
    """Return what is drawn of the child: the head as it lies, without the limbs that move."""
    moving = [limb_of(limb.held) or "" for limb in limbs]
    unseen = _FROM_BEHIND if _lies(scene) else _ON_ONE_CHEEK
    return [
        _away_from_the_hands(shape, scene)
        for shape in scene.figure.shapes[scene.view]
        if not shape.name.startswith(unseen) and not any(is_of(shape.name, limb) for limb in moving)
    ]


def arms_at_rest(scene: Scene, limbs: Iterable[Moved]) -> str:
    """Return a child's own arms as they hang while nothing is done yet."""
    if not scene.is_own:
        return ""
    hanging = [shape for limb in limbs for shape in limb.shapes]
    drawn = figures.painted(scene.figure, scene.view, hanging, dressed=scene.look.dressed)
    return f'<g class="arms-at-rest">{drawn}</g>' if drawn else ""


def _lies(scene: Scene) -> bool:
    """Whether the child lies on the front or on the adult, with the head on one cheek."""
    position = scene.technique.position
    return (
        position.is_prone
        or scene.is_on_the_adult
        or (position is Position.ANY and bool(scene.technique.stages & _CANNOT_SIT))
    )


def _away_from_the_hands(shape: Shape, scene: Scene) -> Shape:
    """Return a shape of a head on one cheek with the face away from where the hands begin."""
    _, first = next(iter(scene.parts()))
    x, _ = scene.points(first.path)[0]
    looks_right = x < 0 or (x == 0 and scene.is_on_the_adult)
    if not shape.name.startswith(_ON_ONE_CHEEK) or not looks_right:
        return shape
    return replace(shape, outline=tuple((-x, y) for x, y in shape.outline))
