"""What could not be sent is counted on every page, can be saved as a file, and arrives in the end, once."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e import away, browser, home_network, journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit
from tests.e2e.people_states import CY
from tests.e2e.told_states import KEEP, SOMEBODY_ELSE
from tests.web.signing import PASSWORD
from tests.web.site.serving import free_port, serving

NOT_NOW = re.compile("ERR_FAILED")


def _lose(route: Route) -> None:
    route.abort()


def play_unheard(page: Page) -> list[str]:
    """Play a short massage of which the server hears nothing; return what the phone keeps of it."""
    _hear_nothing(page)
    shortcut.massage(page)
    return _end_unheard(page)


def _hear_nothing(page: Page) -> None:
    page.context.route(
        "**/events/", lambda route: _lose(route) if route.request.method == "POST" else route.continue_()
    )


def _end_unheard(page: Page) -> list[str]:
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


@pytest.fixture
def tablet(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A tablet on which a parent is known, and on which a young person of the household may sign in."""
    with serving(tmp_path, program="tests.e2e.home_network", PORT=free_port(), LAN="1") as running:
        network = f"http://{home_network.MACHINE}:{urlsplit(running.address).port}"
        with browser.opened(chromium, running.address, **PHONE) as (page, watch):
            watch.expects.append(NOT_NOW)
            with browser.opened(chromium, network, **PHONE) as (phone, _):
                _accept(phone, _invitation(page))
            yield page
            assert watch.see() == []


def _invitation(page: Page) -> str:
    """Invite a young person; return where the invitation opens."""
    shortcut.add(page, CY)
    page.goto("/people/invite/")
    page.get_by_label(CY.name, exact=True).check()
    page.get_by_label("The young person").check()
    page.get_by_label("In our home").check()
    page.get_by_role("button", name="Make the invitation").click()
    return urlsplit(page.locator(".code strong").inner_text()).path


def _accept(phone: Page, invitation: str) -> None:
    """Agree on a phone of one's own, and choose what one signs in with elsewhere."""
    phone.goto(invitation)
    phone.get_by_label("Your name").fill(CY.name)
    phone.get_by_label("I have read this").check()
    phone.get_by_role("button", name="Accept").click()
    expect(phone).not_to_have_url(re.compile("/invitation/"))
    phone.goto("/account/sign-in/")
    phone.get_by_label("Name").fill(CY.name)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.locator("form button").last.click()
    expect(phone).not_to_have_url(re.compile("/sign-in/"))


def _sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(CY.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def _sign_out(page: Page) -> None:
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-out/"))


def _saved(page: Page) -> str:
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as a file").click()
    return Path(saving.value.path()).read_text(encoding="utf-8")


def _set_aside(page: Page) -> list[str]:
    rows = page.request.get("/told/aside/").json()["set_aside"]
    return [row["row"]["id"] for row in rows]


def _of_somebody_else(many: int) -> str:
    return f"Unsent, from somebody else who uses this device: {many}"


def test_what_a_young_person_told_on_a_shared_tablet_waits_there_for_nobody_else(tablet: Page) -> None:
    page = tablet
    _hear_nothing(page)
    _sign_in(page)
    shortcut.play(page, shortcut.session(page))
    kept, session = _end_unheard(page), journey.session_of(page)
    page.clock.resume()
    page.goto("/")
    expect(page.get_by_text(f"Unsent: {len(kept)}")).to_be_visible()
    assert [event["id"] for event in json.loads(_saved(page))["events"]] == kept
    _sign_out(page)

    # A parent is there, and has something unsent too.
    theirs = [str(uuid.uuid4())]
    page.evaluate(KEEP, [str(uuid.uuid4()), theirs, {"by": "home"}])
    page.goto("/")
    expect(page.get_by_text("Unsent: 1")).to_be_visible()
    expect(page.get_by_text(_of_somebody_else(len(kept)))).to_be_visible()
    saved = _saved(page)
    assert [event["id"] for event in json.loads(saved)["events"]] == theirs
    assert not [private for private in (session, *kept) if private in saved]

    # The server answers again: what is the parent's goes, and what is not stays.
    page.context.unroute_all()
    page.clock.fast_forward(12_000)
    page.goto("/")
    expect(page.get_by_text("Unsent: 1")).to_be_hidden()
    expect(page.get_by_text(_of_somebody_else(len(kept)))).to_be_visible()
    assert _set_aside(page) == theirs

    _sign_in(page)
    page.goto("/")
    page.clock.fast_forward(12_000)
    page.wait_for_function(f"(id) => {journey.KEPT}.unsent.length === 0", arg=session)
    expect(page.locator(".unsent").filter(visible=True)).to_have_count(0)
    where = f"/session/{session}/events/"
    assert [event["id"] for event in page.request.get(where).json()["events"]] == kept
    assert _set_aside(page) == theirs, "nothing of the young person's had to wait for a yes"
    _sign_out(page)
    assert page.request.get(where).status == 404, "it stands in their name, and is private"


def test_what_another_parent_told_without_a_network_goes_along_with_whoever_massages_the_child(
    visit: Visit,
) -> None:
    page, _ = visit(service_workers="allow", **PHONE)
    child = shortcut.add(page)
    away.take_along(page)
    session, told = str(uuid.uuid4()), [str(uuid.uuid4())]
    begun = {"child": child, "practice": False, "own": False}
    page.evaluate(KEEP, [session, told, {"by": SOMEBODY_ELSE, "begun": begun}])
    page.goto("/")
    page.wait_for_function(f"(id) => {journey.KEPT}.unsent.length === 0", arg=session)
    known = page.request.get(f"/session/{session}/events/").json()["events"]
    assert [event["id"] for event in known] == told


def test_on_a_page_for_nobody_all_of_it_is_somebodys_and_nobody_saves_it(tablet: Page) -> None:
    page = tablet
    network = f"http://{home_network.MACHINE}:{urlsplit(page.url).port}"
    assert page.context.browser
    with browser.opened(page.context.browser, network, **PHONE) as (stranger, _):
        stranger.goto("/sign-in/")
        assert stranger.locator("html").get_attribute("data-teller") is None, "it was read"
        stranger.evaluate(KEEP, [str(uuid.uuid4()), ["one", "two"], {"by": SOMEBODY_ELSE}])
        stranger.reload()
        expect(stranger.get_by_text("Unsent, from somebody who uses this device: 2")).to_be_visible()
        expect(stranger.get_by_role("button", name="Save as a file")).to_be_hidden()
