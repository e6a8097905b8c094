"""A new version while a massage is on the screen: it waits, says so, begins afterwards, and strands no open page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import away, browser, journey, shortcut
from tests.e2e.away import Home
from tests.e2e.browser import PHONE

NEWER = "tests.e2e.newer"
LOOK = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
STATES = """async () => { const { active, waiting } = await navigator.serviceWorker.getRegistration();
  return [active?.state ?? '', waiting?.state ?? '']; }"""
NEWER_BEGAN = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("handsong-"));
  const began = await (await caches.open(names.at(-1))).match("/static/begun");
  const { active, waiting } = await navigator.serviceWorker.getRegistration();
  return names.length === 2 && Boolean(began) && active.state === "activated" && !waiting; }"""
"""Whether a second version has taken the place of the first: while it only comes, that one is active and none waits."""

FILES_STAY = """async () => (await Promise.all([...document.querySelectorAll("script[src], link[rel=stylesheet]")]
  .map(async (part) => (await fetch(part.src || part.href)).ok))).every(Boolean)"""
"""Whether all that the open page is made of can be had still, with nobody at home."""
CUT_OFF = re.compile(r"net::ERR_CONNECTION_(RESET|REFUSED)")
"""What a page says of a picture that was coming when the old version ended."""
WAITS = "A new version is ready. It starts when this massage is over."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with away.home(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser, home: Home) -> Iterator[Page]:
    """A phone with one child, that has all it needs of the version that runs."""
    with browser.opened(chromium, home.address, service_workers="allow", **PHONE) as (page, watch):
        watch.expects += [away.NO_ANSWER, CUT_OFF]
        shortcut.erase(page.request)
        page.goto("/about/")
        shortcut.add(page)
        away.take_along(page)
        yield page
        assert watch.see() == []


def _update(home: Home) -> None:
    """Put another version in the place of the one that runs."""
    is_newer = home.program == NEWER
    home.stop()
    home.start("handsong.main" if is_newer else NEWER)


def _versions(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("handsong-")]


def test_a_new_version_waits_for_the_massage_to_end_says_so_and_then_begins(phone: Page, home: Home) -> None:
    [first] = _versions(phone)
    phone.clock.install()
    shortcut.play(phone, shortcut.session(phone))
    journey.pass_time(phone, 34)
    expect(phone.locator("html")).to_have_attribute("data-phone-is-ready", "")
    _update(home)
    phone.evaluate(LOOK)
    expect(phone.locator("section.paused")).to_be_hidden()
    away.wait_until(phone, f"async () => (await ({STATES})()).join() === 'activated,installed'")
    journey.pass_time(phone, 4)
    phone.get_by_role("button", name="Pause").click()
    expect(journey.screen(phone, "paused").get_by_text(WAITS)).to_be_visible()
    other = phone.context.new_page()
    other.goto("/library/")
    other.wait_for_timeout(300)
    other.clock.fast_forward(4000)
    assert phone.evaluate(STATES) == ["activated", "installed"], "another page does not begin it either"
    journey.screen(phone, "paused").get_by_role("button", name="End here").click()
    # Whether a massage is on a screen is asked every three seconds, and the answer takes time of the browser's own.
    phone.clock.resume()
    away.wait_until(phone, f"async () => (await ({STATES})()).join() === 'activated,'")
    # The page is still the one that was opened with the first version, whose files stay.
    assert _versions(phone)[0] == first
    assert len(_versions(phone)) == 2
    home.stop()
    assert phone.evaluate(FILES_STAY)
    home.start(NEWER)
    # Asked for in the second in which the old version ends, while that answers, this page never came under Playwright.
    phone.get_by_role("link", name="How was it?").click()
    expect(phone.get_by_role("button", name="Done")).to_be_visible()


def test_with_no_massage_on_any_screen_a_new_version_begins_by_itself(phone: Page, home: Home) -> None:
    _update(home)
    phone.goto("/library/")
    # Only then: a page asked for in the second before, as above, never came under Playwright, and without it did.
    away.wait_until(phone, NEWER_BEGAN)
    home.stop()
    assert phone.evaluate(FILES_STAY)
    phone.goto("/")
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
