"""A technique as a moving drawing: the body, the path, and hands that go along it in time.

The drawing carries its own clock (SMIL), so that a page can run it, and the player can set it
to the second. Where motion is not wanted it is a still with numbered steps, and its words say
the same. It decides nothing: what it shows is the timeline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path as FilePath
from xml.sax.saxutils import escape

from handsong.core.body import (
    LIMB_CHAINS,
    LIMB_LANDMARKS,
    Figure,
    Hands,
    Point,
    Shape,
    Side,
    View,
    base_of,
    side_of,
)
from handsong.core.score.model import Carry, Contact, Hand, Path, Pressure, Still, Tempo, landmarks_of
from handsong.core.score.timeline import Act, Event, Part, Phrase, Timeline, timeline
from handsong.core.score.tracing import trace
from handsong.core.script import Script
from handsong.core.technique import Technique
from handsong.render import figure as figures
from handsong.render.outlines import number, straight
from handsong.render.pose import pose_when
from handsong.render.words import describe

STYLE = FilePath(__file__).parent / "static" / "handsong" / "drawing.css"

_TRAIL_WIDTH = {
    Pressure.RESTING: 6.0,
    Pressure.GENTLE_FIRM: 9.0,
    Pressure.MODERATE: 13.0,
    Pressure.FIRM: 17.0,
}
_TRAIL_DASH = {Tempo.STILL: "", Tempo.SLOW: "22 16", Tempo.STEADY: "11 14", Tempo.PLAYFUL: "1 17"}
_MARGIN = 120.0
_DIGITS = {
    1: "M-3 -4L1 -8L1 8",
    2: "M-5 -4Q-4 -9 1 -8Q6 -6 4 -1L-5 8L6 8",
    3: "M-5 -7Q1 -10 4 -6Q5 -1 -1 0Q6 1 5 5Q1 10 -5 7",
    4: "M3 8L3 -8L-6 3L6 3",
    5: "M5 -8L-4 -8L-4 -1Q5 -3 5 3Q3 10 -5 7",
    6: "M4 -8Q-5 -4 -5 3Q-4 9 1 8Q6 6 4 1Q0 -3 -5 2",
    7: "M-5 -8L5 -8L-1 8",
    8: "M0 0Q-6 -3 -3 -7Q0 -10 3 -7Q6 -3 0 0Q-7 4 -3 7Q0 9 3 7Q7 4 0 0Z",
    9: "M4 -1Q-2 3 -5 -2Q-4 -9 1 -8Q6 -6 4 -1Q3 5 -3 8",
}


@dataclass(frozen=True)
class Look:
    """How a drawing is wished for: skin tone 1 to 6, dressed, led by the left hand, a page of its own."""

    tone: int = 2
    dressed: bool = False
    left_handed: bool = False
    standalone: bool = False


@dataclass(frozen=True)
class Art:
    """What is drawn: a child of the right build, and the adult's hands."""

    figure: Figure
    hands: Hands


@dataclass(frozen=True)
class Scene:
    """All a drawing is made from."""

    technique: Technique
    figure: Figure
    hands: Hands
    time: Timeline
    script: Script
    look: Look

    @property
    def view(self) -> View:
        """The side of the child that is seen."""
        return self.technique.view


def draw(technique: Technique, art: Art, script: Script, *, side: Side | None, look: Look) -> str:
    """Return the drawing of one side of a technique (None: it has no sides) as SVG text."""
    words = technique.words[script.language]
    time = timeline(technique.score, technique.view, words.said, side)
    scene = Scene(technique, art.figure, art.hands, time, script, look)
    name = _name(scene)
    under = "".join(_hand(scene, phrase, part) for phrase, part in _parts(scene) if _is_under(part))
    over = "".join(_hand(scene, phrase, part) for phrase, part in _parts(scene) if not _is_under(part))
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>" if scene.look.standalone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing tone-{scene.look.tone}" role="img" '
        f'viewBox="{_view_box(scene)}" aria-labelledby="{name}-title {name}-desc" data-seconds="{number(time.seconds)}">'
        f'<title id="{name}-title">{escape(words.name)}</title>'
        f'<desc id="{name}-desc">{escape(describe(time, script))}</desc>{style}'
        f"<defs>{_gestures(scene)}</defs>"
        f'<g class="moving">{under}</g>{_still_hands(scene, under=True)}'
        f'<g class="body" id="{name}-body">{_body(scene)}</g>'
        f'<g class="moving">{over}</g>{_still_hands(scene, under=False)}'
        f'<g class="trails">{"".join(_trail(scene, phrase, part) for phrase, part in _parts(scene))}</g>'
        f'<g class="still">{_numbers(scene)}</g></svg>'
    )


