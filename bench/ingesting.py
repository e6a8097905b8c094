"""What is done inside a home to measure how events are taken, in a process where Django is set up (ingest.py starts it).

The same rows are written twice, in equal batches with the same settings of the database: once by the deed
that takes what phones tell, and once by SQLite alone, into a copy of the file as it was before.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from handsong.web.accounts.ids import new_id
from handsong.web.diary import actions as diary
from handsong.web.diary import log, untold
from handsong.web.diary.actions import Told
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.site import tables
from handsong.web.site.serve import keep_what_is_loaded
from tests import people

BATCH, BATCHES = 50, 40
ROUNDS, IN_A_ROUND = 60, 10
"""Short rounds in turn: what else the machine and its disk do then slows both alike."""

STEPS = (BATCH - 5) // 3
"""A session that fills one batch: begun, a yes, steps of three events each, one of them of four, and its end."""


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
        told = [told_of(child, now) for _ in range(IN_A_ROUND)]
        with closing(a_copy()) as bare:
            start = perf_counter()
            for batch in told:
                diary.take_events(person=person, told=batch, now=now)
            deed = perf_counter() - start
            rounds.append(alone(bare) / deed)
    return median(rounds)


def told_of(child: Child, now: datetime) -> Told:
    """Return one batch as a phone sends it: all events of a session that was begun here."""
    session = people.begun(child, now - timedelta(minutes=20))
    return Told(rows_of(session), uuid.uuid4())


def rows_of(session: Session) -> list[dict[str, Any]]:
    """Return the events of a whole session, as many as one batch holds."""
    steps = [("leg-hip-to-ankle", "legs", 20.0, ("enjoying",) * cues) for cues in (2, *[1] * (STEPS - 1))]
    rows = people.story(session, steps)
    return [row | {"id": str(new_id()), "sequence": number} for number, row in enumerate(rows, start=1)]


def a_copy() -> sqlite3.Connection:
    """Return a copy of the household's file beside it, as it is now, opened with the same settings."""
    settings = connection.settings_dict
    copy = Path(f"{settings['NAME']}.bare")
    copy.unlink(missing_ok=True)
    bare = sqlite3.connect(copy, isolation_level=None)
    connection.connection.backup(bare)
    bare.executescript(settings["OPTIONS"]["init_command"])
    return bare


def alone(bare: sqlite3.Connection) -> float:
    """Return the seconds in which SQLite itself writes all rows that came since the copy, in the same batches.

    Into the copy: the same tables with the same indexes, and as much in them.
    """
    (last,) = bare.execute(f"SELECT MAX(place) FROM {log.TABLE}").fetchone()  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(log.WRITTEN)} FROM {log.TABLE} WHERE place > %s ORDER BY place",  # noqa: S608 - our own names
            [last or 0],
        )
        rows = cursor.fetchall()
    session, family = log.WRITTEN.index("session_id"), log.WRITTEN.index("family_id")
    told = [(batch, [(batch[0][session], batch[0][family])]) for batch in batches(rows)]
    event = f"INSERT INTO {log.TABLE} ({', '.join(log.WRITTEN)}) VALUES ({', '.join('?' * len(log.WRITTEN))})"  # noqa: S608 - the same
    note = f"INSERT INTO {untold.TABLE} (id, family_id) VALUES (?, ?)"  # noqa: S608 - the same
    start = perf_counter()
    for events, notes in told:
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(event, events)
        bare.executemany(note, notes)
        bare.execute("COMMIT")
    return perf_counter() - start


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in batches."""
    yield from (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
