"""What the household that is here now tells of who may get in: read from a copy of its database, table by table.

It may be of another version, and it may be damaged: then it tells what can still be read, and that it is not whole.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from handsong.web.site.backup import archive, lineage, remembering

PEOPLE, CHILDREN, SESSIONS, EPOCH = "accounts_person", "families_child", "diary_session", "accounts_epoch"
EVENTS = "diary_event"
ROLES, INVITATIONS, HOMES, LIVES = (
    *("families_role", "families_invitation"),
    *("families_family", "families_member"),
)
DEVICES, PASSKEYS, CODES, TOKENS, TRIES, REMINDERS = (
    *("accounts_device", "accounts_passkey", "accounts_recoverycode"),
    *("accounts_token", "accounts_try", "diary_reminder"),
)

ALL_OF = (
    *(PEOPLE, EPOCH, ROLES, INVITATIONS, HOMES, LIVES),
    *(DEVICES, PASSKEYS, CODES, TOKENS, TRIES, REMINDERS),
)
ASKED = {name: f'SELECT * FROM "{name}"' for name in ALL_OF} | {  # noqa: S608 - our own names
    CHILDREN: f"SELECT id FROM {CHILDREN}",  # noqa: S608 - the same
    SESSIONS: f"SELECT id FROM {SESSIONS} WHERE is_private",  # noqa: S608 - the same
    EVENTS: f"SELECT family_id AS id, max(place) AS place FROM {EVENTS} GROUP BY family_id",  # noqa: S608 - the same
}
"""What is read of each table: of sessions which are private, of events how many came, and of a child the number alone."""

LOOKS, BETWEEN_LOOKS = 3, 0.1
"""So often a copy is made that looks damaged, and seconds between: somebody may have written just then."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Former:
    """What could be read: nothing where there is no household, and less than all where it is damaged."""

    is_there: bool = False
    is_whole: bool = False
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    origins: tuple[lineage.Origin, ...] = ()

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, none where it could not be read."""
        return self.tables.get(table, [])

    def ids(self, table: str) -> set[str]:
        """Return the ids of the rows of a table."""
        return {row["id"] for row in self.rows(table)}

    @property
    def epoch(self) -> str:
        """The name of its data; a later one sorts after an earlier one."""
        return max(self.ids(EPOCH), default="")

    @property
    def places(self) -> dict[str, int]:
        """How many events came to each family."""
        return {row["id"]: row["place"] for row in self.rows(EVENTS)}


def read(data: Path) -> Former:
    """Return what the household in this folder tells; raises OSError where there is no room for a copy."""
    if not (data / archive.DATABASE).exists():
        return Former(origins=lineage.read(data))
    for left in reversed(range(LOOKS)):
        found = _read(data)
        if found.is_whole or not left:
            break
        time.sleep(BETWEEN_LOOKS)
    return replace(found, origins=lineage.read(data))


def made_in(file: Path, made_at: str) -> lineage.Made:
    """Return when a database was made, which was copied at this time; an early one knew neither epochs nor roles."""
    with closing(sqlite3.connect(file)) as database:
        found = Former(tables=_tables(database, [EPOCH, ROLES, EVENTS]))
    has_roles, origins = bool(found.rows(ROLES)), lineage.told(file.parent)
    return lineage.Made(found.epoch, made_at, has_roles=has_roles, places=found.places, origins=origins)


def rows(database: sqlite3.Connection, table: str) -> list[Row]:
    """Return what is read of a table; nothing where there is no such table."""
    return _tables(database, [table]).get(table, [])


def _read(data: Path) -> Former:
    try:
        with remembering.copied(data) as copy:
            fault = archive.integrity_fault(copy)
            with closing(sqlite3.connect(copy)) as database:
                tables = _tables(database, ASKED)
    except sqlite3.DatabaseError:
        return Former(is_there=True)
    return Former(True, not fault and {PEOPLE, CHILDREN} <= tables.keys(), tables)


def _tables(database: sqlite3.Connection, names: Mapping[str, str] | list[str]) -> dict[str, list[Row]]:
    """Read what there is of these tables, and can be read."""
    found = {}
    for name in names:
        try:
            asked = database.execute(ASKED[name])
            columns = [column[0] for column in asked.description]
            found[name] = [dict(zip(columns, row, strict=True)) for row in asked]
        except sqlite3.DatabaseError:
            continue
    return found
