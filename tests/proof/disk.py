"""A disk as a power cut finds it: what was synced is there, and of the rest a random half.

Content and names are kept apart, as a file system does: a file that was made or taken away is so for
certain only when its folder was synced, whatever was synced of its content.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

FOLDER = -1
"""The number of the folder among the files."""

WRITE, TRUNCATE, SYNC, MAKE, TAKE_AWAY = "write", "truncate", "sync", "make", "take away"


class Operation(NamedTuple):
    """One thing done to a file, or to the folder: what, to which, and as it needs where, which bytes, which name."""

    what: str
    file: int
    place: int = 0
    content: bytes = b""
    name: str = ""

    @property
    def lies_in(self) -> int:
        """What must be synced for this to be certain: the file, or the folder for a name."""
        return FOLDER if self.what in {MAKE, TAKE_AWAY} else self.file


@dataclass
class Recording:
    """All that was done to the files of a folder, from what they were at first.

    `acknowledged` names what was told to be kept, with how many operations had been done by then;
    `together` are the names that came in one message and must be there all, or none.
    """

    first: dict[str, bytes]
    operations: list[Operation] = field(default_factory=list)
    acknowledged: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    together: list[frozenset[str]] = field(default_factory=list)

    def kept_by(self, cut: int) -> set[str]:
        """Return the names acknowledged before this many operations were done."""
        return {name for done, names in self.acknowledged if done <= cut for name in names}

    def after_the_cut(self, cut: int, dice: random.Random) -> tuple[dict[str, bytes], int]:
        """Return the files after a cut of the power when this many operations were done, and how many are lost."""
        done = self.operations[:cut]
        synced = {operation.file: place for place, operation in enumerate(done) if operation.what == SYNC}
        stays = [
            place <= synced.get(operation.lies_in, -1) or dice.random() < 0.5
            for place, operation in enumerate(done)
        ]
        kept = [operation for operation, is_kept in zip(done, stays, strict=True) if is_kept]
        return files(self.first, kept), len(done) - len(kept)


def files(first: Mapping[str, bytes], operations: Sequence[Operation]) -> dict[str, bytes]:
    """Return the files of a folder after these operations, by name. The first files are numbered in their order."""
    names = {name: number for number, name in enumerate(first)}
    contents = {number: bytearray(content) for number, content in enumerate(first.values())}
    for what, file, place, content, name in operations:
        if what == MAKE:
            names[name] = file
        elif what == TAKE_AWAY:
            if names.get(name) == file:
                del names[name]
        elif what == WRITE:
            _write(contents.setdefault(file, bytearray()), place, content)
        elif what == TRUNCATE:
            _make_as_long(contents.setdefault(file, bytearray()), place)
    return {name: bytes(contents.get(file, b"")) for name, file in names.items()}


def _write(there: bytearray, place: int, content: bytes) -> None:
    """Write into a file; what lies before and was never written is zeros."""
    if place > len(there):
        there.extend(bytes(place - len(there)))
    there[place : place + len(content)] = content


def _make_as_long(there: bytearray, length: int) -> None:
    """Make a file this long: what is more goes, what is missing is zeros."""
    del there[length:]
    there.extend(bytes(length - len(there)))
