"""The calendar as other programs read it: right on both sides of every change of the clocks."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar as library
import pytest
from dateutil import rrule, tz

from handsong.core import reminders
from handsong.core.reminders import Entry, Quiet, Reminder
from handsong.exchange import icalendar

OF = uuid.UUID(int=7)
NOW = datetime(2026, 1, 2, 8, tzinfo=UTC)
ZONES = (
    "Australia/Melbourne",
    "Europe/Vienna",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
)
EVERY_DAY = Reminder(frozenset(range(7)), time(3, 30), Quiet(time(12), time(13)))


def made(*entries: Entry) -> bytes:
    return icalendar.calendar(OF, entries, NOW)


def daily(zone: str) -> Entry:
    return reminders.moment(OF, EVERY_DAY, date(2026, 1, 2), ZoneInfo(zone), "A quiet moment")


def event(text: bytes) -> Any:
    return library.Calendar.from_ical(text).walk("VEVENT")[0]


def zone_in(text: bytes, zone: str) -> tzinfo:
    """Return the zone as a stranger reads it from the file alone."""
    part = text.decode().split("BEGIN:VTIMEZONE")[1].split("END:VTIMEZONE")[0]
    found = tz.tzical(io.StringIO(f"BEGIN:VTIMEZONE{part}END:VTIMEZONE\n")).get(zone)
    assert found is not None
    return found


def instants(text: bytes, there: tzinfo) -> Iterator[datetime]:
    """Yield when a stranger's calendar rings in two years, as instants."""
    found = event(text)
    begins = found["DTSTART"].dt.replace(tzinfo=None)
    for wall in rrule.rrulestr(found["RRULE"].to_ical().decode(), dtstart=begins)[: 2 * 365]:
        yield wall.replace(tzinfo=there).astimezone(UTC)


@pytest.mark.parametrize("name", [zone for zone in ZONES if zone != "UTC"])
def test_a_reminder_keeps_its_clock_time_across_every_change_of_the_clocks(name: str) -> None:
    text = made(daily(name))
    rings = list(instants(text, zone_in(text, name)))
    own = ZoneInfo(name)
    assert len(rings) == 730
    assert {(at.astimezone(own).hour, at.astimezone(own).minute) for at in rings} == {(3, 30)}


@pytest.mark.parametrize("name", ZONES)
def test_the_rules_of_the_clocks_begin_at_the_very_instant(name: str) -> None:
    own = ZoneInfo(name)
    changes = 0
    for zone in library.Calendar.from_ical(made(daily(name))).walk("VTIMEZONE"):
        for part in zone.subcomponents:
            before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
            again = [one.dt for one in part["RDATE"].dts] if "RDATE" in part else []
            for wall in [part["DTSTART"].dt, *again] if before != after else []:
                instant = (wall - before).replace(tzinfo=UTC)
                assert instant.astimezone(own).utcoffset() == after
                assert (instant - timedelta(seconds=1)).astimezone(own).utcoffset() == before
                changes += 1
    assert changes == (0 if name in {"UTC", "Asia/Kolkata"} else 20)


def test_a_stranger_reads_what_was_written() -> None:
    asked = Reminder(frozenset({0, 4}), time(9, 30))
    text = made(
        reminders.moment(
            OF, asked, date(2026, 1, 2), ZoneInfo("Europe/Vienna"), "Ein Ton, und dann: Ruhe; “so”"
        ),
        reminders.page_to_read(OF, asked, date(2026, 1, 2), "A page"),
    )
    first, page = library.Calendar.from_ical(text).walk("VEVENT")
    assert str(first["SUMMARY"]) == "Ein Ton, und dann: Ruhe; “so”"
    assert first["RRULE"]["BYDAY"] == ["MO", "FR"]
    assert (first["CLASS"], first["TRANSP"]) == ("PRIVATE", "TRANSPARENT")
    assert [str(alarm["ACTION"]) for alarm in first.walk("VALARM")] == ["DISPLAY"]
    assert page["DTSTART"].dt == date(2026, 1, 5)
    assert page.walk("VALARM") == []
    assert not library.Calendar.from_ical(text).errors


def test_the_file_keeps_to_its_rules() -> None:
    text = made(daily("Australia/Melbourne"))
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert text.count(b"PRODID:") == text.count(b"\r\nVERSION:2.0") == 1
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in text


def test_the_same_reminders_at_the_same_moment_are_the_same_bytes() -> None:
    assert made(daily("Europe/Vienna")) == made(daily("Europe/Vienna"))