def _parts(scene: Scene) -> Iterable[tuple[Phrase, Part]]:
    return ((phrase, part) for phrase in scene.time.phrases for part in phrase.parts)


def _name(scene: Scene) -> str:
    side = scene.time.side
    return f"{scene.technique.id}-{side}" if side else scene.technique.id


def _gestures(scene: Scene) -> str:
    """Return each gesture of the right hand once, to be used wherever a hand is."""
    contacts = sorted({part.contact for _, part in _parts(scene)})
    return "".join(
        f'<g id="{_name(scene)}-{contact}">{figures.hand(scene.hands, contact)}</g>' for contact in contacts
    )


def _use(scene: Scene, part: Part) -> str:
    """Return the hand of a part with what touches at the origin; the left one is the mirror of the right."""
    mirror = ' transform="scale(-1 1)"' if _shown_hand(scene, part) is Hand.LEFT else ""
    return f'<use href="#{_name(scene)}-{part.contact}"{mirror}/>'


def _is_under(part: Part) -> bool:
    return isinstance(part.path, Still) and part.path.under


def _points(scene: Scene, path: Path) -> tuple[Point, ...]:
    return trace(path, scene.figure, scene.view)


def _view_box(scene: Scene) -> str:
    """Return the part of the page worth seeing: where hands go, with room for them, no narrower than a hand."""
    points = [point for _, part in _parts(scene) for point in _points(scene, part.path)]
    left, right = min(x for x, _ in points) - _MARGIN, max(x for x, _ in points) + _MARGIN
    top, bottom = min(y for _, y in points) - _MARGIN, max(y for _, y in points) + _MARGIN * 1.4
    half = max(-left, right, (bottom - top) * 0.36)
    height = max(bottom - top, half * 1.7)
    middle = (top + bottom) / 2
    return " ".join(map(number, (-half, middle - height / 2, 2 * half, height)))


def _body(scene: Scene) -> str:
    """Return the child; limbs that are carried move with the hands that hold them."""
    carried: dict[str, Callable[[Shape], str]] = {}
    for phrase, part in _parts(scene):
        if isinstance(part.path, Carry):
            follow = partial(_animated, scene, phrase, part.hand, part.path)
            carried |= {
                shape.name: follow
                for shape in scene.figure.shapes[scene.view]
                if _belongs(shape, part.path.held)
            }
    return figures.body(scene.figure, scene.view, dressed=scene.look.dressed, moving=carried)


def _belongs(shape: Shape, held: str) -> bool:
    """Whether a shape is of the limb that is held: the same side, arm with arm, leg with leg."""
    limb, _, side = shape.name.partition(".")
    joint, _, held_side = held.partition(".")
    arm = joint in {"shoulder", "elbow", "wrist", "hand"}
    return side == held_side and limb in ({"arm", "hand"} if arm else {"leg", "foot"})


def _animated(scene: Scene, phrase: Phrase, hand: Hand, path: Carry, shape: Shape) -> str:
    """Return path data that follows the hand: at rest, half way and carried."""
    points = _points(scene, path)

    def data(share: float) -> str:
        at = points[round(share * (len(points) - 1))]
        return pose_when(shape, scene.figure, scene.view, path.held, at)

    track = _Track(scene.time.seconds, data(0.0))
    for event in _events(scene, phrase, hand):
        if event.act is Act.GLIDE:
            track.at(event.at, data(0.0))
            track.at(event.at + event.seconds / 2, data(0.5))
            track.at(event.at + event.seconds, data(1.0))
        if event.act is Act.RETURN:
            track.at(event.at, data(1.0))
            track.at(event.at + event.seconds, data(0.0))
    return f'd="{data(0.0)}">{track.animate("d")}</path>'


def _events(scene: Scene, phrase: Phrase, hand: Hand) -> list[Event]:
    return [event for event in scene.time.events if event.move == phrase.move and event.hand is hand]


