"""No child is left without an owner in a backup that is put back: where nobody else is one, those of its day stay."""

from __future__ import annotations

import sqlite3

from handsong.web.site.backup import forgetting
from handsong.web.site.backup.former import ROLES, Row, rows

Owners = dict[str, list[Row]]
"""The open roles of owners, by child."""


def owners(database: sqlite3.Connection) -> Owners:
    """Return who decides about which child; nobody where a version knew no roles."""
    found: Owners = {}
    for row in rows(database, ROLES):
        if row["kind"] == "owner" and row["ended_at"] is None:
            found.setdefault(row["child_id"], []).append(row)
    return found


def keep(database: sqlite3.Connection, before: Owners) -> None:
    """Let children whom nobody decides about any more have the owners of before, in place of what else these are."""
    now = owners(database)
    for child in before.keys() - now.keys():
        for row in before[child]:
            other = (
                f"DELETE FROM {ROLES} WHERE child_id = ? AND person_id = ? AND (id = ? OR ended_at IS NULL)"  # noqa: S608 - our own name
            )
            database.execute(other, (child, row["person_id"], row["id"]))
            forgetting.put(database, ROLES, [row])
