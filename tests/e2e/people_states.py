"""What the pages about people become: somebody is invited, a young person comes in, somebody leaves."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import shortcut
from tests.e2e.journey import Told
from tests.e2e.walk import Walk, collect

CY = Told("Cy", days_old=14 * 366, colour="dusk")
"""A young person; invited, and erased again before somebody else looks."""


def people_with_a_change(walk: Walk) -> None:
    """An onlooker, an owner in another home, an invitation that waits; one of them unfolded."""
    walk.page.goto("/people/")
    walk.page.locator("summary", has_text="Change").first.click()
    expect(walk.page.get_by_role("button", name="Make carer").first).to_be_visible()


def people_refused(walk: Walk) -> None:
    """A name that is none."""
    walk.page.goto("/people/")
    walk.page.get_by_label("Your name").fill("")
    walk.page.get_by_role("button", name="Save").click()
    expect(walk.page.locator(".fault")).to_be_visible()


def invite_with_faults(walk: Walk) -> None:
    """Nobody invited for nobody."""
    walk.page.goto("/people/invite/")
    for box in walk.page.get_by_role("checkbox").all():
        box.uncheck()
    walk.page.get_by_role("button", name="Make the invitation").click()
    expect(walk.page.locator(".fault").first).to_be_visible()


def invited(walk: Walk) -> None:
    """The link, and its picture."""
    _invite(walk, "Pia", "Carer")
    expect(walk.page.get_by_text("opens on your home network only")).to_be_visible()


def invitation_on_a_phone(walk: Walk) -> None:
    """A phone that nobody knows, before anything is typed."""
    invited(walk)
    _open_on_a_phone(walk)
    expect(walk.page.get_by_role("button", name="Accept")).to_be_visible()


def invitation_with_a_fault(walk: Walk) -> None:
    """Accepted without a name."""
    invitation_on_a_phone(walk)
    walk.page.get_by_role("button", name="Accept").click()
    expect(walk.page.locator(".fault").first).to_be_visible()


def invitation_for_a_young_person(walk: Walk) -> None:
    """What a sign-in of their own means, before they agree."""
    shortcut.erase(walk.page.request, CY.name)
    shortcut.add(walk.page, CY)
    _invite(walk, CY.name, "The young person")
    _open_on_a_phone(walk)
    expect(walk.page.get_by_text("I have read this")).to_be_visible()


def account_that_hangs_on_one_phone(walk: Walk) -> None:
    """The young person has come in, and is asked for a password first."""
    invitation_for_a_young_person(walk)
    walk.page.get_by_label("Your name").fill("Cy")
    walk.page.get_by_label("I have read this").check()
    walk.page.get_by_role("button", name="Accept").click()
    expect(walk.page.get_by_text("no page can let you in again")).to_be_visible()


def sign_out_from_all_that_one_is_known_by(walk: Walk) -> None:
    """And what is said to somebody who would go without one."""
    account_that_hangs_on_one_phone(walk)
    walk.as_phone("/sign-out/")
    expect(walk.page.get_by_text("no page can let you in again")).to_be_visible()


def devices_with_one_that_nobody_else_ends(walk: Walk) -> None:
    """What the machine shows of that phone."""
    account_that_hangs_on_one_phone(walk)
    walk.page.goto("/devices/")
    expect(walk.page.get_by_text("they end it themselves").first).to_be_visible()


def session_that_is_private(walk: Walk) -> None:
    """A massage that the young person added, on their own phone."""
    account_that_hangs_on_one_phone(walk)
    walk.as_phone("/diary/")
    walk.page.get_by_role("link", name="Add a massage").click()
    walk.page.locator("form button").last.click()
    expect(walk.page.get_by_role("button", name="Open it to the others")).to_be_visible()


def diary_with_a_closed_one(walk: Walk) -> None:
    """What a parent sees of it."""
    session_that_is_private(walk)
    walk.page.goto("/diary/")
    expect(walk.page.get_by_text("What was in it stays with")).to_be_visible()


def leave_refused(walk: Walk) -> None:
    """The last owner."""
    walk.child("Ada", "leave/")
    expect(walk.page.get_by_role("alert")).to_be_visible()


def leave_with_a_copy(walk: Walk) -> None:
    """Somebody else decides too."""
    walk.child("Pia", "leave/")
    expect(walk.page.get_by_role("link", name="Take a copy")).to_be_visible()


def _invite(walk: Walk, child: str, what: str) -> None:
    page = walk.page
    page.goto("/people/invite/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_label(child, exact=True).check()
    page.get_by_label(what).check()
    page.get_by_label("In our home").check()
    page.get_by_role("button", name="Make the invitation").click()


def _open_on_a_phone(walk: Walk) -> None:
    walk.as_phone(walk.page.locator(".code strong").inner_text().removeprefix(walk.place.network))


STATES = collect(__name__)
"""Every state above, by its name."""
