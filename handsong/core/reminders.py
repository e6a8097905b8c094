"""Reminders that somebody asked for: on which days, at what time, and never in quiet hours.

What a reminder says is the same for everybody and names nobody: it stands on other people's screens.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

QUIET_FROM, QUIET_TO = time(20), time(7)
"""When nothing reminds of anything unless somebody chooses other hours: our careful default."""

A_MOMENT = timedelta(minutes=15)
A_LOOK = timedelta(minutes=5)


class UnableToRemind(ValueError):
    """The reminder cannot be kept as it was asked for; the message names the field, the fault and the remedy."""


@dataclass(frozen=True)
class Quiet:
    """The hours of a day in which nothing reminds; they may go past midnight. The end is no part of them."""

    begins: time = QUIET_FROM
    ends: time = QUIET_TO

    def __post_init__(self) -> None:
        """Refuse hours that begin and end at once."""
        if self.begins == self.ends:
            raise UnableToRemind(
                "Quiet hours: they begin and end at the same time. Give two times that differ, such as 20:00 and 07:00."
            )

    def holds(self, at: time) -> bool:
        """Whether this time is a quiet one."""
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def after(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours that it falls into; by the clocks of its zone."""
        wall = moment.replace(tzinfo=None)
        if not self.holds(wall.time()):
            return moment
        end = datetime.combine(wall.date(), self.ends)
        later = end if end > wall else datetime.combine(wall.date() + timedelta(days=1), self.ends)
        return later.replace(tzinfo=moment.tzinfo)


@dataclass(frozen=True)
class Reminder:
    """On which days of the week (Monday is 0) and at what time, outside quiet hours."""

    days: frozenset[int]
    at: time
    quiet: Quiet = Quiet()

    def __post_init__(self) -> None:
        """Refuse one without a day, and one in quiet hours."""
        if not self.days or not self.days <= set(range(7)):
            raise UnableToRemind("Days: none is chosen. Choose at least one, or stop the reminders.")
        if self.quiet.holds(self.at):
            raise UnableToRemind(
                f"Time: {self.at:%H:%M} is in your quiet hours, {self.quiet.begins:%H:%M} to "
                f"{self.quiet.ends:%H:%M}. Choose another time, or other quiet hours."
            )

    def first_day(self, since: date) -> date:
        """Return the first of its days from this one on."""
        return next(
            day for day in (since + timedelta(days=ahead) for ahead in range(7)) if day.weekday() in self.days
        )


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar: an id that stays, neutral words, when, and on which weekdays it comes again.

    `starts` is a day for what has no time. `rings`: whether the calendar calls at its time.
    """

    id: uuid.UUID
    title: str
    starts: datetime | date
    lasts: timedelta
    weekly: frozenset[int] = frozenset()
    rings: bool = False


def moment(of: uuid.UUID, reminder: Reminder, since: date, zone: tzinfo, title: str) -> Entry:
    """Return the reminder as an entry that comes each week, by the clocks of the zone."""
    starts = datetime.combine(reminder.first_day(since), reminder.at, zone)
    return Entry(uuid.uuid5(of, "moment"), title, starts, A_MOMENT, reminder.days, rings=True)


def looks(of: uuid.UUID, due: Iterable[datetime], quiet: Quiet, zone: tzinfo, title: str) -> list[Entry]:
    """Return when to look at something, once each; what falls into quiet hours waits for their end."""
    moments = sorted({quiet.after(at.astimezone(zone)) for at in due})
    return [Entry(uuid.uuid5(of, f"look {at.isoformat()}"), title, at, A_LOOK, rings=True) for at in moments]


def page_to_read(of: uuid.UUID, reminder: Reminder, since: date, title: str) -> Entry:
    """Return a page to read, once a week on the first of the reminder's days, at no time of the day."""
    first = min(reminder.days)
    day = Reminder(frozenset({first}), reminder.at, reminder.quiet).first_day(since)
    return Entry(uuid.uuid5(of, "page"), title, day, timedelta(days=1), frozenset({first}))
