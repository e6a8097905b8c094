"""A plan as one piece of data for the player: steps in time, drawings, words, the cue table.

The player interprets it and decides nothing: what is asked before which step, what each cue leads
to and what is said when are all here. Its shape is content/schema/bundle.json; docs/bundle.md
explains it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handsong.core import cues
from handsong.core.age import Stage
from handsong.core.body import Region, Side
from handsong.core.plan import Item, Plan
from handsong.core.progress import GROUPS
from handsong.core.score.model import Touch
from handsong.core.score.timeline import speaking_seconds, timeline
from handsong.core.script import Script, Spoken
from handsong.core.technique import Technique
from handsong.render import speech, svg
from handsong.render.day_words import minutes_in_words
from handsong.render.speech import filled

FORMAT = 1
"""The shape of a bundle; it grows by one whenever an older player could not read it."""

LEAD_SECONDS = 4.0
"""One breath: how long hands lie still before they go on after a pause."""

AWAY_SECONDS = 5.0
"""A page out of sight goes on for this long, so that a glance at a message pauses nothing."""

REST_SECONDS = 600.0
"""A session that comforts, holds or lets sleep ends by itself after ten quiet minutes."""

ASK_AGAIN_SECONDS = 300.0
"""After a pause this long the child is asked again before hands go on."""

STALE_SECONDS = 1800.0
"""An open session is gone on with for this long; later the readiness questions come first again."""

BREATH_SECONDS = 1.5
"""The silence between two lines that are said one after the other."""

LONGEST_IN_WORDS = 60

ASLEEP = (cues.State.SLEEPING, cues.State.SETTLED)
SPOKEN_TO_THE_END = (cues.State.CHANGING, cues.State.COMFORT, cues.State.MOMENT, *ASLEEP)
"""Where what to do is spoken too: the hands are full, and the eyes are on the child."""

RESTING = (cues.State.COMFORT, cues.State.HOLD_ONLY, *ASLEEP)


@dataclass(frozen=True)
class Aid:
    """Whom to call, and which signs to look for: carried along, so that they are there without a network."""

    signs: tuple[Mapping[str, str], ...]
    country: str
    emergency: str
    lines: tuple[Mapping[str, str], ...]
    crisis: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Order:
    """What a bundle is made for: the session, the child as the screen shows it, how drawings look."""

    session: str
    child_name: str
    child_colour: str
    stage: Stage
    is_practice: bool
    cried_today: bool
    goal: str
    look: svg.Look


def bundle(plan: Plan, order: Order, art: svg.Art, script: Script, aid: Aid) -> dict[str, Any]:
    """Return the bundle of a plan as plain data."""
    plain = kept(plan, order, script)
    by_id = {item.technique.id: item.technique for item in plan.items}
    drawn = {
        step["drawing"]: svg.draw(
            by_id[step["technique"]],
            art,
            script,
            side=Side(step["side"]) if step["side"] else None,
            look=order.look,
        )
        for step in plain["steps"]
    }
    return {**plain, **sharing(drawn), **around(order, script), "aid": _aid(aid)}


def kept(plan: Plan, order: Order, script: Script) -> dict[str, Any]:
    """Return what a session keeps of its plan, whatever changes later: what is done, in which order."""
    steps = [*_steps(plan, order, script)]
    return {
        "format": FORMAT,
        "session": order.session,
        "language": script.language,
        "practice": order.is_practice,
        "child": {"name": order.child_name, "colour": order.child_colour},
        "goal": order.goal,
        "oil": any(item.with_oil for item in plan.items),
        "cried_today": order.cried_today,
        "seconds": round(plan.seconds, 1),
        "opening": opening(order.stage, order, script),
        "opening_for": str(steps[0]["group"]),
        "steps": steps,
    }


def around(order: Order, script: Script) -> dict[str, Any]:
    """Return what every session of the day shares: the cue machine and its words."""
    return {"cues": machine(cried_today=order.cried_today), "words": words(script, order)}


def _aid(aid: Aid) -> dict[str, Any]:
    return {
        "signs": list(aid.signs),
        "country": aid.country,
        "emergency": aid.emergency,
        "lines": list(aid.lines),
        "crisis": list(aid.crisis),
    }


def sharing(drawings: Mapping[str, str]) -> dict[str, Any]:
    """Return drawings with the elements they have in common written once.

    The same child and the same hands are in all of them: where an element stands that another
    place has too, its number in `parts` stands in braces, which no drawing uses otherwise.
    """
    often = Counter(element for drawing in drawings.values() for element in _ELEMENT.findall(drawing))
    parts = [element for element, times in often.items() if times > 1]
    numbers = {element: f"{{{number}}}" for number, element in enumerate(parts)}
    return {
        "parts": parts,
        "drawings": {
            name: _ELEMENT.sub(lambda found: numbers.get(found[0], found[0]), drawing)
            for name, drawing in drawings.items()
        },
    }


_ELEMENT = re.compile(r"<(?:path|circle|ellipse|rect)\b[^<>]{30,}/>")
"""An element without children, long enough that naming it is shorter."""


def machine(*, cried_today: bool) -> dict[str, Any]:
    """Return the cue machine as data: its table, where it begins, and how long it waits."""
    silence = dict.fromkeys(sorted(map(str, cues.QUESTIONS)), float(cues.NO_ANSWER_SECONDS))
    return {
        "start": str(cues.START),
        "table": cues.as_data(cues.table_for(cried_today=cried_today)),
        "targets": [str(cue) for cue in cues.TARGETS],
        "massaging": sorted(map(str, cues.MASSAGING)),
        "questions": sorted(map(str, cues.QUESTIONS)),
        "responses": [str(response) for response in cues.Response],
        "silence": silence | dict.fromkeys(map(str, RESTING), REST_SECONDS),
        "look_seconds": cues.LOOK_SECONDS,
        "soften_rate": cues.SOFTEN_RATE,
        "lead_seconds": LEAD_SECONDS,
        "away_seconds": AWAY_SECONDS,
        "ask_again_seconds": ASK_AGAIN_SECONDS,
        "stale_seconds": STALE_SECONDS,
    }


def words(script: Script, order: Order) -> dict[str, Any]:
    """Return everything that is said or shown besides the steps."""
    return {
        "targets": {key: {"name": row.name, "help": row.say} for key, row in script.targets.items()},
        "responses": {
            key: {"name": row.name, **_phrase(row.say, order)} for key, row in script.responses.items()
        },
        "states": {
            key: _said(row, order, (row.say, *(row.do if key in SPOKEN_TO_THE_END else ())))
            for key, row in script.states.items()
        },
        "ended": {key: _said(row, order, (row.say,)) for key, row in script.ended.items()},
        "lines": {key: [_phrase(line, order) for line in rows] for key, rows in script.lines.items()},
        "minutes": [length_in_words(minutes) for minutes in range(LONGEST_IN_WORDS + 1)],
    }


def length_in_words(minutes: float) -> str:
    """Return a length as it stands in “after four minutes”."""
    return minutes_in_words(minutes) if round(minutes) else "less than a minute"


@dataclass(frozen=True)
class _Place:
    """Where a step stands: its number, whether it is the second side of its technique, whether it closes."""

    number: int
    is_other_side: bool
    is_closing: bool


def _steps(plan: Plan, order: Order, script: Script) -> Iterator[dict[str, Any]]:
    """Yield a step for each side of each technique, in the order they are done."""
    pairs = [(item, side) for item in plan.items for side in (item.sides or (None,))]
    for number, (item, side) in enumerate(pairs):
        is_other_side = number > 0 and pairs[number - 1][0] is item
        is_closing = item is plan.items[-1] and item.technique.closes
        yield _step(item, side, _Place(number, is_other_side, is_closing), order, script)


def _step(item: Item, side: Side | None, place: _Place, order: Order, script: Script) -> dict[str, Any]:
    done = piece(item.technique, side, order, script)
    return {
        **done,
        "number": place.number,
        "asks": [] if place.is_closing else done["asks"],
        "lead": leads(order, script)[_lead(place)],
        "is_closing": place.is_closing,
        "with_oil": item.with_oil,
    }


def piece(technique: Technique, side: Side | None, order: Order, script: Script) -> dict[str, Any]:
    """Return one side of a technique, wherever it stands in a session and whatever it ends."""
    said = technique.words[script.language]
    time = timeline(technique.score, technique.view, said.said, side)
    return {
        "technique": technique.id,
        "name": _fill(said.name, order),
        "touch": str(technique.touch),
        "region": str(technique.region),
        "group": str(group(technique)),
        "side": str(side or ""),
        "view": str(technique.view),
        "position": script.positions.get(technique.position, ""),
        "seconds": round(time.seconds, 2),
        "asks": [*_asks(technique, order, script)],
        "watch": _fill(said.watch, order),
        "caption": _fill(said.summary, order),
        "drawing": drawing_name(technique.id, side),
        "lines": [
            {"at": round(line.at, 2), "say": _fill(line.say, order)}
            for line in speech.lines(technique, script, side)
        ],
        "beats": list(speech.beats(time)),
    }


def group(technique: Technique) -> Region:
    """Return the region that a technique is asked for and learnt with."""
    return GROUPS.get(technique.region, technique.region)


def _asks(technique: Technique, order: Order, script: Script) -> Iterator[dict[str, Any]]:
    """Yield what the child is asked before the step, unless it said yes to it already.

    Each region is asked for, and each movement; a still hold of the whole child is not.
    """
    name = technique.words[script.language].name
    if group(technique) is not Region.WHOLE:
        say = filled(script.lines["ask-region"][0], region=script.regions[technique.region], technique=name)
        yield {"for": str(group(technique)), **_phrase(say, order)}
    if technique.touch is Touch.MOVEMENT:
        say = filled(script.lines["ask-movement"][0], region=script.regions[technique.region], technique=name)
        yield {"for": f"{technique.id}.movement", **_phrase(say, order)}


def _lead(place: _Place) -> str:
    """Return which words are said before a step's own time begins."""
    if place.is_closing:
        return "none" if place.is_other_side else "closing"
    if place.is_other_side:
        return "other"
    return "first" if place.number == 0 else "none"


