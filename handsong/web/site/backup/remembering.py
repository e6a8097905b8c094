"""Who was erased here is known twice: to the database, and to a small file beside it, should the database be damaged.

The file holds numbers and times alone, and only grows.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from handsong.web.site.backup import archive, keys

FILE = "erased"
TABLE = "families_erased"
FORMAT = 1

JOURNALS = ("wal", "journal")
ASKED = ".restore-asked-"
"""What a copy is called; restore clears away what a power cut leaves of it, as it does with what it opened."""

Row = tuple[str, str, str]
"""A number, the number of its home, and when it was erased, as the database writes them."""

_one_at_a_time = threading.Lock()


class UnableToRead(OSError):
    """A database that is here is not given to be read, for another reason than that it is damaged."""


def note(data: Path, rows: Iterable[Row]) -> None:
    """See that the file beside the database names these rows; raises OSError where it cannot be written."""
    with _one_at_a_time:
        known = _noted(data)
        every = sorted({*(known or ()), *rows})
        if known is None or every != known:
            told = ",\n".join(json.dumps(row) for row in every)
            keys.write(data / FILE, f'{{"format": {FORMAT}, "rows": [\n{told}\n]}}\n')


def catch_up(data: Path) -> None:
    """Note what the database knows, as after an update, a restore, or a power cut in the middle of an erasing.

    Raises OSError where it cannot be written, and sqlite3.DatabaseError where the database cannot be read.
    """
    if (data / archive.DATABASE).exists():
        note(data, _asked(data / archive.DATABASE))


def known(data: Path) -> list[Row]:
    """Return all that was erased in a household, by its number; of a damaged database, what is noted beside it."""
    return sorted({*(_noted(data) or ()), *(_in_database(data) or ())})


def is_known(data: Path) -> bool:
    """Whether either can tell who was erased; where there was no household, there is nothing to tell."""
    return (
        not (data / archive.DATABASE).exists() or _noted(data) is not None or _in_database(data) is not None
    )


@contextmanager
def copied(data: Path) -> Iterator[Path]:
    """Lend a copy of the database, to be asked: to ask a file that a server left in the middle of something changes it.

    Raises sqlite3.DatabaseError where the disk does not give it any more, UnableToRead where it may not be read, and
    OSError where there is no room for a copy.
    """
    with tempfile.TemporaryDirectory(prefix=ASKED, dir=data) as folder:
        names = (archive.DATABASE, *(f"{archive.DATABASE}-{end}" for end in JOURNALS))
        try:
            for name in names:
                if (data / name).exists():
                    _copy(data / name, Path(folder, name))
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            raise sqlite3.DatabaseError(str(error)) from error
        yield Path(folder, archive.DATABASE)


def _copy(old: Path, new: Path) -> None:
    try:
        old.open("rb").close()
    except OSError as error:
        raise UnableToRead(error.errno, error.strerror, str(old)) from error
    shutil.copyfile(old, new)


def _noted(data: Path) -> list[Row] | None:
    """Return the rows of the file; None where there is none, or it cannot be read."""
    try:
        told = json.loads((data / FILE).read_text(encoding="ascii"))
        return [(str(name), str(home), str(at)) for name, home, at in told["rows"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _in_database(data: Path) -> list[Row] | None:
    """Return the rows of the database; None where it cannot be read."""
    if not (data / archive.DATABASE).exists():
        return []
    try:
        with copied(data) as copy:
            return _asked(copy)
    except sqlite3.DatabaseError:
        return None


def _asked(file: Path) -> list[Row]:
    """Return the rows of a database, also of a version that kept none; raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(file, timeout=archive.LONGEST_WAIT)) as database:
        there = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "families_child" not in there:
            raise sqlite3.DatabaseError("no household is in it")
        if TABLE not in there:
            return []
        return list(database.execute(f"SELECT id, family_id, at FROM {TABLE} ORDER BY id"))  # noqa: S608 - our own name
