"""What stands in a diary: a massage told afterwards, the day something belongs to, weeks to look back on.

A massage that nobody had a phone for is told in a few words. It becomes events like any other, and
whatever is not told is read the careful way. A day begins when the family says so, such as at four
in the morning, whatever the clocks do that night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from handsong.core.body import Region
from handsong.core.cues import Cue
from handsong.core.session import Kind, Session

UNNAMED = "a-massage"
"""What a massage is called of which no technique was told."""

WHEN, HOW = "told", "how"
"""What the notes of a session told afterwards are called; the first says that it was."""

AN_HOUR = timedelta(hours=1)
A_SECOND = timedelta(seconds=1)
LATEST_START = 6
"""The latest hour that a day may begin at: later, a whole morning would be yesterday."""


class When(StrEnum):
    """When a massage was, as a parent says it; only the last one comes with a time."""

    JUST_NOW = "just-now"
    EARLIER = "earlier"
    YESTERDAY = "yesterday"
    AT = "at"


class How(StrEnum):
    """How it was, in the parent's words."""

    ENJOYED = "enjoyed"
    ENOUGH = "enough"
    CRIED = "cried"
    SLEPT = "slept"


SAID: Mapping[How, tuple[Cue, ...]] = {
    How.ENJOYED: (Cue.END,),
    How.ENOUGH: (Cue.TURNING_AWAY, Cue.NO_ANSWER),
    How.CRIED: (Cue.CRYING, Cue.END),
    How.SLEPT: (Cue.ASLEEP, Cue.END),
}
"""What the baby said at the end. It belongs to no technique: nobody told which one it was."""


@dataclass(frozen=True)
class Step:
    """One technique that was done, and about how long."""

    technique: str
    region: str
    seconds: float


@dataclass(frozen=True)
class Massage:
    """A massage as it was told afterwards; `how` is None when that was not said."""

    started_at: datetime
    steps: tuple[Step, ...]
    when: When
    how: How | None = None
    with_oil: bool = False


def events(told: Massage) -> Iterator[tuple[Kind, datetime, Mapping[str, Any]]]:
    """Yield kind, time and body of the events that a massage told afterwards becomes, in order."""
    at = told.started_at
    yield Kind.STARTED, at, {"practice": False, "oil": told.with_oil}
    if told.how:
        yield Kind.CUE, at, {"cue": str(Cue.ENJOYING)}
    for step in told.steps:
        about = {"technique": step.technique, "region": step.region}
        yield Kind.STEP_BEGUN, at, about
        if told.how is How.ENJOYED:
            yield Kind.CUE, at, {"cue": str(Cue.ENJOYING)}
        at += timedelta(seconds=step.seconds)
        yield Kind.STEP_DONE, at, about | {"seconds": step.seconds}
    for cue in SAID[told.how] if told.how else (Cue.END,):
        yield Kind.CUE, at, {"cue": str(cue)}
    notes = {WHEN: str(told.when)} | ({HOW: str(told.how)} if told.how else {})
    yield Kind.AFTERWARDS, at, notes


def about_minutes(minutes: int) -> tuple[Step, ...]:
    """Return the steps of a massage of which nothing but its length is known."""
    return (Step(UNNAMED, Region.WHOLE, minutes * 60),)


def told_when(session: Session) -> When | None:
    """Return when a session was, in the words it was told in; None for one that ran with the player."""
    said = session.afterwards.get(WHEN)
    return When(said) if said in set(When) else None


def told_how(session: Session) -> How | None:
    """Return how a session told afterwards was; None when nobody said."""
    said = session.afterwards.get(HOW)
    return How(said) if said in set(How) else None


def begins(day: date, zone: tzinfo, starts: int = 0) -> datetime:
    """Return when a day begins, in UTC: the first moment whose clock shows its hour or later.

    The clocks may skip that hour (then the day begins as they jump) or show it twice (then it
    begins with the first); a day that a place skipped begins and ends in one moment.
    """
    clock = datetime.combine(day, time(starts), zone)
    first, second = (clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    return _jump(second, first, zone)


def _jump(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    """Return the moment between these at which the clocks jump, by halving."""
    before = low.astimezone(zone).utcoffset()
    while high - low > A_SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def day_of(moment: datetime, zone: tzinfo, starts: int = 0) -> date:
    """Return the day that a moment belongs to: the last one that has begun."""
    day = moment.astimezone(zone).date() + timedelta(days=1)
    while begins(day, zone, starts) > moment:
        day -= timedelta(days=1)
    return day


def days_of(start: datetime, end: datetime, starts: int = 0) -> tuple[date, ...]:
    """Return every day that something touches, first to last, by the clocks of where it was.

    What ends as a day begins does not touch that day.
    """
    end = max(start, end - timedelta.resolution)
    first, last = day_of(start, start.tzinfo or UTC, starts), day_of(end, end.tzinfo or UTC, starts)
    return tuple(first + timedelta(days=more) for more in range(max((last - first).days, 0) + 1))


def start_of(when: When, length: timedelta, now: datetime, zone: tzinfo, starts: int = 0) -> datetime:
    """Return when a massage began that was told without a time: as late as the words allow.

    The later it counts, the longer everything that waits after a massage goes on waiting.
    """
    today = begins(day_of(now, zone, starts), zone, starts)
    now = now.astimezone(UTC)
    if when is When.YESTERDAY:
        return today - A_SECOND - length
    if when is When.EARLIER:
        return max(min(today, now - length), now - AN_HOUR - length)
    return now - length


@dataclass(frozen=True)
class Week:
    """One week since the first massage: how many there were, the longest enjoyed, and the answers.

    `asked` is how often the question was heard, `clear` how often a clear yes came; `enjoyed` are
    the minutes of the longest massage that needed no more than softening, 0 when there was none.
    """

    begins_date: date
    massages: int
    enjoyed: float
    asked: int
    clear: int


def weeks(sessions: Iterable[Session]) -> tuple[Week, ...]:
    """Return the weeks in which there were massages, oldest first; a week without one is left out.

    Practice is no massage; of one told afterwards nobody knows how long it was enjoyed, nor what
    the baby answered.
    """
    held = sorted(
        (session for session in sessions if not session.is_practice), key=lambda session: session.started_at
    )
    by_week: dict[int, list[Session]] = {}
    for session in held:
        number = (session.started_at.date() - held[0].started_at.date()).days // 7
        by_week.setdefault(max(number, 0), []).append(session)
    return tuple(
        _week(held[0].started_at.date() + timedelta(weeks=number), by_week[number])
        for number in sorted(by_week)
    )


def _week(begins_date: date, held: list[Session]) -> Week:
    watched = [session for session in held if not told_when(session)]
    return Week(
        begins_date=begins_date,
        massages=len(held),
        enjoyed=max((session.minutes for session in watched if session.was_good), default=0.0),
        asked=len(watched),
        clear=sum(session.permission is Cue.ENJOYING for session in watched),
    )
