"""How a limb lies while a hand carries one of its joints: two bones and where they bend."""

from __future__ import annotations

import math

from handsong.core.body import Figure, Point, Shape, View
from handsong.render.figure import posed
from handsong.render.outlines import smooth

_FOLLOWS = 0.55
"""How much of its length a lower leg keeps on the page when the knee comes towards the adult."""


def pose_when(shape: Shape, figure: Figure, view: View, held: str, at: Point) -> str:
    """Return the path data of a shape of the limb while the held joint is at this point."""
    joint, _, side = held.partition(".")
    joints = {name: figure.place(view, f"{name}.{side}") for name in _chain(joint)}
    root, middle, end = joints.values()
    if joint in {"knee", "elbow"}:
        middle_at = at
        end_at = (at[0] + (end[0] - middle[0]) * _FOLLOWS, at[1] + (end[1] - middle[1]) * _FOLLOWS)
    else:
        end_at = at
        middle_at = _bend(root, middle, end, at)
    names = list(joints)
    moved = {f"{names[1]}.{side}": middle_at, f"{names[2]}.{side}": end_at}
    shift = (end_at[0] - end[0], end_at[1] - end[1])
    if shape.outline:
        return smooth([(x + shift[0], y + shift[1]) for x, y in shape.outline], closed=shape.is_closed)
    for name in shape.through:
        if name not in moved and name.partition(".")[0] in {"sole", "toes", "heel"}:
            x, y = figure.place(view, name)
            moved[name] = (x + shift[0], y + shift[1])
    return posed(shape, figure, view, moved)


def _chain(joint: str) -> tuple[str, str, str]:
    return ("shoulder", "elbow", "wrist") if joint in {"elbow", "wrist", "hand"} else ("hip", "knee", "ankle")


def _bend(root: Point, middle: Point, end: Point, at: Point) -> Point:
    """Return where the middle joint lies when the end is at a point: it bends to the side it bends to at rest."""
    upper, lower = math.dist(root, middle), math.dist(middle, end)
    reach = max(min(math.dist(root, at), (upper + lower) * 0.999), abs(upper - lower) + 0.1)
    along = (upper**2 - lower**2 + reach**2) / (2 * reach)
    aside = math.sqrt(max(upper**2 - along**2, 0.0))
    direction = math.atan2(at[1] - root[1], at[0] - root[0])
    across = (-math.sin(direction), math.cos(direction))
    turn = (end[0] - root[0]) * (middle[1] - root[1]) - (end[1] - root[1]) * (middle[0] - root[0])
    aside = math.copysign(aside, turn)
    return (
        root[0] + along * math.cos(direction) + aside * across[0],
        root[1] + along * math.sin(direction) + aside * across[1],
    )
