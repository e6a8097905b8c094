"""The spoken script: what is said, when, for a plan or a technique."""

from __future__ import annotations

from dataclasses import dataclass

from handsong.core.body import Side
from handsong.core.score.timeline import Act, Timeline, speaking_seconds, timeline
from handsong.core.script import Script
from handsong.core.technique import Technique


@dataclass(frozen=True)
class Line:
    """One spoken line: when it begins, and the words."""

    at: float
    say: str

    @property
    def seconds(self) -> float:
        """How long a calm voice needs for it."""
        return speaking_seconds(self.say)


def lines(technique: Technique, script: Script, side: Side | None) -> tuple[Line, ...]:
    """Return what is said during one side of a technique, in order of time."""
    said = technique.words[script.language].said
    time = timeline(technique.score, technique.view, said, side)
    return tuple(Line(phrase.at, said[phrase.say]) for phrase in time.phrases if phrase.say)


def beats(time: Timeline) -> tuple[float, ...]:
    """Return when each repetition begins: the soft tick that keeps the rhythm."""
    return tuple(sorted({round(event.at, 2) for event in time.events if event.act is Act.GLIDE}))


def filled(text: str, **places: str) -> str:
    """Return the text with {name} and the like put in; other braces stay as they are."""
    for place, value in places.items():
        text = text.replace("{" + place + "}", value)
    return text
