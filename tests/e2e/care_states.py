"""What the pages become when something is wrong with a child, or with a parent; one function a state."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import shortcut, states
from tests.e2e.walk import Walk, collect


def today_after_an_emergency(walk: Walk) -> None:
    """The number stands where a massage would begin."""
    states.care_now(walk)
    walk.page.goto("/")
    expect(walk.page.locator(".begin .call")).to_contain_text("Call now")


def today_after_a_sign_for_today(walk: Walk) -> None:
    """The nurses' line stands there, and the number second."""
    states.care_today(walk)
    walk.page.goto("/")
    expect(walk.page.locator(".begin .call")).to_contain_text("In an emergency")


def ticked_by_mistake(walk: Walk) -> None:
    """The question whether a red flag was a mistake."""
    states.care_now(walk)
    walk.page.get_by_role("link", name="I ticked it by mistake").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Was it ticked by mistake?")


def care_for_a_parent(walk: Walk) -> None:
    """Thoughts of harm: somebody who listens comes first."""
    walk.come_to("signs", "Bea", well="not-quite")
    walk.page.get_by_label("Thoughts of harming").click()
    expect(walk.page.locator(".lead")).to_contain_text("You are not alone")


def over_for_now(walk: Walk) -> None:
    """A session in the middle of which the child was said to cry."""
    walk.look_anew()
    session = shortcut.session(walk.page)
    where = shortcut.send(walk.page.request, "/begin/")
    shortcut.send(walk.page.request, where, answer="crying")
    walk.page.goto(session)
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("It is over for now")


def over_for_now_and_grave(walk: Walk) -> None:
    """A session in the middle of which a red flag was ticked."""
    walk.look_anew()
    session = shortcut.session(walk.page)
    where = shortcut.send(walk.page.request, "/begin/")
    shortcut.send(walk.page.request, where.replace("/state/", "/well/"), answer="not-quite")
    shortcut.send(walk.page.request, where.replace("/state/", "/signs/"), sign="hard-breathing")
    walk.page.goto(session)
    expect(walk.page.locator(".call")).to_contain_text("Call now")


def asked_again_over_a_plaster(walk: Walk) -> None:
    """A session some of whose steps rest by now."""
    walk.look_anew()
    session = shortcut.session(walk.page)
    shortcut.found(walk.page, "plaster", "leg.left")
    walk.page.goto(session)
    expect(walk.page.locator(".lead")).to_contain_text("rests for Bea now")


STATES = collect(__name__)
"""Every state above, by its name."""
