"""What every journey stands on: one browser, one household, and a watch that nobody has to ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, sync_playwright

from tests.e2e import browser, shortcut
from tests.e2e.browser import DESKTOP, PHONE, Watch
from tests.web.site.serving import Household, free_port, serving

SIZES = {"phone": PHONE, "desktop": DESKTOP}

Visit = Callable[..., tuple[Page, Watch]]
Lasting = Callable[[str], tuple[Page, Watch]]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The one browser; each visit has a profile of its own in it."""
    started = browser.launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """The one household, served in a process of its own."""
    with serving(tmp_path_factory.mktemp("household"), PORT=free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def by_hand(playwright: Playwright, server: Household) -> Iterator[APIRequestContext]:
    """A way to send forms to the one household without a browser."""
    request = playwright.request.new_context(base_url=server.address)
    yield request
    request.dispose()


@contextmanager
def visits(chromium: Browser, household: Household) -> Iterator[Visit]:
    """Let pages be opened for as long as the block lasts; then none may have done what none may do."""
    seen: list[Watch] = []
    with ExitStack() as stack:

        def opened(**how: Any) -> tuple[Page, Watch]:
            page, watch = stack.enter_context(browser.opened(chromium, household.address, **how))
            seen.append(watch)
            return page, watch

        yield opened
        assert [fault for watch in seen for fault in watch.see()] == []


@pytest.fixture
def visit(chromium: Browser, server: Household, by_hand: APIRequestContext) -> Iterator[Visit]:
    """Open pages of their own in the household, once the children of other tests are erased from it."""
    shortcut.erase(by_hand)
    with visits(chromium, server) as opened:
        yield opened


@pytest.fixture(scope="module")
def lasting(chromium: Browser, server: Household) -> Iterator[Lasting]:
    """A page in each size for all journeys of a file: to open one costs more than most of them."""
    with ExitStack() as stack:

        @cache
        def opened(size: str) -> tuple[Page, Watch]:
            return stack.enter_context(browser.opened(chromium, server.address, **SIZES[size]))

        yield opened


@contextmanager
def lent(opened: tuple[Page, Watch], by_hand: APIRequestContext) -> Iterator[Page]:
    """Lend a lasting page to one test: it remembers nothing, its time is ours again, and it is watched."""
    page, watch = opened
    page.goto("/about/")
    page.evaluate("localStorage.clear()")
    page.context.clear_cookies()
    page.clock.install()
    page.clock.resume()
    shortcut.erase(by_hand)
    watch.faults.clear()
    yield page
    page.unroute_all()
    assert watch.see() == []


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, lasting: Lasting, by_hand: APIRequestContext) -> Iterator[Page]:
    """A page in both sizes: what is promised to everybody."""
    with lent(lasting(request.param), by_hand) as page:
        yield page


@pytest.fixture
def phone(lasting: Lasting, by_hand: APIRequestContext) -> Iterator[Page]:
    """A page on a phone."""
    with lent(lasting("phone"), by_hand) as page:
        yield page


@pytest.fixture(params=SIZES)
def first_page(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page in both sizes, in a household that was set up this minute."""
    with serving(tmp_path, PORT=free_port()) as fresh, visits(chromium, fresh) as opened:
        yield opened(**SIZES[request.param])[0]
