"""As of which backup it is known here who may get in: a small file beside the database, which goes where that goes.

A household that was put back from an old backup has a new epoch, and knows nothing later than that backup all the same.
The file goes along in each backup, as another household does not know what this one came from.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from handsong.web.site.backup import archive, keys

FILE = archive.PUT_BACK


@dataclass(frozen=True)
class Origin:
    """A restore that let in who got in on the day of the backup: the epoch it began, and when that was made."""

    began: str
    made_at: str


@dataclass(frozen=True)
class Made:
    """When a backup was made: in which epoch, at which time, and whether it knew roles by their numbers then.

    `places`: how many events had come to each family; `origins`: what it had come from, None where it does not say.
    """

    epoch: str = ""
    made_at: str = ""
    has_roles: bool = False
    places: Mapping[str, int] = field(default_factory=dict)
    origins: tuple[Origin, ...] | None = None


def note(file: Path, made: Made) -> None:
    """Write down when a backup was made, beside what was opened of it."""
    keys.write(file, json.dumps(asdict(made)))


def noted(file: Path) -> Made:
    """Return what was written down; an earlier version wrote less of it, or the epoch alone."""
    text = file.read_text(encoding="ascii") if file.exists() else ""
    if not text.startswith("{"):
        return Made(text)
    made = Made(**json.loads(text))
    return made if made.origins is None else replace(made, origins=_origins(made.origins))


def read(data: Path) -> tuple[Origin, ...]:
    """Return those restores of a household; none where nothing says so, or it cannot be read."""
    return told(data) or ()


def told(folder: Path) -> tuple[Origin, ...] | None:
    """Return those restores of what lies in a folder; None where nothing says so, or it cannot be read."""
    try:
        return _origins(json.loads((folder / FILE).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(folder: Path, origins: Iterable[Origin]) -> None:
    """Write them down beside a database."""
    keys.write(folder / FILE, json.dumps([asdict(origin) for origin in origins]))


def parted(origins: Iterable[Origin], made: Made) -> datetime | None:
    """Return up to when a backup and what is here tell the same, where it is later than what was put back here; else None.

    It is from before such a restore then, and later than the backup that was put back.
    """
    if not made.made_at:
        return None
    before = [_time(origin.made_at) for origin in origins if made.epoch < origin.began]
    return min((at for at in before if at < _time(made.made_at)), default=None)


def put_back(origins: Iterable[Origin], made: Made, began: str) -> list[Origin]:
    """Return those of a household once this backup is in place, and lets in who got in on its day.

    An earlier version did not write into a backup what it came from: then it is told by those of what was here.
    """
    came_from = (origin for origin in origins if origin.began <= made.epoch)
    stay = [*(came_from if made.origins is None else made.origins)]
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


def _origins(rows: Iterable[Any]) -> tuple[Origin, ...]:
    """Return what was written of them; raises ValueError, TypeError or KeyError where it is none."""
    found = tuple(Origin(str(row["began"]), str(row["made_at"])) for row in rows)
    for origin in found:
        _time(origin.made_at)
    return found


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
