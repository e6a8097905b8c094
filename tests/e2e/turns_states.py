"""What the pages become when two children take turns, or when another phone massages; one function a state."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.e2e import journey, shortcut
from tests.e2e.journey import Told
from tests.e2e.walk import BEA, Walk, collect

TWO = (Told("Ida", days_old=163), Told("Leo", days_old=163, colour="sage"))
STEPS = (
    ("started", {}),
    ("cue", {"cue": "enjoying"}),
    ("step-begun", {"technique": "leg-hip-to-ankle", "region": "legs"}),
)


def today_with_a_massage_on_another_phone(walk: Walk) -> None:
    """Who, since when, and what just now."""
    _on_another_phone(walk)
    walk.page.goto("/")
    expect(walk.page.locator(".live[data-stand=live]")).to_contain_text("Now: Hip to ankle.")


def child_with_a_massage_on_another_phone(walk: Walk) -> None:
    """The same on the child's own page."""
    child = _on_another_phone(walk)[0]
    walk.page.goto(f"/children/{child}/")
    expect(walk.page.locator(".live")).to_be_visible()


def looking_at_another_phone(walk: Walk) -> None:
    """Looking takes nothing; going on here is asked for."""
    walk.page.goto(_on_another_phone(walk)[1])
    expect(walk.page.get_by_role("button", name="Go on here")).to_be_visible()


def a_second_massage_meanwhile(walk: Walk) -> None:
    """A kind word before another one begins."""
    _on_another_phone(walk)
    walk.page.goto("/")
    walk.page.get_by_role("button", name="Start with").click()
    expect(walk.page.get_by_role("button", name="Begin another")).to_be_visible()


def today_of_two_who_can_take_turns(walk: Walk) -> None:
    """Twins who are well."""
    _two(walk)
    walk.page.goto("/")
    expect(walk.page.get_by_role("button", name="Both, in turns")).to_be_visible()


def plans_of_both(walk: Walk) -> None:
    """Side by side, with what keeps two safe."""
    walk.page.goto(_plans(walk))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Both together, in turns")


def plan_of_one_while_the_other_waits(walk: Walk) -> None:
    """One was fed just now; the other can have its massage."""
    walk.page.goto(_plans(walk, feed="under-30"))
    expect(walk.page.get_by_role("button", name="Go on with")).to_be_visible()


def in_turns(walk: Walk) -> Iterator[str]:
    """A massage of two, until something is wrong with one."""
    page = walk.page
    page.goto(_plans(walk))
    page.clock.install()
    page.get_by_role("button", name="Start with").click()
    journey.hold_still(page)
    yield "ready for two"
    journey.begin(page)
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 34)
    yield "one, and the other waits"
    _change_over(walk, "Leo")
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 12)
    journey.tell(page, "Turning away")
    journey.pass_time(page, 2)
    yield "the other, holding"
    journey.tell(page, "Turning away")
    journey.tell(page, "Turning away")
    expect(journey.screen(page, "ended")).to_be_visible()
    yield "one is over, now the other"
    page.get_by_role("button", name="Something is wrong").click()
    page.go_back()
    journey.hold_still(page)
    expect(page.locator("[data-beside-stops]")).to_be_visible()
    yield "something was wrong with the other"


def _change_over(walk: Walk, name: str) -> None:
    walk.page.locator(".beside").click()
    expect(walk.page.locator(".session-who .whose")).to_have_text(name)
    journey.hold_still(walk.page)


def _two(walk: Walk) -> list[str]:
    """Add two children of whom nothing is known yet, and look at the first."""
    shortcut.erase(walk.page.request, *(child.name for child in TWO))
    found = [shortcut.add(walk.page, child) for child in TWO]
    shortcut.send(walk.page.request, f"/children/{found[0]}/switch/")
    return found


def _plans(walk: Walk, **of_the_second: str) -> str:
    """Answer for both; return the address where that leads."""
    page = walk.page
    _two(walk)
    page.goto("/")
    page.get_by_role("button", name="Both, in turns").click()
    where, first = page.url, page.url.split("/")[-3]
    while (question := journey.question_in(where)) not in {"", "wish"}:
        instead = {} if first in where else of_the_second
        where = shortcut.send(page.request, where, answer=(shortcut.BEST | instead)[question])
    return shortcut.send(page.request, where, goal="", minutes="") if journey.question_in(where) else where


def _on_another_phone(walk: Walk) -> tuple[str, str]:
    """Begin a massage that this browser then knows nothing of; return the child, and the address of the player."""
    page = walk.page
    shortcut.erase(page.request, BEA.name)
    child = shortcut.add(page, BEA)
    address = shortcut.session(page)
    session = address.split("/")[-2]
    now = datetime.now(UTC).isoformat()
    rows = [
        {"id": str(uuid.uuid4()), "session": session, "number": number, "at": now, "kind": kind, "body": body}
        for number, (kind, body) in enumerate(STEPS)
    ]
    cookies = page.request.storage_state()["cookies"]
    token = next(cookie["value"] for cookie in cookies if cookie["name"] == "handsong_csrf")
    headers = {"X-CSRFToken": token, "Content-Type": "application/json"}
    answer = page.request.post("/events/", data=json.dumps({"events": rows}), headers=headers)
    assert answer.ok, answer.text()
    page.context.clear_cookies(name="handsong_here")
    return child, address


STATES = {name: state for name, state in collect(__name__).items() if name != "in_turns"}
"""Every state above, by its name."""
