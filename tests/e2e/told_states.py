"""What the pages become when something is unsent, or could not be read."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.e2e.walk import Walk, collect

ODD = {
    "events": [{"id": "odd", "session": "odd", "number": 1, "at": "2026-11-24T09:30:00Z", "kind": "hummed"}]
}
KEEP = """([session, ids, more]) => localStorage.setItem(`handsong.session.${session}`, JSON.stringify({
  events: ids.map((id, number) => ({ id, session, number, at: new Date().toISOString(), kind: 'cue', body: { cue: 'enjoying' } })),
  unsent: ids, ...more,
}))"""
"""Let the phone remember moments that no server has named; `more` says of whom, and who told them."""

SOMEBODY_ELSE = "8e15-0123456789ab"


def today_with_something_unsent(walk: Walk) -> None:
    """Three moments that no server has named; this one answers and names nothing."""
    page = walk.page
    page.route("**/events/", lambda route: route.fulfill(json={"epoch": "", "events": []}))
    page.goto("/about/")
    page.evaluate(KEEP, [walk.place.ids["session_id"], ["one", "two", "three"]])
    page.goto("/")
    expect(page.get_by_text("Unsent: 3")).to_be_visible()


def today_with_something_of_somebody_else(walk: Walk) -> None:
    """Two moments beside those, which wait for whoever told them."""
    today_with_something_unsent(walk)
    page = walk.page
    page.evaluate(KEEP, ["another", ["four", "five"], {"by": SOMEBODY_ELSE}])
    page.goto("/")
    expect(page.get_by_text("from somebody else who uses this device: 2")).to_be_visible()
    expect(page.get_by_text("Unsent: 3")).to_be_visible()


def offline_with_something_of_somebody_else(walk: Walk) -> None:
    """The same without a network, with all that can be saved there."""
    today_with_something_of_somebody_else(walk)
    page = walk.page
    page.goto("/offline/")
    expect(page.get_by_text("who uses this device: 2")).to_be_visible()
    expect(page.get_by_role("heading", name="What this phone keeps")).to_be_visible()


def sign_out_with_something_unsent(walk: Walk) -> None:
    """The same before somebody goes."""
    today_with_something_of_somebody_else(walk)
    walk.page.goto("/sign-out/")
    expect(walk.page.get_by_text("Not sent yet: 3")).to_be_visible()


def told_with_something_aside(walk: Walk) -> None:
    """What an app of next year told."""
    _bring(walk, json.dumps(ODD))
    expect(walk.page.get_by_role("status").filter(has_text="1 set aside")).to_be_visible()


def erase_what_was_set_aside(walk: Walk) -> None:
    """The same, one of it before it goes."""
    told_with_something_aside(walk)
    walk.page.get_by_role("link", name="Erase this").first.click()
    expect(walk.page.get_by_role("button", name="Erase for good")).to_be_visible()


def told_with_another_file(walk: Walk) -> None:
    """A file that is none of a phone's."""
    _bring(walk, "a shopping list")
    expect(walk.page.get_by_role("alert")).to_be_visible()


def _bring(walk: Walk, text: str) -> None:
    page = walk.page
    page.goto("/told/")
    file = {"name": "handsong-unsent.json", "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Bring it").click()


STATES = collect(__name__)
"""Every state above, by its name."""
