"""A score in time: one function flattens it into events; drawing, speech and print read those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handsong.core.body import Side, View
from handsong.core.score.model import (
    Breath,
    Contact,
    Hand,
    Move,
    Path,
    Pressure,
    Score,
    Still,
    Tempo,
    Touch,
    Voice,
    each_hand,
    on_other_side,
)

SETTLE_SECONDS = 3.0
"""Hands are laid down and rest this long before they move; our careful default."""

RETURN_SHARE = 0.25
"""A hand lifts and comes back in this share of the time of its stroke."""

WORDS_A_SECOND = 2.2
"""A calm, low voice; our careful default. Silence after the words is part of the script."""


class Act(StrEnum):
    """What happens at a moment."""

    SETTLE = "settle"
    REST = "rest"
    GLIDE = "glide"
    RETURN = "return"
    STAY = "stay"


@dataclass(frozen=True)
class Part:
    """One hand's part as it is done: the path it takes, on the side that is being done."""

    hand: Hand
    contact: Contact
    path: Path


@dataclass(frozen=True)
class Event:
    """What one hand does from `at` for `seconds`; `time_of` counts repetitions from 1, 0 while resting."""

    at: float
    seconds: float
    act: Act
    move: int
    hand: Hand
    time_of: int = 0


@dataclass(frozen=True)
class Phrase:
    """One move laid out in time: its parts, when it begins, when it ends and what is said first."""

    move: int
    at: float
    seconds: float
    touch: Touch
    tempo: Tempo
    pressure: Pressure
    times: int
    parts: tuple[Part, ...]
    breath: Breath | None
    say: str


@dataclass(frozen=True)
class Timeline:
    """All that happens on one side of a technique, in order of time; the seconds are the whole."""

    side: Side | None
    phrases: tuple[Phrase, ...]
    events: tuple[Event, ...]
    seconds: float


def speaking_seconds(words: str) -> float:
    """Return how long a calm voice needs for the words, with a breath after them."""
    return len(words.split()) / WORDS_A_SECOND + 0.6 if words else 0.0


def timeline(score: Score, view: View, said: Mapping[str, str], side: Side | None = None) -> Timeline:
    """Return the score in time on one side (None: a score without sides).

    `said` maps the keys of spoken lines to words; a move waits until its line has been said, so
    that time never depends on a voice. Raises KeyError for a line without words.
    """
    events: list[Event] = []
    phrases: list[Phrase] = []
    now = 0.0
    for index, move in enumerate(score.moves):
        parts = tuple(Part(voice.hand, voice.contact, voice.path) for voice in voices_on(move, view, side))
        begin = now
        now += max(SETTLE_SECONDS, speaking_seconds(said[move.say] if move.say else ""))
        events += [Event(begin, now - begin, Act.SETTLE, index, part.hand) for part in parts]
        now = (
            _hold(move, index, parts, now, events)
            if move.touch is Touch.HOLD
            else _repeat(move, index, parts, now, events)
        )
        phrases.append(
            Phrase(
                move=index,
                at=begin,
                seconds=now - begin,
                touch=move.touch,
                tempo=move.tempo,
                pressure=move.pressure,
                times=move.times,
                parts=parts,
                breath=move.breath,
                say=move.say,
            )
        )
    events.sort(key=lambda event: (event.at, event.hand))
    return Timeline(side, tuple(phrases), tuple(events), now)


def voices_on(move: Move, view: View, side: Side | None) -> tuple[Voice, ...]:
    """Return one voice a hand as it is done on this side; on the right both path and hand change."""
    voices = [single for voice in move.voices for single in each_hand(voice, view)]
    if side is not Side.RIGHT:
        return tuple(voices)
    swapped = {Hand.LEFT: Hand.RIGHT, Hand.RIGHT: Hand.LEFT}
    return tuple(Voice(swapped[voice.hand], voice.contact, on_other_side(voice.path)) for voice in voices)


def _hold(move: Move, index: int, parts: tuple[Part, ...], now: float, events: list[Event]) -> float:
    events += [Event(now, float(move.seconds), Act.REST, index, part.hand) for part in parts]
    return now + move.seconds


def _repeat(move: Move, index: int, parts: tuple[Part, ...], now: float, events: list[Event]) -> float:
    """Lay out every repetition; hands that alternate take turns, each gliding while the other returns."""
    glide, back = move.tempo.seconds, move.tempo.seconds * RETURN_SHARE
    for time_of in range(1, move.times + 1):
        moving = [part for part in parts if not isinstance(part.path, Still)]
        turns = [[part] for part in moving] if move.alternating else [moving]
        for turn in turns:
            for part in parts:
                if part not in turn:
                    if isinstance(part.path, Still):
                        events.append(Event(now, glide + move.stay + back, Act.REST, index, part.hand))
                    continue
                events.append(Event(now, glide, Act.GLIDE, index, part.hand, time_of))
                if move.stay:
                    events.append(Event(now + glide, float(move.stay), Act.STAY, index, part.hand, time_of))
                events.append(Event(now + glide + move.stay, back, Act.RETURN, index, part.hand, time_of))
            now += glide + move.stay + back
    return now


def seconds_of(score: Score, view: View, said: Mapping[str, str], sides: tuple[Side, ...]) -> float:
    """Return how long the score lasts on these sides, one after the other."""
    return sum(timeline(score, view, said, side).seconds for side in (sides or (None,)))
