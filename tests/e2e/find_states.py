"""What the page about finding a person becomes; one function a state."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.walk import Walk, collect

LONG = f"https://{'families-' * 5}near.massage.example/"


def service_with_a_fault(walk: Walk) -> None:
    """An address without https."""
    _keep(walk, "massage.example")
    expect(walk.page.locator(".fault")).to_contain_text("https://")


def find_with_a_service(walk: Walk) -> None:
    """A long address, which is named, and opened by a tap alone."""
    _keep(walk, LONG)
    walk.page.goto("/find/")
    expect(walk.page.get_by_role("link", name="Open it")).to_have_attribute("href", LONG)


def find_with_its_sources(walk: Walk) -> None:
    """Everything unfolded."""
    walk.page.goto("/find/")
    for fold in walk.page.locator("summary").all():
        fold.click()


def _keep(walk: Walk, address: str) -> None:
    walk.page.goto("/settings/")
    walk.page.get_by_label("A service you trust").fill(address)
    walk.page.get_by_role("button", name="Keep this address").click()


STATES = collect(__name__)
"""Every state above, by its name."""
