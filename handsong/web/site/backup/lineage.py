"""As of which backup it is known here who may get in: a small file beside the database, which goes where that goes.

A household that was put back from an old backup has a new epoch, and knows nothing later than that backup all the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from handsong.web.site.backup import archive, keys

FILE = f"{archive.DATABASE}-put-back"


@dataclass(frozen=True)
class Made:
    """When a backup was made: in which epoch, at which time, and whether it knew roles by their numbers then."""

    epoch: str = ""
    made_at: str = ""
    has_roles: bool = False


@dataclass(frozen=True)
class Origin:
    """A restore that let in who got in on the day of the backup: the epoch it began, and when that was made."""

    began: str
    made_at: str


def note(file: Path, made: Made) -> None:
    """Write down when a backup was made, beside what was opened of it."""
    keys.write(file, json.dumps(asdict(made)))


def noted(file: Path) -> Made:
    """Return what was written down; an earlier version wrote the epoch alone."""
    text = file.read_text(encoding="ascii") if file.exists() else ""
    return Made(**json.loads(text)) if text.startswith("{") else Made(text)


def read(data: Path) -> tuple[Origin, ...]:
    """Return those restores of a household; none where nothing says so, or it cannot be read."""
    try:
        told = json.loads((data / FILE).read_text(encoding="ascii"))
        found = tuple(Origin(str(row["began"]), str(row["made_at"])) for row in told)
        for origin in found:
            _time(origin.made_at)
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return found


def write(folder: Path, origins: Iterable[Origin]) -> None:
    """Write them down beside a database."""
    keys.write(folder / FILE, json.dumps([asdict(origin) for origin in origins]))


def came_after(origins: Iterable[Origin], made: Made) -> bool:
    """Whether a backup is from before such a restore, and later than the backup that was put back then."""
    if not made.made_at:
        return False
    return any(
        made.epoch < origin.began and _time(made.made_at) > _time(origin.made_at) for origin in origins
    )


def put_back(origins: Iterable[Origin], made: Made, began: str) -> list[Origin]:
    """Return those of a household once this backup is in place, and lets in who got in on its day."""
    stay = [origin for origin in origins if origin.began <= made.epoch]
    return [*stay, Origin(began, made.made_at)] if made.made_at else stay


def epoch_above(restored: Path, known: str) -> str:
    """See that the epoch of what is put in place is above the one that is here, and return it.

    It was begun when the backup was opened, perhaps with a clock that was behind; and until somebody decided, the
    household may have begun another one.
    """
    with closing(sqlite3.connect(restored)) as database, database:
        (began,) = database.execute("SELECT max(id) FROM accounts_epoch").fetchone()
        if began and known and began <= known:
            above = (UUID(known).int >> 80) + 1
            fresh = UUID(int=above << 80 | UUID(began).int & (1 << 80) - 1).hex
            database.execute("UPDATE accounts_epoch SET id = ? WHERE id = ?", (fresh, began))
            began = fresh
    return began or ""


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
