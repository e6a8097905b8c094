"""What a family has learnt and likes, how long it enjoys, and what the baby knows already.

Progress is kept as a short account that grows by one session at a time and never by more than
it needs, so that two years of sessions are read as fast as one day. It can always be made anew
from the events. The rules for length are those of section 6 of the domain reference; they are
our careful defaults unless a source is named there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, reduce
from typing import Any, NamedTuple

from handsong.core import diary
from handsong.core.body import Region
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.diary import How, When
from handsong.core.session import Session

GROUPS = {Region.FEET: Region.LEGS, Region.HANDS: Region.ARMS, Region.HEAD: Region.FACE}
"""Regions that are asked for and learnt together."""

GOOD_SESSIONS_FOR_A_REGION = 2
"""A region is known after two good sessions with it; then the next one may begin (iaim-faq)."""

GOOD_IN_A_ROW_TO_GROW = 3
GROWS_BY, SHRINKS_BY = 1.0, 2.0
AHEAD_OF_LONGEST = 2.0
"""Minutes: grows after three good sessions in a row, shrinks after a stop, never runs far ahead."""

SHORTEST = 2.0
MOST_GROWN = 30.0
RECENT = 40
"""How many sessions are remembered one by one; enough for any week."""

A_DAY = timedelta(hours=24)

_CUES = {cue.value: cue for cue in Cue}
_ENDED_BY = {ended_by.value: ended_by for ended_by in EndedBy}
_RESPONSES = {response.value: response for response in Response}
"""Each by its word, as an account keeps it: it is read with every page, and calling an enumeration takes longer."""


@dataclass(frozen=True)
class Limits:
    """How long sessions of one age are: the first, the longest, and a whole day, in minutes."""

    first: float
    most: float
    a_day: float


class Learning(StrEnum):
    """How far the baby has learnt the permission cue: two to eight weeks of daily massage (bm-perm)."""

    NEW = "new"
    LEARNING = "learning"
    KNOWN = "known"


@dataclass(frozen=True)
class Tried:
    """How often a technique was enjoyed and refused, and whether its last two times were refused."""

    enjoyed: int = 0
    refused: int = 0
    times: int = 0
    last_two: tuple[bool, ...] = ()

    def again(self, *, enjoyed: bool, refused: bool) -> Tried:
        """Return the count after one more time."""
        return Tried(
            self.enjoyed + enjoyed, self.refused + refused, self.times + 1, (*self.last_two, refused)[-2:]
        )


class Recent(NamedTuple):
    """One session in short; `told` says when it was, in words, if it was told afterwards."""

    started_at: datetime
    ended_at: datetime
    minutes: float
    ended_by: EndedBy
    worst: Response
    permission: Cue | None
    with_oil: bool
    cried: bool
    needed_care: bool = False
    is_over: bool = True
    told: When | None = None

    @property
    def was_stopped(self) -> bool:
        """Whether the baby's answer ended it (r4 of the domain reference)."""
        return self.ended_by is EndedBy.BABY and self.worst.care >= Response.STOP_FOR_NOW.care


@dataclass(frozen=True)
class Apart:
    """A session that is a young person's own: nobody else hears more of it than what still protects."""

    session: str
    ended_at: datetime
    cried: bool
    needed_care: bool


