"""With home in reach: what the phone takes along is fresh, and goes when it is not the phone's to know any more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e import away, browser, journey, shortcut
from tests.e2e.away import Home
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit

SIGNED_OUT = """{ const before = fetch;
  globalThis.fetch = (where, how) => String(where).startsWith('/offline/')
    ? Promise.resolve(new Response('', { status: 403, headers: { 'Cross-Origin-Resource-Policy': 'same-origin' } })) : before(where, how); }"""
"""What asks for shelves is refused. A worker stands between page and network, where no test reaches."""

REFUSED = re.compile(r"/events/$|/offline/known/$")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with away.home(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser, home: Home) -> Iterator[Page]:
    """A phone with one child, in reach of home, that has all it needs."""
    with browser.opened(chromium, home.address, service_workers="allow", **PHONE) as (page, watch):
        watch.expects.append(away.NO_ANSWER)
        shortcut.erase(page.request)
        page.goto("/about/")
        shortcut.add(page)
        away.take_along(page)
        yield page
        assert watch.see() == []


def _ready_again(page: Page, where: str = "/") -> None:
    page.goto(where)
    expect(page.locator("html")).to_have_attribute("data-phone-is-ready", "")


def test_after_a_form_was_sent_the_phone_fetches_anew_and_else_it_does_not(phone: Page) -> None:
    def made_at() -> str:
        return str(away.store(phone)["shelves"][0]["made_at"])

    first = made_at()
    _ready_again(phone)
    assert made_at() == first
    phone.get_by_role("button", name="Start with Mia").click()
    _ready_again(phone)
    assert made_at() > first


def test_a_phone_that_is_cut_off_shows_what_it_has_and_comes_back_by_itself(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.goto("/diary/")
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
    expect(phone.get_by_text("No answer from Handsong’s computer.")).to_be_visible()
    phone.context.set_offline(False)
    # It asks at once, and if that was too soon, every quarter of a minute.
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mia’s diary", timeout=20_000)


def test_a_child_that_was_erased_is_gone_from_the_phone(phone: Page) -> None:
    shortcut.erase(phone.request)
    _ready_again(phone)
    kept = away.store(phone)
    assert kept["shelves"] == kept["stamps"] == []


def test_a_phone_that_was_signed_out_holds_nothing_of_the_children(phone: Page) -> None:
    phone.add_init_script(SIGNED_OUT)
    _ready_again(phone)
    assert away.store(phone)["shelves"] == []


def test_a_session_begun_at_home_goes_on_where_nobody_answers(phone: Page, home: Home) -> None:
    phone.clock.install()
    shortcut.play(phone, shortcut.session(phone))
    journey.pass_time(phone, 40)
    title = phone.locator("[data-title]").inner_text()
    expect(phone.locator("html")).to_have_attribute("data-phone-is-ready", "")
    home.stop()
    phone.reload()
    expect(journey.screen(phone, "paused")).to_be_visible()
    journey.screen(phone, "paused").get_by_role("button", name="Go on").click()
    assert phone.locator("[data-title]").inner_text() == title
    journey.play_to_the_end(phone)
    home.start()


@pytest.mark.parametrize("told", ["a plaster", "asleep"])
def test_a_massage_that_was_left_does_not_go_on_over_what_another_phone_told_since(
    phone: Page, home: Home, told: str
) -> None:
    phone.clock.install()
    shortcut.play(phone, shortcut.session(phone))
    journey.pass_time(phone, 40)
    left = phone.url
    if told == "asleep":
        shortcut.send(phone.request, shortcut.send(phone.request, "/begin/", anyway="1"), answer=told)
    else:
        shortcut.found(phone, "plaster", "leg.left")
    phone.clock.fast_forward("06:00")
    phone.clock.resume()
    away.take_along(phone)
    home.stop()
    phone.goto(left)
    why = "Something was told since then." if told == "asleep" else "Part of that massage rests for now."
    expect(phone.get_by_text(f"{why} Please answer again.")).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
    expect(phone.get_by_role("link", name="Go on")).to_be_hidden()
    home.start()


def test_signed_out_in_mid_session_it_goes_on_and_nothing_is_lost(visit: Visit) -> None:
    page, _ = visit(**PHONE)
    shortcut.massage(page)
    journey.done(page)
    page.route(REFUSED, _refused)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    journey.pass_time(page, 20)
    journey.tell(page, "Unsure")
    journey.pass_time(page, 1)
    page.wait_for_timeout(300)
    journey.pass_time(page, 1)
    expect(page.get_by_text("Signed out. All is kept here")).to_be_visible()
    journey.pass_time(page, 8)
    journey.tell(page, "Enjoying")
    journey.play_to_the_end(page)
    assert len(journey.kept(page)) > len(_known(page)) > 0
    page.unroute_all()
    page.clock.fast_forward(60_000)
    journey.done(page)
    expect(page.get_by_text("Signed out.")).to_be_hidden()
    assert [event["id"] for event in journey.events(page)] == journey.kept(page)


def _known(page: Page) -> list[str]:
    return [event["id"] for event in journey.events(page)]


def _refused(route: Route) -> None:
    is_asked = route.request.method == "GET" and route.request.url.endswith("/events/")
    route.continue_() if is_asked else route.fulfill(status=403, body="Sign in.")
