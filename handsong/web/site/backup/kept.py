"""The backups that are kept: where they lie, how they are called, when one is due, which ones go."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.http import Http404

from handsong.render.age_words import number
from handsong.web.site import env

WEEKLY, BEFORE_UPDATE, BY_HAND = "weekly", "before-update", "by-hand"
KEPT = {WEEKLY: 4, BEFORE_UPDATE: 3, BY_HAND: 3}
"""How many of each kind are kept."""

LONGEST = timedelta(days=35)
"""No longer than this, so that what a family erased is gone from backups too."""

EVERY = timedelta(days=7)
OVERDUE = timedelta(days=9)
"""So long after the last one, something is in the way of the next, and the page says so."""

FOLDER = "backups"
NAME = re.compile(
    r"handsong-(?P<at>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)-(?P<why>weekly|before-update|by-hand)-(?P<whose>[0-9a-f]{6})\.age"
)
STAMP = "%Y-%m-%dT%H-%M-%SZ"


class UnableToKeep(RuntimeError):
    """There is no place for a backup; the message says what to do."""


@dataclass(frozen=True)
class Backup:
    """A backup that is kept, as its name tells it."""

    file: Path
    made_at: datetime
    why: str
    whose: str

    @property
    def size(self) -> int:
        """Return its bytes."""
        return self.file.stat().st_size


def in_words() -> str:
    """Return how many of each kind are kept."""
    of = {why: number(count) for why, count in KEPT.items()}
    return f"{of[WEEKLY]} weekly ones, {of[BEFORE_UPDATE]} made before updates, {of[BY_HAND]} made by hand"


def place(data: Path, why: str) -> Path:
    """Return the folder for a backup of this kind; raises UnableToKeep when a chosen one is not there.

    Copies made before an update stay beside the data, where they are needed when an update fails.
    """
    chosen = env.text("HANDSONG_BACKUPS")
    if chosen and why != BEFORE_UPDATE:
        folder = Path(chosen).expanduser()
        if not folder.is_dir():
            raise UnableToKeep(
                f"HANDSONG_BACKUPS is “{chosen}”, and no such folder is there. Plug in its disk, make the "
                "folder, or choose another one."
            )
        return folder
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def whose(data: Path) -> str:
    """Return the sign of this household in the names of its backups: it comes from its key, and goes where that goes.

    Two households may keep theirs in one folder, and a machine that begins anew finds those of the one it
    replaces there: neither may let go what is the other's.
    """
    key = data / "key"
    return hashlib.sha256(key.read_bytes()).hexdigest()[:6] if key.exists() else ""


def free_name(data: Path, *, why: str, now: datetime) -> Path:
    """Return a name for a backup that none has yet; raises UnableToKeep when there is no place for it."""
    folder, sign, at = place(data, why), whose(data), now.astimezone(UTC)
    while (file := folder / f"handsong-{at:{STAMP}}-{why}-{sign}.age").exists():
        at += timedelta(seconds=1)
    return file


def backups(data: Path) -> list[Backup]:
    """Return the backups of this household that are kept, newest first."""
    found = everybodys(data)
    return [backup for backup in found if backup.whose == whose(data)] if found else []


def everybodys(data: Path) -> list[Backup]:
    """Return every backup where they are kept, newest first; some may be another household's."""
    folders = [data / FOLDER]
    if chosen := env.text("HANDSONG_BACKUPS"):
        folders.append(Path(chosen).expanduser())
    found = {backup.file.resolve(): backup for folder in folders for backup in _in(folder)}
    return sorted(found.values(), key=lambda backup: backup.made_at, reverse=True)


def backup_or_404(data: Path, name: str) -> Backup:
    """Return a kept backup by its name, or raise 404."""
    for backup in backups(data):
        if backup.file.name == name:
            return backup
    raise Http404


def is_due(data: Path, now: datetime) -> bool:
    """Whether the weekly backup is to be made: none of the last week is there.

    One of a time that is still to come tells nothing: a clock was wrong, then or now.
    """
    return not any(backup.why == WEEKLY and now - EVERY < backup.made_at <= now for backup in backups(data))


def is_overdue(data: Path, now: datetime) -> bool:
    """Whether no backup was made for longer than a server that runs would let pass."""
    found = backups(data)
    return bool(found) and not any(now - OVERDUE <= backup.made_at <= now + EVERY for backup in found)


def rotate(data: Path, now: datetime, *, stays: Path | None = None) -> None:
    """Let go what is more than is kept, or older; the one just made always stays, whatever the clock says.

    One of a time that is still to come takes no other's place. By itself it would stay far too long, and whoever was
    erased in it; but it may be the clock of now that is wrong, and then it is all that a family has. So it goes once
    as many weekly ones as are kept were made by the clock of now: a month later that is past either way.
    """
    found = backups(data)
    past = [backup for backup in found if backup.made_at <= now]
    over = [backup for backup in past if now - backup.made_at > LONGEST]
    for why, count in KEPT.items():
        over += [backup for backup in past if backup.why == why][count:]
    if sum(backup.why == WEEKLY for backup in past) >= KEPT[WEEKLY]:
        over += [backup for backup in found if backup.made_at > now + EVERY]
    for backup in over:
        if backup.file != stays:
            backup.file.unlink(missing_ok=True)


def _in(folder: Path) -> Iterator[Backup]:
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        if found := NAME.fullmatch(file.name):
            yield Backup(
                file, datetime.strptime(found["at"], STAMP).replace(tzinfo=UTC), found["why"], found["whose"]
            )