@dataclass(frozen=True)
class Progress:
    """The account of one child after some sessions, practice left out.

    `sessions` are those that ran with the player, since the first of them at `first_at`; those told
    afterwards stand in `recent` with them, a young person's own in `apart`. `grown` are the minutes that
    sessions grew by, `held_back` those taken off since something had to change; good sessions give the
    latter back before anything grows.
    """

    sessions: int = 0
    first_at: datetime | None = None
    techniques: Mapping[str, Tried] = field(default_factory=dict)
    good_by_region: Mapping[str, int] = field(default_factory=dict)
    grown: float = 0.0
    held_back: float = 0.0
    good_in_a_row: int = 0
    longest: float = 0.0
    recent: tuple[Recent, ...] = ()
    apart: tuple[Apart, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """Techniques that were done at least once without being refused."""
        return frozenset(name for name, tried in self.techniques.items() if tried.refused < tried.times)

    @cached_property
    def liked(self) -> frozenset[str]:
        """Techniques that were enjoyed more often than refused."""
        return frozenset(name for name, tried in self.techniques.items() if tried.enjoyed > tried.refused)

    @cached_property
    def refused(self) -> frozenset[str]:
        """Techniques whose last two times were refused."""
        return frozenset(name for name, tried in self.techniques.items() if tried.last_two == (True, True))

    @cached_property
    def regions(self) -> frozenset[Region]:
        """Regions that are known."""
        return frozenset(
            Region(name) for name, good in self.good_by_region.items() if good >= GOOD_SESSIONS_FOR_A_REGION
        )

    @cached_property
    def holds_only(self) -> bool:
        """Whether the last two sessions had to stop, so that holds come first again.

        Nobody watched how one that was told afterwards went: it can be a stop, never the end of stops.
        """
        counted = [session for session in self.recent if session.was_stopped or not session.told]
        return len(counted) >= 2 and all(session.was_stopped for session in counted[-2:])

    @property
    def last(self) -> Recent | None:
        """The latest session that is over."""
        return next((session for session in reversed(self.recent) if session.is_over), None)

    def minutes_on(self, now: datetime) -> float:
        """Return the minutes of touch on this day so far; the day is that of now's own time zone."""
        return sum(
            session.minutes
            for session in self.recent
            if session.started_at.astimezone(now.tzinfo).date() == now.date()
        )

    def within(self, span: timedelta, now: datetime) -> tuple[Recent, ...]:
        """Return the remembered sessions that ended within this time before now."""
        return tuple(session for session in self.recent if timedelta() <= now - session.ended_at < span)

    def oil_sessions_this_week(self, now: datetime) -> int:
        """Return how many sessions of the last seven days used a product."""
        return sum(session.with_oil for session in self.within(timedelta(days=7), now))

    def crying_stops(self, now: datetime) -> tuple[datetime, ...]:
        """Return when sessions of the last 24 hours were ended by crying."""
        return tuple(session.ended_at for session in self._ended_within_a_day(now) if session.cried)

    def care_endings(self, now: datetime) -> tuple[datetime, ...]:
        """Return when sessions of the last 24 hours were at an end because something was wrong."""
        return tuple(session.ended_at for session in self._ended_within_a_day(now) if session.needed_care)

    def _ended_within_a_day(self, now: datetime) -> tuple[Recent | Apart, ...]:
        """Return what may protect today; a young person's own sessions do, told of or not.

        So does what lies ahead by less than a day: a clock that was ahead and is set back makes nobody less careful.
        """
        all_of_them: tuple[Recent | Apart, ...] = (*self.recent, *self.apart)
        return tuple(session for session in all_of_them if abs(now - session.ended_at) < A_DAY)


def of(sessions: Iterable[Session]) -> Progress:
    """Return the account of these sessions, oldest first."""
    return reduce(after, sessions, Progress())


def after(progress: Progress, session: Session) -> Progress:
    """Return the account with one more session; practice changes nothing.

    One that was told afterwards was held, and that counts for every limit. Nothing grows by it, since
    nobody watched; a technique is known and liked by it when the parent said that it was enjoyed.
    """
    if session.is_practice:
        return progress
    told = diary.told_when(session)
    held = replace(
        progress,
        techniques=_techniques_after(progress, session),
        recent=(*progress.recent, in_short(session))[-RECENT:],
    )
    grown, held_back, good_in_a_row = _length_after(progress, session)
    if told:
        return replace(held, held_back=held_back, good_in_a_row=good_in_a_row)
    return replace(
        held,
        sessions=progress.sessions + 1,
        first_at=progress.first_at or session.started_at,
        good_by_region=_regions_after(progress, session),
        grown=grown,
        held_back=held_back,
        good_in_a_row=good_in_a_row,
        longest=max(progress.longest, session.minutes) if session.was_good else progress.longest,
    )


def in_short(session: Session) -> Recent:
    """Return a session in short; one told afterwards heard no answer to the first question."""
    told = diary.told_when(session)
    return Recent(
        started_at=session.started_at,
        ended_at=session.ended_at,
        minutes=session.minutes,
        ended_by=session.ended_by,
        worst=session.worst,
        permission=None if told else session.permission,
        with_oil=session.with_oil,
        cried=session.cried,
        needed_care=session.needed_care,
        is_over=session.is_over,
        told=told,
    )


def _techniques_after(progress: Progress, session: Session) -> dict[str, Tried]:
    """Return how often each technique was tried; of one told afterwards nobody knows which was refused."""
    techniques = dict(progress.techniques)
    if diary.told_when(session) and diary.told_how(session) is not How.ENJOYED:
        return techniques
    for done in session.done:
        if done.technique != diary.UNNAMED:
            tried = techniques.get(done.technique, Tried())
            techniques[done.technique] = tried.again(enjoyed=done.was_enjoyed, refused=done.was_refused)
    return techniques


def _regions_after(progress: Progress, session: Session) -> dict[str, int]:
    """Return how many good sessions each region has had."""
    good_by_region = dict(progress.good_by_region)
    if session.was_good:
        for region in {Region(done.region) for done in session.done}:
            group = GROUPS.get(region, region)
            good_by_region[group] = good_by_region.get(group, 0) + 1
    return good_by_region


def _length_after(progress: Progress, session: Session) -> tuple[float, float, int]:
    """Return the minutes sessions have grown by, those held back, and the good ones in a row.

    What is taken off is kept apart: taken from the growth it would be lost on a family whose
    sessions grew past the longest of the age.
    """
    grown, held_back = progress.grown, progress.held_back
    if session.worst.care >= Response.CHANGE.care:
        return grown, min(held_back + SHRINKS_BY, grown + SHRINKS_BY), 0
    if diary.told_when(session):
        return grown, held_back, progress.good_in_a_row
    if not session.was_good:
        return grown, held_back, 0
    in_a_row = progress.good_in_a_row + 1
    if in_a_row < GOOD_IN_A_ROW_TO_GROW:
        return grown, held_back, in_a_row
    if held_back:
        return grown, max(held_back - GROWS_BY, 0.0), in_a_row
    return min(grown + GROWS_BY, MOST_GROWN), held_back, in_a_row


def length(progress: Progress, limits: Limits) -> float:
    """Return how many minutes the next session may last, at this age.

    It begins at the age's first length and grows and shrinks by what was enjoyed, but never
    runs more than two minutes ahead of the longest that was, nor past the age's longest.
    """
    ahead = max(limits.first, progress.longest + AHEAD_OF_LONGEST)
    shortest = min(limits.first, SHORTEST)
    return max(shortest, min(limits.first + progress.grown, ahead, limits.most) - progress.held_back)


def permission(progress: Progress, now: datetime) -> tuple[Learning, int]:
    """Return how far the permission cue is learnt, and the whole weeks since the first question.

    Known is said after two weeks at least, when most of the last ten questions had a clear yes.
    """
    if progress.first_at is None:
        return Learning.NEW, 0
    weeks = (now - progress.first_at).days // 7
    last_ten = [session for session in progress.recent if not session.told][-10:]
    clear = sum(session.permission is Cue.ENJOYING for session in last_ten)
    if weeks >= 2 and len(last_ten) >= 10 and clear >= 7:
        return Learning.KNOWN, weeks
    return (Learning.NEW if progress.sessions < 3 else Learning.LEARNING), weeks


def as_data(progress: Progress) -> dict[str, Any]:
    """Return the account as plain data that JSON can carry."""
    # Written with each session that comes: dataclasses.asdict would copy every value of it first.
    return {
        **{row.name: getattr(progress, row.name) for row in fields(progress)},
        "first_at": progress.first_at.isoformat() if progress.first_at else None,
        "techniques": {name: {**vars(tried)} for name, tried in progress.techniques.items()},
        "good_by_region": {**progress.good_by_region},
        "recent": [_as_row(row) for row in progress.recent],
        "apart": [{**vars(row), "ended_at": row.ended_at.isoformat()} for row in progress.apart],
    }


def data_after(data: Mapping[str, Any], session: Session) -> dict[str, Any]:
    """Return an account as `as_data` made it plain, with one more session, as `after` counts it.

    The sessions that it remembers are only carried along: to read and write them again would be most of the work.
    """
    one_more = after(from_data({**data, "recent": ()}), session)
    return as_data(one_more) | {"recent": [*data["recent"], *map(_as_row, one_more.recent)][-RECENT:]}


def _as_row(row: Recent) -> dict[str, Any]:
    return row._asdict() | {"started_at": row.started_at.isoformat(), "ended_at": row.ended_at.isoformat()}


def from_data(data: Mapping[str, Any]) -> Progress:
    """Return the account that `as_data` made plain."""
    return Progress(
        sessions=data["sessions"],
        first_at=datetime.fromisoformat(data["first_at"]) if data["first_at"] else None,
        techniques={
            name: Tried(row["enjoyed"], row["refused"], row["times"], tuple(row["last_two"]))
            for name, row in data["techniques"].items()
        },
        good_by_region=data["good_by_region"],
        grown=data["grown"],
        held_back=data["held_back"],
        good_in_a_row=data["good_in_a_row"],
        longest=data["longest"],
        recent=tuple(_recent(row) for row in data["recent"]),
        apart=tuple(
            Apart(row["session"], datetime.fromisoformat(row["ended_at"]), row["cried"], row["needed_care"])
            for row in data.get("apart", ())
        ),
    )


def _recent(row: Mapping[str, Any]) -> Recent:
    """Return one session in short; what earlier accounts did not keep is taken as it was taken then."""
    return Recent(
        datetime.fromisoformat(row["started_at"]),
        datetime.fromisoformat(row["ended_at"]),
        row["minutes"],
        _ENDED_BY[row["ended_by"]],
        _RESPONSES[row["worst"]],
        _CUES[row["permission"]] if row["permission"] else None,
        row["with_oil"],
        row["cried"],
        row.get("needed_care", False),
        row.get("is_over", True),
        When(row["told"]) if row.get("told") else None,
    )
