"""What is done inside a home to measure how events are taken, in a process where Django is set up (ingest.py starts it).

The same rows are written twice, in equal batches with the same settings of the database: once by the deed
that takes what phones tell, and once by SQLite alone, into a table of the same shape.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from handsong.web.accounts.ids import new_id
from handsong.web.diary import actions as diary
from handsong.web.diary.actions import Told
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child
from handsong.web.site import tables
from handsong.web.site.serve import keep_what_is_loaded
from tests import people

BATCH, BATCHES, ROUNDS = 50, 40, 5
STEPS = (BATCH - 4) // 3
"""A session that fills one batch: begun, a yes, steps of three events each, and its end."""


def main() -> None:
    """Do the deed that the command line names, and say what came of it."""
    tables.bring_up_to_date()
    now = datetime.now(UTC)
    said: object = ratio(now) if sys.argv[1] == "ratio" else messages(now)
    print(json.dumps(said))


def messages(now: datetime) -> list[dict[str, Any]]:
    """Begin sessions, and return what a phone would send of them: a message for each, with all its events."""
    child = a_child(now)
    sessions = [people.begun(child, now - timedelta(minutes=20)) for _ in range(BATCHES)]
    return [
        {
            "device": str(uuid.uuid4()),
            "sessions": {str(session.pk): {"child": str(child.pk), "practice": False}},
            "events": rows_of(session),
        }
        for session in sessions
    ]


def a_child(now: datetime) -> Child:
    """Add the child whose sessions are told."""
    return people.add(people.alba(), "Mia", born=now.date() - timedelta(days=200), now=now)


def ratio(now: datetime) -> float:
    """Return the rate of the deed as a share of SQLite's own: the middle of several rounds, taken in turn.

    The process looks for rubbish as seldom as the server's does.
    """
    child, person, rounds = a_child(now), people.alba(), []
    keep_what_is_loaded()
    for _ in range(ROUNDS):
        told = [told_of(child, now) for _ in range(BATCHES)]
        start = perf_counter()
        for batch in told:
            diary.take_events(person=person, told=batch, now=now)
        deed = perf_counter() - start
        rounds.append(alone() / deed)
    return median(rounds)


def told_of(child: Child, now: datetime) -> Told:
    """Return one batch as a phone sends it: all events of a session that was begun here."""
    session = people.begun(child, now - timedelta(minutes=20))
    return Told(rows_of(session), uuid.uuid4())


def rows_of(session: Session) -> list[dict[str, Any]]:
    """Return the events of a whole session, as many as one batch holds."""
    steps = [("leg-hip-to-ankle", "legs", 20.0, ("enjoying",))] * STEPS
    rows = people.story(session, steps)[:BATCH]
    return [row | {"id": str(new_id()), "sequence": number + 1} for number, row in enumerate(rows)]


def alone() -> float:
    """Return the seconds in which SQLite itself writes the rows that were written last, in the same batches.

    It writes into a file beside the household's, with the same table, indexes and settings; what the table
    refers to is not there, so that is not checked, which makes SQLite's own rate higher rather than lower.
    """
    shape_of = Event._meta  # noqa: SLF001 - Django's own name for it, meant for everybody
    table, columns = shape_of.db_table, [field.column for field in shape_of.local_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {table} ORDER BY place DESC LIMIT {BATCH * BATCHES}"  # noqa: S608 - our own names
        )
        rows = cursor.fetchall()[::-1]
        cursor.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL ORDER BY type DESC"  # noqa: S608 - our own name
        )
        shape = [sql for (sql,) in cursor.fetchall()]
    settings = connection.settings_dict
    bare = sqlite3.connect(f"{settings['NAME']}.bare", isolation_level=None)
    bare.executescript(settings["OPTIONS"]["init_command"].replace("foreign_keys=ON", "foreign_keys=OFF"))
    bare.execute(f'DROP TABLE IF EXISTS "{table}"')
    for sql in shape:
        bare.execute(sql)
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
    start = perf_counter()
    for batch in batches(rows):
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(insert, batch)
        bare.execute("COMMIT")
    seconds = perf_counter() - start
    bare.close()
    return seconds


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in batches."""
    yield from (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
