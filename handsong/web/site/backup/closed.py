"""What was closed stays closed in a backup that is put back: it brings back what was written, and no way in.

Who may get in is as it is now, as far as the household that is here can tell. Files may be of another version,
so tables are changed by what SQLite itself knows of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from handsong.web.site.backup import forgetting, keys, lineage, owning, parting, remembering
from handsong.web.site.backup.former import (
    CHILDREN,
    CODES,
    DEVICES,
    EVENTS,
    HOMES,
    INVITATIONS,
    LIVES,
    PASSKEYS,
    PEOPLE,
    REMINDERS,
    ROLES,
    SESSIONS,
    TOKENS,
    TRIES,
    Former,
    Row,
    rows,
)

THEIR_OWN = (DEVICES, PASSKEYS, CODES, TOKENS, REMINDERS)
"""What people have to get in, and the addresses of their calendars."""

PASSING = ("accounts_pairingcode", "accounts_challenge")
"""What counts for minutes: it is made once more."""

OVER = ("used_at", "ended_at")
"""Of a role, a code or an invitation, what says that it opens nothing any more."""

SIGN_IN = ("password", "sign_in_name")

TOLD = "told-of-who-gets-in"
"""What is written beside a backup before anything is closed in it."""


class Tells(StrEnum):
    """What the household that is here now tells of who may get in.

    APART: it came from a backup older than this one, and tells what was ended in it since, and nothing else.
    """

    ALL = "all"
    APART = "apart"
    NOTHING = "nothing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Known:
    """What is told, and how many people and children of the backup it does not know."""

    tells: Tells
    strangers: int = 0


@dataclass(frozen=True)
class Carried:
    """What was told when it was carried over, whether massages are private, and which restores this household knows."""

    tells: Tells
    are_private: bool
    origins: tuple[lineage.Origin, ...]


def known(data: Path, now: Former, restored: Path, *, then: lineage.Made) -> Known:
    """Return what the household here tells of who may get into this backup; `then` is when that was made."""
    erased = {name for name, _, _ in remembering.known(data)}
    with closing(sqlite3.connect(restored)) as database:
        here = {table: _ids(database, table) - erased for table in (PEOPLE, CHILDREN)}
        tells = _tells(now, database, here, then)
    if tells is not Tells.ALL:
        return Known(tells)
    return Known(tells, sum(len(ids - now.ids(table)) for table, ids in here.items()))


def carry_over(now: Former, restored: Path, *, then: lineage.Made, at: str) -> Carried:
    """Close in this backup what was closed since it was made, in one step; return what could be told.

    `at` is what is written down as the time where none is known. Raises sqlite3.DatabaseError.
    """
    with closing(sqlite3.connect(restored, timeout=forgetting.PATIENCE, isolation_level=None)) as database:
        database.executescript("PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF")
        database.execute("BEGIN IMMEDIATE")
        tells, owners = _told(now, restored, database, then), owning.owners(database)
        is_another = bool(now.ids(PEOPLE)) and not now.ids(PEOPLE) & _ids(database, PEOPLE)
        are_private = _close(database, now)
        if tells is Tells.ALL:
            _let_in_as_now(database, now, at)
        elif tells is Tells.APART:
            parting.end(database, now, lineage.parted(now.origins, then))
        elif tells is Tells.DAMAGED:
            _end_what_nobody_watches(database, at)
        owning.keep(database, owners, at)
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Carried(tells, are_private, () if is_another else now.origins)


def _told(now: Former, restored: Path, database: sqlite3.Connection, then: lineage.Made) -> Tells:
    """Return what was told the first time, also after an interruption: this backup may have been changed by then."""
    note = restored.with_name(TOLD)
    if note.exists() and now.is_there and now.is_whole:
        return Tells(note.read_text(encoding="ascii"))
    tells = _tells(now, database, {table: _ids(database, table) for table in (PEOPLE, CHILDREN)}, then)
    keys.write(note, tells)
    return tells


def _tells(
    now: Former, database: sqlite3.Connection, whom: Mapping[str, Collection[str]], then: lineage.Made
) -> Tells:
    """Another household knows nobody of this one; one that this backup came after knows nothing later than it.

    `whom`: the people and children of the backup who were not erased here.
    """
    if now.is_there and not now.is_whole:
        return Tells.DAMAGED
    if not now.ids(PEOPLE) & set(whom[PEOPLE]) or now.epoch < then.epoch:
        return Tells.NOTHING
    if lineage.parted(now.origins, then):
        return Tells.APART
    is_later = _has_grown(database, now, whom, then) or _goes_on(database, now, whom, then)
    return Tells.NOTHING if is_later else Tells.ALL


def _has_grown(
    database: sqlite3.Connection, now: Former, whom: Mapping[str, Collection[str]], then: lineage.Made
) -> bool:
    """Whether a backup of the very epoch that is here holds more: within one, nobody is erased and no event goes.

    So it is where an image of the disk was written back, which no restore notes.
    """
    if not then.epoch or now.epoch != then.epoch:
        return False
    if any(set(ids) - now.ids(table) for table, ids in whom.items()):
        return True
    if EVENTS in now.tables and any(place > now.places.get(name, 0) for name, place in then.places.items()):
        return True
    fresh = (row for row in rows(database, INVITATIONS) if row["id"] not in now.ids(INVITATIONS))
    return INVITATIONS in now.tables and any(row["by_id"] in whom[PEOPLE] for row in fresh)


def _goes_on(
    database: sqlite3.Connection, now: Former, whom: Mapping[str, Collection[str]], then: lineage.Made
) -> bool:
    """Whether a backup tells what a household that came after it would know, whatever the clocks say.

    No role is ever deleted but with its child or person, and what is over never begins again.
    """
    people, children = (now.ids(table) & set(whom[table]) for table in (PEOPLE, CHILDREN))
    here = {table: {row["id"]: row for row in now.rows(table)} for table in (ROLES, CODES, INVITATIONS)}
    if then.has_roles and ROLES in now.tables:
        fresh = [row for row in rows(database, ROLES) if row["id"] not in here[ROLES]]
        if any(row["person_id"] in people and row["child_id"] in children for row in fresh):
            return True
    return any(
        row.get(name) and row["id"] in found and found[row["id"]].get(name, "unknown") is None
        for table, found in here.items()
        for row in rows(database, table)
        for name in OVER
    )


def _close(database: sqlite3.Connection, now: Former) -> bool:
    """End what has ended or is used up, and close the massages that are private; return whether any are."""
    for table in (ROLES, CODES, INVITATIONS):
        for name in set(OVER) & forgetting.columns(database, table):
            deed = f'UPDATE "{table}" SET "{name}" = ? WHERE id = ? AND "{name}" IS NULL'  # noqa: S608 - our own names
            database.executemany(deed, [(row[name], row["id"]) for row in now.rows(table) if row.get(name)])
    private = now.ids(SESSIONS) & _ids(database, SESSIONS)
    if "is_private" in forgetting.columns(database, SESSIONS):
        closes = f"UPDATE {SESSIONS} SET is_private = 1 WHERE id = ? AND NOT is_private"  # noqa: S608 - our own name
        database.executemany(closes, [(name,) for name in private])
    return bool(private)


def _let_in_as_now(database: sqlite3.Connection, now: Former, at: str) -> None:
    """Let who may get in, and what each may see, be as it is now."""
    people = _people(database, now)
    children = _ids(database, CHILDREN) & now.ids(CHILDREN)
    lives = [row for row in now.rows(LIVES) if row["person_id"] in people]
    homes = {row["family_id"] for row in lives} - _ids(database, HOMES)
    forgetting.put(database, HOMES, (row for row in now.rows(HOMES) if row["id"] in homes))
    families = _ids(database, HOMES)
    _as_now(database, now, LIVES, {"person_id": people, "family_id": families})
    _as_now(database, now, ROLES, {"person_id": people, "child_id": children, "family_id": families})
    for table in THEIR_OWN:
        whose = {"person_id": people, "family_id": families} if table == REMINDERS else {"person_id": people}
        _as_now(database, now, table, whose)
    if TRIES in now.tables:
        _empty(database, (TRIES,))
        forgetting.put(database, TRIES, now.rows(TRIES))
    _empty(database, PASSING)
    if INVITATIONS in now.tables:
        _end_invitations(database, sorted(_ids(database, INVITATIONS) - now.ids(INVITATIONS)), at)
    by = f"UPDATE {INVITATIONS} SET used_by_id = ? WHERE id = ? AND used_by_id IS NULL"  # noqa: S608 - our own name
    database.executemany(by, [(row.get("used_by_id"), row["id"]) for row in now.rows(INVITATIONS)])
    _refer_to_nobody(database)


def _people(database: sqlite3.Connection, now: Former) -> set[str]:
    """Give people the password they have now, bring along who came since, and return all who are known.

    Whoever came for a child who is not in the backup does not come along.
    """
    here, children, homes = (_ids(database, table) for table in (PEOPLE, CHILDREN, HOMES))
    of_these = {row["person_id"] for row in now.rows(ROLES) if row["child_id"] in children}
    of_these |= {row["person_id"] for row in now.rows(LIVES) if row["family_id"] in homes}
    free = f"UPDATE {PEOPLE} SET sign_in_name = NULL WHERE id = ? OR sign_in_name = ?"  # noqa: S608 - our own name
    named = [row for row in now.rows(PEOPLE) if "sign_in_name" in row]
    database.executemany(free, [(row["id"], row["sign_in_name"]) for row in named])
    for row in now.rows(PEOPLE):
        told = {name: row[name] for name in SIGN_IN if name in row}
        if row["id"] in here and told:
            changes = ", ".join(f'"{name}" = ?' for name in told)
            database.execute(f"UPDATE {PEOPLE} SET {changes} WHERE id = ?", (*told.values(), row["id"]))  # noqa: S608 - the same
    forgetting.put(database, PEOPLE, (row for row in now.rows(PEOPLE) if row["id"] in of_these - here))
    return _ids(database, PEOPLE) & now.ids(PEOPLE)


def _as_now(
    database: sqlite3.Connection, now: Former, table: str, whose: Mapping[str, Collection[str]]
) -> None:
    """Let the rows of a table that are theirs be those of now.

    What an older version did not write down of a row is as it was in the backup.
    """
    if table not in now.tables or not forgetting.columns(database, table):
        return

    def is_theirs(row: Row) -> bool:
        return all(row[column] in ids for column, ids in whose.items())

    before = {row["id"]: row for row in rows(database, table) if is_theirs(row)}
    database.executemany(f'DELETE FROM "{table}" WHERE id = ?', [(name,) for name in before])  # noqa: S608 - our own names
    theirs = filter(is_theirs, now.rows(table))
    forgetting.put(database, table, ({**before.get(row["id"], {}), **row} for row in theirs))


def _end_what_nobody_watches(database: sqlite3.Connection, at: str) -> None:
    """End what works unseen, where nothing tells any more whether somebody ended it."""
    _empty(database, (TOKENS, *PASSING))
    if "secret_digest" in forgetting.columns(database, REMINDERS):
        database.execute(f"UPDATE {REMINDERS} SET secret_digest = NULL, secret_made_at = NULL")  # noqa: S608 - our own name
    _end_invitations(database, sorted(_ids(database, INVITATIONS)), at)


def _end_invitations(database: sqlite3.Connection, names: Iterable[str], at: str) -> None:
    ends = f"UPDATE {INVITATIONS} SET ended_at = ? WHERE id = ? AND used_at IS NULL AND ended_at IS NULL"  # noqa: S608 - our own name
    database.executemany(ends, [(at, name) for name in names])


def _empty(database: sqlite3.Connection, tables: Iterable[str]) -> None:
    for table in sorted(forgetting.tables(database) & set(tables)):
        database.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names


def _refer_to_nobody(database: sqlite3.Connection) -> None:
    """Where somebody is named who is not in the backup, name nobody."""
    for table, column in ((ROLES, "by_id"), (INVITATIONS, "used_by_id")):
        if column in forgetting.columns(database, table):
            nobody = (
                f'UPDATE "{table}" SET "{column}" = NULL WHERE "{column}" NOT IN (SELECT id FROM {PEOPLE})'  # noqa: S608 - our own names
            )
            database.execute(nobody)


def _ids(database: sqlite3.Connection, table: str) -> set[str]:
    """Return the ids of all rows of a table; none where there is no such table."""
    if table not in forgetting.tables(database):
        return set()
    return {row[0] for row in database.execute(f'SELECT id FROM "{table}"')}  # noqa: S608 - our own names
