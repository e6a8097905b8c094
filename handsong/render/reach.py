"""How a hand is turned while it reaches a place: where its forearm comes from, what it lies around."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handsong.core.body import LIMB_CHAINS, Point, View, base_of, side_of
from handsong.core.score.model import Carry, Contact, Hand, landmarks_of
from handsong.core.score.timeline import Part
from handsong.render.grasp import anchor, comes_over, holds_shoulder, is_grip, is_under, limb_under
from handsong.render.scene import Scene

_WRIST_BENDS = 40.0
"""So many degrees a wrist bends at most; beyond them the elbow gives way."""

_AROUND_THE_HEAD, _ACROSS_THE_BACK, _CARRYING = 66.0, 96.0, 58.0
"""How far a hand is turned that holds a head or a shoulder, a child on the adult, a limb it carries."""

_ACROSS, _ROLLING, _OVER_THE_TRUNK = 0.6, 0.48, 0.3
"""How far a hand turns from its forearm towards lying straight across a limb."""

_BESIDE, _SHORT_OF, _BELOW_A_CHIN = 20.0, 18.0, 14.0
"""How far the middle of what touches lies from that of the palm, beside another hand or below a head."""

_FANNED, _FANNED_FINGERTIPS = {View.FRONT: 14.0, View.BACK: 26.0}, 6.0
"""How far two hands side by side turn away from each other."""

_OWN_SIZE = 0.82
"""A child's hand beside an adult's."""


@dataclass(frozen=True)
class Reach:
    """A hand along its path: its points, how it is turned at each, how the wrist is bent.

    Degrees from fingers up the page, clockwise; `bend` is what the forearm is turned more.
    `anchor` is what touches, as the hand is drawn; a left hand is drawn `mirrored`.
    """

    points: tuple[Point, ...]
    turns: tuple[float, ...]
    bend: float
    anchor: Point
    mirrored: bool
    size: float

    def wrist(self, index: int) -> Point:
        """Return where the wrist is at a point of the path."""
        x, y = (-value * self.size for value in self.anchor)
        x = -x if self.mirrored else x
        turn = math.radians(self.turns[index])
        at = self.points[index]
        return (
            at[0] + x * math.cos(turn) - y * math.sin(turn),
            at[1] + x * math.sin(turn) + y * math.cos(turn),
        )


@lru_cache(maxsize=32)
def reach(scene: Scene, part: Part) -> Reach:
    """Return how a hand reaches along its path; every layer of a drawing asks for it."""
    points = scene.points(part.path)
    forearms = [_forearm(scene, part, at) for at in points]
    aims = [_aim(scene, part, points, index, forearms[index]) for index in range(len(points))]
    turns = _evenly(aims)
    middle = len(points) // 2
    bend = _between(turns[middle], forearms[middle])
    return Reach(
        points,
        turns,
        max(-_WRIST_BENDS, min(_WRIST_BENDS, bend)),
        _anchor(scene, part),
        (part.hand is Hand.LEFT) is not is_under(part),
        _OWN_SIZE if scene.is_own else 1.0,
    )


def _evenly(aims: Sequence[float]) -> tuple[float, ...]:
    """Return the turns without leaps: the shorter way round, and round a bend little by little."""
    turns = [aims[0]]
    for aim in aims[1:]:
        turns.append(turns[-1] + _between(turns[-1], aim))
    around = [turns[max(index - 3, 0) : index + 4] for index in range(len(turns))]
    return tuple(sum(near) / len(near) for near in around)


def _from(scene: Scene, part: Part) -> float:
    """Return the side of the page a hand comes from: 1 for the right.

    An adult who holds the child against the chest, and a child seen from the front, face us: there
    the right arm comes from the left.
    """
    side = 1.0 if part.hand is Hand.RIGHT else -1.0
    faces_us = scene.is_on_the_adult or (scene.is_own and scene.view is View.FRONT)
    return -side if faces_us else side


def _forearm(scene: Scene, part: Part, at: Point) -> float:
    """Return where the forearm points: it comes from where the adult sits, at the child's feet."""
    x, y = at
    side = _from(scene, part)
    if is_under(part):
        above = y < scene.figure.place(scene.view, "shoulder.left")[1]
        return _towards((x + side * 300.0, y + (60.0 if above else 200.0)), at)
    if scene.is_on_the_adult:
        return _towards((x + side * 240.0, y + 130.0), at)
    if scene.is_own:
        return _towards(_own_elbow(scene, part, at), at)
    wide = 300.0 if part.contact is Contact.PALM and limb_under(part.path) else 160.0
    return _towards((x * 0.5 + side * wide, y + 340.0), at)


