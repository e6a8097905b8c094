"""The adult behind a child who is held upright: shoulders and chest, clothed or bare, as far as a frame shows."""

from __future__ import annotations

from handsong.core.body import Point, Position
from handsong.core.technique import Tag
from handsong.render.figure import union
from handsong.render.outlines import number, smooth
from handsong.render.scene import Scene

_CHEST: tuple[Point, ...] = (
    (0, -520), (52, -520), (54, -90), (64, -52), (140, -18), (196, 26), (222, 96), (232, 200), (226, 420),
    (232, 960), (0, 960),
)  # fmt: skip
_SHIRT: tuple[Point, ...] = (
    (0, 18), (34, 10), (62, -18), (76, -48), (140, -18), (196, 26), (222, 96), (232, 200), (226, 420),
    (232, 960), (0, 960),
)  # fmt: skip
_OPEN_SHIRT: tuple[Point, ...] = (
    (92, -42), (140, -18), (196, 26), (222, 96), (232, 200), (226, 420), (232, 960), (150, 960), (156, 520),
    (142, 250), (112, 80),
)  # fmt: skip
"""Right halves in millimetres, the pit of the throat at the origin."""

_OVER_THE_SHOULDER = (-112.0, 96.0)


def adult(scene: Scene) -> str:
    """Return the chest that the child lies on; nothing for a child who lies elsewhere."""
    if not scene.is_on_the_adult:
        return ""
    is_bare = Tag.CLOTHED_OK not in scene.technique.tags
    chest = union([("hand", _whole(_CHEST))])
    if is_bare:
        left = tuple((-x, y) for x, y in _OPEN_SHIRT)
        shirt = union([("top", smooth(half, closed=True)) for half in (_OPEN_SHIRT, left)])
    else:
        shirt = union([("top", _whole(_SHIRT))])
    x, y = _OVER_THE_SHOULDER if scene.technique.position is Position.OVER_SHOULDER else (0.0, 0.0)
    return f'<g class="adult" transform="translate({number(x)} {number(y)})">{chest}{shirt}</g>'


def _whole(half: tuple[Point, ...]) -> str:
    return smooth([*half, *((-x, y) for x, y in reversed(half[1:-1]))], closed=True)
