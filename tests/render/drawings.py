"""Drawings read back: what one says, and what a browser would show of it at a second, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from xml.etree import ElementTree as ET

from handsong.content import load
from handsong.core.body import Build, Figure, Point, Side
from handsong.core.score.model import Hand
from handsong.core.score.timeline import Event, Part, Phrase
from handsong.core.score.tracing import trace
from handsong.core.technique import Technique, build_for
from handsong.render import svg
from handsong.render.scene import Scene, scene_of

CONTENT = load.once()
LIBRARY = tuple(CONTENT.craft.library)
SCRIPT = CONTENT.scripts["en"]
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Case:
    """One side of a technique on one build that it is done on."""

    name: str
    build: Build
    side: Side | None

    @property
    def technique(self) -> Technique:
        return CONTENT.craft.library.by_id[self.name]

    @property
    def figure(self) -> Figure:
        return CONTENT.figures[self.build]


def cases(technique: Technique | None = None) -> tuple[Case, ...]:
    """Return everything that is drawn for somebody, of one technique or of all."""
    return tuple(
        Case(one.id, build, side)
        for one in ((technique,) if technique else LIBRARY)
        for build in sorted({build_for(stage) for stage in one.stages})
        for side in (one.score.sides or (None,))
    )


def case(name: str, build: Build = Build.INFANT, side: Side | None = None) -> Case:
    """Return the case of a technique; its first side, unless said otherwise."""
    technique = CONTENT.craft.library.by_id[name]
    return Case(name, build, side or next(iter(technique.score.sides), None))


class Drawing:
    """A drawing and the score it was made from."""

    def __init__(self, of: Case, look: svg.Look) -> None:
        self.case = of
        art = svg.Art(of.figure, CONTENT.hands)
        self.scene: Scene = scene_of(of.technique, art, SCRIPT, of.side, look)
        self.text = svg.draw(of.technique, art, SCRIPT, side=of.side, look=look)

    @cached_property
    def root(self) -> ET.Element:
        return ET.fromstring(self.text)  # noqa: S314 - our own drawing, made a moment ago

    @cached_property
    def words(self) -> str:
        """What it says to somebody who does not see it."""
        return self.root.findtext(f"{SVG}desc", "")

    def parts(self) -> Iterator[tuple[Phrase, Part, tuple[Point, ...]]]:
        """Yield what each hand does in each move, and where its path runs."""
        for phrase in self.scene.time.phrases:
            for part in phrase.parts:
                yield phrase, part, trace(part.path, self.case.figure, self.case.technique.view)

    def events(self, phrase: Phrase, hand: Hand) -> list[Event]:
        return [event for event in self.scene.time.events if (event.move, event.hand) == (phrase.move, hand)]

    def hands(self, phrase: Phrase, hand: Hand) -> list[ET.Element]:
        """Return the pieces of one hand during one move."""
        return [
            found
            for found in self.root.iter(f"{SVG}g")
            if f"hand-{hand}" in found.get("class", "").split() and found.get("data-move") == str(phrase.move)
        ]

    def named(self, name: str) -> list[ET.Element]:
        """Return the elements of this class."""
        return [found for found in self.root.iter() if name in found.get("class", "").split()]


def drawings(technique: Technique, look: svg.Look | None = None) -> list[Drawing]:
    """Return every drawing of a technique in one look."""
    return [drawn(one, look) for one in cases(technique)]


@cache
def drawn(of: Case, look: svg.Look | None = None) -> Drawing:
    """Return a drawing; each is made once."""
    return Drawing(of, look or svg.Look())


@dataclass(frozen=True)
class Animation:
    """One attribute over time."""

    seconds: float
    keys: tuple[tuple[float, str], ...]

    def at(self, second: float) -> Point:
        """Return the first two numbers of the value at a second, between two keys in a straight line."""
        for (start, before), (end, after) in pairwise(self.keys):
            if start - 1e-6 <= second <= end + 1e-6 and end > start:
                share = (second - start) / (end - start)
                (x0, y0), (x1, y1) = _numbers(before), _numbers(after)
                return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
        raise AssertionError(second)

    def value(self, second: float) -> str:
        """Return a value that jumps, as it is at a second."""
        return [value for at, value in self.keys if at <= second + 1e-6][-1]


def animation(element: ET.Element, attribute: str, kind: str = "") -> Animation | None:
    """Return the animation right inside an element; None when that attribute rests."""
    for found in element:
        if found.get("attributeName") == attribute and found.get("type", "") == kind:
            seconds = float(found.get("dur", "").removesuffix("s"))
            times = [float(time) * seconds for time in found.get("keyTimes", "").split(";")]
            return Animation(seconds, tuple(zip(times, found.get("values", "").split(";"), strict=True)))
    return None


def place(hand: ET.Element, second: float) -> Point:
    """Return where what touches of a hand is at a second."""
    moving = next(child for child in hand if child.tag == f"{SVG}g")
    found = animation(moving, "transform", "translate")
    if found:
        return found.at(second)
    return _numbers(moving.get("transform", "").removeprefix("translate(").removesuffix(")"))


def points_of(data: str) -> list[Point]:
    """Return the points that path data of straight lines goes through."""
    return [_numbers(point) for point in data.replace("M", "L").split("L") if point]


def _numbers(text: str) -> Point:
    x, y = text.split()[:2]
    return (float(x), float(y))
