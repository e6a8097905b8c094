"""Bodies and hands as SVG: parts that belong together are painted as one, with one even line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import groupby, pairwise

from handsong.core.body import Chain, Figure, Gesture, Hands, Point, Shape, View, base_of
from handsong.render.outlines import bone, finger, number, pair, smooth

MARKS = frozenset({"line", "ink", "blush"})
"""Fills without an edge of their own: drawn on what is already there."""


def painted(figure: Figure, view: View, shapes: Iterable[Shape], *, dressed: bool) -> str:
    """Return shapes as they lie when nobody moves them, one group after the other."""
    return "".join(
        union([(fill(shape, figure, dressed=dressed), at_rest(shape, figure, view)) for shape in group])
        for _, group in groupby(shapes, key=lambda shape: shape.group)
    )


def union(parts: Iterable[tuple[str, str]]) -> str:
    """Paint parts as one: first every edge, then every inside, so no line is left between them."""
    parts = list(parts)
    solid = [(material, data) for material, data in parts if material not in MARKS]
    edges = f'<path class="d-edge" d="{"".join(data for _, data in solid)}"/>' if solid else ""
    insides = "".join(
        f'<path class="d-{material}" d="{"".join(data for _, data in same)}"/>'
        for material, same in groupby(solid, key=lambda part: part[0])
    )
    marks = "".join(
        f'<path class="d-{material}" d="{"".join(data for _, data in same)}"/>'
        for material, same in groupby([part for part in parts if part[0] in MARKS], key=lambda part: part[0])
    )
    return edges + insides + marks


def fill(shape: Shape, figure: Figure, *, dressed: bool) -> str:
    """Return what a shape is made of: clothes where clothes cover it."""
    return "cloth" if dressed and base_of(shape.name) in figure.dressed else shape.fill


def at_rest(shape: Shape, figure: Figure, view: View) -> str:
    """Return the path data of a shape where it lies when nobody moves it."""
    if not shape.through:
        return smooth(shape.outline, closed=shape.is_closed)
    joints = [figure.place(view, name) for name in shape.through]
    return bones(joints, shape.radii)


def bones(joints: Iterable[Point], radii: Iterable[float]) -> str:
    """Return the path data of a limb through its joints."""
    ends = pairwise(zip(joints, radii, strict=True))
    return "".join(bone(start, end, (wide, narrow)) for (start, wide), (end, narrow) in ends)


def forearm(hands: Hands, *, sleeve: bool) -> str:
    """Return the forearm, with its sleeve or bare: the wrist at the origin, the hand up the page."""
    arm = union([("hand", finger(hands.forearm.points, hands.forearm.radii))])
    return arm + (union([("sleeve", smooth(hands.cuff, closed=True))]) if sleeve else "")


def hand(gesture: Gesture) -> str:
    """Return a right hand, the wrist at the origin, fingers up the page."""
    return _palm(gesture, [*gesture.fingers, gesture.thumb]) + "".join(
        map(_nail, (*gesture.fingers, gesture.thumb))
    )


def fingers_beneath(gesture: Gesture) -> str:
    """Return the part of a grip that lies underneath what it holds: all but the thumb."""
    return _palm(gesture, gesture.fingers)


def thumb_on_top(gesture: Gesture, *, rooted: bool) -> str:
    """Return the thumb of a grip; rooted, it grows out of the palm and no line is left between them."""
    (x, y), radius = gesture.thumb.points[0], gesture.thumb.radii[0]
    root = f'<circle class="d-hand" cx="{number(x * 0.78)}" cy="{number(y + 5)}" r="{number(radius)}"/>'
    thumb = union([("hand", finger(gesture.thumb.points, gesture.thumb.radii))])
    return thumb + (root if rooted else "") + _nail(gesture.thumb)


def contact(at: Point, radius: float) -> str:
    """Return the tint of what touches."""
    return f'<circle class="d-contact" cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}"/>'


def _palm(gesture: Gesture, chains: Iterable[Chain]) -> str:
    """Paint palm and fingers as one; the palm is open towards the wrist, where the forearm goes on."""
    data = [finger(chain.points, chain.radii) for chain in chains]
    edge, inside = smooth(gesture.palm, closed=False), smooth(gesture.palm, closed=True)
    between = "".join(map(_between, *_neighbours(gesture)))
    wrist = '<circle class="d-hand" cy="6" r="21.5"/>'
    return (
        f'<path class="d-edge" d="{"".join(data)}{edge}"/><path class="d-hand" d="{"".join(data)}{inside}"/>'
        f'{wrist}<path class="d-line" d="{between}"/>'
    )


def _neighbours(gesture: Gesture) -> tuple[tuple[Chain, ...], tuple[Chain, ...]]:
    return gesture.fingers[:-1], gesture.fingers[1:]


def _between(first: Chain, second: Chain) -> str:
    """Return the short line where two fingers part."""
    root = _middle(first.points[0], second.points[0])
    knuckle = _middle(first.points[1], second.points[1])
    return f"M{pair((root[0], root[1] - 6))}L{pair(_middle(root, knuckle))}"


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def _nail(chain: Chain) -> str:
    (x0, y0), (x, y) = chain.points[-2:]
    turn = math.degrees(math.atan2(x - x0, y0 - y))
    radius = chain.radii[-1]
    return (
        f'<ellipse class="d-nail" cx="{number(x)}" cy="{number(y)}" rx="{number(radius * 0.52)}" '
        f'ry="{number(radius * 0.72)}" transform="rotate({turn:.0f} {pair((x, y))})"/>'
    )
