"""Where a path runs on a figure: landmarks become points in millimetres on the page of a view."""

from __future__ import annotations

import math
from itertools import pairwise

from handsong.core.body import Figure, Point, View
from handsong.core.score.model import Arc, Carry, Circle, Line, OpenBook, Path, Sense, Still

STEPS = 32
"""Points on a traced path, evenly spaced: fine enough that no zone slips between two of them."""

_PER_SEGMENT = 16


def trace(path: Path, figure: Figure, view: View) -> tuple[Point, ...]:
    """Return the points that a hand passes, evenly spaced from first to last; one when it rests.

    A path for both hands is traced after `model.each_hand` gave each its own side.
    """
    match path:
        case Still(at=at):
            return (figure.place(view, at),)
        case Line(over=over) | OpenBook(over=over):
            return even(smooth([figure.place(view, name) for name in over]))
        case Carry(held=held, over=over):
            return even(smooth([figure.place(view, name) for name in (held, *over)]))
        case Arc(sense=sense, start=start, end=end, centre=centre):
            return even(
                _round(figure.place(view, start), figure.place(view, end), figure.place(view, centre), sense)
            )
        case Circle(sense=sense, start=start, centre=centre):
            begin = figure.place(view, start)
            return even(_round(begin, begin, figure.place(view, centre), sense))


def smooth(points: list[Point]) -> list[Point]:
    """Return a curve through the points (Catmull and Rom's spline), ends included."""
    if len(points) < 3:
        return points
    ends = [points[0], *points, points[-1]]
    curve = [points[0]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(1, _PER_SEGMENT + 1):
            t = step / _PER_SEGMENT
            curve.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
    return curve


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _round(start: Point, end: Point, centre: Point, sense: Sense) -> list[Point]:
    """Return the way round a centre; the distance from it changes evenly from start to end."""
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    last = math.atan2(end[1] - centre[1], end[0] - centre[0])
    # y grows downwards on a page, so a growing angle is clockwise to the eye.
    turn = (last - first) % math.tau or math.tau
    if sense is Sense.ANTICLOCKWISE:
        turn = turn - math.tau if turn < math.tau else -math.tau
    near, far = math.dist(start, centre), math.dist(end, centre)
    return [
        (
            centre[0] + (near + (far - near) * step / STEPS) * math.cos(first + turn * step / STEPS),
            centre[1] + (near + (far - near) * step / STEPS) * math.sin(first + turn * step / STEPS),
        )
        for step in range(STEPS + 1)
    ]


def even(points: list[Point]) -> tuple[Point, ...]:
    """Return the same curve as evenly spaced points."""
    lengths = [math.dist(start, end) for start, end in pairwise(points)]
    whole = sum(lengths)
    if not whole:
        return (points[0],)
    result, segment, passed = [points[0]], 0, 0.0
    for step in range(1, STEPS):
        wanted = whole * step / STEPS
        while segment < len(lengths) - 1 and passed + lengths[segment] < wanted:
            passed += lengths[segment]
            segment += 1
        part = (wanted - passed) / lengths[segment]
        (x0, y0), (x1, y1) = points[segment], points[segment + 1]
        result.append((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part))
    return (*result, points[-1])


def turning(points: tuple[Point, ...], centre: Point) -> tuple[float, float]:
    """Return how far a path turns round a centre, in radians: clockwise, and anticlockwise."""
    clockwise = anticlockwise = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        before = math.atan2(y0 - centre[1], x0 - centre[0])
        after = math.atan2(y1 - centre[1], x1 - centre[0])
        step = (after - before + math.pi) % math.tau - math.pi
        clockwise, anticlockwise = clockwise + max(step, 0.0), anticlockwise + max(-step, 0.0)
    return clockwise, anticlockwise
