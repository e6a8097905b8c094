"""What else lies in the data folder and still holds who was erased: households set aside, backups that were opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from handsong.web.site.backup import archive, forgetting, restore

PLACES = (f"{restore.ASIDE}/*", restore.CHECKED, restore.DECIDED)


def forget(data: Path, gone: Collection[UUID]) -> tuple[str, ...]:
    """Erase them there too; return what could not be, in sentences."""
    names = [name.hex for name in gone]
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
