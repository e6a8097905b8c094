"""Two babies, one parent, one phone: one tap changes over, each goes on where it was, and nothing mixes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e import away, browser, journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.journey import Told

IDA, LEO = Told("Ida"), Told("Leo", colour="sage")
HUGE = 96
"""Pixels: what a knuckle hits without looking."""

BOTH_ARE_KEPT = f"async () => JSON.parse(await ({away.KEPT})()).bundles.length === 2"
"""Whether the phone could play both sessions and all they need without a network."""


def _both(page: Page) -> None:
    """Come to Ida’s player, with Leo beside her; time stands still there."""
    _add_both(page)
    page.goto("/")
    _begin_both(page)


def _add_both(page: Page) -> None:
    for child in (IDA, LEO):
        shortcut.add(page, child)


def _begin_both(page: Page) -> None:
    page.get_by_role("button", name="Both, in turns").click()
    while journey.question_of(page) not in {"wish", ""}:
        journey.answer(page, journey.ALL_IS_WELL[page.locator("h1").inner_text()])
    page.get_by_role("button", name=journey.MAKE_THE_PLAN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Both together, in turns")
    page.clock.install()
    page.get_by_role("button", name="Start with").click()
    journey.hold_still(page)
    expect(page.locator(".beside-safely")).to_contain_text("Both lie on the floor")


def _stroke(page: Page) -> None:
    journey.begin(page)
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 30)


def _change_over(page: Page, name: str) -> None:
    """Tap the other one’s name, and be there."""
    page.locator(".beside").click()
    expect(page.locator(".session-who .whose")).to_have_text(name)
    expect(page).to_have_url(re.compile(r"/session/[0-9a-f-]+/$"))
    journey.hold_still(page)


def _whose(page: Page) -> str:
    return page.locator(".session-who .whose").inner_text()


def _kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events]


def test_one_tap_changes_over_and_each_goes_on_at_its_last_step(phone: Page) -> None:
    _both(phone)
    _stroke(phone)
    assert _whose(phone) == "Ida"
    title = phone.locator("[data-title]").inner_text()
    box = phone.locator(".beside").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= HUGE
    assert phone.locator(".beside").inner_text().startswith("Change over to Leo")

    _change_over(phone, "Leo")
    expect(journey.screen(phone, "question")).to_be_visible()
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 10)
    of_leo = journey.session_of(phone)

    _change_over(phone, "Ida")
    expect(journey.screen(phone, "touch")).to_be_visible()
    assert phone.locator("[data-title]").inner_text() == title
    journey.play_to_the_end(phone)
    journey.done(phone)
    assert {event["session"] for event in journey.events(phone)} == {journey.session_of(phone)}
    assert _kinds(journey.events(phone)).count("started") == 1

    phone.get_by_role("link", name="Now Leo").click()
    journey.hold_still(phone)
    assert journey.session_of(phone) == of_leo
    journey.play_to_the_end(phone)
    journey.done(phone)
    assert {event["session"] for event in journey.events(phone)} == {of_leo}
    phone.clock.resume()
    phone.get_by_role("link", name="How was it?").click()
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


def test_by_keys_the_seventh_changes_over(phone: Page) -> None:
    _both(phone)
    _stroke(phone)
    phone.keyboard.press("7")
    expect(phone.locator(".session-who .whose")).to_have_text("Leo")


def test_something_wrong_with_one_is_the_end_for_both(phone: Page) -> None:
    _both(phone)
    _stroke(phone)
    _change_over(phone, "Leo")
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 10)
    journey.tell(phone, "Something is wrong")
    expect(journey.screen(phone, "care")).to_be_visible()
    expect(phone.locator(".beside")).to_be_hidden()
    phone.go_back()
    journey.hold_still(phone)
    paused = journey.screen(phone, "paused")
    expect(paused).to_contain_text("Look after Leo first.")
    expect(paused.get_by_role("button", name="Go on")).to_be_hidden()
    phone.keyboard.press(" ")
    phone.keyboard.press("1")
    expect(paused).to_be_visible()
    paused.get_by_role("button", name="End here").click()
    expect(journey.screen(phone, "ended")).to_be_visible()


def test_nothing_begins_before_it_is_known_how_the_other_child_is(phone: Page) -> None:
    phone.route(
        re.compile(r"/twins\.[0-9a-f]*\.?js$"),
        lambda route: route.fulfill(content_type="text/javascript", body="throw new Error();"),
    )
    _add_both(phone)
    phone.goto("/")
    phone.get_by_role("button", name="Both, in turns").click()
    while journey.question_of(phone) not in {"wish", ""}:
        journey.answer(phone, journey.ALL_IS_WELL[phone.locator("h1").inner_text()])
    phone.get_by_role("button", name=journey.MAKE_THE_PLAN).click()
    phone.get_by_role("button", name="Start with").click()
    expect(phone.get_by_text("The session could not be fetched")).to_be_visible()
    expect(phone.locator("[data-begin]")).to_be_hidden()
    phone.unroute_all()
    phone.reload()
    expect(phone.get_by_role("button", name="Begin")).to_be_enabled()


def test_with_the_server_gone_it_changes_over_all_the_same(chromium: Browser, tmp_path: Path) -> None:
    with (
        away.home(tmp_path) as home,
        browser.opened(chromium, home.address, service_workers="allow", **PHONE) as (page, watch),
    ):
        watch.expects.append(away.NO_ANSWER)
        page.goto("/about/")
        _add_both(page)
        away.take_along(page)
        _begin_both(page)
        page.clock.resume()
        _stroke(page)
        away.wait_until(page, BOTH_ARE_KEPT)
        # Until the shelves are fetched anew, the phone does not know what the form told that began both.
        expect(page.locator("html")).to_have_attribute("data-phone-is-ready", "")
        home.stop()
        _change_over(page, "Leo")
        expect(journey.screen(page, "question")).to_be_visible()
        journey.tell(page, "Enjoying")
        journey.pass_time(page, 10)
        _change_over(page, "Ida")
        expect(journey.screen(page, "touch")).to_be_visible()
        assert watch.see() == []
