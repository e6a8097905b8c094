"""What a person hears when a restore cannot go on: what failed, what that changed, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import Error

from handsong.web.site.backup import archive, remembering


class UnableToRestore(RuntimeError):
    """What was decided cannot be put in place, or nothing can be decided; the message says what to do."""


DAMAGED = (
    "The backup that was to be put in place was damaged on this machine after it had been checked ({fault}), and was let "
    "go. Nothing was exchanged: everything is as it was. The file that it came from was not touched: put it back once more, "
    "or another one. If this happens again, the disk of this machine is failing."
)
WAITS = (
    "A restored backup waits in {decided} and cannot be put in place ({why}). See that {data} can be read and written, and "
    "that its disk has room, then start again: it goes on where it stopped, and nothing is lost."
)
NOT_CARRIED = (
    "What was erased or closed since this backup was made cannot be erased or closed in it ({why}). "
    "See that the disk has room, then start again: it goes on where it stopped, and nothing is lost."
)
OR_LEAVE = " So far nothing was exchanged. To do without it, and leave everything as it is, type: handsong restore --leave"
BEGUN = (
    "The backup in {decided} is taking its place already, and is never left half way. Start Handsong. It goes on where "
    "it stopped, and what was there before is set aside, not deleted."
)
NOT_OPENED = (
    "The backup cannot be made ready in {data} ({why}). See that this folder can be written, and that its disk has room "
    "for three times the size of the database, then try once more. Nothing was changed."
)
UNREADABLE = (
    "What is here now cannot be read: {file} ({why}). So nothing tells who was erased or sent away since the backup. "
    "See that it can be read by whoever starts Handsong, then try once more. To do without it, move every file whose name "
    f"begins with {archive.DATABASE} from {{data}} into another folder. Nothing was changed."
)


def why(error: Exception) -> str:
    """Return what failed, and with which file where that is known."""
    if not isinstance(error, OSError):
        return str(error)
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


@contextmanager
def nothing_changed(data: Path) -> Iterator[None]:
    """Refuse with a sentence when something fails that opens a backup beside the household; raises UnableToRestore.

    For what comes before the decision: until then the household itself is only read.
    """
    try:
        yield
    except remembering.UnableToRead as error:
        told = UNREADABLE.format(file=error.filename, why=error.strerror, data=data)
        raise UnableToRestore(told) from error
    except (OSError, sqlite3.Error, Error) as error:
        raise UnableToRestore(NOT_OPENED.format(data=data, why=why(error))) from error
