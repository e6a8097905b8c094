"""What was erased stays erased: in a backup that is put back, and in a household that a restore set aside.

These files may be of another version, so they are changed by what SQLite itself knows of their tables.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from handsong.web.site.backup import remembering

ABOUT = ("families_child", "accounts_person")
"""Whose ids stay behind when they are erased."""

BELONGS = frozenset(
    {
        ("diary_setaside", "child_id"),
        ("accounts_pairingcode", "person_id"),
        ("accounts_challenge", "person_id"),
    }
)
"""References that may be empty, and whose row goes all the same with what it refers to."""

PRIVATE = {"diary_session": "by_id", "player_check": "by_id", "diary_setaside": "told_by_id"}
"""Where a young person keeps things private, and the column that says whose one is, where there is one."""

PLAIN = {"country": "", "time_zone": "UTC", "day_starts": 0, "service": ""}
"""What is left of a home where nobody lives, as where it is erased itself (erasing/actions.py)."""

ACCOUNTS = {"before", "data"}
"""Where an account is kept; `data`, with the latest session in it, up to version 0.2."""

EVER = "9999-12-31"
"""After every time that a database writes: all that is there was told before the erasing."""

PATIENCE = 20
MOST_AT_ONCE = 500


def comes_back(former: Path, other: Path) -> int:
    """Return how many children and people are in the other household who were erased in the former one's folder."""
    gone = [name for name, _, _ in remembering.known(former)]
    with closing(sqlite3.connect(other, timeout=PATIENCE)) as database:
        there = tables(database)
        return sum(len(_known(database, table, gone)) for table in ABOUT if table in there)


def carry_over(former: Path, other: Path) -> None:
    """Erase in the other household what was erased in the former one's folder, and remember it there."""
    gone = remembering.known(former)
    if not gone:
        return
    forget(other, {name: at for name, _, at in gone})
    with closing(sqlite3.connect(other, timeout=PATIENCE)) as database, database:
        if remembering.TABLE in tables(database):
            homes = [row[0] for row in database.execute("SELECT id FROM families_family ORDER BY id")]
            database.executemany(
                f"INSERT OR IGNORE INTO {remembering.TABLE} (id, family_id, at) VALUES (?, ?, ?)",  # noqa: S608 - our own name
                [(name, home if home in homes else homes[0], at) for name, home, at in gone if homes],
            )


def forget(file: Path, gone: Mapping[str, str]) -> int:
    """Erase these children, people and homes with all that belongs to them; return how many rows went.

    `gone` tells by their ids when they were erased, as the database writes times. With a young person goes
    what they kept private. In one step, and nothing of them stays in freed pages. Raises sqlite3.DatabaseError.
    """
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as database:
        database.executescript("PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF")
        database.execute("BEGIN IMMEDIATE")
        there = tables(database)
        known = {table: _known(database, table, gone) for table in ABOUT if table in there}
        count = _forget_told(database, _sessions(database, known.get("families_child", ())))
        count += sum(_forget_private(database, person) for person in known.get("accounts_person", ()))
        count += sum(_delete(database, table, names) for table, names in known.items())
        homes = _known(database, "families_family", gone) if "families_family" in there else ()
        count += sum(_empty(database, home, gone[home]) for home in homes)
        database.execute("COMMIT")
        if count:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count


def _sessions(database: sqlite3.Connection, children: Collection[str]) -> list[str]:
    has_any = "diary_session" in tables(database)
    return _known(database, "diary_session", children, "child_id") if has_any else []


def _forget_told(database: sqlite3.Connection, sessions: Collection[str]) -> int:
    """Delete what was set aside of these sessions, also where it does not say of which child."""
    if "diary_setaside" not in tables(database):
        return 0
    return _delete(database, "diary_setaside", _known(database, "diary_setaside", sessions, "session"))


def _forget_private(database: sqlite3.Connection, person: str) -> int:
    """Delete what this person kept private as a young person: nobody else could ever see it."""
    if not columns(database, "families_role") >= {"kind", "person_id"}:
        return 0
    own = "SELECT child_id FROM families_role WHERE person_id = :person AND kind = 'self'"
    count, gone = 0, set()
    for table, whose in PRIVATE.items():
        there = columns(database, table)
        if "is_private" in there:
            mine = f"({whose} IS NULL OR {whose} = :person)" if whose in there else "TRUE"
            asked = f'SELECT id FROM "{table}" WHERE is_private AND {mine} AND (child_id IS NULL OR child_id IN ({own}))'  # noqa: S608 - our own names
            names = [row[0] for row in database.execute(asked, {"person": person})]
            count += _delete(database, table, names)
            gone.update(names)
    _forget_apart(database, gone)
    return count


