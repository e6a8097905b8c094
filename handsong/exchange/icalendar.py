"""Entries as an iCalendar file (RFC 5545), with the rules of the zone's clocks in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handsong.core.reminders import Entry

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//Handsong//Reminders//EN"
NAME = "Handsong"
ASK_AGAIN = timedelta(hours=12)
"""How often a calendar that subscribes is asked to look again."""

YEARS_AHEAD = 10
"""For how long the changes of the clocks are written out; laws change sooner."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar(of: UUID, entries: Iterable[Entry], now: datetime) -> bytes:
    """Return the entries as one calendar; the same entries at the same moment give the same bytes."""
    from icalendar import Calendar  # noqa: PLC0415 - heavy, and asked for by few

    made = Calendar.new(prodid=PRODUCT, name=NAME, uid=of)
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        made.add(name, ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, now))
    made.add_missing_timezones(date(now.year, 1, 1), date(now.year + YEARS_AHEAD, 1, 1))
    _begin_in_the_gap(made)
    return bytes(made.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    event = Event.new(
        uid=f"{entry.id}@handsong",
        summary=entry.title,
        start=entry.starts,
        end=entry.starts + entry.lasts,
        stamp=now.astimezone(UTC),
    )
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if entry.weekly:
        event.add("rrule", {"freq": "weekly", "byday": [WEEKDAYS[day] for day in sorted(entry.weekly)]})
    if entry.rings:
        alarm = Alarm.new(description=entry.title)
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta())
        event.add_component(alarm)
    return event


def _begin_in_the_gap(made: Calendar) -> None:
    """Let summer time begin at the clock time before the change, as RFC 5545 (3.6.5) has it.

    The library writes the clock time after it, from which a strict reader takes an hour too many.
    """
    parts = [(str(zone["TZID"]), part) for zone in made.walk("VTIMEZONE") for part in zone.subcomponents]
    for zone, part in parts:
        _begin_before(zone, part)


def _begin_before(zone: str, part: Any) -> None:
    ahead = part["TZOFFSETTO"].td - part["TZOFFSETFROM"].td
    if ahead > timedelta() and _is_after(zone, part["DTSTART"].dt):
        first, again = part.pop("DTSTART").dt, _again(part)
        part.pop("RDATE", None)
        part.add("dtstart", first - ahead)
        if again:
            part.add("rdate", [begins - ahead for begins in again])


def _again(part: Any) -> list[datetime]:
    return [again.dt for again in part["RDATE"].dts] if "RDATE" in part else []


def _is_after(zone: str, wall: datetime) -> bool:
    """Whether this time of the clocks exists, so that it cannot be the one before clocks went ahead."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    there = wall.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) == wall
