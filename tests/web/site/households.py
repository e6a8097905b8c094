"""What is in a household's folder, and the commands that a family types about it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from handsong.web.site.backup import archive, keys
from tests.web.site.serving import ROOT, environment

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
EPOCH = "accounts_epoch"


class Killed(BaseException):
    """The process ends here."""


def opened_backup(data: Path, file: Path, into: Path) -> archive.Manifest:
    """Open a backup with the keys of its machine."""
    into.mkdir()
    return archive.unpack(file, into, keys.here(data))


def opened(folder: Path) -> AbstractContextManager[sqlite3.Connection]:
    """Open the database of a household."""
    return closing(sqlite3.connect(folder / "handsong.sqlite3", timeout=20))


def rows(folder: Path) -> dict[str, list[Any]]:
    """Return every row of every table, but for the epoch's, which a restore changes."""
    with opened(folder) as database:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [row[0] for row in database.execute(asked) if row[0] != EPOCH]
        return {name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608 - names that the database gave


def epoch(folder: Path) -> str:
    """Return the epoch of a household."""
    with opened(folder) as database:
        return str(database.execute(f"SELECT id FROM {EPOCH}").fetchone()[0])  # noqa: S608 - our own name


def rename(folder: Path, name: str) -> None:
    """Change something that is seen: what every child is called."""
    with opened(folder) as database, database:
        database.execute("UPDATE families_child SET name = ?", (name,))


def names(folder: Path) -> list[str]:
    """Return what the children are called."""
    with opened(folder) as database:
        return [row[0] for row in database.execute("SELECT name FROM families_child ORDER BY name")]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but locks, by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"serving", "backing-up", "handsong.sqlite3-journal"}
    }


def type_in(folder: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Type a command of Handsong about this folder."""
    return subprocess.run(
        [sys.executable, "-m", "handsong.main", *words],
        cwd=ROOT,
        env=environment(folder, **settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def paper(folder: Path) -> str:
    """Write the recovery key down, as a family does, and take it off the machine."""
    key = keys.waiting(folder)
    keys.forget(folder, key[-keys.LETTERS_ASKED :])
    return key


@dataclass
class Sent:
    """What was sent to the disk for good, by the numbers of files: before each new name, and last of all."""

    before_each_name: dict[str, set[int]]
    so_far: set[int]
    last: int = 0


@contextmanager
def sent_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """Watch what is sent to the disk, for as long as the block lasts."""
    sent = Sent({}, set())
    sync, replace = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        sync(handle)
        sent.last = os.fstat(handle).st_ino
        sent.so_far.add(sent.last)

    def watched_replace(old: Path, new: Path) -> Path:
        sent.before_each_name[new.name] = set(sent.so_far)
        return replace(old, new)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", watched_sync)
        patched.setattr(Path, "replace", watched_replace)
        yield sent


class Browser:
    """A browser on the machine, with its cookies."""

    def __init__(self, address: str) -> None:
        """Open no page yet."""
        self.address = address.rstrip("/")
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def send(self, where: str, *, form: str, file: Path) -> str:
        """Send the file with the form of a page, and return the page that comes."""
        with self.opener.open(f"{self.address}{form}", timeout=30) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
        assert token
        edge = "an-edge-between-parts"
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            ).encode()
            + file.read_bytes()
            + f"\r\n--{edge}--\r\n".encode()
        )
        asked = Request(  # noqa: S310 - our own server
            f"{self.address}{where}",
            data=body,
            headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
        with self.opener.open(asked, timeout=60) as answer:
            return str(answer.read().decode())