def _empty(database: sqlite3.Connection, home: str, at: str) -> int:
    """Delete what was set aside in a home before it was erased and is of no child, and what it says of itself.

    Where somebody lives there in this household, who had moved out of the other one, it is their home still.
    The zone stays where a child does: their days were counted in it.
    """
    count = 0
    if "diary_setaside" in tables(database):
        asked = "SELECT id FROM diary_setaside WHERE family_id = ? AND child_id IS NULL AND came_at <= ?"
        count = _delete(database, "diary_setaside", [row[0] for row in database.execute(asked, (home, at))])
    if _known(database, "families_member", [home], "family_id"):
        return count
    plain = dict(PLAIN)
    if _known(database, "families_child", [home], "family_id"):
        del plain["time_zone"]
    for name in sorted(plain.keys() & columns(database, "families_family")):
        told = (plain[name], home, plain[name])
        changed = f'UPDATE families_family SET "{name}" = ? WHERE id = ? AND "{name}" <> ?'  # noqa: S608 - our own names
        count += database.execute(changed, told).rowcount
    return count


def _forget_apart(database: sqlite3.Connection, sessions: Collection[str]) -> None:
    """Take what these sessions left in the accounts of their children."""
    if not sessions or "diary_account" not in tables(database):
        return
    for column in ACCOUNTS & columns(database, "diary_account"):
        for name, told in database.execute(f'SELECT id, "{column}" FROM diary_account').fetchall():  # noqa: S608 - our own names
            account = json.loads(told)
            apart = [row for row in account.get("apart", ()) if UUID(row["session"]).hex not in sessions]
            kept = json.dumps(account | {"apart": apart})
            database.execute(f'UPDATE diary_account SET "{column}" = ? WHERE id = ?', (kept, name))  # noqa: S608 - the same


def _delete(database: sqlite3.Connection, table: str, names: Sequence[str]) -> int:
    """Delete rows, those that belong to them first, and empty what merely refers to them."""
    if not names:
        return 0
    count = 0
    for other, column, may_be_empty in _references(database, table):
        if may_be_empty and (other, column) not in BELONGS:
            _run(database, f'UPDATE "{other}" SET "{column}" = NULL WHERE "{column}"', names)  # noqa: S608 - names that the database gave
        else:
            count += _delete(database, other, _known(database, other, names, column))
    _run(database, f'DELETE FROM "{table}" WHERE id', names)  # noqa: S608 - the same
    return count + len(names)


def _references(database: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, bool]]:
    """Go through the columns that refer to a table, and whether each may be empty."""
    for other in sorted(tables(database)):
        may_be_empty = {row[1]: not row[3] for row in database.execute(f'PRAGMA table_info("{other}")')}
        for row in database.execute(f'PRAGMA foreign_key_list("{other}")').fetchall():
            if row[2] == table:
                yield other, row[3], may_be_empty[row[3]]


def _known(database: sqlite3.Connection, table: str, names: Collection[str], column: str = "id") -> list[str]:
    """Return the ids of the rows whose column is one of these."""
    found: list[str] = []
    for part in _parts(names):
        marks = ", ".join("?" * len(part))
        asked = f'SELECT id FROM "{table}" WHERE "{column}" IN ({marks})'  # noqa: S608 - names that the database gave
        found += [row[0] for row in database.execute(asked, part)]
    return found


def _run(database: sqlite3.Connection, deed: str, names: Sequence[str]) -> None:
    for part in _parts(names):
        database.execute(f"{deed} IN ({', '.join('?' * len(part))})", part)


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    """Go through names, no more at once than an older SQLite takes."""
    every = list(names)
    return (every[start : start + MOST_AT_ONCE] for start in range(0, len(every), MOST_AT_ONCE))


def put(database: sqlite3.Connection, table: str, fresh: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, each as far as there are columns for it; one that does not fit this version is left out."""
    known = columns(database, table)
    for row in fresh:
        fits = {name: value for name, value in row.items() if name in known}
        names, marks = ", ".join(f'"{name}"' for name in fits), ", ".join("?" * len(fits))
        deed = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names that the database gave
        database.execute(deed, tuple(fits.values()))


def columns(database: sqlite3.Connection, table: str) -> set[str]:
    """Return the columns of a table; none where there is no such table."""
    return {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}


def tables(database: sqlite3.Connection) -> set[str]:
    """Return the names of all tables."""
    return {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
