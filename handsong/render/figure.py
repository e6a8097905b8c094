"""Bodies and hands as SVG: parts that belong together are painted as one, with one even line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from xml.sax.saxutils import quoteattr

from handsong.core.body import Chain, Figure, Gesture, Hands, Point, Shape, View
from handsong.core.score.model import Contact
from handsong.render.outlines import limb, number, smooth

Pose = Mapping[str, Point]
"""Where landmarks lie that are not in their place of rest."""


def body(
    figure: Figure,
    view: View,
    *,
    dressed: bool = False,
    moving: Mapping[str, Callable[[Shape], str]] | None = None,
) -> str:
    """Return the figure from one view.

    `moving` gives path data with animation for limbs that are carried; those are painted over
    the rest, since a leg lifted to the tummy lies in front of it.
    """
    moving = moving or {}
    shapes = figure.shapes[view]
    still = [shape for shape in shapes if shape.name not in moving]
    parts = [
        _union([(_fill(shape, figure, dressed=dressed), posed(shape, figure, view, {})) for shape in group])
        for _, group in groupby(still, key=lambda shape: shape.group)
    ]
    parts += [
        _moving(_fill(shape, figure, dressed=dressed), moving[shape.name](shape))
        for shape in shapes
        if shape.name in moving
    ]
    return "".join(parts)


def _union(parts: Iterable[tuple[str, str]]) -> str:
    """Paint parts as one: first every edge, then every inside, so no line is left between them."""
    parts = list(parts)
    solid = [(fill, data) for fill, data in parts if fill not in {"line", "ink", "blush"}]
    edges = "".join(f'<path class="d-edge" d="{data}"/>' for _, data in solid)
    insides = "".join(f'<path class="d-{fill}" d="{data}"/>' for fill, data in solid)
    marks = "".join(
        f'<path class="d-{fill}" d="{data}"/>' for fill, data in parts if fill in {"line", "ink", "blush"}
    )
    return edges + insides + marks


def _moving(fill: str, animated: str) -> str:
    """Paint one limb by itself, edge and inside moving together."""
    return f'<path class="d-edge" {animated}<path class="d-{fill}" {animated}' if animated else ""


def _fill(shape: Shape, figure: Figure, *, dressed: bool) -> str:
    return "cloth" if dressed and shape.name.partition(".")[0] in figure.dressed else shape.fill


def posed(shape: Shape, figure: Figure, view: View, pose: Pose) -> str:
    """Return the path data of a shape while some landmarks are elsewhere."""
    if not shape.through:
        return smooth(shape.outline, closed=shape.is_closed)
    joints = [pose.get(name) or figure.place(view, name) for name in shape.through]
    return smooth(limb(joints, shape.radii), closed=True)


def hand(hands: Hands, contact: Contact) -> str:
    """Return the right hand with what touches at the origin, fingers up."""
    gesture = hands.gestures[contact]
    x, y = gesture.anchor
    touching = (
        f'<circle class="d-contact" cx="{number(x)}" cy="{number(y)}" r="{number(contact.half_width)}"/>'
    )
    return f'<g transform="translate({number(-x)} {number(-y)})">{_hand_parts(hands, gesture)}{touching}</g>'


def _hand_parts(hands: Hands, gesture: Gesture) -> str:
    chains = [hands.forearm, *gesture.fingers, gesture.thumb]
    solid = [("hand", smooth(gesture.palm, closed=True))]
    solid += [("hand", smooth(limb(chain.points, chain.radii), closed=True)) for chain in chains]
    between = "".join(
        f'<path class="d-line" d="{_between(first, second)}"/>'
        for first, second in zip(gesture.fingers, gesture.fingers[1:], strict=False)
    )
    nails = "".join(_nail(chain) for chain in (*gesture.fingers, gesture.thumb))
    cuff = f'<path class="d-edge" d="{smooth(hands.cuff, closed=True)}"/><path class="d-sleeve" d="{smooth(hands.cuff, closed=True)}"/>'
    return _union(solid) + between + nails + cuff


def _between(first: Chain, second: Chain) -> str:
    """Return the short line where two fingers part."""
    root = _middle(first.points[0], second.points[0])
    knuckle = _middle(first.points[1], second.points[1])
    return f"M{number(root[0])} {number(root[1] - 4)}L{number(knuckle[0])} {number(knuckle[1])}"


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def _nail(chain: Chain) -> str:
    (x0, y0), (x, y) = chain.points[-2:]
    turn = math.degrees(math.atan2(x - x0, y0 - y))
    radius = chain.radii[-1]
    place = quoteattr(f"rotate({turn:.0f} {number(x)} {number(y)})")
    return (
        f'<ellipse class="d-nail" cx="{number(x)}" cy="{number(y)}" rx="{number(radius * 0.55)}" '
        f'ry="{number(radius * 0.75)}" transform={place}/>'
    )
