"""Which part of the page a drawing shows: where hands go, near enough to be seen on a phone."""

from __future__ import annotations

import math
from collections.abc import Iterator

from handsong.core.score.timeline import Part
from handsong.render.outlines import number
from handsong.render.reach import reach
from handsong.render.scene import Scene

SIZES = (290.0, 330.0, 370.0, 410.0, 460.0, 520.0, 600.0, 700.0, 900.0)
"""Frames are square and of a few sizes, so that lines can be equally thin in all (drawing.css)."""

_FINGERS, _WRIST = 66.0, 40.0
"""Room for the fingers around a path, and for the forearm around a wrist."""

_OVER_THE_HEAD = 34.0
_UNDER_THE_FEET = 10.0


def frame(scene: Scene) -> tuple[str, float]:
    """Return the view box of a drawing, and its size.

    Above the hips the face is always in it: what the child says is seen there.
    """
    around = [box for _, part in scene.parts() for box in _around(scene, part)]
    left, right = min(x - room for x, _, room in around), max(x + room for x, _, room in around)
    top, bottom = min(y - room for _, y, room in around), max(y + room for _, y, room in around)
    if top + _FINGERS < scene.figure.height * 0.48:
        face = abs(scene.figure.place(scene.view, "ear.left")[0]) + 12.0
        top, left, right = -_OVER_THE_HEAD, min(left, -face), max(right, face)
    wanted = max(right - left, bottom - top)
    size = next((size for size in SIZES if size >= wanted), SIZES[-1])
    x = (left + right) / 2
    if right - left < size:
        x -= math.copysign(min(abs(x), (size - right + left) / 2), x)
    y = top + size / 2 if top < 0 else (top + bottom) / 2
    if scene.is_own:
        y = min(y, scene.figure.height - size / 2 + _UNDER_THE_FEET)
    return " ".join(map(number, (x - size / 2, y - size / 2, size, size))), size


def _around(scene: Scene, part: Part) -> Iterator[tuple[float, float, float]]:
    """Yield what of a hand is worth seeing, an adult's as far as the wrist: places, and the room they need."""
    at = reach(scene, part)
    for index in range(0, len(at.points), 4):
        yield (*at.points[index], _FINGERS)
        if not scene.is_own:
            yield (*at.wrist(index), _WRIST)