def _own_elbow(scene: Scene, part: Part, at: Point) -> Point:
    """Return where the child's own elbow is: above a foot, before the chest for the other arm."""
    x, y = at
    side = _from(scene, part)
    _, hip = scene.figure.place(scene.view, "hip.left")
    across, down = scene.figure.place(scene.view, "elbow.left")
    if y > hip * 1.2:
        return (x + side * 60.0, y - 340.0)
    if limb_under(part.path) is None:
        return (x + side * abs(across) * 1.6, y + 70.0)
    return (side * abs(across) * 0.5, down + 20.0)


def _aim(scene: Scene, part: Part, points: tuple[Point, ...], index: int, forearm: float) -> float:
    """Return how the hand is turned: across what it holds, or on from the forearm."""
    side = _from(scene, part)
    limb = limb_under(part.path)
    if scene.is_on_the_adult:
        return -side * _ACROSS_THE_BACK
    if not is_grip(scene, part) and not _rolls(scene, part):
        return forearm + _fan(scene, part) * side
    if limb is None or holds_shoulder(scene, part):
        return -side * _AROUND_THE_HEAD
    if isinstance(part.path, Carry):
        return -side * _CARRYING
    along = _limb_direction(scene, part, points, index)
    across = math.degrees(math.atan2(along[1], along[0]))
    if abs(_between(-side * 80.0, across)) > 90:
        across += 180
    share = _OVER_THE_TRUNK if comes_over(scene, part) else _ROLLING if _rolls(scene, part) else _ACROSS
    return forearm + share * _between(forearm, across)


def _rolls(scene: Scene, part: Part) -> bool:
    """Whether fingertips hold something as small as a finger or a toe."""
    small = part.contact in {Contact.FINGERTIPS, Contact.FINGER}
    return small and limb_under(part.path) is not None and not scene.is_own


def _anchor(scene: Scene, part: Part) -> Point:
    """Return the middle of what touches, moved so that two hands lie side by side and the head is clear."""
    x, y = anchor(scene, part)
    if part.contact not in {Contact.PALM, Contact.CUP} or is_grip(scene, part):
        return (x, y)
    if scene.is_on_the_adult:
        return (x - _BELOW_A_CHIN, y)
    if _fan(scene, part) and abs(scene.points(part.path)[0][0]) < 45.0:
        x -= _BESIDE
    if scene.view is View.BACK:
        y -= _SHORT_OF
    return (x, y)


def _fan(scene: Scene, part: Part) -> float:
    """Return how far two hands side by side turn away from each other."""
    together = any(
        part in phrase.parts and len({one.contact for one in phrase.parts}) < len(phrase.parts)
        for phrase in scene.time.phrases
    )
    if not together or is_grip(scene, part) or scene.is_on_the_adult or scene.is_own:
        return 0.0
    return _FANNED[scene.view] if part.contact in {Contact.PALM, Contact.CUP} else _FANNED_FINGERTIPS


def _towards(start: Point, end: Point) -> float:
    return math.degrees(math.atan2(end[0] - start[0], start[1] - end[1]))


def _between(start: float, end: float) -> float:
    """Return the shorter way from one turn to another."""
    return (end - start + 180) % 360 - 180


def _limb_direction(scene: Scene, part: Part, points: tuple[Point, ...], index: int) -> Point:
    """Return which way the limb under a hand runs, away from the trunk."""
    if len(points) > 2 and part.contact is Contact.CUP:
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        return (after[0] - before[0], after[1] - before[1])
    name = landmarks_of(part.path)[0]
    chain = next(chain for chain in LIMB_CHAINS if base_of(name) in chain)
    number = max(chain.index(base_of(name)), 1)
    start, end = (
        scene.figure.place(scene.view, f"{joint}.{side_of(name)}") for joint in chain[number - 1 : number + 1]
    )
    return (end[0] - start[0], end[1] - start[1])
