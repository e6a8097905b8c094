"""One backup as one file: an age file around a packed tar of the database, the key and a manifest.

Both formats are open: `age --decrypt` and `tar` read it without Handsong.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handsong.web.site.backup.keys import sync
from handsong.web.site.backup.parts import measured, member, nobodys, private

if TYPE_CHECKING:
    from pyrage import x25519

FORMAT = 1
DATABASE = "handsong.sqlite3"
KEY = "key"
PUT_BACK = f"{DATABASE}-put-back"
"""What the household came from (lineage.py); no manifest names it, so that an older Handsong passes over it."""

MANIFEST = "manifest.json"
LONGEST_WAIT = 20
"""Seconds to wait for a writer, as the site itself does."""

BETWEEN_TRIES = 0.02
"""Seconds between two tries while somebody writes: long beside a write, short beside the wait."""

MOST_OF_A_MANIFEST = 1024 * 1024
COUNTED = {
    "families_child": "children",
    "diary_session": "sessions",
    "diary_event": "moments in sessions",
    "families_happened": "things that happened",
    "families_triedproduct": "patch tests",
}
"""What a family would recognise, by table; every table is counted in the manifest."""


class UnableToOpen(ValueError):
    """A file cannot be put back; the message says why and what to do."""


class NoKeyFits(UnableToOpen):
    """None of the keys opens a file; the message says why and what to do."""


class DamagedDatabase(RuntimeError):
    """The household's own database is damaged; the message is what SQLite says."""


def newer(version: str) -> UnableToOpen:
    """Return the refusal of a backup that this version does not understand."""
    return UnableToOpen(
        f"This backup was made by a newer Handsong ({version}) than this one ({metadata.version('handsong')}). "
        "Install that version or a later one, then restore. Nothing was changed."
    )


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    why: str
    version: str
    migrations: list[list[str]]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]

    def made(self) -> datetime:
        """Return when it was made."""
        return datetime.fromisoformat(self.made_at)

    def holds(self) -> list[tuple[str, int]]:
        """Return what a family would recognise, counted."""
        return [(words, self.counts[table]) for table, words in COUNTED.items() if table in self.counts]


def has_something(folder: Path) -> bool:
    """Whether a household with a child lies in this folder."""
    if not (folder / DATABASE).exists():
        return False
    with closing(_opened(folder / DATABASE)) as database:
        return "families_child" in _tables(database) and bool(
            database.execute("SELECT EXISTS (SELECT 1 FROM families_child)").fetchone()[0]
        )


