"""A phone that leaves home: a household whose server is stopped and started again, and what the phone does meanwhile."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import browser, journey
from tests.web.site.serving import Household, free_port, serving

NO_ANSWER = re.compile(r"ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 40[34]")
"""What the browser says of a network that is not there."""

KEPT = """async () => {
  const opened = indexedDB.open('handsong', 1);
  const answered = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
  const database = await answered(opened);
  const all = {};
  for (const name of database.objectStoreNames) all[name] = await answered(database.transaction(name).objectStore(name).getAll());
  database.close();
  return JSON.stringify(all);
}"""
"""All that the phone's store holds, for a page that has made it already."""

CACHED = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"""
"""The addresses of all that the worker keeps."""

WORKS = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"


class Home:
    """A household at an address that stays, whether somebody answers there or not."""

    def __init__(self, folder: Path) -> None:
        """Keep where it lives; nobody answers yet."""
        self.folder, self.port = folder, free_port()
        self.address = f"http://localhost:{self.port}/"
        self.running: Household | None = None
        self.program = ""
        self._stack = ExitStack()

    def start(self, program: str = "handsong.main") -> None:
        """Let the server answer."""
        if not self.running:
            self.program = program
            self.running = self._stack.enter_context(serving(self.folder, program, PORT=self.port))
            # The first page a server makes takes longest; a phone waits for three seconds.
            self.running.get("/about/")
            self.running.get("/")

    def stop(self) -> None:
        """Let nobody answer: the server is really gone."""
        self._stack.close()
        self.running = None


@contextmanager
def home(folder: Path) -> Iterator[Home]:
    """Have a household for as long as the block lasts."""
    made = Home(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def take_along(page: Page) -> None:
    """Open Today in reach of the server, and stay until the phone has all that it needs."""
    page.goto("/")
    wait_until(page, WORKS)
    expect(page.locator("html")).to_have_attribute("data-phone-is-ready", "")


def wait_until(page: Page, condition: str) -> None:
    """Ask the page, in its own language, until it says yes.

    Playwright's own `wait_for_function` takes any promise for a yes: what a phone keeps is only ever promised.
    """
    last = time.monotonic() + browser.LONGEST_WAIT / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < last, f"It never came to be: {condition}"
        page.wait_for_timeout(50)


def store(page: Page) -> dict[str, list[Any]]:
    """Return all that the phone's store holds."""
    told: dict[str, list[Any]] = json.loads(page.evaluate(KEPT))
    return told


def get_ready(page: Page, **instead: str) -> None:
    """Press Start and answer well, until there is no further question; `instead` answers some otherwise, by title."""
    page.get_by_role("button", name="Start with").click()
    answer_on(page, **instead)


def answer_on(page: Page, **instead: str) -> None:
    """Answer what is asked until there is no question left, or one that is answered by ticks."""
    while page.locator(".targets").count():
        asked = page.locator("h1").inner_text()
        told = instead.get(asked, journey.ALL_IS_WELL.get(asked, "Surprise me"))
        journey.answer(page, told)


def open_player(page: Page) -> None:
    """Go from the plan to the player, whose time stands still from then on."""
    page.get_by_role("button", name="Start", exact=True).click()
    journey.hold_still(page)


def massage(page: Page) -> None:
    """Come from Today, without a network, into the first stroke; time stands still there."""
    page.clock.install()
    page.goto("/")
    get_ready(page)
    open_player(page)
    journey.begin(page)
    journey.tell(page, "Enjoying")
