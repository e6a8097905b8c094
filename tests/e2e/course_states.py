"""What the home course and the reminders become; one function a state."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e import shortcut
from tests.e2e.journey import Told
from tests.e2e.walk import BEA, Walk, collect


def course_with_a_week_done(walk: Walk) -> None:
    """The second week, read and practised; what is new waits its turn, and is unfolded."""
    walk.look_anew()
    walk.page.goto("/course/")
    walk.page.get_by_role("button", name="Begin with week 1").click()
    walk.page.get_by_role("button", name="On to week 2").click()
    for label in ("We read it", "We practised"):
        walk.page.get_by_role("button", name=label).click()
    expect(walk.page.get_by_role("button", name="We practised")).to_have_attribute("aria-pressed", "true")
    for fold in walk.page.locator("main summary").all():
        fold.click()


def course_that_waits(walk: Walk) -> None:
    """A baby at home before the due date, whose unit has not said yes."""
    shortcut.erase(walk.page.request, BEA.name)
    shortcut.add(walk.page, Told(BEA.name, days_old=5, early="Early", weeks_early="6"))
    walk.page.goto("/course/")
    walk.page.get_by_role("button", name="Begin with week 1").click()
    expect(walk.page.get_by_text("Massage waits")).to_be_visible()


def reminders_with_an_address(walk: Walk) -> None:
    """Asked for, with the address that is shown once."""
    _stop(walk.page)
    _ask(walk.page)
    walk.page.get_by_role("button", name="Make an address").click()
    expect(walk.page.get_by_label("Address of your calendar")).to_be_visible()


def reminders_in_quiet_hours(walk: Walk) -> None:
    """A time that cannot be."""
    _stop(walk.page)
    _ask(walk.page, at="21:30")
    expect(walk.page.locator(".fault")).to_contain_text("quiet hours")


def _stop(page: Page) -> None:
    shortcut.send(page.request, "/reminders/stop/")
    page.goto("/reminders/")


def _ask(page: Page, at: str = "09:30") -> None:
    for day in ("Monday", "Friday"):
        page.get_by_label(day).check()
    page.get_by_label("At what time?").fill(at)
    page.get_by_role("button", name="Remind me").click()


STATES = collect(__name__)
"""Every state above, by its name."""
