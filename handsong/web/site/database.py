"""The database: one SQLite file in a household, PostgreSQL in a service, and durable in both.

Measured in the reliability study: WAL with FULL loses nothing in a power cut, nor does TRUNCATE
with FULL; WAL has a corruption bug below SQLite 3.51.3, so older libraries get TRUNCATE.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.backends.base.base import BaseDatabaseWrapper

from handsong.web.site.env import SettingError

WAL_IS_SAFE_FROM = (3, 51, 3)
OURS = (
    *("handsong.sqlite3*", "key", "serving", "home-*"),
    *("recovery-*", "machine-key", "backing-up", "backups/*.age", "set-aside/*/*", "restore-*/*", "erased"),
)
"""What Handsong writes into the data folder: the file with its journal, the key, who serves, and for the home
network a yes and the certificates; the keys of backups, backups, what a restore set aside or holds ready; the
numbers of who was erased."""


def journal_mode() -> str:
    """Return the journal that is safe with the SQLite library of this machine."""
    return "wal" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "truncate"


def sqlite(file: Path) -> dict[str, Any]:
    """Return Django's settings for one file: writers queue, nothing acknowledged is lost."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={journal_mode()};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-8000;"
            ),
        },
        # One file, a few threads: a connection a thread, kept, so that the pragmas run once.
        "CONN_MAX_AGE": None,
    }


def keep_to_its_owner(folder: Path) -> None:
    """Let nobody else on this machine read what Handsong keeps, whoever may enter the folder."""
    os.umask(0o077)
    for pattern in OURS:
        for file in folder.glob(pattern):
            file.chmod(0o600)


def postgresql(address: str) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL address; raises SettingError when it is none."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingError(
            f"DATABASE_URL is “{address}”. Give one such as postgresql://user:password@host:5432/handsong."
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def durability_fault(connection: BaseDatabaseWrapper) -> str:
    """Return why this database could lose what it says it has kept, as a sentence; nothing when it cannot."""
    if connection.vendor == "sqlite":
        wanted = {"journal_mode": journal_mode(), "synchronous": 2, "foreign_keys": 1}
        found = {name: _ask(connection, f"PRAGMA {name}") for name in wanted}
        remedy = "Keep the data folder on a disk of this machine, not on a network share."
    else:
        wanted = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on")
        found = {name: _ask(connection, f"SHOW {name}") for name in wanted}
        remedy = "Set them in the server's configuration."
    wrong = [
        f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value
    ]
    return f"The database could lose data: {', '.join(wrong)}. {remedy}" if wrong else ""


def _ask(connection: BaseDatabaseWrapper, question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None
