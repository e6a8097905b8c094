"""Where what is here came from a backup older than the one that is put back: what was ended here since stays ended.

Both tell the same up to a day. What lets somebody in and is older was let in here too, so where it is gone, it was
ended here. Passwords say no time: the one of the backup holds, and that is said before anybody decides.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from handsong.web.site.backup import forgetting
from handsong.web.site.backup.former import CODES, DEVICES, PASSKEYS, REMINDERS, TOKENS, Former

SINCE = {DEVICES: "paired_at", PASSKEYS: "made_at", CODES: "made_at", TOKENS: "made_at"}
"""Since when each of what people have to get in lets them in."""


def end(database: sqlite3.Connection, now: Former, day: datetime | None) -> None:
    """End in a backup what is older than the day on which both parted, and is not here any more."""
    if day is None:
        return
    at = f"{day.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    for table, since in SINCE.items():
        if table in now.tables and since in forgetting.columns(database, table):
            older = database.execute(f'SELECT id FROM "{table}" WHERE "{since}" < ?', (at,))  # noqa: S608 - our own names
            gone = [(name,) for (name,) in older.fetchall() if name not in now.ids(table)]
            database.executemany(f'DELETE FROM "{table}" WHERE id = ?', gone)  # noqa: S608 - the same
    if REMINDERS in now.tables and "secret_made_at" in forgetting.columns(database, REMINDERS):
        asked = f"SELECT id, secret_digest FROM {REMINDERS} WHERE secret_made_at < ?"  # noqa: S608 - the same
        known = {row.get("secret_digest") for row in now.rows(REMINDERS)}
        gone = [(name,) for name, digest in database.execute(asked, (at,)).fetchall() if digest not in known]
        ends = f"UPDATE {REMINDERS} SET secret_digest = NULL, secret_made_at = NULL WHERE id = ?"  # noqa: S608 - the same
        database.executemany(ends, gone)
