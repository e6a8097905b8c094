"""The proof of sync: phones under a hostile network tell the real server, and nothing is lost or doubled.

The phones are the player's own scripts (tests/js/sync.js), in a process of their own; the server is the
program's own view on a database in memory. A schedule is named by its seed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection, models
from django.http import HttpResponse
from django.test import RequestFactory

from handsong.core import progress
from handsong.web.accounts import epoch
from handsong.web.diary import accounts, actions, log, stories, taking, untold
from handsong.web.diary.models import Account, Event, Session, SetAside, Untold
from handsong.web.families.models import Child
from handsong.web.player import event_views
from tests import people
from tests.proof.tally import Tally

ROOT = Path(__file__).resolve().parents[2]
PHONES = (str(Path(sys.executable).parent / "node"), str(ROOT / "tests" / "js" / "sync.js"))
KEPT: tuple[type[models.Model], ...] = (Session, Untold, Event, SetAside, Account)
"""What a backup holds of the diary, in the order it is put back."""

LOST = "events are lost"
HALF_TOLD = "not told to its end"
SABOTAGES = {
    "trust": LOST,
    "forget": LOST,
    "same epoch": LOST,
    "drops": LOST,
    "lets go": LOST,
    "no beginnings": "wait for a beginning",
    "no notes": HALF_TOLD,
}
"""Harms, and how each must be noticed: phones that trust any answer, a server that names what it did not
keep, a backup that is put back without a word, phones that drop an event or let go of what was named at
once, phones that do not say how their sessions were begun, a server that does not note what it has yet to tell."""


class Server:
    """The server's end of a schedule: what phones ask of it, and what it has in the end."""

    def __init__(self, child: Child, sabotage: str = "") -> None:
        self.child = child
        self.sabotage = sabotage
        self.backup: list[list[Any]] = []
        self.now = people.NOW

    def answer(self, asked: dict[str, Any]) -> Any:
        """Return what a phone hears."""
        self.now += timedelta(minutes=1)
        deed = {
            "begin": self.begin,
            "tell": self.tell,
            "log": self.log,
            "has": self.has,
            "epoch": lambda _: epoch.current(),
            "back up": self.back_up,
            "restore": self.restore,
        }[asked["do"]]
        return deed(asked)

    def begin(self, asked: dict[str, Any]) -> None:
        """Begin a session, as the plan's Start does."""
        bundle = {"session": asked["session"], "practice": False}
        actions.begin_session(child=self.child, bundle=bundle, now=self.now)

    def tell(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Take a message through the program's own view."""
        body = asked["body"]
        if self.sabotage == "no beginnings":
            body = body.replace('"sessions":', '"others":')
        request = RequestFactory().post("/events/", body, content_type="application/json")
        request.person, request.is_local = people.alba(), False  # type: ignore[attr-defined]
        with patch.object(untold, "wait", _notes_nothing) if self.sabotage == "no notes" else nullcontext():
            answer: HttpResponse = event_views.tell(request)  # type: ignore[arg-type]
        if self.sabotage == "forget" and self.now.minute % 7 == 0:
            Event.objects.filter(place=Event.objects.count()).delete()
        return {"status": answer.status_code, "said": json.loads(answer.content)}

    def log(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what is known of a session, as another phone fetches it; nothing when it is not known."""
        untold.home_of(people.alba())
        rows = Event.objects.filter(session=asked["session"]).order_by("number", "at")
        return [event_views.row(event) for event in rows]

    def has(self, asked: dict[str, Any]) -> list[str]:
        """Return which of these events are here."""
        known = self.known()
        return [name for name in asked["ids"] if name in known]

    def back_up(self, _: dict[str, Any]) -> None:
        """Make a backup."""
        self.backup = [list(model.objects.all()) for model in KEPT]  # type: ignore[attr-defined]

    def restore(self, _: dict[str, Any]) -> bool:
        """Put the backup back, if there is one; return whether there was."""
        if not self.backup:
            return False
        clear()
        for model, rows in zip(KEPT, self.backup, strict=True):
            model.objects.bulk_create(rows)  # type: ignore[attr-defined]
        if self.sabotage != "same epoch":
            epoch.renew()
        return True

    def known(self) -> Counter[str]:
        """Return how often each event is here, stored or set aside."""
        stored = map(str, Event.objects.values_list("pk", flat=True))
        return Counter([*stored, *SetAside.objects.values_list("claimed", flat=True)])

    def faults(self, told: dict[str, Any]) -> Iterator[str]:
        """Go through what is wrong when all has been told: what phones keep must be here once, and only that."""
        yield from told["wrong"]
        here, written = self.known(), set(told["written"])
        if lost := written - here.keys():
            yield f"{len(lost)} of {len(written)} {LOST}"
        if invented := here.keys() - written:
            yield f"{len(invented)} events are here that nobody wrote"
        if doubled := [name for name, times in here.items() if times > 1]:
            yield f"{len(doubled)} events are here more than once"
        if SetAside.objects.filter(why=taking.NOT_BEGUN).exists():
            yield "events of a known child wait for a beginning"
        places = sorted(Event.objects.values_list("place", flat=True))
        if places != list(range(1, len(places) + 1)):
            yield "the order of arrival has gaps"
        yield from self.half_told()

    def half_told(self) -> Iterator[str]:
        """Go through what a page would tell less of than was stored, once it was asked for."""
        untold.home_of(people.alba())
        sessions = list(Session.objects.order_by("started_at", "pk"))
        whole = []
        for session in sessions:
            events = stories.events_of(session, log.of(session.pk), UTC)
            if story := stories.told(session, events):
                whole.append(stories.from_data(json.loads(json.dumps(stories.as_data(story)))))
        known = [stories.from_data(session.story) for session in sessions if session.story]
        if [story.done for story in known] != [story.done for story in whole]:
            yield f"a session is {HALF_TOLD}"
        account = accounts.of([self.child.pk]).get(self.child.pk, progress.Progress())
        if account != progress.of(known):
            yield f"the account is {HALF_TOLD}"


@cache
def in_memory() -> Child:
    """Return a child in a database in memory, made once a process."""
    connection.creation.create_test_db(verbosity=0, serialize=False)
    return people.mia(people.alba())


def _notes_nothing(_: object) -> None:
    """Leave no note of what has yet to be told."""


def clear() -> None:
    """Forget all sessions."""
    for model in (Account, SetAside, Event, Untold, Session):
        model.objects.all().delete()  # type: ignore[attr-defined]


@contextmanager
def phones() -> Iterator[subprocess.Popen[str]]:
    """Start the program that plays the phones."""
    with subprocess.Popen(PHONES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def play(program: subprocess.Popen[str], seed: int, child: Child, sabotage: str = "") -> dict[str, Any]:
    """Play one schedule; return what the phones say at its end, with what is wrong as `faults`."""
    assert program.stdin
    assert program.stdout
    clear()
    server = Server(child, sabotage)
    said: Any = {"seed": seed, "child": str(child.pk), "sabotage": sabotage}
    while True:
        program.stdin.write(json.dumps(said) + "\n")
        program.stdin.flush()
        asked = json.loads(program.stdout.readline())
        if "done" in asked:
            return asked | {"faults": list(server.faults(asked))}
        said = server.answer(asked)


def run(seeds: Iterable[int], child: Child, sabotage: str = "") -> tuple[Tally, int, int]:
    """Play schedules; return what is wrong, and how many events and restored backups there were."""
    found, written, restored = Tally(), 0, 0
    with phones() as program:
        for seed in seeds:
            told = play(program, seed, child, sabotage)
            found.take(told["faults"], seed)
            written += len(told["written"])
            restored += told["restored"]
    return found, written, restored
