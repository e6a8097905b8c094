"""A score in words: what a drawing shows, said so that nobody needs to see it."""

from __future__ import annotations

from collections.abc import Iterable

from handsong.core.body import base_of, side_of
from handsong.core.score.model import Arc, Carry, Circle, Line, OpenBook, Path, Still, Touch
from handsong.core.score.timeline import Part, Phrase, Timeline
from handsong.core.script import Script


def named(landmark: str, script: Script) -> str:
    """Return a landmark in words, such as “left knee”."""
    name, side = script.landmarks[base_of(landmark)], side_of(landmark)
    return script.words[f"on-{side}"].format(name) if side else name


def describe(timeline: Timeline, script: Script) -> str:
    """Return what the hands do, move by move, in numbered sentences."""
    return " ".join(
        f"{number}. {_phrase(phrase, script)}" for number, phrase in enumerate(timeline.phrases, start=1)
    )


def _phrase(phrase: Phrase, script: Script) -> str:
    parts = " ".join(
        script.words["part"].format(
            hand=script.words[f"hand-{part.hand}"],
            contact=script.words[part.contact],
            path=_path(part, script),
        )
        for part in phrase.parts
    )
    if phrase.touch is Touch.HOLD:
        return f"{parts} {script.words['for-seconds'].format(round(phrase.seconds))}"
    return f"{parts} {script.words['so-often'].format(tempo=script.words[phrase.tempo], pressure=script.words[phrase.pressure], times=phrase.times)}"


def _path(part: Part, script: Script) -> str:
    path: Path = part.path
    match path:
        case Still(at=at, under=under):
            return script.words["rests-under" if under else "rests-on"].format(named(at, script))
        case Line(over=over) | OpenBook(over=over):
            return script.words["glides"].format(_over(over, script))
        case Carry(held=held, over=over):
            taken = named(held, script) + _between(over[:-1], script)
            return script.words["carries"].format(held=taken, to=named(over[-1], script))
        case Arc(sense=sense, start=start, end=end, centre=centre):
            return script.words["arcs"].format(
                sense=script.words[sense],
                start=named(start, script),
                end=named(end, script),
                centre=named(centre, script),
            )
        case Circle(sense=sense, start=start, centre=centre):
            return script.words["circles"].format(
                sense=script.words[sense], start=named(start, script), centre=named(centre, script)
            )


def _over(over: tuple[str, ...], script: Script) -> str:
    first, *between, last = over
    middle = _between(between, script)
    return script.words["from-to"].format(start=named(first, script), over=middle, end=named(last, script))


def _between(landmarks: Iterable[str], script: Script) -> str:
    return "".join(script.words["over"].format(named(name, script)) for name in landmarks)