def copy(folder: Path, into: Path, *, why: str, now: datetime) -> None:
    """Copy database and key as they are at one moment, also while others write, with a manifest beside them."""
    with (
        closing(sqlite3.connect(folder / DATABASE, timeout=0)) as source,
        closing(sqlite3.connect(into / DATABASE)) as target,
    ):
        source.backup(target, progress=_patience(), sleep=BETWEEN_TRIES)
        target.execute("PRAGMA journal_mode=DELETE")
    fault = integrity_fault(into / DATABASE)
    if fault:
        raise DamagedDatabase(fault)
    names = [DATABASE]
    if (folder / KEY).exists():
        shutil.copyfile(folder / KEY, into / KEY)
        names.append(KEY)
    came_from = folder / PUT_BACK
    (into / PUT_BACK).write_bytes(came_from.read_bytes() if came_from.exists() else b"[]")
    with closing(_opened(into / DATABASE)) as database:
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(timespec="seconds"),
            why=why,
            version=metadata.version("handsong"),
            migrations=_migrations(database),
            counts={name: _count(database, name) for name in _tables(database)},
            files={name: measured(into / name) for name in names},
        )
    (into / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def pack(made: Path, file: Path, recipients: Sequence[x25519.Recipient]) -> None:
    """Close a copy into one file: whole under its own name, or not there at all."""
    import pyrage  # noqa: PLC0415 - a server loads it when the first backup is due

    within = made / "all.tar.gz"
    with tarfile.open(within, "w:gz") as tar:
        for name in (MANIFEST, DATABASE, KEY, PUT_BACK):
            if (made / name).exists():
                tar.add(made / name, arcname=name, filter=nobodys)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with within.open("rb") as source, private(unfinished) as target:
            pyrage.encrypt_io(source, target, recipients)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    sync(file.parent)


ANOTHER = "Nothing was changed. Take another backup; handsong backup --list names those on this machine."


def unpack(file: Path, into: Path, identities: Sequence[x25519.Identity]) -> Manifest:
    """Open a backup into a folder and return what it says of itself, when all of it is true.

    Raises UnableToOpen with the remedy.
    """
    within = into / "all.tar.gz"
    _decrypt(file, within, identities)
    try:
        with tarfile.open(within, "r:gz") as tar:
            manifest = _manifest(tar)
            for name in manifest.files:
                _take(tar, name, into, manifest)
            _take_what_it_came_from(tar, into)
    except (tarfile.TarError, zlib.error, EOFError, KeyError, TypeError, ValueError, OSError) as error:
        if isinstance(error, UnableToOpen):
            raise
        if isinstance(error, OSError) and error.errno is not None:
            raise _unable_here(file, error) from None
        raise UnableToOpen(f"{_name(file)} was opened, but it is no backup of Handsong. {ANOTHER}") from None
    within.unlink()
    fault = integrity_fault(into / DATABASE)
    if fault:
        raise UnableToOpen(f"The database in {_name(file)} is damaged ({fault}). {ANOTHER}")
    return manifest


def integrity_fault(file: Path) -> str:
    """Return what SQLite finds wrong with a database, or nothing."""
    try:
        with closing(sqlite3.connect(file)) as database:
            (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found)


def _decrypt(file: Path, into: Path, identities: Sequence[x25519.Identity]) -> None:
    import pyrage  # noqa: PLC0415 - a server loads it when the first backup is due

    try:
        with file.open("rb") as source, private(into) as target:
            pyrage.decrypt_io(source, target, identities)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NoKeyFits(
                f"This key does not open {_name(file)}. Take the recovery key that was written down when "
                "this backup was made. If it is that one, the file is damaged: take another backup. "
                "Nothing was changed."
            ) from None
        raise UnableToOpen(
            f"{_name(file)} is no backup of Handsong, or its beginning is damaged. {ANOTHER}"
        ) from None
    except OSError as error:
        if error.errno is None:
            raise UnableToOpen(
                f"{_name(file)} is damaged or was cut short, perhaps while it was copied. Copy it once more "
                f"from where it came. {ANOTHER}"
            ) from None
        raise _unable_here(file, error) from None


def _unable_here(file: Path, error: OSError) -> UnableToOpen:
    """Return the refusal of a file that the system does not read, or has no room for."""
    return UnableToOpen(
        f"{_name(file)} cannot be opened here ({error.strerror}). Look at its name, and at the free space "
        "of the disk. Nothing was changed."
    )


def _manifest(tar: tarfile.TarFile) -> Manifest:
    with member(tar, MANIFEST) as source:
        told = json.loads(source.read(MOST_OF_A_MANIFEST))
    if told["format"] > FORMAT:
        raise newer(str(told.get("version", "unknown")))
    manifest = Manifest(**told)
    if set(manifest.files) - {DATABASE, KEY} or DATABASE not in manifest.files:
        raise KeyError(DATABASE)
    return manifest


def _take(tar: tarfile.TarFile, name: str, into: Path, manifest: Manifest) -> None:
    """Take one file out, and see that it is what the manifest says."""
    with member(tar, name) as source, private(into / name) as target:
        shutil.copyfileobj(source, target)
    if measured(into / name) != manifest.files[name]:
        raise UnableToOpen(f"The file {name} in this backup is not what its own list says. {ANOTHER}")


def _take_what_it_came_from(tar: tarfile.TarFile, into: Path) -> None:
    """Take out what the household came from, where it says so: an earlier version did not."""
    if PUT_BACK in tar.getnames():
        with member(tar, PUT_BACK) as source, private(into / PUT_BACK) as target:
            target.write(source.read(MOST_OF_A_MANIFEST))


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=LONGEST_WAIT)


def _patience() -> Callable[[int, int, int], None]:
    """Return what ends a copy when writers let it wait too long: Python itself would try for ever."""
    left = round(LONGEST_WAIT / BETWEEN_TRIES)

    def tried(status: int, _left: int, _total: int) -> None:
        nonlocal left
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            left -= 1
            if left <= 0:
                raise sqlite3.OperationalError("database is locked")

    return tried


def _tables(database: sqlite3.Connection) -> list[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [row[0] for row in database.execute(asked)]


def _migrations(database: sqlite3.Connection) -> list[list[str]]:
    if "django_migrations" not in _tables(database):
        return []
    return [
        list(row) for row in database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    ]


def _count(database: sqlite3.Connection, table: str) -> int:
    number: int = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - a name that the database gave
    return number


def _name(file: Path) -> str:
    return f"“{file.name}”"
