"""What the pages of programs become; one function a state."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.walk import Walk, collect

PAGE = "/settings/programs/"


def program_token_made(walk: Walk) -> None:
    """One that was just made, shown this once."""
    walk.page.goto(PAGE)
    walk.page.get_by_label("Which program is it for?").fill("The button beside the mat")
    walk.page.get_by_label("Tell:").check()
    walk.page.get_by_label("Mia").check()
    walk.page.get_by_role("button", name="Make the token").click()
    expect(walk.page.get_by_text("It is shown this once.")).to_be_visible()


def programs_with_tokens(walk: Walk) -> None:
    """Some that were made."""
    program_token_made(walk)
    walk.page.get_by_role("link", name="It is copied").click()
    expect(walk.page.get_by_text("of Mia alone").first).to_be_visible()


def program_with_faults(walk: Walk) -> None:
    """A token without a name, that may do nothing and never ends."""
    walk.page.goto(PAGE)
    walk.page.locator("form").last.evaluate("(form) => { form.noValidate = true; }")
    walk.page.get_by_label("Read:").uncheck()
    walk.page.get_by_label("Its last day").fill("2099-01-01")
    walk.page.get_by_role("button", name="Make the token").click()
    expect(walk.page.get_by_text("Choose at least one thing that it may do.")).to_be_visible()


STATES = collect(__name__)
"""Every state above, by its name."""
