"""What happened in sessions, read from the events that were recorded while they ran.

Events are facts and are only ever added. They may come twice and in any order: each carries
its own id and its place in its session, and the story is the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from handsong.core import cues
from handsong.core.body import Region
from handsong.core.cues import Cue, EndedBy, Response, State

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Years that a clock may show, right or wrong; others cannot be counted with."""

A_MINUTE = timedelta(minutes=1)

MOST_SECONDS = 4 * 60 * 60
"""No technique is done for longer than this, in seconds."""

_HANDS_GO_ON = cues.MASSAGING | {State.CLOSING}
_MAY_GO_ON = _HANDS_GO_ON | cues.QUESTIONS
"""Where a step can still be taken up; everywhere else its strokes are over."""


class Kind(StrEnum):
    """The kinds of event a player records; ASKED is what a phone answered before it, without a network."""

    STARTED = "started"
    STEP_BEGUN = "step-begun"
    STEP_DONE = "step-done"
    SKIPPED = "skipped"
    CUE = "cue"
    PAUSED = "paused"
    RESUMED = "resumed"
    AFTERWARDS = "afterwards"
    ASKED = "asked"


KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
"""Each kind by its word: calling the enumeration takes longer, and it is done for every event that is read."""

_CUES = {cue.value: cue for cue in Cue}
_REGIONS = frozenset(region.value for region in Region)
_WORDS = (("id", str), ("session", str), ("number", int), ("kind", str))
_NUMBERS = int | float
_AN_OBJECT = dict, Mapping
_OF_A_STEP = (Kind.STEP_BEGUN, Kind.STEP_DONE, Kind.SKIPPED)
_BESIDE = (Kind.AFTERWARDS, Kind.ASKED)
"""Looked up with every event that comes; an enumeration would be gone through each time."""


class EventError(ValueError):
    """An event that cannot be read; the message names the field and the remedy."""


class Event(NamedTuple):
    """One thing that happened: in which session, the how-manieth, when, of which kind, with what."""

    id: str
    session: str
    number: int
    at: datetime
    kind: Kind
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """One technique of a session: how long it was done, and what the baby said meanwhile."""

    technique: str
    region: str
    seconds: float
    cues: tuple[Cue, ...]

    @property
    def was_enjoyed(self) -> bool:
        """Whether nothing but engagement, or a single doubt that passed, came while it was done."""
        return Cue.ENJOYING in self.cues and not self.was_refused

    @property
    def was_refused(self) -> bool:
        """Whether the baby turned away or cried."""
        return Cue.TURNING_AWAY in self.cues or Cue.CRYING in self.cues


@dataclass(frozen=True)
class Session:
    """What one session was.

    `permission` is the baby's answer to the first question, if any came; `needed_care` says whether
    the care page was reached, from where no way leads back into a massage.
    """

    id: str
    started_at: datetime
    ended_at: datetime
    is_over: bool
    ended_by: EndedBy
    is_practice: bool
    goal: str
    with_oil: bool
    permission: Cue | None
    done: tuple[Done, ...]
    worst: Response
    cried: bool
    needed_care: bool
    afterwards: Mapping[str, str]

    @property
    def minutes(self) -> float:
        """Minutes of touch: what the techniques took, waiting and asking not counted."""
        return sum(done.seconds for done in self.done) / 60

    @property
    def was_good(self) -> bool:
        """Whether it needed no more than softening (r0 and r1 of the domain reference)."""
        return self.worst.care <= Response.SOFTEN.care and bool(self.done)


def read(row: Mapping[str, Any]) -> Event:
    """Return the event that a plain row says; raises EventError naming the field that cannot be read."""
    if "at" not in row:
        raise EventError("at: missing. Give the time, such as 2026-11-23T09:30:00+11:00.")
    at = time_of(row["at"])
    for field, kind in _WORDS:
        value = row.get(field)
        if not isinstance(value, kind) or value is True or value is False:
            raise EventError(
                f"{field}: missing or of the wrong type. Give {'a number' if kind is int else 'text'}."
            )
    kind_told = KINDS.get(row["kind"])
    if kind_told is None:
        raise EventError(f"kind: “{row['kind']}” is not known. Give one of {', '.join(Kind)}.")
    body = row.get("body", {})
    if not isinstance(body, _AN_OBJECT):
        raise EventError("body: give an object, such as {}.")
    event = Event(row["id"], row["session"], row["number"], at, kind_told, body)
    _refuse_what_cannot_be_folded(event)
    return event


