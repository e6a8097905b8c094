"""All that one drawing is made from, and what its parts ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handsong.core.body import Figure, Hands, Point, Position, Side, View
from handsong.core.score.model import Hand, Path, on_other_side
from handsong.core.score.timeline import Event, Part, Phrase, Timeline, timeline
from handsong.core.score.tracing import trace
from handsong.core.script import Script
from handsong.core.technique import Giver, Technique


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


@dataclass(frozen=True, eq=False)
class Scene:
    """One side of a technique on one child, in time and in words; each is itself alone, so it can be a key."""

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

    @property
    def name(self) -> str:
        """What the ids of this drawing begin with."""
        side = self.time.side
        return f"{self.technique.id}-{side}" if side else self.technique.id

    @property
    def is_own(self) -> bool:
        """Whether the hands are the child's own."""
        return self.technique.giver is Giver.SELF

    @property
    def is_on_the_adult(self) -> bool:
        """Whether the adult holds the child against the chest, and so faces us."""
        return self.technique.position in {Position.UPRIGHT_CHEST, Position.OVER_SHOULDER}

    def parts(self) -> Iterable[tuple[Phrase, Part]]:
        """Return what each hand does in each move."""
        return ((phrase, part) for phrase in self.time.phrases for part in phrase.parts)

    def points(self, path: Path) -> tuple[Point, ...]:
        """Return where a path runs on the page."""
        return trace(path, self.figure, self.view)

    def events(self, phrase: Phrase, hand: Hand) -> list[Event]:
        """Return what one hand does during a move, in order of time."""
        return [event for event in self.time.events if event.move == phrase.move and event.hand is hand]


def scene_of(technique: Technique, art: Art, script: Script, side: Side | None, look: Look) -> Scene:
    """Return what one side of a technique (None: it has no sides) is drawn from, with the hands that are seen.

    Which of one's own hands reaches a place is a matter of the place, for left-handed people too.
    """
    time = timeline(technique.score, technique.view, technique.words[script.language].said, side)
    if technique.giver is Giver.SELF:
        time = by_own_hands(time)
    elif look.left_handed:
        time = led_by_the_left(time)
    return Scene(technique, art.figure, art.hands, time, script, look)


def led_by_the_left(time: Timeline) -> Timeline:
    """Return the timeline with the hands changed over: which hand moves, and nothing else.

    Where each hand does the same on its own side nothing changes: arms do not cross.
    """
    return _changed_over(time, mirrored=False)


def by_own_hands(time: Timeline) -> Timeline:
    """Return the timeline with each own hand on its own side.

    The notation gives what both hands do to an adult's, whose right hand lies at the child's left.
    """
    return _changed_over(time, mirrored=True)


def _changed_over(time: Timeline, *, mirrored: bool) -> Timeline:
    """Return the timeline with hands changed over in the moves that both do alike, or in the others."""
    kept = {phrase.move for phrase in time.phrases if _is_mirrored(phrase.parts) is not mirrored}
    return replace(
        time,
        phrases=tuple(
            phrase
            if phrase.move in kept
            else replace(phrase, parts=tuple(replace(part, hand=_OTHER[part.hand]) for part in phrase.parts))
            for phrase in time.phrases
        ),
        events=tuple(
            event if event.move in kept else replace(event, hand=_OTHER[event.hand]) for event in time.events
        ),
    )


_OTHER = {Hand.LEFT: Hand.RIGHT, Hand.RIGHT: Hand.LEFT}


def _is_mirrored(parts: tuple[Part, ...]) -> bool:
    return len(parts) == 2 and parts[0].path != parts[1].path == on_other_side(parts[0].path)
