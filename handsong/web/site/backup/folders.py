"""Folders of a restore beside the household: each is on the disk with all that belongs to it, or goes in one step."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from handsong.web.site.backup import archive, forgetting, keys

OPENED = ".restore-"
"""What is opened or let go begins so; a power cut may leave it, and the next start clears it away."""

SHARED = f"{archive.DATABASE}-shm"
JOURNALS = tuple(f"{archive.DATABASE}-{end}" for end in ("wal", "journal"))
BESIDE = (*JOURNALS, SHARED)
"""What SQLite keeps beside a database."""


def settle(folder: Path) -> None:
    """See that all of it is on the disk, and that the database needs no journal beside it.

    Raises OSError where a journal cannot be written back: so long it is a part of the database, and stays.
    """
    if (folder / archive.DATABASE).exists():
        _write_back(folder / archive.DATABASE)
    for name in JOURNALS:
        if (folder / name).exists() and (folder / name).stat().st_size:
            raise _not_written_back(f"{name} is left")
    for name in BESIDE:
        (folder / name).unlink(missing_ok=True)
    for file in (path for path in folder.iterdir() if path.is_file()):
        file.chmod(0o600)
        with file.open("rb+") as kept:
            os.fsync(kept.fileno())
    keys.sync(folder)


def let_go(folder: Path) -> None:
    """Delete a folder in one step: what a power cut leaves of it does not bear its name any more.

    Half of what was decided, without its database, would otherwise be put in place. It needs no room on the disk.
    """
    if not folder.exists():
        return
    going = folder.with_name(f"{OPENED}{secrets.token_hex(4)}")
    folder.replace(going)
    shutil.rmtree(going, ignore_errors=True)


def damage(database: Path) -> str:
    """Return in one plain line what is wrong with a household's database for good, or nothing.

    That it cannot be read just now, as where the disk has no room, is no damage.
    """
    try:
        with closing(sqlite3.connect(database, timeout=archive.LONGEST_WAIT)) as opened:
            (found,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            if found == "ok" and "families_child" not in forgetting.tables(opened):
                found = "no household is in it"
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as error:
        found = str(error)
    return "" if found == "ok" else " ".join(str(found).encode("ascii", "replace").decode().split())


def _write_back(database: Path) -> None:
    """Bring into the database what a journal holds; raises OSError where that cannot be done.

    It is asked for, because SQLite says nothing when it fails while a database is closed.
    """
    try:
        with closing(sqlite3.connect(database, timeout=archive.LONGEST_WAIT)) as opened:
            (is_busy, _, _) = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise _not_written_back(str(error)) from error
    if is_busy:
        raise _not_written_back("something else has it open")


def _not_written_back(why: str) -> OSError:
    return OSError(errno.ENOSPC, f"its journal cannot be written into the database: {why}")
