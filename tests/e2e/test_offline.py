"""With no network at all: from a cold start to a massage that was played, ended, and told when home answers again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import away, browser, journey, shortcut
from tests.e2e.away import Home
from tests.e2e.browser import PHONE
from tests.e2e.journey import Told

MEGA = 1_000_000
TWIN = Told("Noah", days_old=140, colour="sage")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with away.home(tmp_path_factory.mktemp("away")) as made:
        yield made


@pytest.fixture(scope="module")
def pocket(chromium: Browser, home: Home) -> Iterator[BrowserContext]:
    """A phone that was at home once, with two children."""
    with browser.opened(chromium, home.address, service_workers="allow", **PHONE) as (page, watch):
        watch.expects.append(away.NO_ANSWER)
        page.goto("/about/")
        shortcut.add(page, TWIN)
        shortcut.add(page)
        away.take_along(page)
        page.close()
        yield page.context
        assert watch.see() == []


@pytest.fixture
def phone(pocket: BrowserContext, home: Home) -> Iterator[Page]:
    """A page of it, out of reach of the server, which remembers no massage."""
    home.stop()
    page = pocket.new_page()
    page.goto("/about/")
    page.evaluate("localStorage.clear()")
    page.clock.install()
    page.clock.resume()
    yield page
    page.close()


def _mia(page: Page) -> None:
    """Get ready with Mia alone: of two children, each has a Start."""
    page.locator("article", has_text="Mia").get_by_role("button", name="Start with").click()
    away.answer_on(page)


def test_the_phone_keeps_nothing_of_anybody_where_the_worker_keeps_files(phone: Page) -> None:
    cached = phone.evaluate(away.CACHED)
    assert len(cached) > 30
    assert [address for address in cached if not address.startswith("/static/")] == ["/offline/"]
    told = phone.evaluate("async () => (await caches.match('/offline/')).text()")
    assert not re.search(r"Mia|Noah|csrf|token=\"[^\"]", told)


def test_what_two_children_take_on_the_phone_is_under_five_megabytes(phone: Page) -> None:
    kept = away.store(phone)
    assert len(kept["shelves"]) == 2
    assert len(json.dumps(kept).encode()) < 5 * MEGA
    assert phone.evaluate("async () => (await navigator.storage.estimate()).usage") < 5 * MEGA


def test_any_page_opens_as_today_and_says_that_nobody_answers(phone: Page) -> None:
    for where in ("/", "/library/", "/begin/", "/session/018f6a00-0000-7000-8000-000000000000/"):
        phone.goto(where)
        expect(
            phone.get_by_role("status").filter(has_text="No answer from Handsong’s computer")
        ).to_be_visible()
        expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
        expect(phone.get_by_role("button", name="Start with Noah")).to_be_visible()


def test_a_massage_runs_from_a_cold_start_to_its_end_and_is_told_at_home(
    phone: Page, home: Home, tmp_path: Path
) -> None:
    phone.goto("/")
    _mia(phone)
    expect(phone.locator(".plan-row:not(.opening)").first).to_be_visible()
    away.open_player(phone)
    journey.begin(phone)
    expect(phone.locator("[data-caption]")).to_have_text("Breathe out. Shoulders down.")
    journey.pass_time(phone, 12)
    journey.tell(phone, "Enjoying")
    journey.play_to_the_end(phone)
    expect(journey.screen(phone, "ended").get_by_role("heading", level=1)).to_have_text("All done")
    session = journey.session_of(phone)
    _tell_how_it_was(phone)
    kept = phone.evaluate(f"(id) => {journey.KEPT}.events.map((event) => event.id)", session)
    expect(phone.get_by_text(f"Unsent: {len(kept)}")).to_be_visible()

    home.start()
    phone.get_by_role("button", name="Try again").click()
    expect(phone).to_have_title("Today · Handsong")
    # The player was on the screen just now: for some seconds its session is left to it.
    phone.clock.fast_forward(12_000)
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    told = phone.request.get(f"/session/{session}/events/").json()["events"]
    assert [event["id"] for event in told] == kept
    assert [event["kind"] for event in told][:2] == ["asked", "started"]
    assert told[-1]["body"] == {"child": "Sleepy", "remember": "The same again"}
    phone.goto(f"/session/{session}/after/")
    expect(phone.get_by_text("Noted. Nothing more to do.")).to_be_visible()
    phone.goto(f"/diary/sessions/{session}/")
    expect(phone.locator("main")).to_contain_text("Mia had two minutes with you.")
    expect(phone.locator("main")).to_contain_text("The same again")

    home.stop()
    phone.goto("/")
    file = _saved(phone, tmp_path)
    assert [event["id"] for event in json.loads(file.read_text())["events"]] == kept
    phone.get_by_role("button", name="Start with Mia").click()
    expect(phone.get_by_role("heading", name="What this phone keeps")).to_be_hidden()
    phone.evaluate("localStorage.setItem('handsong.pin', '1')")
    phone.goto("/")
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
    expect(phone.get_by_role("heading", name="What this phone keeps")).to_be_hidden()
    home.start()
    phone.goto("/told/")
    phone.get_by_label("The file").set_input_files(file)
    phone.get_by_role("button", name="Bring it").click()
    expect(phone.get_by_role("status").filter(has_text=f"0 new, {len(kept)} here already")).to_be_visible()


def _saved(phone: Page, folder: Path) -> Path:
    """Save what a phone keeps, should the server be gone for good."""
    with phone.expect_download() as saving:
        phone.get_by_role("button", name="Save what this phone keeps").click()
    file = folder / saving.value.suggested_filename
    saving.value.save_as(file)
    return file


def _tell_how_it_was(phone: Page) -> None:
    """Tell it from the last screen, without a network; it stands there as told when it is opened again."""
    phone.get_by_role("link", name="How was it?").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("All done")
    expect(phone.locator(".lead")).to_contain_text("two minutes")
    asked = phone.url
    phone.get_by_label("Sleepy").check()
    phone.get_by_label("The same again").check()
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_text("Noted. Nothing more to do.")).to_be_visible()
    expect(phone.get_by_role("button", name="Done")).to_be_hidden()
    assert phone.url == asked
    phone.get_by_role("button", name="Back to Today").click()


@pytest.mark.parametrize("size", [PHONE, browser.SMALL, browser.DESKTOP])
def test_the_player_has_its_drawing_on_every_screen(phone: Page, size: dict[str, Any]) -> None:
    phone.set_viewport_size(size["viewport"])
    phone.goto("/")
    _mia(phone)
    phone.get_by_role("button", name="Start", exact=True).click()
    drawing = journey.screen(phone, "ready").locator("svg.drawing").bounding_box()
    assert drawing
    assert min(drawing["width"], drawing["height"]) > 100


def test_todays_plan_is_practised_first_and_what_was_found_before_is_told_all_the_same(phone: Page) -> None:
    phone.goto("/")
    phone.locator("article", has_text="Mia").get_by_role("button", name="Start with").click()
    away.answer_on(phone, **{"Have you looked at the skin since last time?": "Looked: something is there"})
    rash = phone.locator(".tick[data-value=rash]")
    rash.locator(".choice").click()
    rash.locator(".chip", has=phone.locator("input[value='back']")).click()
    phone.get_by_role("button", name="Go on").click()
    away.answer_on(phone)
    names = phone.locator(".plan-row:not(.opening) h2").all_inner_texts()
    phone.get_by_role("button", name="Practise first").click()
    journey.hold_still(phone)
    expect(phone.get_by_role("heading", level=1).first).to_have_text("Practise on a doll or cushion")
    journey.begin(phone)
    expect(phone.locator(".practice")).to_be_visible()
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 4)
    expect(phone.locator("[data-title]")).to_have_text(names[0])
    # As (practice, what was found, whether there is a plan): the rash of the child is told without a plan.
    told = [(one["practice"], len(one["found"]), bool(one["steps"])) for one in _told(phone)]
    assert sorted(told) == [(False, 1, False), (True, 1, True)]
    journey.tell(phone, "Crying")
    journey.screen(phone, "rest").get_by_role("button", name="End here").click()
    journey.screen(phone, "ended").get_by_role("link", name="Done").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Well practised")
    expect(phone.get_by_role("button", name="Done")).to_be_hidden()
    # Two such tears would have stopped a massage; these were a cushion’s.
    phone.get_by_role("button", name="Back to Today").click()
    expect(phone.get_by_role("button", name="Start with Mia")).to_be_visible()


def test_a_red_flag_without_a_network_leads_to_help_before_anything_else(phone: Page) -> None:
    phone.goto("/")
    _flag(phone, "Breathing is hard")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call now")
    expect(phone).to_have_title("Call now · Handsong")
    expect(phone.locator("a[href='tel:000']").first).to_be_visible()
    expect(phone.get_by_role("heading", name="What to say")).to_be_visible()
    assert len(_told(phone)) == 1
    # Nothing that nobody was asked is a reason.
    expect(phone.locator("[data-reasons]")).not_to_contain_text(re.compile("skin|fed|hungry", re.IGNORECASE))
    # It stands for the day: nothing is begun or asked any more.
    phone.get_by_role("button", name="Back to Today").click()
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    mia = phone.locator("article", has_text="Mia")
    expect(mia.get_by_role("button", name="Start with")).to_be_hidden()
    mia.get_by_role("button", name="Whom to call").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call now")
    assert len(_told(phone)) == 1


def test_a_massage_that_was_left_does_not_go_on_while_a_red_flag_stands(phone: Page) -> None:
    _into_a_stroke(phone)
    left = phone.url
    phone.goto("/")
    mia = phone.locator("article", has_text="Mia")
    expect(mia.get_by_role("link", name="Go on")).to_be_visible()
    # A form was sent since, of which nobody here knows what it told.
    phone.evaluate("localStorage.setItem('handsong.changed', String(Date.now() + 1))")
    phone.goto("/")
    expect(mia.get_by_role("button", name="Start with")).to_be_visible()
    expect(mia.get_by_role("link", name="Go on")).to_be_hidden()
    phone.goto(left)
    expect(phone.get_by_text("Something was told since then. Please answer again.")).to_be_visible()
    phone.evaluate("localStorage.removeItem('handsong.changed')")
    phone.goto(left)
    expect(journey.screen(phone, "paused")).to_be_visible()
    phone.goto("/")
    _flag(phone, "Breathing is hard")
    phone.get_by_role("button", name="Back to Today").click()
    expect(mia.get_by_role("button", name="Whom to call")).to_be_visible()
    expect(mia.get_by_role("link", name="Go on")).to_be_hidden()
    phone.goto(left)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call now")


def test_whoever_thinks_of_harm_is_not_alone(phone: Page) -> None:
    phone.goto("/")
    _flag(phone, "harming")
    expect(phone.get_by_text("You are not alone. Lay Mia on the back in the cot")).to_be_visible()
    numbers = phone.locator("[data-shell] a[href^='tel:']").evaluate_all(
        "(all) => all.map((one) => one.href)"
    )
    assert numbers.index("tel:000") == len(numbers) - 1 > 0


def test_answers_that_have_grown_old_begin_nothing(phone: Page) -> None:
    phone.goto("/")
    _mia(phone)
    phone.clock.fast_forward("31:00")
    phone.get_by_role("button", name="Start", exact=True).click()
    expect(phone.get_by_text("That was a while ago. Please answer again.")).to_be_visible()
    assert _told(phone) == []
    away.answer_on(phone)
    away.open_player(phone)
    begun = phone.url
    phone.goto("about:blank")
    phone.clock.fast_forward("31:00")
    phone.goto(begun)
    expect(phone.get_by_text("That was a while ago. Please answer again.")).to_be_visible()


def test_what_was_found_is_written_down_however_the_plan_is_left(phone: Page) -> None:
    phone.goto("/about/")
    phone.goto("/")
    asked = phone.locator("article", has_text="Mia").get_by_role("button", name="Start with")
    asked.click()
    away.answer_on(phone, **{"Have you looked at the skin since last time?": "Looked: something is there"})
    phone.locator(".tick .choice").first.click()
    phone.get_by_role("button", name="Go on").click()
    away.answer_on(phone)
    assert _told(phone) == []
    # The phone is put away; then the page is left.
    phone.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    told = _told(phone)
    assert [len(one["found"]) for one in told] == [1]
    phone.go_back()
    expect(phone.get_by_text("No answer from Handsong’s computer")).to_be_visible()
    assert _told(phone) == told


def test_a_full_phone_says_on_the_help_page_that_it_keeps_no_more_and_counts_what_it_was_told(
    phone: Page,
) -> None:
    phone.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
    )
    phone.goto("/")
    _flag(phone, "Breathing is hard")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call now")
    expect(phone.get_by_text("This phone keeps no more. Leave the page open")).to_be_visible()
    expect(phone.get_by_text("Unsent: 1")).to_be_visible()


def test_what_was_sent_and_got_no_answer_is_said_so_and_never_sent_twice(phone: Page, home: Home) -> None:
    home.start()
    phone.goto("/")
    begins = phone.locator("form[action='/begin/'] button").first
    expect(begins).to_be_visible()
    home.stop()
    begins.click()
    expect(phone.get_by_role("status").filter(has_text="What you just sent got no answer")).to_be_visible()
    assert phone.evaluate("location.pathname") == "/offline/"
    home.start()
    phone.get_by_role("button", name="Try again").click()
    expect(phone).to_have_title("Today · Handsong")


@pytest.mark.parametrize(("days", "why"), [(80, "long since this phone heard"), (-2, "clock does not fit")])
def test_past_the_last_day_and_by_a_wrong_clock_there_are_holds_and_help(
    phone: Page, days: int, why: str
) -> None:
    phone.clock.set_system_time(time.time() + days * 24 * 60 * 60)
    phone.goto("/")
    mia = phone.locator("article", has_text="Mia")
    expect(mia.get_by_text(re.compile(why))).to_be_visible()
    expect(mia.get_by_role("button", name="Something wrong?")).to_be_visible()
    _mia(phone)
    expect(phone.get_by_text("Still hands for now.")).to_be_visible()


def test_without_a_network_one_session_is_on_one_screen(phone: Page, pocket: BrowserContext) -> None:
    _into_a_stroke(phone)
    second = pocket.new_page()
    second.goto(phone.url)
    expect(journey.screen(second, "paused")).to_be_visible()
    expect(journey.screen(phone, "elsewhere")).to_be_visible()
    before = journey.kept(phone)
    phone.keyboard.press("4")
    assert journey.kept(phone) == before
    second.close()


@pytest.mark.parametrize("full", ["IDBObjectStore.prototype.put", "Storage.prototype.setItem"])
def test_a_phone_that_is_full_says_so_and_plays_to_the_end(phone: Page, full: str) -> None:
    phone.add_init_script(f"{full} = () => {{ throw new DOMException('', 'QuotaExceededError'); }}")
    _into_a_stroke(phone)
    expect(phone.get_by_text("This phone keeps no more. Leave the page open.")).to_be_visible()
    journey.play_to_the_end(phone)
    expect(journey.screen(phone, "ended").get_by_role("heading", level=1)).to_have_text("All done")


def test_a_store_that_cannot_be_opened_is_named_and_loses_nothing(phone: Page) -> None:
    phone.add_init_script("indexedDB.open = () => { throw new DOMException('', 'UnknownError'); }")
    phone.goto("/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("This phone cannot open what it keeps")
    expect(phone.get_by_text("In an emergency, call the emergency number")).to_be_visible()


def _flag(page: Page, sign: str) -> None:
    """From Today, say of Mia that she is not quite well, and tick this sign."""
    page.locator("article", has_text="Mia").get_by_role("button", name="Start with").click()
    away.answer_on(page, **{"Is your child well?": "Not quite"})
    page.locator(".choice", has_text=sign).click()
    page.get_by_role("button", name="Go on").click()


def _told(page: Page) -> list[dict[str, Any]]:
    """Return what was asked without a network, as the phone has written it down."""
    kept: list[dict[str, Any]] = page.evaluate(
        "Object.entries(localStorage).filter(([name]) => name.startsWith('handsong.session.'))"
        ".flatMap(([, kept]) => JSON.parse(kept).events).filter(({ kind }) => kind === 'asked').map(({ body }) => body)"
    )
    return kept


def _into_a_stroke(page: Page) -> None:
    """Come from Today into the middle of the first stroke, whose time stands still."""
    page.goto("/")
    _mia(page)
    away.open_player(page)
    journey.begin(page)
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 34)
