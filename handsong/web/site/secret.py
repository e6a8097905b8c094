"""The key that signs cookies: made once, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def key(folder: Path) -> str:
    """Return the key, making it when there is none yet."""
    file = folder / "key"
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = secrets.token_urlsafe(48)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(fresh)
    except FileExistsError:
        # Another process made it first: that one counts.
        return file.read_text(encoding="ascii")
    return fresh
