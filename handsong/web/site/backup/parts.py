"""The files that a backup is packed of: one by one, and for nobody's eyes but their owner's."""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path
from typing import IO, Any


def member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """Return one file of a tar, open; raises KeyError where it has none of this name."""
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def private(file: Path) -> IO[bytes]:
    """Open a new file that nobody but its owner may read."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owns a file on this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def measured(file: Path) -> dict[str, Any]:
    """Return how long a file is and by what it is known, for the manifest."""
    with file.open("rb") as source:
        return {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(source, "sha256").hexdigest()}
