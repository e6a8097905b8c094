"""What this Handsong believes about itself: how it is reached, what time it is, where data is kept, and what is amiss."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from handsong.render import day_words
from handsong.web.accounts import lan
from handsong.web.accounts.request import Request
from handsong.web.site import context, database, env

ENOUGH_BYTES = 500 * 1000 * 1000
SOON = timedelta(days=30)
A_CLOCK_MAY_SLIP = timedelta(hours=1)
BUILT_AFTER = 2026
"""The year before which no clock of ours can be right."""


@dataclass(frozen=True)
class Row:
    """One thing that is believed; with a remedy when it is amiss."""

    name: str
    what: str
    remedy: str = ""


def rows(now: datetime, *, with_folder: bool) -> list[Row]:
    """Return what holds for the whole machine; the folder's place is told on the machine itself alone."""
    folder = settings.DATA
    shown = str(folder) if with_folder else "a folder on the computer"
    found = [clock(now, _written_at(folder)), version()]
    if not env.text("DATABASE_URL"):
        found += [data(folder, shown), disk(shutil.disk_usage(folder).free)]
    return [*found, kept(), certificate(lan.secure(), now)]


def faults(now: datetime) -> list[str]:
    """Return what is amiss, a sentence or two each."""
    return [f"{row.name}: {row.what}. {row.remedy}" for row in rows(now, with_folder=True) if row.remedy]


def way_in(request: Request) -> Row:
    """Return how this page was reached, and whether browsers count that as secure."""
    name = "This page"
    if request.is_secure():
        return Row(name, f"Comes from {request.get_host()}, encrypted")
    if request.is_local:
        return Row(name, f"Comes from {request.get_host()}, on the computer itself")
    return Row(
        name,
        f"Comes from {request.get_host()}, without encryption",
        "The screen may go dark during a massage. On the computer, stop Handsong and start it with "
        "make run HOME_NETWORK=1; then trust it on this phone once.",
    )


def clock(now: datetime, written_at: datetime | None) -> Row:
    """Return what time it is here; a clock that is behind its own data is wrong."""
    today = now.date()
    day = f"{day_words.WEEKDAYS[today.weekday()]} {day_words.date_in_words(today)}"
    what = f"{day}, {now:%H:%M}, {timezone.get_current_timezone_name()}"
    remedy = "Set the computer’s clock, or connect it to the internet so that it sets itself."
    is_behind = written_at is not None and now < written_at - A_CLOCK_MAY_SLIP
    return Row("Time", what, remedy if is_behind or now.year < BUILT_AFTER else "")


def version() -> Row:
    """Return which version runs, on what."""
    return Row("Version", f"Handsong {context.version()}, Python {platform.python_version()}")


def data(folder: Path, shown: str) -> Row:
    """Return where everything is kept, and whether it can be written, by its owner alone."""
    file = folder / "handsong.sqlite3"
    size = f"{file.stat().st_size / 1e6:.1f} MB" if file.exists() else "nothing yet"
    remedy = ""
    if not _can_be_written(folder):
        remedy = "Nothing can be written there. Make the folder writable, then start Handsong again."
    elif any(path.stat().st_mode & 0o077 for kind in database.OURS for path in folder.glob(kind)):
        remedy = (
            "Others on this computer can read it. Start Handsong again: it then closes the files to them."
        )
    return Row("Data", f"handsong.sqlite3 in {shown}, {size}", remedy)


def disk(free: int) -> Row:
    """Return how much room is left."""
    remedy = "Make room on the computer: when the disk is full, nothing more can be kept."
    return Row("Free disk", f"{free / 1e9:.1f} GB", "" if free >= ENOUGH_BYTES else remedy)


def kept() -> Row:
    """Return what keeps the data, and whether it could lose what it says it has kept."""
    fault = database.durability_fault(connection)
    if connection.vendor == "sqlite":
        what = (
            f"SQLite {sqlite3.sqlite_version}, journal {database.journal_mode()}, everything written through"
        )
    else:
        what = connection.display_name
    return Row("Database", what, fault)


def certificate(way: lan.Secure | None, now: datetime) -> Row:
    """Return until when phones get a secure page."""
    name = "Certificate"
    if way is None:
        where = (
            "pages on the home network are plain" if lan.listening_at() else "the network is not listened to"
        )
        return Row(name, f"None: {where}")
    until = datetime.fromisoformat(way.until)
    words = f"Until {day_words.date_in_words(until.date())}, for {', '.join(way.addresses)}"
    remedy = "Start Handsong again: it makes a fresh one, and phones notice nothing."
    return Row(name, words, remedy if until - now < SOON else "")


def _written_at(folder: Path) -> datetime | None:
    """Return when the data was last written, as the disk says, or None before that."""
    file = folder / "handsong.sqlite3"
    if not file.exists():
        return None
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone()


def _can_be_written(folder: Path) -> bool:
    trial = folder / ".trial"
    try:
        trial.write_bytes(b"")
        trial.unlink()
    except OSError:
        return False
    return True