def _trail(scene: Scene, phrase: Phrase, part: Part) -> str:
    """Return the path as a trail: its width is pressure, its dashes are tempo, a small head at the end."""
    points = _points(scene, part.path)
    if len(points) < 2:
        return ""
    width = number(_TRAIL_WIDTH[phrase.pressure])
    dash = _TRAIL_DASH[phrase.tempo]
    shown = _Track(scene.time.seconds, "none").between(
        phrase.at, phrase.at + phrase.seconds, "inline", "none"
    )
    return (
        f'<g class="trail" data-move="{phrase.move}">{shown.animate("display", smoothly=False)}'
        f'<path d="{straight(points[::2])}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
        f'<path class="head" d="{_head(points)}"/></g>'
    )


def _head(points: tuple[Point, ...]) -> str:
    """Return a small open arrowhead at the end of a path."""
    (x0, y0), (x, y) = points[-3], points[-1]
    angle = math.atan2(y - y0, x - x0)
    wings = [(x - 15 * math.cos(angle + turn), y - 15 * math.sin(angle + turn)) for turn in (0.6, -0.6)]
    return f"M{number(wings[0][0])} {number(wings[0][1])}L{number(x)} {number(y)}L{number(wings[1][0])} {number(wings[1][1])}"


def _hand(scene: Scene, phrase: Phrase, part: Part) -> str:
    """Return one hand during one move: laid down, gliding, lifting to come back, or resting."""
    points = _points(scene, part.path)
    first = _turn(scene, part, 0)
    place = _Track(scene.time.seconds, _pair(points[0]))
    turn = _Track(scene.time.seconds, first)
    light = _Track(scene.time.seconds, "1")
    for event in _events(scene, phrase, part.hand):
        end = event.at + event.seconds
        if event.act is Act.GLIDE:
            for step in range(9):
                index = round((1 - math.cos(math.pi * step / 8)) / 2 * (len(points) - 1))
                place.at(event.at + event.seconds * step / 8, _pair(points[index]))
                turn.at(event.at + event.seconds * step / 8, _turn(scene, part, index))
        if event.act is Act.RETURN and points[0] != points[-1]:
            for track, before, after in (
                (place, _pair(points[-1]), _pair(points[0])),
                (turn, _turn(scene, part, len(points) - 1), first),
            ):
                track.at(event.at, before)
                track.at(end, after)
            if not isinstance(part.path, Carry):
                light.at(event.at, "1")
                light.at(event.at + event.seconds / 2, ".4")
                light.at(end, "1")
    shown = _Track(scene.time.seconds, "none").between(
        phrase.at, phrase.at + phrase.seconds, "inline", "none"
    )
    return (
        f'<g class="hand-{_shown_hand(scene, part)}" data-move="{phrase.move}">{shown.animate("display", smoothly=False)}'
        f'<g transform="translate({_pair(points[0])})">{place.transform("translate")}{light.animate("opacity")}'
        f'<g transform="rotate({first})">{turn.transform("rotate")}'
        f"<g>{_breathing(part)}{_use(scene, part)}</g></g></g></g>"
    )


def _shown_hand(scene: Scene, part: Part) -> Hand:
    """Return which hand is drawn: led by the left hand they change places, and nothing else does."""
    if not scene.look.left_handed:
        return part.hand
    return Hand.LEFT if part.hand is Hand.RIGHT else Hand.RIGHT


def _breathing(part: Part) -> str:
    """Let a hand that rests breathe: two in a hundred, twelve times a minute."""
    if not isinstance(part.path, Still):
        return ""
    return (
        '<animateTransform attributeName="transform" type="scale" '
        'values="1;1.02;1" dur="5s" repeatCount="indefinite"/>'
    )


def _turn(scene: Scene, part: Part, index: int) -> str:
    """Return how a hand is turned at a point of its path, in degrees from fingers up the page.

    The forearm comes from where the adult sits, at the child's feet; a hand moulded round a limb
    turns across it; one under the head comes from beside it.
    """
    points = _points(scene, part.path)
    x, y = points[index]
    right = _shown_hand(scene, part) is Hand.RIGHT
    from_side = 1.0 if right else -1.0
    if _is_under(part) and y < scene.figure.place(scene.view, "shoulder.left")[1]:
        return number(_towards(x - from_side * 420.0, y - 200.0, x, y))
    turn = _towards(from_side * 250.0, max(y + 330.0, scene.figure.height), x, y)
    along = _limb_direction(scene, part, points, index)
    if part.contact is Contact.CUP and along:
        across = math.degrees(
            math.atan2(-from_side * abs(along[1]), -from_side * math.copysign(along[0], along[0] * along[1]))
        )
        turn += (0.25 if isinstance(part.path, Still) else 0.55) * ((across - turn + 180) % 360 - 180)
    return number(turn)