def time_of(said: object) -> datetime:
    """Return the time that a clock said; raises EventError for one that cannot be counted with."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        raise EventError(f"at: “{said}” is no time. Give one such as 2026-11-23T09:30:00+11:00.") from None
    offset = at.utcoffset()
    if offset is None:
        raise EventError("at: the time has no offset. Give one such as 2026-11-23T09:30:00+11:00.")
    if offset.seconds % 60 or offset.microseconds:
        raise EventError(f"at: the offset {offset} is no whole minutes. Give one such as +11:00.")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise EventError(f"at: the year {at.year}. Give a time between {FIRST_YEAR} and {LAST_YEAR}.")
    return at


def _refuse_what_cannot_be_folded(event: Event) -> None:
    """Stop a cue, a region or a length that the story could not take in, before it is kept."""
    body = event.body
    if event.kind is Kind.CUE and not _is_one_of(_CUES, body.get("cue")):
        raise EventError(f"body.cue: “{body.get('cue')}” is not known. Give one of {', '.join(Cue)}.")
    if event.kind in _OF_A_STEP:
        seconds = body.get("seconds", 0)
        is_number = isinstance(seconds, _NUMBERS) and not isinstance(seconds, bool)
        if body.get("technique") and not _is_one_of(_REGIONS, body.get("region")):
            raise EventError(
                f"body.region: “{body.get('region')}” is not known. Give one of {', '.join(Region)}."
            )
        if not is_number or not 0 <= seconds <= MOST_SECONDS:
            raise EventError(f"body.seconds: give a number of seconds from 0 to {MOST_SECONDS}.")


def _is_one_of(known: Container[str], said: object) -> bool:
    return isinstance(said, str) and said in known


def fold(events: Iterable[Event]) -> tuple[Session, ...]:
    """Return the sessions that the events tell, oldest first; an event that comes twice counts once."""
    once = {event.id: event for event in events}
    # Two phones may number alike: time and id then decide, so that the order of arrival never does.
    ordered = sorted(once.values(), key=lambda event: (event.session, event.number, event.at, event.id))
    sessions = [
        _Story(name, list(of_session)).told()
        for name, of_session in groupby(ordered, key=lambda event: event.session)
    ]
    return tuple(sorted((session for session in sessions if session), key=lambda session: session.started_at))


@dataclass
class _Step:
    """A technique under way, and the seconds of touch that its events tell of, up to `at`."""

    technique: str
    region: str
    at: datetime
    seconds: float = 0


def _what(event: Event) -> tuple[str, str]:
    """Return the technique of an event, and its region."""
    return str(event.body.get("technique", "")), str(event.body.get("region", ""))


class _Story:
    """One session being read: the cue machine is run again over its cues."""

    def __init__(self, name: str, events: list[Event]) -> None:
        self.name = name
        self.events = events
        self.state = cues.START
        self.ended_by: EndedBy | None = None
        self.permission: Cue | None = None
        self.worst = Response.GO_ON
        self.done: list[Done] = []
        self.step: _Step | None = None
        self.step_cues: list[Cue] = []
        self.is_paused = False
        self.afterwards: dict[str, str] = {}

    def told(self) -> Session | None:
        """Return the session, or None while its beginning has not arrived."""
        start = next((event for event in self.events if event.kind is Kind.STARTED), None)
        if start is None:
            return None
        table = cues.table_for(cried_today=bool(start.body.get("cried_today")))
        for event in self.events:
            self._pass(event.at)
            self._take(event, table)
        # The event that ends a step may be lost, or be still on its way: what hands did counts all the same.
        if self.step and self.state not in _MAY_GO_ON:
            self._done(self.step.technique, self.step.region, min(self.step.seconds, MOST_SECONDS))
        felt = [event.at for event in self.events if event.kind not in _BESIDE]
        heard = {event.body.get("cue") for event in self.events if event.kind is Kind.CUE}
        return Session(
            id=self.name,
            started_at=start.at,
            ended_at=max(felt),
            is_over=self.state is State.ENDED,
            ended_by=self.ended_by or cues.LEFT_OPEN.get(self.state, EndedBy.PARENT),
            is_practice=bool(start.body.get("practice")),
            goal=str(start.body.get("goal", "")),
            with_oil=bool(start.body.get("oil")),
            permission=self.permission,
            done=tuple(self.done),
            worst=self.worst,
            cried=Cue.CRYING in heard,
            needed_care=Cue.SOMETHING_WRONG in heard,
            afterwards=self.afterwards,
        )

    def _pass(self, until: datetime) -> None:
        """Count the time of the step under way; a clock that was set back takes nothing away."""
        if self.step is None:
            return
        if self.state in _HANDS_GO_ON and not self.is_paused:
            self.step.seconds += max(0.0, (until - self.step.at).total_seconds())
        self.step.at = until

    def _take(self, event: Event, table: cues.Table) -> None:
        match event.kind:
            case Kind.CUE if _is_one_of(_CUES, event.body.get("cue")):
                self._cue(_CUES[event.body["cue"]], table)
            case Kind.STEP_BEGUN:
                self.step = _Step(*_what(event), at=event.at)
                self.step_cues = []
            case Kind.STEP_DONE | Kind.SKIPPED:
                self.step = None
                self._done(*_what(event), float(event.body.get("seconds", 0)))
            case Kind.PAUSED | Kind.RESUMED:
                self.is_paused = event.kind is Kind.PAUSED
            case Kind.AFTERWARDS:
                self.afterwards |= {str(key): str(value) for key, value in event.body.items()}

    def _done(self, technique: str, region: str, seconds: float) -> None:
        if technique and seconds > 0:
            self.done.append(Done(technique, region, seconds, tuple(self.step_cues)))

    def _cue(self, cue: Cue, table: cues.Table) -> None:
        if self.state is cues.START and cue in cues.TARGETS and self.permission is None:
            self.permission = cue
        self.step_cues.append(cue)
        answer = cues.step(table, self.state, cue)
        if (
            self.state is not cues.START
            and answer.response.care > self.worst.care
            and cue is not Cue.QUESTION
        ):
            self.worst = answer.response if cue is not Cue.END else self.worst
        self.state = answer.state
        self.ended_by = cues.ender(self.ended_by, answer)
