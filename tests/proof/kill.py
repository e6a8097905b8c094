"""The proof of durability: the real server is killed in mid-write, again and again, and keeps all it acknowledged.

Phones write at once while the process ends without a last word. After each kill the file itself is asked:
every event that was named as stored is there, and the phones send again what had no answer. That the
disk has what was written is another matter: tests/proof/power.py.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from bench import homes
from tests.proof.tally import Tally
from tests.web.site.serving import Household, free_port, serving

PHONES = 4
AT_ONCE = 5
"""Phones that write at the same time, and events in each of their messages."""

SOONEST, LATEST = 0.05, 0.4
"""Seconds of writing before the kill."""

HASTY = "tests.proof.hasty"
"""The harm that must be noticed: a server that answers first and writes later."""


@dataclass
class Round:
    """What one life of the server came to: what was sent, and what was named as stored."""

    sent: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)


class Phone(threading.Thread):
    """A phone that sends again what had no answer, then writes one batch of events after the other until nobody answers."""

    def __init__(self, address: str, child: str, life: Round, again: str = "") -> None:
        super().__init__()
        self.again = again
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        self.session, self.child, self.life = str(uuid.uuid4()), child, life
        self.number = 0

    def run(self) -> None:
        """Write until the server is gone."""
        with suppress(OSError, HTTPException):
            self.connection.request("GET", "/settings/")
            answer = self.connection.getresponse()
            answer.read()
            token = next(
                value.partition("=")[2].partition(";")[0]
                for name, value in answer.getheaders()
                if name == "Set-Cookie" and value.startswith("handsong_csrf=")
            )
            if self.again:
                self._send(self.again, token)
            while True:
                self._send(self._batch(), token)

    def _batch(self) -> str:
        events = [self._event() for _ in range(AT_ONCE)]
        told = {"sessions": {self.session: {"child": self.child, "practice": False}}, "events": events}
        self.life.sent |= {str(event["id"]) for event in events}
        return json.dumps(told)

    def _send(self, body: str, token: str) -> None:
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"handsong_csrf={token}",
            "X-CSRFToken": token,
        }
        self.life.unanswered.append(body)
        self.connection.request("POST", "/events/", body, headers)
        answer = json.loads(self.connection.getresponse().read())
        self.life.unanswered.remove(body)
        settled = {"stored", "duplicate"}
        self.life.named |= {row["id"] for row in answer["events"] if row["state"] in settled}

    def _event(self) -> dict[str, object]:
        self.number += 1
        kind, body = ("started", {}) if self.number == 1 else ("cue", {"cue": "enjoying"})
        row = {"id": str(uuid.uuid4()), "session": self.session, "number": self.number}
        return row | {"at": "2026-11-24T12:00:00+11:00", "kind": kind, "body": body}


def run(rounds: int, home: Path, seed: int, program: str = "handsong.main") -> tuple[Tally, int, int]:
    """Kill the server so many times; return what is wrong, how many events were acknowledged, and how many
    messages had no answer when the kill came."""
    homes.furnish(home, 1)
    dice, found, acknowledged, unanswered = random.Random(seed), Tally(), 0, 0  # noqa: S311 - a draw that anybody can repeat
    every, life = Round(), Round()
    before = _events(home)
    for number in range(rounds):
        life = _one_life(home, dice.uniform(SOONEST, LATEST), program, life.unanswered)
        every.sent |= life.sent
        every.named |= life.named
        acknowledged += len(life.named)
        unanswered += len(life.unanswered)
        found.take(_faults(home, every, before), f"round {number}")
    return found, acknowledged, unanswered


def _one_life(home: Path, seconds: float, program: str, again: list[str]) -> Round:
    life = Round()
    with suppress(ChildProcessError), serving(home, program, PORT=free_port()) as running:
        child, bodies = _child(home), [*again, *[""] * PHONES]
        phones = [Phone(running.address, child, life, bodies[number]) for number in range(PHONES)]
        for phone in phones:
            phone.start()
        while len(life.named) < PHONES * AT_ONCE:
            time.sleep(0.01)
        time.sleep(seconds)
        _kill(running)
        for phone in phones:
            phone.join()
    return life


def _kill(running: Household) -> None:
    running.process.kill()
    running.process.wait()


def _child(home: Path) -> str:
    with sqlite3.connect(home / "handsong.sqlite3") as database:
        (name,) = database.execute("SELECT id FROM families_child ORDER BY id LIMIT 1").fetchone()
    return str(uuid.UUID(name))


def _events(home: Path) -> set[str]:
    """Return the ids of the events in the file. Opening it puts right what a kill left half written."""
    with sqlite3.connect(home / "handsong.sqlite3") as database:
        return {str(uuid.UUID(name)) for (name,) in database.execute("SELECT id FROM diary_event")}


def _faults(home: Path, every: Round, before: set[str]) -> Iterator[str]:
    """Go through what the file lacks, and what it has that nobody sent."""
    with sqlite3.connect(home / "handsong.sqlite3") as database:
        (whole,) = database.execute("PRAGMA integrity_check").fetchone()
        places = [place for (place,) in database.execute("SELECT place FROM diary_event ORDER BY place")]
    if whole != "ok":
        yield f"the file is broken: {whole}"
    rows = _events(home) - before
    if lost := every.named - rows:
        yield f"{len(lost)} acknowledged events are lost"
    if invented := rows - every.sent:
        yield f"{len(invented)} events are there that nobody sent"
    if places != list(range(1, len(places) + 1)):
        yield "the order of arrival has gaps"
