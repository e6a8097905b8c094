"""The proof of going on: in a real browser, without a network, the page is killed in mid-session, and opens where it was.

The browser's process that holds the page is made to crash at a moment drawn by lot, in half of the rounds
right after a touch. Opened again, the page shows what it showed; the massage goes on to its end; every
step was begun once and in order, and no event is missing, doubled or out of place.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.e2e import away, browser, journey, shortcut
from tests.e2e.browser import PHONE
from tests.proof.tally import Tally

MOST_GLANCES = 34
"""A first massage of two minutes lasts about as many glances, its questions counted."""

SHOWN = """() => {
  const player = document.querySelector('massage-session');
  const heading = [...player.querySelectorAll('h1')].find((one) => one.checkVisibility());
  return [player.dataset.screen, player.dataset.tone ?? '', heading?.textContent ?? ''];
}"""
"""What stands on the screen: which, in which tone, under which heading."""

TAP = "([cue, shown]) => { document.querySelector(`.cues [data-cue=${cue}]`).click(); return eval(shown)(); }"

EVENTS = "(id) => JSON.parse(localStorage.getItem('handsong.session.' + id)).events"

HASTY = """() => {
  const { setItem, getItem } = Storage.prototype;
  const pending = new Map();
  Storage.prototype.setItem = function (name, value) {
    if (!name.startsWith('handsong.session.')) return setItem.call(this, name, value);
    pending.set(name, value);
    setTimeout(() => setItem.call(this, name, value), 2000);
  };
  Storage.prototype.getItem = function (name) { return pending.get(name) ?? getItem.call(this, name); };
}"""
"""The harm that must be noticed: a phone that shows first and writes two seconds later, however slow the machine is."""


def run(folder: Path, rounds: range, harmed: range = range(0)) -> tuple[Tally, Tally]:
    """Kill the page once a round, each drawn by its own number; return what is wrong, of harmed phones apart."""
    found, noticed = Tally(), Tally()
    with sync_playwright() as playwright, away.home(folder) as home:
        started = browser.launch(playwright)
        with _phone(started, home.address) as pocket:
            home.stop()
            for number in rounds:
                found.take(_round(pocket, number, is_hasty=False), f"round {number}")
            for number in harmed:
                noticed.take(_round(pocket, number, is_hasty=True), f"round {number}")
        started.close()
    return found, noticed


@contextmanager
def _phone(started: Browser, address: str) -> Iterator[BrowserContext]:
    """Have a phone that was at home once."""
    with browser.opened(started, address, service_workers="allow", **PHONE) as (page, _):
        page.goto("/about/")
        shortcut.add(page)
        away.take_along(page)
        page.close()
        yield page.context


def _round(pocket: BrowserContext, number: int, *, is_hasty: bool) -> Iterator[str]:
    """Play, kill, open again, play on; go through what is not as it was."""
    dice = random.Random(number)  # noqa: S311 - a draw that anybody can repeat
    page = pocket.new_page()
    page.goto("/about/")
    page.evaluate("localStorage.clear()")
    if is_hasty:
        page.add_init_script(f"({HASTY})()")
    away.massage(page)
    shown = _play(page, dice)
    session = journey.session_of(page)
    _kill(page)
    again = pocket.new_page()
    again.goto(f"/session/{session}/")
    yield from _goes_on(again, shown)
    yield from _is_whole(again.evaluate(EVENTS, session))
    again.close()


def _play(page: Page, dice: random.Random) -> list[str]:
    """Play until a moment drawn by lot, answering as a baby might; return what stands on the screen then."""
    for _ in range(dice.randrange(MOST_GLANCES)):
        screen = journey.screen_of(page)
        if screen == "ended":
            break
        if screen == "question":
            journey.tell(page, "Enjoying")
        elif screen == "touch" and dice.random() < 0.15:
            journey.tell(page, dice.choice(("Enjoying", "Unsure", "Turning away")))
        elif screen == "paused":
            journey.screen(page, "paused").get_by_role("button", name="Go on").click()
        elif screen == "rest":
            journey.tell(page, "Enjoying")
        elif dice.random() < 0.05:
            page.get_by_role("button", name="Pause").click()
        journey.pass_time(page, dice.uniform(0.3, journey.GLANCE))
    if journey.screen_of(page) in {"touch", "question"} and dice.random() < 0.5:
        cue = dice.choice(("enjoying", "unsure", "turning-away"))
        tapped: list[str] = page.evaluate(TAP, [cue, SHOWN])
        return tapped
    plain: list[str] = page.evaluate(SHOWN)
    return plain


def _kill(page: Page) -> None:
    """End the process that holds the page, without a last word."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def _goes_on(page: Page, shown: list[str]) -> Iterator[str]:
    """Go on where it was, to the end."""
    if shown[0] == "ended":
        expect(page.get_by_role("button", name="Start with Mia")).to_be_visible()
        return
    expect(page.locator("[data-begin]")).to_be_enabled()
    page.wait_for_function("document.querySelector('massage-session').dataset.screen !== ''")
    if journey.screen_of(page) == "ready":
        yield f"it opened at its beginning, and had shown {shown}"
        return
    now = _shown_again(page, shown)
    if now != shown:
        yield f"another thing is shown: it was {shown}, and it is {now}"
    for _ in range(4 * MOST_GLANCES):
        screen = journey.screen_of(page)
        if screen == "ended":
            return
        if screen in {"question", "rest"}:
            journey.tell(page, "Enjoying")
        elif screen == "paused":
            journey.screen(page, "paused").get_by_role("button", name="Go on").click()
        journey.pass_time(page, journey.GLANCE)
    yield f"it does not end; it shows {page.evaluate(SHOWN)}"


def _shown_again(page: Page, shown: list[str]) -> list[str]:
    """Return what is shown, once the pause that a closed page makes is over."""
    if shown[0] != "paused" and journey.screen_of(page) == "paused":
        journey.screen(page, "paused").get_by_role("button", name="Go on").click()
    now: list[str] = page.evaluate(SHOWN)
    return now


def _is_whole(events: list[dict[str, Any]]) -> Iterator[str]:
    """Go through what is missing, doubled or out of place."""
    numbers = [event["number"] for event in events]
    if numbers != list(range(len(events))):
        yield f"events are missing or doubled: {numbers}"
    if len({event["id"] for event in events}) != len(events):
        yield "an id came twice"
    times = [event["at"] for event in events]
    if times != sorted(times):
        yield "events are out of order"
    begun = [event["body"]["step"] for event in events if event["kind"] == "step-begun"]
    if begun != sorted(set(begun)):
        yield f"steps were begun twice or out of order: {begun}"
