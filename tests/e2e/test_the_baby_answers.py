"""What the baby says changes what happens, and every ending is as good as the others."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut

THAT_IS_THE_MASSAGE = re.compile(
    r"You (saw it|knew when to end|watched, and you answered)\. That is the massage\."
)


def _hands(page: Page) -> str:
    """Return where the hands are in the drawing: away, still or moving."""
    return page.locator(".stage massage-drawing").get_attribute("data-hands") or ""


def _played(page: Page) -> float:
    """Return how far the drawing has come, in seconds of its own time."""
    return float(page.locator(".stage svg.drawing").evaluate("(svg) => svg.getCurrentTime()"))


def _says(page: Page) -> str:
    return page.locator("[data-chip]").inner_text()


def test_an_unsure_baby_softens_the_touch(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 20)
    before = _played(phone)
    journey.pass_time(phone, 8)
    usual = _played(phone) - before
    journey.tell(phone, "Unsure")
    assert _says(phone) == "Soften"
    before = _played(phone)
    journey.pass_time(phone, 8)
    softer = _played(phone) - before
    assert softer == pytest.approx(0.7 * usual, abs=0.3)


def test_turning_away_stills_the_hands_until_the_baby_is_back(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 20)
    assert _hands(phone) == "moving"
    journey.tell(phone, "Turning away")
    assert _says(phone) == "Pause and hold"
    journey.pass_time(phone, 2)
    stood = _played(phone)
    journey.pass_time(phone, 20)
    assert (_hands(phone), _played(phone)) == ("still", stood)
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 12)
    assert _hands(phone) == "moving"
    assert _played(phone) > stood


def test_turning_away_twice_and_again_ends_it_kindly(page: Page) -> None:
    shortcut.massage(page)
    journey.pass_time(page, 20)
    for said in ("Pause and hold", "Change one thing"):
        journey.tell(page, "Turning away")
        assert _says(page) == said
    journey.tell(page, "Turning away")
    _is_praised(page, "Enough for now")
    _is_remembered(page, "Enough for now")


def test_no_answer_for_a_minute_ends_it_kindly_and_begins_nothing(phone: Page) -> None:
    shortcut.add(phone)
    phone.clock.install()
    phone.goto(shortcut.session(phone))
    journey.hold_still(phone)
    journey.begin(phone)
    journey.pass_time(phone, 120)
    ended = journey.screen(phone, "ended")
    expect(ended).to_contain_text("Mia said not now. You asked, and you listened. That is the massage.")
    journey.done(phone)
    assert {event["kind"] for event in journey.events(phone)} == {"started", "cue"}


def test_crying_stops_the_strokes_at_once_and_offers_comfort(page: Page) -> None:
    shortcut.massage(page)
    journey.pass_time(page, 20)
    journey.tell(page, "Crying")
    rest = journey.screen(page, "rest")
    expect(rest.get_by_role("heading", level=1)).to_have_text("Comfort first")
    expect(page.locator(".stage")).to_be_hidden()
    assert "Stop. Comfort Mia" in rest.inner_text()
    for cue in ("Enjoying", "Unsure", "Enjoying"):
        journey.tell(page, cue)
        journey.pass_time(page, 8)
        assert journey.screen_of(page) == "rest", "strokes are over for this time"
    rest.get_by_role("button", name="End here").click()
    _is_praised(page, "Enough for now")
    _is_remembered(page, "Enough for now")


def test_sleep_ends_it_and_says_where_to_lay_the_baby_down(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 20)
    journey.tell(phone, "Asleep")
    rest = journey.screen(phone, "rest")
    expect(rest.get_by_role("heading", level=1)).to_have_text("Asleep")
    expect(rest).to_contain_text("Onto the back, in Mia’s own flat bed.")
    rest.get_by_role("button", name="End here").click()
    _is_praised(phone, "Fast asleep")
    _is_remembered(phone, "Fast asleep")


def test_a_second_crying_shows_how_to_put_the_baby_down_and_whom_to_call(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 8)
    journey.tell(phone, "Crying")
    journey.tell(phone, "Crying")
    rest = journey.screen(phone, "rest")
    expect(rest.get_by_role("heading", level=1)).to_have_text("A moment for you")
    for words in ("on the back", "Step out of the room", "Never shake a baby", "000"):
        expect(rest).to_contain_text(words)
    expect(rest.locator('a[href="tel:000"]')).to_be_visible()
    expect(phone.locator("[data-cues]")).to_be_hidden()


def test_the_parent_may_end_it_and_that_is_as_good(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 20)
    phone.get_by_role("button", name="Pause").click()
    journey.screen(phone, "paused").get_by_role("button", name="End here").click()
    _is_praised(phone, "All done")
    _is_remembered(phone, "All done")


def test_the_pause_holds_repeat_and_skip(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 28)
    phone.get_by_role("button", name="Pause").click()
    paused = journey.screen(phone, "paused")
    journey.pass_time(phone, 60)
    expect(paused).to_be_visible()
    before = _played(phone)
    paused.get_by_role("button", name="Once more").click()
    journey.pass_time(phone, 2)
    assert _played(phone) < before, "the stroke begins anew"
    first = phone.locator("[data-title]").inner_text()
    phone.get_by_role("button", name="Pause").click()
    paused.get_by_role("button", name="Skip this").click()
    journey.pass_time(phone, 8)
    now = (phone.locator("[data-title]").inner_text(), journey.screen_of(phone), journey.caption(phone))
    assert now != (first, "touch", ""), "something else follows"
    journey.done(phone)
    assert "skipped" in [event["kind"] for event in journey.events(phone)]


def _is_praised(page: Page, title: str) -> None:
    ended = journey.screen(page, "ended")
    expect(ended.get_by_role("heading", level=1)).to_have_text(title)
    expect(ended).to_contain_text(re.compile("That is the massage|You saw it"))
    expect(ended.get_by_role("link", name="How was it?")).to_be_visible()


def _is_remembered(page: Page, title: str) -> None:
    """See that the page after it, and Today, tell the same ending."""
    journey.done(page)
    journey.screen(page, "ended").get_by_role("link", name="How was it?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".facts")).to_contain_text("Last time")
