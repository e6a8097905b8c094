"""How a session that is not over stands after its latest event, for somebody who is elsewhere."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from handsong.core import cues
from handsong.core.cues import Cue, State
from handsong.core.session import Event, Kind

_CUES = {cue.value: cue for cue in Cue}
_STEPS = (Kind.STEP_BEGUN, Kind.STEP_DONE, Kind.SKIPPED)
_PAUSES = (Kind.PAUSED, Kind.RESUMED)


@dataclass(frozen=True)
class Moment:
    """Where a session is: the state of the cue machine, what hands do there, and whether all of it waits.

    `technique` is empty while no step is under way.
    """

    state: State = cues.START
    technique: str = ""
    is_paused: bool = False


def latest(events: Iterable[Event]) -> Moment:
    """Return how a session stands after its events, in whatever order and however often they came.

    What a cue is not known for changes nothing.
    """
    once = {event.id: event for event in events}
    ordered = sorted(once.values(), key=lambda event: (event.number, event.at, event.id))
    cried = any(event.kind is Kind.STARTED and bool(event.body.get("cried_today")) for event in ordered)
    table, state = cues.table_for(cried_today=cried), cues.START
    for event in ordered:
        if event.kind is Kind.CUE and event.body.get("cue") in _CUES:
            state = cues.step(table, state, _CUES[event.body["cue"]]).state
    step, pause = _last_of(_STEPS, ordered), _last_of(_PAUSES, ordered)
    return Moment(
        state,
        technique=str(step.body.get("technique", "")) if step and step.kind is Kind.STEP_BEGUN else "",
        is_paused=pause is not None and pause.kind is Kind.PAUSED,
    )


def _last_of(kinds: Container[Kind], ordered: Sequence[Event]) -> Event | None:
    return next((event for event in reversed(ordered) if event.kind in kinds), None)