def leads(order: Order, script: Script) -> dict[str, dict[str, Any]]:
    """Return what may be said before a step's own time begins."""
    return {
        "first": _phrase(script.states[cues.State.GOING].say, order),
        "other": _phrase(script.lines["other-side"][0], order),
        "closing": _phrase(script.states[cues.State.CLOSING].say, order),
        "none": _phrase("", order),
    }


def drawing_name(technique: str, side: Side | None) -> str:
    """Return the name of a drawing within a bundle."""
    return f"{technique}.{side}" if side else technique


def opening(stage: Stage, order: Order, script: Script) -> dict[str, Any]:
    """Return how permission is asked: it leads up to the question, and ends with waiting."""
    row = script.opening(stage)
    return _said(row, order, (*row.do[:-1], row.say, *row.do[-1:]))


def _said(row: Spoken, order: Order, spoken: Iterable[str]) -> dict[str, Any]:
    """Return a heading, what to do, and the lines that are spoken, one after the other."""
    lines, at = [], 0.0
    for text in spoken:
        say = _fill(text, order)
        lines.append({"at": round(at, 2), "say": say})
        at += speaking_seconds(say) + BREATH_SECONDS
    return {
        "title": _fill(row.title, order),
        "say": _fill(row.say, order),
        "do": [_fill(line, order) for line in row.do],
        "lines": lines,
        "seconds": round(at, 2),
    }


def _phrase(text: str, order: Order) -> dict[str, Any]:
    say = _fill(text, order)
    return {"say": say, "seconds": round(speaking_seconds(say), 2)}


def _fill(text: str, order: Order) -> str:
    return filled(text, name=order.child_name)
