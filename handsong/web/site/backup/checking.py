"""A backup that came over the pages is checked in a process of its own: the server itself opens none."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

ADDRESS = b"/settings/backup/check/"
MOST_BYTES = 64 * 1024 * 1024
"""The largest backup that a page takes; a larger one is put back with the command."""


NO_ROOM = (
    "What was sent cannot be put down in {folder} to be checked ({why}). See that its disk has room, then send it once "
    "more. Nothing was changed."
)


def check(data: Path, sent: UploadedFile[bytes], *, key: str) -> tuple[bool, list[str]]:
    """Return whether what was sent can be put back, and what it holds or why not, in sentences.

    What can be put back is held beside the household (`restore.hold`) until somebody decides.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="handsong-") as folder:
            file = Path(folder, Path(sent.name or "backup").name)
            with file.open("wb") as out:
                out.writelines(sent.chunks())
            done = _typed_in(data, file, key)
    except OSError as error:
        return False, [NO_ROOM.format(folder=tempfile.gettempdir(), why=error.strerror or error)]
    said = done.stdout.splitlines()
    return done.returncode == 0, said or [
        "It could not be checked. Try handsong restore FILE --check in a terminal."
    ]


def _typed_in(data: Path, file: Path, key: str) -> subprocess.CompletedProcess[str]:
    """Let the command check a file and hold what can be put back."""
    return subprocess.run(
        [sys.executable, "-m", "handsong.main", "restore", str(file), "--hold", "--key-file", "-"],
        input=key,
        env=os.environ | {"HANDSONG_DATA": str(data), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
