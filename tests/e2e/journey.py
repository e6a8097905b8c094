"""What a parent does, in the words of the pages: tell of a child, answer, play, end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

ALL_IS_WELL = {
    "Has the unit or your midwife said yes to touch today?": "Yes, today",
    "How is your child right now?": "Awake and calm",
    "When was the last feed or meal?": "More than 45 minutes ago",
    "Is your child well?": "Yes, well",
    "Have you looked at the skin since last time?": "Looked: nothing new",
    "Has the navel healed?": "Yes: dry and closed",
    "Is it still there?": "Gone, healed",
    "Are the place and you ready?": "Ready",
    "Dry hands, or a little oil?": "Dry hands",
}
"""The answer to each question that lets a massage begin."""

MAKE_THE_PLAN = "Make the plan"
GLANCE = 4
"""Seconds that pass at once: less than a page may be out of sight before it pauses."""

KEPT = "JSON.parse(localStorage.getItem('handsong.session.' + id) ?? '{\"events\": [], \"unsent\": []}')"
"""What a device remembers of the session with this id, in the page's own language."""


@dataclass(frozen=True)
class Told:
    """A child as a parent tells of it."""

    name: str = "Mia"
    days_old: int = 140
    early: str = "On time or late"
    weeks_early: str = ""
    colour: str = "clay"
    tone: str = "3"

    @property
    def born(self) -> str:
        """The day of birth as the browser's calendar writes it."""
        return (date.today() - timedelta(days=self.days_old)).isoformat()  # noqa: DTZ011 - the parent's own calendar


MIA = Told()
NOAH = Told("Noah", days_old=1290)


def add(page: Page, child: Told = MIA) -> None:
    """Tell of a child, and come to Today."""
    page.goto("/children/new/")
    page.get_by_label("First name or nickname").fill(child.name)
    page.get_by_label("Date of birth").fill(child.born)
    page.get_by_label(child.early, exact=True).check()
    if child.weeks_early:
        page.get_by_label("Weeks early").fill(child.weeks_early)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_title("Today · Handsong")


def answer(page: Page, text: str) -> None:
    """Tap an answer of the question that is shown."""
    page.locator("button.target", has=page.get_by_text(text, exact=True)).click()


def get_ready(page: Page, **instead: str) -> None:
    """Press Start and answer well, until the wish; `instead` answers some questions otherwise, by name."""
    page.get_by_role("button", name="Start with").click()
    while (question := question_of(page)) not in {"", "wish"}:
        told = instead.get(question)
        answer(page, told or ALL_IS_WELL[page.locator("h1").inner_text()])


def question_of(page: Page) -> str:
    """Return which question the page asks; nothing on any other page."""
    return question_in(page.url)


def question_in(address: str) -> str:
    """Return which question is asked at an address; nothing at any other."""
    parts = address.rstrip("/").split("/")
    return parts[-1] if "ready" in parts else ""


def make_plan(page: Page, **instead: str) -> None:
    """Answer well, wish for nothing in particular, and come to the plan."""
    get_ready(page, **instead)
    page.get_by_role("button", name=MAKE_THE_PLAN).click()
    expect(page).to_have_title("Today’s plan · Handsong")


def stop_the_clock(page: Page) -> None:
    """Let no time pass in the pages that open from now on, unless `pass_time` says so."""
    page.clock.install()


def open_player(page: Page, button: str = "Start") -> None:
    """Go from the plan to the player, whose time stands still from then on."""
    stop_the_clock(page)
    page.get_by_role("button", name=button).click()
    hold_still(page)


def hold_still(page: Page) -> None:
    """Wait until the player can begin or go on, then stop its time."""
    expect(page.locator("massage-session")).not_to_have_attribute("data-screen", "")
    expect(page.locator("[data-begin]")).to_be_enabled()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def begin(page: Page) -> None:
    """Press Begin: the child is asked first."""
    page.get_by_role("button", name="Begin").click()
    expect(screen(page, "question")).to_be_visible()


def pass_time(page: Page, seconds: float) -> None:
    """Let so much of the page's time go by, a glance at a time, as if somebody sat there."""
    left = seconds
    while left > 0:
        page.clock.fast_forward(round(min(left, GLANCE) * 1000))
        left -= GLANCE


def tell(page: Page, cue: str) -> None:
    """Tap what the baby says."""
    page.locator(".cues").get_by_role("button", name=cue).click()


def play_to_the_end(page: Page, longest: int = 900) -> list[str]:
    """Let the massage go on, answering every question with yes, until it is over; return what was asked."""
    asked = []
    for _ in range(longest // GLANCE):
        pass_time(page, GLANCE)
        now = screen_of(page)
        if now == "question":
            asked.append(caption(page))
            tell(page, "Enjoying")
        elif now == "ended":
            return asked
    raise AssertionError(f"not over after {longest} seconds; it shows {screen_of(page)}")


def screen_of(page: Page) -> str:
    """Return which screen the player shows."""
    return page.locator("massage-session").get_attribute("data-screen") or ""


def screen(page: Page, name: str) -> Locator:
    """Return a screen of the player."""
    return page.locator(f".session > section[data-for~={name}]")


def caption(page: Page) -> str:
    """Return what is said just now."""
    return page.locator("[data-caption]").inner_text()


def done(page: Page) -> None:
    """Let time go its own way again until all is sent."""
    page.clock.resume()
    page.wait_for_function(f"(id) => {KEPT}.unsent.length === 0", arg=session_of(page))


def events(page: Page) -> list[dict[str, Any]]:
    """Return what the server knows of the session that this page plays."""
    where = page.locator("massage-session").get_attribute("data-log") or ""
    answer = page.request.get(urljoin(page.url, where))
    told: list[dict[str, Any]] = json.loads(answer.text())["events"]
    return told


def kept(page: Page) -> list[str]:
    """Return the ids of what this device remembers of the session that this page plays."""
    ids: list[str] = page.evaluate(f"(id) => {KEPT}.events.map((event) => event.id)", session_of(page))
    return ids


def session_of(page: Page) -> str:
    """Return the id of the session that this page plays."""
    return page.locator("massage-session").get_attribute("data-session") or ""
