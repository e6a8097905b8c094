"""Limbs that move: carried by a hand, or a child's own arm that reaches over; two bones and an end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from handsong.core.body import Point, Shape, base_of, side_of
from handsong.core.score.model import Carry
from handsong.core.score.timeline import Act, Part, Phrase
from handsong.render import figure as figures
from handsong.render.gliding import keys
from handsong.render.grasp import held_from_inside, is_of, limb_of, reaches_over
from handsong.render.outlines import bone, number, pair
from handsong.render.pose import Pose, at_rest, joints, poses
from handsong.render.reach import reach
from handsong.render.scene import Scene
from handsong.render.track import Track

_SEAM = 8.0
"""How far a round patch lies towards the trunk, to take away the line where two pieces join."""

_SEEN = 0.7
_BESIDE_THE_NAPPY = (0.32, 0.52)
"""How much of the root of a thigh is seen beside the nappy, and where: so far out and down, in its widths."""

_WITHIN = 0.86
"""How wide the bone below ends in a joint, whose round is that of the bone on top alone."""

_SLEEVE = 0.62
"""How much of the upper arm a short sleeve covers."""


@dataclass(frozen=True)
class Moved:
    """A limb that moves: which, its shapes, and how it lies at every second that matters."""

    scene: Scene
    held: str
    times: tuple[tuple[float, Pose], ...]

    @property
    def shapes(self) -> list[Shape]:
        """Everything that is drawn of the limb."""
        limb = limb_of(self.held) or ""
        return [shape for shape in self.scene.figure.shapes[self.scene.view] if is_of(shape.name, limb)]

    @property
    def main(self) -> Shape:
        """The two bones."""
        return next(shape for shape in self.shapes if shape.through == joints(self.held))

    def fill(self, shape: Shape) -> str:
        """What a shape of it is made of."""
        return figures.fill(shape, self.scene.figure, dressed=self.scene.look.dressed)

    def follow(self, value: Callable[[Pose], str]) -> tuple[str, Track]:
        """Return a value at first, and over time."""
        first = value(self.times[0][1])
        track = Track(self.scene.time.seconds, first)
        for second, now in self.times:
            track.at(second, value(now))
        return first, track


def moved(scene: Scene) -> list[Moved]:
    """Return every limb that moves, once."""
    found: dict[str, list[tuple[float, Pose]]] = {}
    for phrase, part in scene.parts():
        if isinstance(part.path, Carry):
            found.setdefault(part.path.held, []).extend(_carried(scene, phrase, part, part.path))
        elif reaches_over(scene, part):
            found.setdefault(f"wrist.{part.hand}", []).extend(_reaching(scene, phrase, part))
    return [Moved(scene, held, tuple(times)) for held, times in found.items()]


def painted(limbs: Iterable[Moved]) -> str:
    """Return the limbs, each from the trunk outwards, so that what is folded over lies on top.

    They are drawn twice: as they move, and as they lie at first, for the drawing that does not move.
    """
    limbs = list(limbs)
    if not limbs:
        return ""
    own = limbs[0].scene.is_own
    moving = "".join(_limb(limb, own=own) for limb in limbs)
    still = "".join(_limb(replace(limb, times=limb.times[:1]), own=own) for limb in limbs)
    name = " own-arms" if own else ""
    return f'<g class="limbs{name}">{moving}</g><g class="limbs-still{name}">{still}</g>'


def held(scene: Scene) -> str:
    """Return once more the arms that lie before a hand that comes over the trunk."""
    drawn = ""
    for limb, whole in dict.fromkeys(held_from_inside(scene)):
        joint = f"wrist.{side_of(limb)}"
        still = Moved(scene, joint, ((0.0, at_rest(scene.figure, scene.view, joint)),))
        sleeves = [shape for shape in still.shapes if shape.fill == "shirt"] if whole else []
        drawn += _limb(still, whole=whole) + figures.painted(
            scene.figure, scene.view, sleeves, dressed=scene.look.dressed
        )
    return drawn


def _carried(scene: Scene, phrase: Phrase, part: Part, path: Carry) -> Iterator[tuple[float, Pose]]:
    lies = poses(scene.figure, scene.view, path.held, scene.points(path))
    for second, index in _moments(scene, phrase, part, len(lies)):
        yield second, lies[index]


def _reaching(scene: Scene, phrase: Phrase, part: Part) -> Iterator[tuple[float, Pose]]:
    """Yield how a child's own arm lies; a right hand is the child's own right hand."""
    at = reach(scene, part)
    wrists = [at.wrist(index) for index in range(len(at.points))]
    lies = poses(scene.figure, scene.view, f"wrist.{part.hand}", wrists)
    for second, index in _moments(scene, phrase, part, len(lies)):
        yield second, lies[index]


def _moments(scene: Scene, phrase: Phrase, part: Part, count: int) -> Iterator[tuple[float, int]]:
    """Yield when the limb is where on its path: every other key of the hand is enough."""
    yield phrase.at, 0
    for event in scene.events(phrase, part.hand):
        if event.act is Act.GLIDE or (event.act is Act.RETURN and isinstance(part.path, Carry)):
            yield from keys(event.at, event.seconds, count, backwards=event.act is Act.RETURN)[::2]
        elif event.act is Act.RETURN:
            yield from ((event.at, count - 1), (event.at + event.seconds, 0))


def _limb(limb: Moved, *, whole: bool = True, own: bool = False) -> str:
    """Return one limb: two bones, patches where they join, and its end; an own hand is drawn apart."""
    main, fill = limb.main, limb.fill(limb.main)
    wide, bend, narrow = main.radii
    rest = at_rest(limb.scene.figure, limb.scene.view, limb.held)
    is_arm = base_of(main.name) == "arm"
    root, within = (wide if is_arm else wide * _SEEN), bend * _WITHIN
    above, below = (bend, within) if own else (within, bend)
    upper = _bone(limb, fill, lambda now: bone(_root(now, wide, is_arm=is_arm), now.middle, (root, above)))
    lower = _bone(limb, fill, lambda now: bone(now.middle, now.end, (below, narrow)))
    if own:
        return lower + upper + _sleeve(limb, rest)
    shoulder = _patch(_inside(rest.root), wide, fill) if is_arm else ""
    return (upper + shoulder if whole else "") + lower + _joint(limb, within) + _end(limb, rest)


def _joint(limb: Moved, radius: float) -> str:
    """Return a patch that takes away the line where the lower bone begins."""
    place, track = limb.follow(lambda now: pair(_short_of(now.middle, now.root)))
    return (
        f'<circle class="d-{limb.fill(limb.main)}" r="{number(radius)}" transform="translate({place})">'
        f"{track.transform('translate')}</circle>"
    )


def _root(now: Pose, wide: float, *, is_arm: bool) -> Point:
    """Return where a limb comes out: an arm at the shoulder, a thigh where the nappy ends."""
    x, y = now.root
    out, down = _BESIDE_THE_NAPPY
    return (x, y) if is_arm else (x + math.copysign(out * wide, x), y + down * wide)


def _bone(limb: Moved, fill: str, shape: Callable[[Pose], str]) -> str:
    first, track = limb.follow(shape)
    return f'<path class="d-limb d-{fill}" d="{first}">{track.animate("d")}</path>'


def _sleeve(limb: Moved, rest: Pose) -> str:
    """Return the short sleeve of a child's own arm, sewn to the shirt."""
    wide, bend, _ = limb.main.radii

    def shape(now: Pose) -> str:
        (x0, y0), (x1, y1) = now.root, now.middle
        end = (x0 + (x1 - x0) * _SLEEVE, y0 + (y1 - y0) * _SLEEVE)
        return bone(now.root, end, (wide + 4, bend + 9), hem=True)

    x, y = _inside(_inside(rest.root))
    return _bone(limb, "shirt", shape) + _patch((x, y + 6), wide + 1, "shirt")


