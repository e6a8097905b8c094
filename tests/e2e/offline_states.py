"""What a phone shows without a network, as states of the page that stands in for every other."""

from __future__ import annotations

import uuid

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


END = """([session, child]) => {
  const row = (number, kind, body) => ({ id: `${number}`, session, number, at: new Date().toISOString(), kind, body });
  const events = [row(0, 'started', {}), row(1, 'cue', { cue: 'end' })];
  localStorage.setItem(`handsong.session.${session}`, JSON.stringify({ events, unsent: [], begun: { child, practice: false } }));
}"""
"""Let the phone remember a massage of a child that is over."""


def _take(walk: Walk) -> str:
    """Open the page with one child on the phone, of whom nobody remembers anything yet; return its id."""
    page = walk.page
    shortcut.erase(page.request, IVY.name)
    child = shortcut.add(page, IVY)
    page.goto("/offline/")
    expect(page.locator("[data-shell][data-view]")).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.evaluate(TAKE, child)
    page.reload()
    expect(page.get_by_role("button", name=f"Start with {IVY.name}")).to_be_visible()
    return child


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


def offline_after(walk: Walk) -> None:
    """How it was, after a massage that the phone alone knows of."""
    page = walk.page
    over = str(uuid.uuid4())
    page.evaluate(END, [over, _take(walk)])
    page.goto("about:blank")
    page.goto(f"/offline/#after.{over}")
    page.get_by_label("Sleepy").check()


def offline_after_it_was_told(walk: Walk) -> None:
    """The same, once it was told."""
    offline_after(walk)
    walk.page.get_by_role("button", name="Done").click()
    expect(walk.page.locator("[data-shell]")).to_have_attribute("data-view", "today")
    walk.page.go_back()
    expect(walk.page.get_by_text("Noted. Nothing more to do.")).to_be_visible()


STATES = collect(__name__)
