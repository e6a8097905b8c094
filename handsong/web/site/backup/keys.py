"""The keys of backups: the family's recovery key, kept on paper, and this machine's own (decision 11)."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.render.age_words import number

if TYPE_CHECKING:
    from pyrage import x25519

PUBLIC = "recovery-public"
WAITING = "recovery-key"
MACHINE = "machine-key"
OURS = (PUBLIC, WAITING, MACHINE)
"""What closes a backup; what opens it, until it is written down; what opens copies made before an update."""

LETTERS_ASKED = 6


class UnableToUseKey(ValueError):
    """What was typed is no recovery key, or not the one that is meant; the message says what to do."""


def recipients(folder: Path, *, also_this_machine: bool) -> list[x25519.Recipient]:
    """Return whom a backup is closed for: the family's paper, and this machine where that is wanted."""
    from pyrage import x25519  # noqa: PLC0415 - a server loads it when the first backup is due

    found = [x25519.Recipient.from_str(public(folder) or _make(folder))]
    if also_this_machine:
        found.append(x25519.Identity.from_str(_own(folder)).to_public())
    return found


def public(folder: Path) -> str:
    """Return the half that closes backups, or nothing before the first one.

    While the key waits it is asked itself: a machine that stopped between writing one half and the other
    must not show a key that opens nothing.
    """
    from pyrage import x25519  # noqa: PLC0415 - a server loads it when the first backup is due

    key = waiting(folder)
    return str(x25519.Identity.from_str(key).to_public()) if key else _read(folder / PUBLIC)


def is_made(folder: Path) -> bool:
    """Whether this household has a recovery key, here or on paper."""
    return (folder / PUBLIC).exists() or (folder / WAITING).exists()


def waiting(folder: Path) -> str:
    """Return the recovery key while it still waits to be written down, else nothing."""
    return _read(folder / WAITING)


def here(folder: Path) -> list[x25519.Identity]:
    """Return the keys that lie on this machine."""
    from pyrage import x25519  # noqa: PLC0415 - the same

    kept = (waiting(folder), _read(folder / MACHINE))
    return [x25519.Identity.from_str(key) for key in kept if key]


def typed(text: str) -> x25519.Identity:
    """Return the recovery key that somebody typed, in any grouping; raises UnableToUseKey with the remedy."""
    from pyrage import IdentityError, x25519  # noqa: PLC0415 - the same

    try:
        return x25519.Identity.from_str(re.sub(r"\s", "", text).upper())
    except IdentityError:
        raise UnableToUseKey(
            "This is not a whole recovery key. It begins with AGE-SECRET-KEY-1 and has 74 letters, numbers "
            "and dashes; spaces do not matter. Compare it with your paper once more, sign by sign."
        ) from None


def grouped(key: str) -> list[str]:
    """Return a key in groups that are easy to write down."""
    start, _, rest = key.partition("-1")
    return [f"{start}-1", *(rest[place : place + 4] for place in range(0, len(rest), 4))]


def forget(folder: Path, last: str) -> None:
    """Take the recovery key off this machine, once its last letters show that somebody has it on paper.

    Raises UnableToUseKey when they are others.
    """
    key = waiting(folder)
    given = re.sub(r"\s", "", last).upper()
    if not key:
        return
    if given != key[-LETTERS_ASKED:]:
        raise UnableToUseKey(
            f"These are not the last {number(LETTERS_ASKED)} signs of the key. Look at the end of the last line "
            "on your paper; the key stays here until they are right."
        )
    write(folder / PUBLIC, public(folder))
    (folder / WAITING).unlink()
    sync(folder)


def renew(folder: Path) -> None:
    """Make another recovery key, for a family that has lost its paper; one that still waits stays."""
    if not waiting(folder):
        _make(folder)


def _make(folder: Path) -> str:
    """Make the family's key, and return the half that closes; the half that opens is safe on disk first."""
    from pyrage import x25519  # noqa: PLC0415 - a server loads it when the first backup is due

    fresh = x25519.Identity.generate()
    write(folder / WAITING, str(fresh))
    write(folder / PUBLIC, str(fresh.to_public()))
    return str(fresh.to_public())


def _own(folder: Path) -> str:
    from pyrage import x25519  # noqa: PLC0415 - the same

    if not _read(folder / MACHINE):
        write(folder / MACHINE, str(x25519.Identity.generate()))
    return _read(folder / MACHINE)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def write(file: Path, text: str) -> None:
    """Write a small file whole or not at all, for its owner alone."""
    handle, name = tempfile.mkstemp(prefix=".key-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """See that the names in a folder are on the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
