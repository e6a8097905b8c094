"""What a hand does with what it touches: lies on it, or holds it between thumb and fingers."""

from __future__ import annotations

from enum import Enum
from functools import cache

from handsong.core.body import LIMB_CHAINS, LIMB_LANDMARKS, Gesture, Point, Side, View, base_of, side_of
from handsong.core.score.model import Carry, Contact, Hand, Path, Still, landmarks_of
from handsong.core.score.timeline import Part
from handsong.render.scene import Scene

_ARM = LIMB_CHAINS[0]
_SHAPES = {"arm": frozenset({"arm", "hand"}), "leg": frozenset({"leg", "foot"})}


def is_under(part: Part) -> bool:
    """Whether the hand lies underneath the child."""
    return isinstance(part.path, Still) and part.path.under


def limb_of(landmark: str) -> str | None:
    """Return the limb that a landmark lies on, such as `leg.left`; None on trunk and head."""
    base = base_of(landmark)
    if base not in LIMB_LANDMARKS:
        return None
    return f"{'arm' if base in _ARM else 'leg'}.{side_of(landmark)}"


@cache
def limb_under(path: Path) -> str | None:
    """Return the one limb that a hand keeps to; what is carried is touched only where it is held."""
    touched = (path.held,) if isinstance(path, Carry) else landmarks_of(path)
    limbs = {limb_of(name) for name in touched}
    return limbs.pop() if len(limbs) == 1 else None


def is_of(shape: str, limb: str) -> bool:
    """Whether a shape is of this limb: arm with hand, leg with foot, and whatever is drawn on them."""
    return _kind(shape) in _SHAPES[base_of(limb)] and side_of(shape) == side_of(limb)


def is_grip(scene: Scene, part: Part) -> bool:
    """Whether the fingers go underneath and the thumb lies on top.

    A child seen from the back lies on the limbs, or is reached from behind: hands stay on top. So
    does an own hand, but for its thumb.
    """
    if scene.view is View.BACK or is_under(part):
        return False
    if part.contact is Contact.CUP:
        return limb_under(part.path) is not None and not scene.is_own
    return part.contact is Contact.THUMB


def reaches_over(scene: Scene, part: Part) -> bool:
    """Whether a child's own arm is drawn with its hand: one that reaches down to a leg is out of sight."""
    limb = limb_under(part.path)
    return scene.is_own and not (limb and base_of(limb) == "leg")


def holds_shoulder(scene: Scene, part: Part) -> bool:
    """Whether a grip rests round the shoulder, between trunk and arm."""
    still = isinstance(part.path, Still) and base_of(part.path.at) == "shoulder"
    return still and is_grip(scene, part)


class Layer(Enum):
    """Where a piece of a hand is painted: below the child, below the limb it holds, on top."""

    BENEATH = "beneath"
    BEHIND = "behind"
    ABOVE = "above"


def lower_layer(scene: Scene, part: Part) -> Layer:
    """Return where a hand is painted but for the thumb of a grip.

    What holds a limb from outside lies below the child. What comes over the trunk to an arm, or
    carries a limb, lies on the child and below that limb.
    """
    if is_under(part):
        return Layer.BENEATH
    if not is_grip(scene, part) and part.contact is not Contact.FINGER:
        return Layer.ABOVE
    return Layer.BEHIND if isinstance(part.path, Carry) or comes_over(scene, part) else Layer.BENEATH


def held_from_inside(scene: Scene) -> list[tuple[str, bool]]:
    """Return the arms that lie before a hand that comes over the trunk, and whether the upper arm does."""
    return [
        (limb, bool({base_of(name) for name in landmarks_of(part.path)} & {"shoulder", "elbow"}))
        for _, part in scene.parts()
        if (limb := limb_under(part.path))
        and comes_over(scene, part)
        and lower_layer(scene, part) is Layer.BEHIND
    ]


def comes_over(scene: Scene, part: Part) -> bool:
    """Whether a hand reaches an arm over the trunk: the child's own other hand, or the adult's inner one."""
    limb = limb_under(part.path)
    if limb is None or base_of(limb) != "arm" or isinstance(part.path, Carry):
        return False
    return scene.is_own or (part.hand is Hand.RIGHT) is (side_of(limb) is Side.RIGHT)


def gesture(scene: Scene, part: Part) -> Gesture:
    """Return the gesture that is drawn: a cupped hand round a limb closes between thumb and fingers."""
    return scene.hands.gestures[Contact.THUMB if is_grip(scene, part) else part.contact]


def anchor(scene: Scene, part: Part) -> Point:
    """Return the middle of what touches, from the wrist."""
    drawn = gesture(scene, part)
    if is_grip(scene, part) and part.contact is not Contact.THUMB:
        (x0, y0), (x1, y1) = drawn.thumb.points[-2:]
        return ((x0 + x1) / 2, (y0 + y1) / 2)
    return drawn.anchor


def _kind(shape: str) -> str:
    return base_of(shape).partition("-")[0]
