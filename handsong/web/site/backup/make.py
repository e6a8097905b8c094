"""Backups are made: by hand, before an update changes the database, and every week while Handsong runs."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from handsong.web.site import env
from handsong.web.site.backup import archive, kept, keys, remembering

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

LOCK = "backing-up"
UNFINISHED = ".backup-"
LOOKED_EVERY = 60 * 60
"""Seconds between two looks whether the weekly backup is due."""


ROOM = (
    "See that its folder is there and can be written, and that the disk has room for three times the size "
    "of the database."
)
ONCE_MORE = (
    "Try once more in a minute. See that nothing but Handsong has the file open, and that the disk has room for "
    "three times its size."
)
IF_DAMAGED = (
    "If this stays so when Handsong is started again, the file is damaged: put back the last backup with "
    "handsong restore FILE."
)

NOT_LOOKED_THROUGH = (
    "The backups that are kept cannot be looked through, or one that is too old cannot be deleted ({why}). See that "
    "their folder and what lies in it can be read and written."
)

NOTHING = (
    "There is nothing to back up yet: no child was added in {data}. If your household is in another folder, "
    "name it with HANDSONG_DATA=/some/folder."
)
SERVICE = (
    "The data are in PostgreSQL (DATABASE_URL): back them up with pg_dump and put them back with pg_restore, as "
    "docs/backup.md shows. This is for the one file of a household."
)


class UnableToBackUp(RuntimeError):
    """No backup could be made; the message says why and what to do."""


def by_hand(data: Path, *, now: datetime, file: Path | None = None) -> Path:
    """Make a backup because somebody asked for one, and return where it lies; raises UnableToBackUp.

    With a file, it goes there and takes no part in the rotation.
    """
    made = _make(data, why=kept.BY_HAND, now=now, file=file)
    if made is None:
        raise UnableToBackUp(NOTHING.format(data=data))
    return made


def before_update(data: Path, *, now: datetime) -> None:
    """Make a backup before the database is changed, where there is a household; raises UnableToBackUp.

    A service has its own backups: docs/backup.md.
    """
    if env.text("DATABASE_URL"):
        return
    try:
        _make(data, why=kept.BEFORE_UPDATE, now=now)
    except UnableToBackUp as error:
        raise UnableToBackUp(
            f"This version changes the database, and no backup could be made before. {error} "
            "Nothing was changed. Mend that, then start Handsong again."
        ) from error


def weekly(data: Path, *, now: datetime) -> Path | None:
    """Make the weekly backup when it is due, and return where it lies; raises UnableToBackUp.

    What has grown too old goes, due or not.
    """
    try:
        is_due = kept.is_due(data, now)
        if not is_due:
            kept.rotate(data, now)
    except OSError as error:
        raise UnableToBackUp(NOT_LOOKED_THROUGH.format(why=error.strerror or error)) from error
    return _make(data, why=kept.WEEKLY, now=now) if is_due else None


@contextmanager
def weekly_meanwhile(data: Path) -> Iterator[None]:
    """Look now and then whether the weekly backup is due, on a quiet thread; one that is being made is finished.

    First of all it is noted who was erased, should that not be so yet.
    """
    over = threading.Event()
    thread = threading.Thread(target=_keep_looking, args=(data, over), name="weekly-backup", daemon=True)
    try:
        if not env.text("DATABASE_URL"):
            thread.start()
        yield
    finally:
        over.set()
        if thread.is_alive():
            thread.join()


def _keep_looking(data: Path, over: threading.Event) -> None:
    from handsong.web.accounts import clock  # noqa: PLC0415 - it needs the settings, which come later

    try:
        remembering.catch_up(data)
    except (OSError, sqlite3.DatabaseError) as error:
        logging.getLogger("handsong.backup").warning("Who was erased could not be noted. %s", error)
    while not over.is_set():
        try:
            weekly(data, now=clock.now())
        except UnableToBackUp as error:
            logging.getLogger("handsong.backup").warning("The weekly backup was not made. %s", error)
        over.wait(LOOKED_EVERY)


def _make(data: Path, *, why: str, now: datetime, file: Path | None = None) -> Path | None:
    """Make a backup and return where it lies; nothing where there is no child yet."""
    try:
        if not archive.has_something(data):
            return None
        with _alone(data), tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=data) as made:
            wanted = file or kept.free_name(data, why=why, now=now)
            archive.copy(data, Path(made), why=why, now=now)
            whom = keys.recipients(data, also_this_machine=why == kept.BEFORE_UPDATE)
            archive.pack(Path(made), wanted, whom)
            if file is None:
                kept.rotate(data, now, stays=wanted)
    except kept.UnableToKeep as error:
        raise UnableToBackUp(str(error)) from error
    except sqlite3.OperationalError as error:
        raise UnableToBackUp(
            f"{archive.DATABASE} cannot be copied just now ({error}). {ONCE_MORE}"
        ) from error
    except (archive.DamagedDatabase, sqlite3.DatabaseError) as error:
        raise UnableToBackUp(f"{archive.DATABASE} cannot be copied: {error}. {IF_DAMAGED}") from error
    except OSError as error:
        raise UnableToBackUp(
            f"The backup could not be written ({error.strerror or error}). {ROOM}"
        ) from error
    return wanted


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one backup be made at a time, and clear away what one left that was killed."""
    with (data / LOCK).open("w", encoding="ascii") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        for left in data.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in (data / kept.FOLDER).glob(".*.unfinished"):
            left.unlink(missing_ok=True)
        yield
