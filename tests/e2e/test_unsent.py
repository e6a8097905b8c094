"""What could not be sent is counted on every page, can be saved as a file, and arrives in the end, once."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit

NOT_NOW = re.compile("ERR_FAILED")


def _lose(route: Route) -> None:
    route.abort()


def play_unheard(page: Page) -> list[str]:
    """Play a short massage of which the server hears nothing; return what the phone keeps of it."""
    page.context.route(
        "**/events/", lambda route: _lose(route) if route.request.method == "POST" else route.continue_()
    )
    shortcut.massage(page)
    # What a closing page hands over goes past the routes of the test.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    journey.pass_time(page, 20)
    page.get_by_role("button", name="Pause").click()
    journey.screen(page, "paused").get_by_role("button", name="End here").click()
    journey.pass_time(page, 8)
    return journey.kept(page)


def test_what_is_unsent_is_counted_on_every_page_and_arrives_by_itself(visit: Visit) -> None:
    page, watch = visit(**PHONE)
    watch.expects.append(NOT_NOW)
    kept = play_unheard(page)
    session = journey.session_of(page)
    page.clock.resume()
    for where in ("/", "/library/", "/settings/"):
        page.goto(where)
        expect(page.get_by_text(f"Unsent: {len(kept)}")).to_be_visible()
    page.context.unroute_all()
    page.goto("/")
    # The player was on the screen just now: for some seconds its session is left to it.
    page.clock.fast_forward(12_000)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    told = page.request.get(f"/session/{session}/events/").json()["events"]
    assert [event["id"] for event in told] == kept


def test_what_is_unsent_can_be_saved_and_brought_as_a_file(visit: Visit, tmp_path: Path) -> None:
    page, watch = visit(**PHONE)
    watch.expects.append(NOT_NOW)
    kept = play_unheard(page)
    page.clock.resume()
    page.goto("/")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    assert [event["id"] for event in json.loads(file.read_text())["events"]] == kept
    page.goto("/told/")
    for told in (f"{len(kept)} new, 0 here already", f"0 new, {len(kept)} here already"):
        page.get_by_label("The file").set_input_files(file)
        page.get_by_role("button", name="Bring it").click()
        expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    page.context.unroute_all()
    page.goto("/")
    # The player was on the screen just now: for some seconds its session is left to it.
    page.clock.fast_forward(12_000)
    expect(page.locator("[data-unsent]")).to_be_hidden()
