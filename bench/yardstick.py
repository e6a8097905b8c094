"""How quick this machine is just now: a fixed piece of work, and what Baby Buddy needs for one create measured by it.

Other machines, and other work on this one, make all of it slower alike. So an event is not held against a number of
milliseconds, but against what this machine would need just now for one create in the program that we are compared with.
"""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

BABY_BUDDY = 9
"""How many times the piece of work is one create in Baby Buddy, until it is answered.

Measured side by side in turns, POST /api/changes/ with gunicorn on SQLite as it is shipped, one worker: the middle of 48
blocks of forty was 9.3 to 9.75, with a new connection each time and with one kept. It was the code of version 2.7, put
together from the public repository. The aim was first written as 4.5 ms: 2.10, on a machine more than twice as quick.
"""

ROWS = 60
TURNS = 25

WORD = re.compile(r"[a-z]+")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def milliseconds() -> float:
    """Return how long this machine takes now for the piece of work: the middle of some turns."""
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, at TEXT, body TEXT)")
        return median(_turn(database, turn) for turn in range(TURNS)) * 1000


def _turn(database: sqlite3.Connection, turn: int) -> float:
    """Do what answering a request is made of, in small: read and write JSON and times, look up, sort, ask SQLite."""
    start = perf_counter()
    known: dict[str, datetime] = {}
    for number in range(ROWS):
        at = BEGIN + timedelta(minutes=number * 7 % 60)
        text = json.dumps(
            {"id": f"row-{number}", "at": at.isoformat(), "body": {"words": ["a", "b"], "n": number}}
        )
        row = json.loads(text)
        known[row["id"]] = datetime.fromisoformat(row["at"])
        if WORD.match(row["id"]):
            database.execute("INSERT INTO row (at, body) VALUES (?, ?)", (row["at"], text))
    ordered = sorted(known.items(), key=lambda item: (item[1], item[0]))
    found = database.execute("SELECT at, body FROM row ORDER BY id DESC LIMIT ?", (ROWS,)).fetchall()
    seconds = perf_counter() - start
    if len(ordered) != ROWS or len(found) != ROWS:
        raise SystemExit(f"The yardstick broke in turn {turn}.")
    return seconds
