"""What else in the data folder is told who was erased: the file beside the database, households set aside, opened backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from handsong.web.site.backup import archive, forgetting, remembering, restore

NOTED = "The same numbers stand in a small file beside the database, which counts when that is damaged."
PLACES = (f"{restore.ASIDE}/*", restore.CHECKED, restore.DECIDED)


def note(data: Path, rows: Iterable[tuple[UUID, UUID, datetime]]) -> str:
    """Note beside the database what it knows to be erased; return a sentence that says so, or why it could not be."""
    try:
        remembering.note(data, ((name.hex, home.hex, _written(at)) for name, home, at in rows))
    except OSError as error:
        return (
            f"{data / remembering.FILE}, which remembers who was erased should the database be damaged, cannot be "
            f"written ({error.strerror}). See that the disk has room, then start Handsong again."
        )
    return NOTED


def forget(data: Path, gone: Collection[UUID]) -> tuple[str, ...]:
    """Erase them there too; return what could not be, in sentences."""
    names = dict.fromkeys((name.hex for name in gone), forgetting.EVER)
    left = []
    for place in sorted(folder for pattern in PLACES for folder in data.glob(pattern)):
        try:
            if (place / archive.DATABASE).exists():
                forgetting.forget(place / archive.DATABASE, names)
        except sqlite3.DatabaseError as error:
            left.append(
                f"{place}, a household that a restore set aside, cannot be read ({error}). Delete that folder."
            )
    return tuple(left)


def _written(at: datetime) -> str:
    """Return a time as the database writes it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))
