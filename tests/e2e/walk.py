"""Every page of the site, in every state it can be in: for whoever wants to look at all of them.

What has an address of its own is read from Django's table of addresses, so that no page can be
forgotten; what a page becomes when something is typed, ticked or tapped stands below, one function
a state. They go through the household of filled.py, on its invented home network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.e2e import home_network, journey, shortcut
from tests.e2e.journey import Told
from tests.web.site.serving import ROOT, environment, free_port, serving

BEA = Told("Bea", days_old=150, colour="sage")
"""The child of whom things are told that would be remembered."""


@dataclass(frozen=True)
class Place:
    """A filled household that runs: where it is for the machine and for phones, its ids, and where it keeps things."""

    machine: str
    network: str
    ids: dict[str, str]
    folder: Path


@dataclass(frozen=True)
class Walk:
    """Somebody who looks at a filled household."""

    page: Page
    place: Place

    def look_at(self, child: str) -> None:
        """Look at this child from now on."""
        shortcut.send(self.page.request, f"/children/{self.place.ids[child]}/switch/")

    def look_anew(self) -> None:
        """Look at a child that nothing is known of yet: what other states told of it is erased."""
        shortcut.erase(self.page.request, BEA.name)
        shortcut.add(self.page, BEA)

    def come_to(self, question: str, child: str, **instead: str) -> None:
        """Answer the questions about a child until this one is asked; `instead` answers some otherwise."""
        self.look_anew() if child == BEA.name else self.look_at(child)
        where = shortcut.send(self.page.request, "/begin/")
        while journey.question_in(where) not in {question, ""}:
            here = journey.question_in(where)
            where = shortcut.send(self.page.request, where, answer=(shortcut.BEST | instead)[here])
        self.page.goto(where)
        assert journey.question_of(self.page) == question

    def child(self, name: str, page: str = "") -> None:
        """Open a page about a child."""
        self.page.goto(f"/children/{self.place.ids[name]}/{page}")

    def as_phone(self, page: str) -> None:
        """Open a page as a phone on the home network does."""
        self.page.goto(f"{self.place.network}{page}")


State = Callable[[Walk], object]


def collect(module: str) -> dict[str, State]:
    """Return the states of a module by their names: the functions that it has for others."""
    return {
        name: found
        for name, found in vars(sys.modules[module]).items()
        if callable(found) and not name.startswith("_") and found.__module__ == module
    }


@contextmanager
def filled(folder: Path) -> Iterator[Place]:
    """Fill a household and serve it on an invented home network, for as long as the block lasts."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.filled"],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ids = json.loads(done.stdout.splitlines()[-1])
    with serving(folder, program="tests.e2e.home_network", PORT=free_port(), LAN="1") as running:
        port = urlsplit(running.address).port
        yield Place(running.address, f"http://{home_network.MACHINE}:{port}", ids, folder)


def routes(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """Go through every address of the site."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(row, URLResolver):
            yield from routes(row.url_patterns)
        else:
            yield row


def address(route: URLPattern, ids: dict[str, str]) -> str:
    """Return the address of a route, with the ids of a filled household."""
    names = route.pattern.converters or dict.fromkeys(getattr(route.pattern.regex, "groupindex", {}))
    return reverse(str(route.name), kwargs={name: ids[name] for name in names})


def addresses(page: Page, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield name and address of every route that answers with a page."""
    for route in routes():
        where = address(route, ids)
        answer = page.request.get(where)
        assert answer.status < 500, where
        if answer.status != 405 and answer.headers.get("content-type", "").startswith("text/html"):
            yield str(route.name), where
