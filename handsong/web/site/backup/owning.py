"""No child is left without an owner in a backup that is put back: where nobody else is one, those of its day stay."""

from __future__ import annotations

import sqlite3
from uuid import UUID

from handsong.web.accounts import ids
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


def keep(database: sqlite3.Connection, before: Owners, at: str) -> None:
    """Let children whom nobody decides about any more have the owners of before; what else these are ends at this time.

    A role that has ended stays so, and a fresh one follows it: which of two states is the later one is told by
    roles, of which none is ever gone, or begins again.
    """
    now = owners(database)
    known = {row["id"] for row in rows(database, ROLES)}
    for child in before.keys() - now.keys():
        for row in before[child]:
            ends = (
                f"UPDATE {ROLES} SET ended_at = ? WHERE child_id = ? AND person_id = ? AND ended_at IS NULL"  # noqa: S608 - our own name
            )
            database.execute(ends, (at, child, row["person_id"]))
            name = ids.another(UUID(row["id"]), "kept").hex if row["id"] in known else row["id"]
            forgetting.put(database, ROLES, [row | {"id": name}])
