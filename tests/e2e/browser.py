"""The browser that the journeys are made in, and the watch that is kept on it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, WebError

from scripts.bootstrap import BROWSERS
from tests.e2e.home_network import MACHINE

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALL = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}

ARGUMENTS = (
    "--no-sandbox",  # tests run as root in the build
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for all pages: a process for each costs more than the page.
    "--process-per-site",
    "--renderer-process-limit=1",
    # The machine as phones of the invented home network know it: docs in home_network.py.
    f"--host-resolver-rules=MAP {MACHINE} 127.0.0.1",
)
LONGEST_WAIT = 15_000
"""Milliseconds until something that should have come is given up; nothing waits this long when all is well."""

AN_ANSWER = re.compile(r"the server responded with a status of 4\d\d")
"""The browser's own remark about a page that says no; the page itself is what a test looks at."""

NO_WORKER = re.compile("Service Worker registration blocked by Playwright")
"""Most journeys look at pages as the server sends them; those of test_offline.py and test_updates.py have a worker."""


def program() -> str:
    """Return the Chromium of this machine, found as the set-up finds it."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "No Chromium is on the path. `make test` installs one."
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS])


class Watch:
    """What a browser did that it may not: ask elsewhere, break the page's policy, complain, fail.

    `expects` holds patterns of complaints that a test brings about on purpose, such as being offline.
    """

    def __init__(self, context: BrowserContext, *homes: str) -> None:
        """Watch every page of this context; all of them come from these addresses."""
        self.homes = homes
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.expects = [AN_ANSWER, NO_WORKER]
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def see(self) -> list[str]:
        """Return what was seen and was not brought about on purpose."""
        return [fault for fault in self.faults if not any(known.search(fault) for known in self.expects)]

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((*self.homes, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")


@contextmanager
def opened(browser: Browser, *homes: str, **how: Any) -> Iterator[tuple[Page, Watch]]:
    """Open a page of its own for as long as the block lasts; it may ask nobody but these addresses."""
    where = {"base_url": homes[0], "locale": "en-AU", "timezone_id": "Australia/Melbourne"}
    context = browser.new_context(**{"service_workers": "block"} | where | how)
    context.set_default_timeout(LONGEST_WAIT)
    try:
        yield context.new_page(), Watch(context, *homes)
    finally:
        context.close()
