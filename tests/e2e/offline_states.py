"""What a phone shows without a network, as states of the page that stands in for every other."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import away, shortcut
from tests.e2e.journey import Told
from tests.e2e.walk import Walk, collect

IVY = Told("Ivy", days_old=171, colour="berry")

TAKE = """async (child) => {
  const shelf = await (await fetch(`/offline/${child}/`)).json();
  const answered = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await answered(indexedDB.open('handsong', 1));
  const shelves = database.transaction('shelves', 'readwrite').objectStore('shelves');
  shelves.clear();
  await answered(shelves.put(shelf, child));
  database.close();
}"""
"""Put the shelf of a child into the phone's store, which the page has made."""


def _take(walk: Walk) -> None:
    """Open the page with one child on the phone, of whom nobody remembers anything yet."""
    page = walk.page
    shortcut.erase(page.request, IVY.name)
    child = shortcut.add(page, IVY)
    page.goto("/offline/")
    expect(page.locator("[data-shell][data-view]")).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.evaluate(TAKE, child)
    page.reload()
    expect(page.get_by_role("button", name=f"Start with {IVY.name}")).to_be_visible()


def offline_nothing(walk: Walk) -> None:
    """A phone that holds nothing of a child."""
    page = walk.page
    page.goto("/offline/")
    page.evaluate("indexedDB.deleteDatabase('handsong')")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("No network")


def offline_today(walk: Walk) -> None:
    """A child, as the phone knows it."""
    _take(walk)


def offline_question(walk: Walk) -> None:
    """The first question."""
    _take(walk)
    walk.page.get_by_role("button", name="Start with").click()


def offline_signs(walk: Walk) -> None:
    """Not quite well."""
    _take(walk)
    away.get_ready(walk.page, **{"Is your child well?": "Not quite"})
    walk.page.locator(".tick input").first.check()


def offline_found(walk: Walk) -> None:
    """Something is there: where, and when."""
    _take(walk)
    away.get_ready(
        walk.page, **{"Have you looked at the skin since last time?": "Looked: something is there"}
    )
    walk.page.locator(".tick .choice input").first.check()


def offline_plan(walk: Walk) -> None:
    """A plan that the phone made of what it has."""
    _take(walk)
    away.get_ready(walk.page)
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text("together")


def offline_wait(walk: Walk) -> None:
    """Fed a moment ago."""
    _take(walk)
    away.get_ready(walk.page, **{"When was the last feed or meal?": "Less than 30 minutes ago"})
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Not now")


def offline_call_now(walk: Walk) -> None:
    """A sign that means: call."""
    offline_signs(walk)
    walk.page.get_by_role("button", name="Go on").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Call now")


def offline_help_first(walk: Walk) -> None:
    """Today while a red flag stands: no Start, but whom to call."""
    offline_call_now(walk)
    walk.page.get_by_role("button", name="Back to Today").click()
    expect(walk.page.get_by_role("button", name="Whom to call")).to_be_visible()


def offline_not_sent(walk: Walk) -> None:
    """A form that got no answer has led here."""
    _take(walk)
    walk.page.goto("/about/")
    walk.page.goto("/offline/#not-sent")
    expect(walk.page.get_by_text("What you just sent got no answer")).to_be_visible()


STATES = collect(__name__)
