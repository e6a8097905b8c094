"""A phone in the home: from the picture on the computer's screen to a page on which the screen stays on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import browser
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.test_every_page import OVER_PLAIN_HTTP, faults
from tests.web.site.at_home import MACHINE
from tests.web.site.serving import free_port, serving

STAYS_ON = "isSecureContext && 'wakeLock' in navigator"
FAST = """Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + 7 * 60000 })"""


@dataclass(frozen=True)
class Home:
    """A household on its home network: how the machine itself, a new phone and a trusting one come to it."""

    machine: str
    plain: str
    secure: str


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("home")
    with serving(folder, program="tests.web.site.at_home", PORT=free_port()) as running:
        plain = running.address.replace("localhost", MACHINE)
        yield Home(running.address, plain, plain.replace("http:", "https:"))


@contextmanager
def seen(chromium: Browser, home: Home, start: str, **how: object) -> Iterator[Page]:
    """Open a page that asks nobody but this household; a phone in it trusts what it was told to trust."""
    homes = [start, home.machine, home.plain, home.secure]
    with browser.opened(chromium, *homes, ignore_https_errors=True, **how) as (page, watch):
        watch.expects.append(OVER_PLAIN_HTTP)
        yield page
        assert watch.see() == []


def fingerprint(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator(".fingerprint").inner_text())


def test_a_phone_goes_from_the_picture_to_a_page_on_which_the_screen_stays_on(
    chromium: Browser, home: Home
) -> None:
    with (
        seen(chromium, home, home.machine, **DESKTOP) as machine,
        seen(chromium, home, home.plain, **PHONE) as phone,
    ):
        machine.goto("/devices/")
        machine.get_by_role("button", name="Add a phone").click()
        link = machine.locator(".code strong").inner_text()
        assert link.startswith(f"{home.plain}trust/#")

        phone.goto(link)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Trust the computer at home")
        assert fingerprint(phone) == fingerprint(machine)
        assert len(fingerprint(phone)) == 32 * 3 - 1
        assert not phone.evaluate(STAYS_ON)
        assert phone.context.cookies() == []

        phone.get_by_role("link", name="Open Handsong").last.click()
        assert phone.url.startswith(f"{home.secure}pair/")
        phone.get_by_role("button", name="Pair").click()
        expect(phone.get_by_label("First name or nickname")).to_be_visible()
        assert phone.url.startswith(home.secure)
        assert phone.evaluate(STAYS_ON)
        assert all(cookie["secure"] for cookie in phone.context.cookies())

        phone.goto(f"{home.secure}settings/check/")
        expect(phone.get_by_text("encrypted")).to_be_visible()
        expect(phone.get_by_text("The same as the computer’s")).to_be_visible()
        phone.goto(f"{home.plain}settings/")
        assert phone.url == f"{home.plain}trust/"


def test_without_a_code_the_link_leads_to_the_first_page(chromium: Browser, home: Home) -> None:
    with seen(chromium, home, home.plain, **PHONE) as phone:
        for ending in ("", "#nonsense", "#../../evil", "#abcd-efgh-jkm!"):
            phone.goto("about:blank")
            phone.goto(f"{home.plain}trust/{ending}")
            phone.wait_for_load_state("networkidle")
            assert phone.locator("a[data-home]").first.get_attribute("href") == home.secure


def test_a_clock_that_is_wrong_on_the_phone_is_seen(chromium: Browser, home: Home) -> None:
    with seen(chromium, home, home.machine, **PHONE) as page:
        page.goto("/settings/check/")
        expect(page.get_by_text("The same as the computer’s")).to_be_visible()
        expect(page.locator("[data-clocks] .note")).to_be_hidden()
        expect(page.get_by_text("Everything is in order.")).to_be_visible()
        page.add_init_script(FAST)
        page.goto("/settings/check/")
        expect(page.get_by_text("7 minutes ahead of the computer’s")).to_be_visible()
        expect(page.locator("[data-clocks] .note")).to_be_visible()
        expect(page.get_by_text("One thing needs a look.")).to_be_visible()


@pytest.mark.parametrize("where", ["trust/", "settings/check/"])
def test_nothing_is_wrong_with_the_pages_of_the_home_network(
    chromium: Browser, home: Home, where: str
) -> None:
    start = home.plain if where == "trust/" else home.machine
    with seen(chromium, home, start, user_agent="iPhone", reduced_motion="reduce", **DESKTOP) as page:
        page.goto(where)
        found = [*faults(page)]
        assert not found, "\n".join(found)


def test_nothing_is_wrong_with_the_page_that_says_what_is_amiss(chromium: Browser, tmp_path: Path) -> None:
    """A phone on the plain home network, its clock ahead."""
    with serving(tmp_path, program="tests.e2e.home_network", PORT=free_port(), LAN="1") as running:
        network = running.address.replace("localhost", MACHINE)
        with seen(chromium, Home(running.address, network, network), network, **DESKTOP) as page:
            page.goto(f"{running.address}devices/")
            page.get_by_role("button", name="Add a phone").click()
            page.goto(page.locator(".code strong").inner_text())
            page.get_by_role("button", name="Pair").click()
            expect(page.get_by_label("First name or nickname")).to_be_visible()
            page.add_init_script(FAST)
            page.goto(f"{network}settings/check/")
            expect(page.get_by_text("2 things need a look.")).to_be_visible()
            found = [*faults(page)]
            assert not found, "\n".join(found)