def _end(limb: Moved, rest: Pose) -> str:
    """Return hand or foot, which keep their shape and are turned with the limb."""
    figure, view = limb.scene.figure, limb.scene.view
    far = [shape for shape in limb.shapes if base_of(shape.name).partition("-")[0] in {"hand", "foot"}]
    drawn = figures.painted(figure, view, far, dressed=limb.scene.look.dressed)
    patch = _patch(_short_of(rest.end, rest.middle), limb.main.radii[2], limb.fill(limb.main))
    _, place = limb.follow(lambda now: pair((now.end[0] - rest.end[0], now.end[1] - rest.end[1])))
    _, turned = limb.follow(lambda now: f"{number(now.turn)} {pair(rest.end)}")
    return f"<g>{place.transform('translate')}<g>{turned.transform('rotate')}{drawn}{patch}</g></g>"


def _short_of(joint: Point, towards: Point) -> Point:
    share = _SEAM / (math.dist(joint, towards) or 1.0)
    return (joint[0] + (towards[0] - joint[0]) * share, joint[1] + (towards[1] - joint[1]) * share)


def _inside(root: Point) -> Point:
    """Return a point a little nearer to the middle of the trunk."""
    return (root[0] - math.copysign(_SEAM, root[0]), root[1])


def _patch(at: Point, radius: float, fill: str) -> str:
    return f'<circle class="d-{fill}" cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}"/>'