def _towards(elbow_x: float, elbow_y: float, x: float, y: float) -> float:
    return math.degrees(math.atan2(x - elbow_x, elbow_y - y))


def _limb_direction(scene: Scene, part: Part, points: tuple[Point, ...], index: int) -> Point | None:
    """Return which way the limb under a hand runs, away from the trunk; None on the trunk itself."""
    if len(points) > 2 and not isinstance(part.path, Carry):
        on_limb = all(base_of(name) in LIMB_LANDMARKS for name in landmarks_of(part.path))
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        return (after[0] - before[0], after[1] - before[1]) if on_limb else None
    name = part.path.held if isinstance(part.path, Carry) else landmarks_of(part.path)[0]
    joint, side = base_of(name), side_of(name)
    chain = next((chain for chain in LIMB_CHAINS if joint in chain[1:]), None)
    if chain is None:
        return None
    upper = scene.figure.place(scene.view, f"{chain[chain.index(joint) - 1]}.{side}")
    return (points[index][0] - upper[0], points[index][1] - upper[1])


def _still_hands(scene: Scene, *, under: bool) -> str:
    """Return the hands of the first move where they begin, for the drawing that does not move."""
    hands = "".join(
        f'<g transform="translate({_pair(_points(scene, part.path)[0])}) rotate({_turn(scene, part, 0)})">'
        f"{_use(scene, part)}</g>"
        for part in scene.time.phrases[0].parts
        if _is_under(part) is under
    )
    return f'<g class="still hands">{hands}</g>'


def _numbers(scene: Scene) -> str:
    """Return numbered steps: one at the beginning of each path, in the order of the moves."""
    badges = []
    step = 0
    for phrase in scene.time.phrases:
        starts = [_points(scene, part.path)[0] for part in phrase.parts if not isinstance(part.path, Still)]
        if starts:
            step += 1
            badges += [_badge(step, _clear_of(start, badges_at=step)) for start in starts]
    return "".join(badges)


def _clear_of(point: Point, *, badges_at: int) -> Point:
    """Return where a badge goes: later ones step aside, so that paths with one beginning stay legible."""
    return (point[0] + (badges_at - 1) * 26, point[1])


def _badge(step: int, at: Point) -> str:
    return (
        f'<g class="badge" transform="translate({_pair(at)})"><circle r="13"/>'
        f'<path d="{_DIGITS[min(step, 9)]}"/></g>'
    )


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


class _Track:
    """The values of one attribute over the whole drawing, as keys in time."""

    def __init__(self, seconds: float, first: str) -> None:
        self.seconds = seconds
        self.keys: list[tuple[float, str]] = [(0.0, first)]

    def at(self, second: float, value: str) -> None:
        """Add a key; a second that is there already gets the new value after the old one."""
        self.keys.append((min(second, self.seconds), value))

    def between(self, start: float, end: float, value: str, otherwise: str) -> _Track:
        """Hold one value between two times and another outside."""
        self.keys = [(0.0, otherwise if start > 0 else value)]
        if start > 0:
            self.at(start, value)
        if end < self.seconds - 0.01:
            self.at(end, otherwise)
        return self

    def _attributes(self) -> str:
        keys = sorted(self.keys, key=lambda key: key[0])
        if keys[-1][0] < self.seconds:
            keys.append((self.seconds, keys[-1][1]))
        times = ";".join(f"{second / self.seconds:.4f}".rstrip("0").rstrip(".") or "0" for second, _ in keys)
        values = ";".join(value for _, value in keys)
        return f'values="{values}" keyTimes="{times}" dur="{number(self.seconds)}s" repeatCount="indefinite"'

    @property
    def _is_constant(self) -> bool:
        return len({value for _, value in self.keys}) == 1

    def animate(self, attribute: str, *, smoothly: bool = True) -> str:
        """Return the animation of an attribute; nothing when it never changes."""
        if self._is_constant:
            return ""
        mode = "" if smoothly else ' calcMode="discrete"'
        return f'<animate attributeName="{attribute}" {self._attributes()}{mode}/>'

    def transform(self, kind: str) -> str:
        """Return the animation of a transformation; nothing when it never changes."""
        if self._is_constant:
            return ""
        return f'<animateTransform attributeName="transform" type="{kind}" {self._attributes()}/>'
