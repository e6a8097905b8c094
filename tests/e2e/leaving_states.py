"""What the pages become on which somebody takes a copy or erases; one function a state."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.walk import Walk, collect

MISTYPED = "no"


def _other_words(walk: Walk, page: str) -> None:
    walk.page.goto(page)
    walk.page.locator("#id_words").fill(MISTYPED)
    walk.page.get_by_role("button", name="Erase for good").click()
    expect(walk.page.get_by_text("These are other words.")).to_be_visible()


def erase_oneself_with_other_words(walk: Walk) -> None:
    """The words are others."""
    _other_words(walk, "/erase/me/")


def erase_household_with_other_words(walk: Walk) -> None:
    """The same of the household."""
    _other_words(walk, "/erase/household/")


def erase_oneself_as_the_only_owner(walk: Walk) -> None:
    """What becomes of the children was not said."""
    walk.page.goto("/erase/me/")
    walk.page.locator("#id_words").fill("erase me")
    walk.page.get_by_role("button", name="Erase for good").click()
    expect(walk.page.get_by_text("Make somebody else an owner first")).to_be_visible()


def copy_with_what_goes_in(walk: Walk) -> None:
    """The list of what goes in."""
    walk.page.goto("/copy/")
    walk.page.get_by_text("What goes in").click()


STATES = collect(__name__)
"""Every state above, by its name."""
