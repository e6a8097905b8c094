"""Shapes as SVG paths: smooth outlines, bones with round ends, fingers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handsong.core.body import Point

_TENSION = 1 / 6
"""Catmull and Rom's spline as Bézier curves: a sixth of the way along the chord."""

_CAP = (-math.pi / 4, 0.0, math.pi / 4)

_FULLNESS = 0.1
"""How far the sides of a limb swell between two joints, as a share of its length."""


def number(value: float) -> str:
    """Return a length with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def pair(point: Point) -> str:
    """Return a point as SVG writes it."""
    return f"{number(point[0])} {number(point[1])}"


def smooth(points: Sequence[Point], *, closed: bool) -> str:
    """Return the path data of a smooth curve through the points; closed ones all run the same way round."""
    if closed and _area(points) > 0:
        points = points[::-1]
    count = len(points)
    data = [f"M{pair(points[0])}"]
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


def _area(points: Sequence[Point]) -> float:
    """Return twice the area, above zero for points that run clockwise on the page."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True))


def straight(points: Sequence[Point]) -> str:
    """Return the path data of a line through many close points."""
    return "M" + "L".join(map(pair, points))


def bone(start: Point, end: Point, radii: tuple[float, float], *, hem: bool = False) -> str:
    """Return the path data of a limb from one joint to the next, round at both, or cut off with a hem."""
    wide, narrow = radii
    length = max(math.dist(start, end), abs(wide - narrow) + 1.0)
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    lean = math.acos((wide - narrow) / length)
    first, last = _tangent(start, wide, along + lean), _tangent(end, narrow, along + lean)
    back, home = _tangent(end, narrow, along - lean), _tangent(start, wide, along - lean)
    swell = length * _FULLNESS
    one = _tangent(_middle(first, last), swell, along + lean)
    other = _tangent(_middle(back, home), swell, along - lean)
    tip, root = int(lean > math.pi / 2), int(lean <= math.pi / 2)
    bow = _tangent(_middle(last, back), narrow * 0.16, along)
    cap = (
        f"Q{pair(bow)} {pair(back)}" if hem else f"A{number(narrow)} {number(narrow)} 0 {tip} 0 {pair(back)}"
    )
    return (
        f"M{pair(first)}Q{pair(one)} {pair(last)}{cap}"
        f"Q{pair(other)} {pair(home)}A{number(wide)} {number(wide)} 0 {root} 0 {pair(first)}Z"
    )


def _tangent(centre: Point, radius: float, angle: float) -> Point:
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def finger(points: Sequence[Point], radii: Sequence[float]) -> str:
    """Return the path data of a finger that tapers along a smooth curve, with round ends."""
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
    return smooth([*left, *reversed(end), *reversed(right), *reversed(start)], closed=True)


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
    """Return three points round the end of a finger."""
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    return [_tangent(tip, radius, angle + turn) for turn in _CAP]
