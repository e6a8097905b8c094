"""Shapes as SVG paths: smooth outlines, tapered limbs, chains of fingers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handsong.core.body import Point

_TENSION = 1 / 6
"""Catmull and Rom's spline as Bézier curves: a sixth of the way along the chord."""

_CAP = (-math.pi / 4, 0.0, math.pi / 4)


def number(value: float) -> str:
    """Return a length with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def smooth(points: Sequence[Point], *, closed: bool) -> str:
    """Return the path data of a smooth curve through the points."""
    count = len(points)
    data = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for index in range(count if closed else count - 1):
        before = points[index - 1] if closed or index else points[index]
        start, end = points[index], points[(index + 1) % count]
        after = points[(index + 2) % count] if closed or index + 2 < count else end
        data.append(
            "C"
            + " ".join(
                number(value)
                for value in (
                    start[0] + (end[0] - before[0]) * _TENSION,
                    start[1] + (end[1] - before[1]) * _TENSION,
                    end[0] - (after[0] - start[0]) * _TENSION,
                    end[1] - (after[1] - start[1]) * _TENSION,
                    *end,
                )
            )
        )
    return "".join(data) + ("Z" if closed else "")


def straight(points: Sequence[Point]) -> str:
    """Return the path data of a line through many close points."""
    head, *rest = points
    return f"M{number(head[0])} {number(head[1])}" + "".join(f"L{number(x)} {number(y)}" for x, y in rest)


def limb(points: Sequence[Point], radii: Sequence[float]) -> list[Point]:
    """Return the outline of a tapered limb through its joints, with round ends."""
    middle, widths = _along(points, radii)
    left, right = [], []
    for index, (x, y) in enumerate(middle):
        before, after = middle[max(index - 1, 0)], middle[min(index + 1, len(middle) - 1)]
        length = math.dist(before, after) or 1.0
        across = (-(after[1] - before[1]) / length, (after[0] - before[0]) / length)
        left.append((x + across[0] * widths[index], y + across[1] * widths[index]))
        right.append((x - across[0] * widths[index], y - across[1] * widths[index]))
    end = _cap(middle[-1], middle[-2], widths[-1])
    start = _cap(middle[0], middle[1], widths[0])
    return [*left, *reversed(end), *reversed(right), *reversed(start)]


def _along(points: Sequence[Point], radii: Sequence[float]) -> tuple[list[Point], list[float]]:
    """Return the joints with points between them, on a smooth curve, and the width at each."""
    steps = 3
    ends = [points[0], *points, points[-1]]
    middle: list[Point] = []
    widths: list[float] = []
    for index in range(len(points) - 1):
        before, start, end, after = ends[index : index + 4]
        for step in range(steps):
            t = step / steps
            middle.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
            widths.append(radii[index] + (radii[index + 1] - radii[index]) * t)
    return [*middle, points[-1]], [*widths, radii[-1]]


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _cap(tip: Point, before: Point, radius: float) -> list[Point]:
    """Return three points round the end of a limb."""
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    return [
        (tip[0] + radius * math.cos(angle + turn), tip[1] + radius * math.sin(angle + turn)) for turn in _CAP
    ]
