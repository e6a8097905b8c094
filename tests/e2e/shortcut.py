"""The same deeds without looking at the pages, for journeys whose promise comes later."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from playwright.sync_api import APIRequestContext, Page

from tests.e2e import journey
from tests.e2e.journey import MIA, Told

BEST = {
    "unit": "yes",
    "state": "quiet-alert",
    "feed": "over-45",
    "well": "yes",
    "skin": "nothing",
    "navel": "healed",
    "place": "ready",
    "product": "",
}
"""The answer to each question that lets a massage begin."""

EARLY = {"On time or late": "on-time", "Early": "early", "I do not know": "unknown"}


def send(request: APIRequestContext, address: str, **told: Any) -> str:
    """Send a form of the site as its page would, and return where that leads; `request` has a page's cookies."""
    if not (token := _token(request)):
        request.get("/settings/")
        token = _token(request)
    answer = request.post(address, form=told, headers={"X-CSRFToken": token}, max_redirects=0)
    assert answer.status in {200, 302}, answer.text()
    return answer.headers.get("location", address)


def _token(request: APIRequestContext) -> str:
    known = request.storage_state()["cookies"]
    return next((cookie["value"] for cookie in known if cookie["name"] == "handsong_csrf"), "")


def add(page: Page, child: Told = MIA) -> str:
    """Add a child and look at it; return its id."""
    child_id = str(uuid.uuid4())
    told = {"id": child_id, "name": child.name, "born_date": child.born, "early": EARLY[child.early]}
    looks = {
        "weeks_early": child.weeks_early,
        "tone": child.tone,
        "colour": child.colour,
        "weight_unit": "kg",
    }
    home = {"country": "AU", "time_zone": "Australia/Melbourne"}
    assert send(page.request, "/children/new/", **told, **looks, **home) == "/"
    return child_id


def erase(request: APIRequestContext, *names: str) -> None:
    """Erase the children of these names; of any name when none is given."""
    row = re.compile(r'<a href="(/children/[0-9a-f-]{36}/)"><span class="dot"></span><bdi>(.*?)</bdi>')
    for address, written in row.findall(request.get("/settings/").text()):
        name = html.unescape(written)
        if not names or name in names:
            send(request, f"{address}erase/", name=name)


def plan(page: Page, **instead: str) -> str:
    """Answer the questions well, but for those named; return the address where that leads."""
    answers = BEST | instead
    where = send(page.request, "/begin/", anyway="1")
    while (question := journey.question_in(where)) not in {"", "wish"}:
        where = send(page.request, where, answer=answers[question])
    return send(page.request, where, goal="", minutes="") if journey.question_in(where) else where


def found(page: Page, what: str, part: str) -> None:
    """Tell of something on the child's skin, as somebody does on another phone who is asked before a massage."""
    where = send(page.request, "/begin/", anyway="1")
    while (question := journey.question_in(where)) != "happenings":
        where = send(page.request, where, answer=(BEST | {"skin": "something"})[question])
    send(page.request, where, **{"what": what, f"part-{what}": part})


def session(page: Page) -> str:
    """Begin the session of a plan; return the address of its player."""
    return send(page.request, f"{plan(page)}start/")


def massage(page: Page, child: Told = MIA) -> None:
    """Come all the way to the first stroke, and let time stand still there."""
    add(page, child)
    play(page, session(page))


def play(page: Page, address: str) -> None:
    """Open the player, begin, and say that the child says yes."""
    page.clock.install()
    page.goto(address)
    journey.hold_still(page)
    journey.begin(page)
    journey.tell(page, "Enjoying")
