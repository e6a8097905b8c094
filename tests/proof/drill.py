"""The restore drill: back up, lose the disk, restore on another machine, and nothing is missing.

The phones are the player's own scripts under a hostile network (tests/js/sync.js); the server is the real
program on a real folder, asked by two parents' phones that were let in. In the middle a backup is taken
along and the recovery key written down; later the folder is gone. What is left are the file, the paper,
and what the phones keep: of all they ever wrote, every event is there once, also what came after the backup.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.proof import drilled, sync
from tests.proof.tally import Tally
from tests.web.site.households import paper, type_in
from tests.web.site.serving import Household, free_port, serving

LEAST = 4
"""So many events are acknowledged before the backup is taken along, and again before the disk is lost: what
only phones know by then is at stake."""

TOKEN = "a" * 32
"""What a page gives a phone to send along; the cookie beside it is what makes it good."""

LAST = 2
"""A backup and a loss: two things happen to the machine."""

KEPT = (
    *("accounts_person", "accounts_device", "accounts_passkey", "accounts_recoverycode", "accounts_token"),
    *("families_family", "families_member", "families_role", "families_child"),
)
"""Tables that nothing changes between the backup and the loss: each row is there again."""

SABOTAGES = {
    "phones hear of nothing": "events are lost",
    "nobody is let in": "is not let in any more",
    "an empty stick": "cannot be put back",
}
"""Harms, and how each must be noticed: phones that do not hear of the new epoch, a restore without the
devices, a backup that was cut short when it was taken along."""


@dataclass
class Told:
    """What one answer said: its status, its words, its headers."""

    status: int
    words: str
    cookies: str


@dataclass
class Drill:
    """One household, its phones and what becomes of both."""

    folder: Path
    sabotage: str = ""
    messages: int = 0
    acknowledged: list[int] = field(default_factory=lambda: [0])
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Furnish the first machine."""
        self.home = self.folder / "first"
        self.home.mkdir()
        known = drilled.furnish(self.home)
        self.child, self.phones = known["child"], known["phones"]
        self.paper, self.before = "", self.rows()
        self.first_epoch = ""

    # What phones ask

    def answer(self, asked: dict[str, Any]) -> Any:
        """Return what a phone hears."""
        deeds = {"tell": self.tell, "log": self.log, "has": self.has, "epoch": self.epoch}
        return deeds[asked["do"]](asked) if asked["do"] in deeds else None

    def tell(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Take a message, after whatever happens before this one."""
        self.messages += 1
        if "body" not in asked:
            return {"status": self.ask("GET", "/about/").status, "said": {"token": TOKEN}}
        if self.acknowledged[-1] >= LEAST and len(self.acknowledged) <= LAST:
            (self.back_up, self.lose_the_disk)[len(self.acknowledged) - 1]()
            self.acknowledged.append(0)
        told = self.ask("POST", "/events/", asked["body"], "application/json")
        said = json.loads(told.words) if told.status in {200, 400} else {}
        for row in said.get("events", []):
            self.acknowledged[-1] += row["state"] in {"stored", "aside"}
        return {"status": told.status, "said": self.unheard(said)}

    def unheard(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return what was said, without the new epoch where the harm is that nobody hears of it."""
        is_silent = self.sabotage == "phones hear of nothing" and "epoch" in said
        return said | {"epoch": self.first_epoch} if is_silent else said

    def log(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what is known of a session; nothing when it is not known."""
        told = self.ask("GET", f"/session/{asked['session']}/events/")
        events: list[dict[str, Any]] = json.loads(told.words)["events"] if told.status == 200 else []
        return events

    def has(self, asked: dict[str, Any]) -> list[str]:
        """Return which of these events are here."""
        known = self.known()
        return [name for name in asked["ids"] if name in known]

    def epoch(self, _: dict[str, Any]) -> str:
        """Return the epoch that a page names."""
        found = re.search(r'data-epoch="([^"]+)"', self.ask("GET", "/about/").words)
        self.first_epoch = self.first_epoch or (found[1] if found else "")
        return str(self.unheard({"epoch": found[1] if found else ""})["epoch"])

    def ask(self, way: str, page: str, body: str = "", kind: str = "", *, carries: str | None = None) -> Told:
        """Ask as one of the phones does, and as a page of its own lets it."""
        secret = self.phones[self.messages % 2] if carries is None else carries
        cookies = f"handsong_device={secret}; handsong_csrf={TOKEN}" if secret else f"handsong_csrf={TOKEN}"
        headers = {"X-CSRFToken": TOKEN, "Content-Type": kind} if way == "POST" else {}
        with closing(HTTPConnection(urlsplit(self.server.address).netloc, timeout=30)) as connection:
            connection.request(way, page, body or None, headers | {"Host": drilled.HOST, "Cookie": cookies})
            answer = connection.getresponse()
            words = answer.read().decode()
            return Told(answer.status, words, " ".join(answer.headers.get_all("Set-Cookie") or []))

    # What happens to the machine

    def run(self, seed: int, program: Any) -> dict[str, Any]:
        """Play one schedule on this household; return what the phones say at its end."""
        with ExitStack() as self.running:
            self.start()
            said: Any = {"seed": seed, "child": self.child, "sabotage": ""}
            while True:
                program.stdin.write(json.dumps(said) + "\n")
                program.stdin.flush()
                asked: dict[str, Any] = json.loads(program.stdout.readline())
                if "done" in asked:
                    self.look()
                    return asked
                said = self.answer(asked)

    def start(self) -> None:
        """Start the server of the machine that there is now."""
        settings = {"PORT": free_port(), "HANDSONG_HOSTS": drilled.HOST}
        running = serving(self.home, drilled.__name__, **settings)
        self.server: Household = self.running.enter_context(running)

    def back_up(self) -> None:
        """Take a backup along, and write the key down."""
        self.stick = self.folder / "stick.age"
        done = type_in(self.home, "backup", "-o", str(self.stick))
        assert done.returncode == 0, done.stdout + done.stderr
        self.paper = paper(self.home)
        if self.sabotage == "an empty stick":
            self.stick.write_bytes(self.stick.read_bytes()[:-100])

    def lose_the_disk(self) -> None:
        """Lose the machine with its folder, and put the backup back on another one."""
        self.running.close()
        shutil.rmtree(self.home)
        self.home = self.folder / "second"
        told = type_in(self.home, "restore", str(self.stick), "--yes", "--key-file", "-", typed=self.paper)
        if told.returncode:
            self.wrong.append("the backup cannot be put back")
            drilled.furnish(self.home)
        if self.sabotage == "nobody is let in":
            with closing(self.opened()) as database, database:
                database.execute("DELETE FROM accounts_device")
        self.start()

    def look(self) -> None:
        """See whether the phones are let in, and whether the parents can sign in, as before."""
        for secret in self.phones:
            if self.ask("GET", "/", carries=secret).status not in {200, 302}:
                self.wrong.append("a phone is not let in any more")
        for name in drilled.NAMES:
            form = urlencode({"name": name, "password": drilled.PASSWORD})
            kind = "application/x-www-form-urlencoded"
            told = self.ask("POST", "/sign-in/", form, kind, carries="")
            if "handsong_device" not in told.cookies:
                self.wrong.append("a parent cannot sign in any more")

    # What is there in the end

    def opened(self) -> sqlite3.Connection:
        """Open the database of the machine that there is now."""
        return sqlite3.connect(self.home / "handsong.sqlite3", timeout=20)

    def known(self) -> Counter[str]:
        """Return how often each event is here, stored or set aside."""
        with closing(self.opened()) as database:
            stored = [str(uuid.UUID(name)) for (name,) in database.execute("SELECT id FROM diary_event")]
            aside = [name for (name,) in database.execute("SELECT claimed FROM diary_setaside")]
        return Counter([*stored, *aside])

    def rows(self) -> dict[str, list[Any]]:
        """Return what nothing changes between the backup and the loss; a new sign-in is no loss."""
        with closing(self.opened()) as database:
            asked = {name: f"SELECT * FROM {name}" for name in KEPT}  # noqa: S608 - our own names
            asked["accounts_device"] += " WHERE how = 'paired'"
            return {name: sorted(database.execute(ask), key=repr) for name, ask in asked.items()}

    def faults(self, told: dict[str, Any]) -> Iterator[str]:
        """Go through what is wrong when all has been told."""
        yield from told["wrong"]
        yield from self.wrong
        here, written = self.known(), set(told["written"])
        if lost := written - here.keys():
            yield f"{len(lost)} of {len(written)} events are lost"
        if invented := here.keys() - written:
            yield f"{len(invented)} events are here that nobody wrote"
        if doubled := [name for name, times in here.items() if times > 1]:
            yield f"{len(doubled)} events are here more than once"
        for name, rows in self.rows().items():
            if rows != self.before[name]:
                yield f"{name} is not what it was"


def run(seeds: Iterable[int], folder: Path, wanted: int, sabotage: str = "") -> tuple[Tally, int]:
    """Hold drills until so many have come as far as the loss; return what is wrong, and how many came so far.

    In some schedules too few messages arrive: what is wrong in those counts too, and they show nothing.
    """
    found, held = Tally(), 0
    with sync.phones() as program:
        for seed in seeds:
            here = folder / f"drill-{seed}"
            here.mkdir()
            drill = Drill(here, sabotage)
            told = drill.run(seed, program)
            found.take(drill.faults(told), seed)
            held += len(drill.acknowledged) > LAST
            shutil.rmtree(here)
            if held == wanted:
                break
    return found, held
