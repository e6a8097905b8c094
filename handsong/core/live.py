"""How a session that is not over stands after its latest event, for somebody who is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handsong.core import cues
from handsong.core.cues import Cue, State
from handsong.core.session import Event, Kind

_CUES = frozenset(cue.value for cue in Cue)
_STEPS = frozenset({Kind.STEP_BEGUN, Kind.STEP_DONE, Kind.SKIPPED})


@dataclass(frozen=True)
class Moment:
    """Where a session is: the state of the cue machine, what hands do there, and whether all of it waits.

    `technique` is empty while no step is under way.
    """

    state: State = cues.START
    technique: str = ""
    is_paused: bool = False


def latest(events: Iterable[Event]) -> Moment:
    """Return how a session stands after its events, in whatever order and however often they came."""
    once = {event.id: event for event in events}
    ordered = sorted(once.values(), key=lambda event: (event.number, event.at, event.id))
    cried = any(event.kind is Kind.STARTED and bool(event.body.get("cried_today")) for event in ordered)
    table, now = cues.table_for(cried_today=cried), Moment()
    for event in ordered:
        now = _after(now, event, table)
    return now


def _after(now: Moment, event: Event, table: cues.Table) -> Moment:
    """Return how it stands after one more event; what a cue is not known for changes nothing."""
    if event.kind is Kind.CUE and event.body.get("cue") in _CUES:
        return replace(now, state=cues.step(table, now.state, Cue(event.body["cue"])).state)
    if event.kind in _STEPS:
        is_begun = event.kind is Kind.STEP_BEGUN
        return replace(now, technique=str(event.body.get("technique", "")) if is_begun else "")
    if event.kind in {Kind.PAUSED, Kind.RESUMED}:
        return replace(now, is_paused=event.kind is Kind.PAUSED)
    return now
