"""How a limb lies while one of its joints is taken along a path: two bones and where they bend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from handsong.core.body import Figure, Point, View, base_of, side_of

_FOLLOWS = 0.62
"""How much of its length a lower leg keeps on the page when the knee comes towards the adult."""

_APART = 17.0
"""Feet that meet lie side by side: so far is each ankle from the middle."""

_CLOSEST = 0.42
"""How near the ends of a folded limb come, as a share of its longer bone."""

_SHORTEST = 0.45
"""How much of its length a bone keeps on the page that points at the adult."""

_FOOT_FOLLOWS = 0.6
"""A hand turns with its forearm; a foot less with its shin, since the ankle gives way."""


@dataclass(frozen=True)
class Pose:
    """Where the three joints of a limb lie, and how far its hand or foot is turned, in degrees."""

    root: Point
    middle: Point
    end: Point
    turn: float = 0.0


def joints(held: str) -> tuple[str, str, str]:
    """Return the joints of the limb that is held, from the trunk outwards."""
    names = ("shoulder", "elbow", "wrist") if _is_arm(held) else ("hip", "knee", "ankle")
    return (f"{names[0]}.{side_of(held)}", f"{names[1]}.{side_of(held)}", f"{names[2]}.{side_of(held)}")


def at_rest(figure: Figure, view: View, held: str) -> Pose:
    """Return how the limb lies when nobody carries it."""
    root, middle, end = (figure.place(view, name) for name in joints(held))
    return Pose(root, middle, end)


def poses(figure: Figure, view: View, held: str, points: Sequence[Point]) -> list[Pose]:
    """Return how the limb lies while the held joint passes these points.

    Knee and elbow go round the outer side from where they are at first to where they end. A bone
    that would be too long for the page points a little towards the adult, and is drawn shorter.
    """
    rest = at_rest(figure, view, held)
    if base_of(held) in {"knee", "elbow"}:
        return [_by_the_middle(rest, at) for at in points]
    if not _is_arm(held):
        outwards = math.copysign(1.0, rest.root[0])
        points = [(outwards * max(outwards * x, _APART), y) for x, y in points]
    lies_there = math.dist(points[0], rest.end) < 1.0
    first = _angle(rest.root, rest.middle if lies_there else _bend(rest, points[0]))
    last = _angle(rest.root, _bend(rest, _not_too_near(rest, points)))
    bent = [
        _on_the_way(rest, first + _turn(first, last) * index / max(len(points) - 1, 1), at)
        for index, at in enumerate(points)
    ]
    return _turned(rest, list(zip(bent, points, strict=True)), 1.0 if _is_arm(held) else _FOOT_FOLLOWS)


def _by_the_middle(rest: Pose, at: Point) -> Pose:
    """Return how the limb lies when knee or elbow is held here: what is below hangs from it."""
    lower = (rest.end[0] - rest.middle[0], rest.end[1] - rest.middle[1])
    moved = math.dist(at, rest.middle) / (math.dist(rest.root, rest.middle) or 1.0)
    share = 1.0 - (1.0 - _FOLLOWS) * min(moved, 1.0)
    return Pose(rest.root, at, (at[0] + lower[0] * share, at[1] + lower[1] * share))


def _bend(rest: Pose, at: Point) -> Point:
    """Return where the middle joint lies with both bones at full length: on the outer side."""
    upper, lower = math.dist(rest.root, rest.middle), math.dist(rest.middle, rest.end)
    nearest = max(abs(upper - lower) + 0.1, max(upper, lower) * _CLOSEST)
    reach = max(min(math.dist(rest.root, at), (upper + lower) * 0.999), nearest)
    along = (upper**2 - lower**2 + reach**2) / (2 * reach)
    aside = math.sqrt(max(upper**2 - along**2, 0.0))
    direction = math.radians(_angle(rest.root, at))
    if -math.sin(direction) * rest.root[0] < 0:
        aside = -aside
    return (
        rest.root[0] + along * math.cos(direction) - aside * math.sin(direction),
        rest.root[1] + along * math.sin(direction) + aside * math.cos(direction),
    )


def _not_too_near(rest: Pose, points: Sequence[Point]) -> Point:
    """Return the last point from which it can be told which way the limb is folded."""
    near = math.dist(rest.middle, rest.end) * _CLOSEST
    return next((at for at in reversed(points) if math.dist(rest.root, at) > near), points[0])


def _on_the_way(rest: Pose, angle: float, end: Point) -> Point:
    """Return the middle joint in a direction from the root, so far out that the lower bone keeps its length."""
    upper, lower = math.dist(rest.root, rest.middle), math.dist(rest.middle, rest.end)
    across, along = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    dx, dy = end[0] - rest.root[0], end[1] - rest.root[1]
    ahead, beside = dx * across + dy * along, dx * along - dy * across
    out = ahead + math.sqrt(max(lower**2 - beside**2, 0.0))
    out = max(upper * _SHORTEST, min(upper, out))
    return (rest.root[0] + out * across, rest.root[1] + out * along)


def _turned(rest: Pose, bent: Sequence[tuple[Point, Point]], share: float) -> list[Pose]:
    """Return the poses with hand or foot turned along with the bone before it."""
    before, turned, found = _angle(rest.middle, rest.end), 0.0, []
    for middle, end in bent:
        now = _angle(middle, end)
        turned += _turn(before, now)
        before = now
        found.append(Pose(rest.root, middle, end, turned * share))
    return found


def _is_arm(held: str) -> bool:
    return base_of(held) in {"shoulder", "elbow", "wrist", "hand"}


def _angle(start: Point, end: Point) -> float:
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _turn(start: float, end: float) -> float:
    """Return the shorter way from one direction to another."""
    return (end - start + 180) % 360 - 180
