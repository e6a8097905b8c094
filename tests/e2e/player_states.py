"""What the player shows, from its first page to what comes after: ways through it, with stops to look round at.

Each way is begun anew and yields the name of each stop; whoever looks goes on when the picture is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests.e2e import journey, shortcut
from tests.e2e.walk import Walk

Way = Callable[[Walk], Iterator[str]]


def by_plan(walk: Walk) -> Iterator[str]:
    """From the first page to what is told afterwards."""
    page = walk.page
    page.clock.install()
    page.goto(_session(walk))
    journey.hold_still(page)
    expect(page.locator("[data-no-voice]")).to_be_visible()
    journey.pass_time(page, 1)
    yield "ready"
    journey.begin(page)
    journey.pass_time(page, 12)
    yield "asking"
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 34)
    yield "stroke"
    journey.play_to_the_end(page)
    yield "ended by plan"
    journey.done(page)
    page.get_by_role("link", name="How was it?").click()
    page.get_by_label("Sleepy").check()
    yield "after"
    told = page.url
    page.get_by_role("button", name="Done").click()
    expect(page).to_have_title("Today · Handsong")
    page.goto(told)
    yield "after it was told"


def by_the_baby(walk: Walk) -> Iterator[str]:
    """Down the ladder, rung by rung."""
    _massage(walk)
    for cue, stop in (("Unsure", "softer"), ("Turning away", "holding"), ("Turning away", "changing")):
        journey.tell(walk.page, cue)
        journey.pass_time(walk.page, 2)
        yield stop
    journey.tell(walk.page, "Turning away")
    yield "ended by the baby"


def by_crying(walk: Walk) -> Iterator[str]:
    """Comfort, a moment for the parent, and the care page."""
    _massage(walk)
    for cue, stop in (("Crying", "comfort"), ("Enjoying", "close and still"), ("Crying", "moment")):
        journey.tell(walk.page, cue)
        journey.pass_time(walk.page, 2)
        yield stop
    rest = journey.screen(walk.page, "rest")
    rest.get_by_role("button", name="Something is wrong").click()
    yield "something is wrong"
    walk.page.get_by_role("button", name="End the session").click()
    yield "ended by care"


def by_sleep(walk: Walk) -> Iterator[str]:
    """A pause, and sleep."""
    _massage(walk)
    walk.page.get_by_role("button", name="Pause").click()
    yield "paused"
    journey.tell(walk.page, "Asleep")
    journey.pass_time(walk.page, 2)
    yield "asleep"
    journey.screen(walk.page, "rest").get_by_role("button", name="End here").click()
    yield "ended by sleep"


def by_another_window(walk: Walk) -> Iterator[str]:
    """Paused for so long that the child is asked about anew, and taken by another window."""
    _massage(walk)
    walk.page.get_by_role("button", name="Pause").click()
    journey.pass_time(walk.page, 1)
    walk.page.clock.fast_forward(31 * 60_000)
    expect(walk.page.get_by_role("button", name="Ask Bea again")).to_be_visible()
    yield "paused for long"
    second = walk.page.context.new_page()
    second.goto(walk.page.url)
    expect(journey.screen(walk.page, "elsewhere")).to_be_visible()
    second.close()
    yield "elsewhere"


def in_practice(walk: Walk) -> Iterator[str]:
    """Without the network at first, and then on a doll."""
    page = walk.page
    page.route("**/bundle/", lambda route: route.fulfill(status=404))
    page.clock.install()
    walk.look_anew()
    page.goto("/")
    page.get_by_role("button", name="Practise first").click()
    expect(page.locator("[data-again]")).to_be_visible()
    yield "not fetched"
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    journey.hold_still(page)
    journey.begin(page)
    journey.tell(page, "Turning away")
    journey.done(page)
    page.get_by_role("link", name="Done").click()
    yield "after practice"


def _session(walk: Walk) -> str:
    """Return the address of a session that was just planned, for a child who has had none before."""
    walk.look_anew()
    return shortcut.session(walk.page)


def _massage(walk: Walk) -> None:
    """Come into the middle of a stroke."""
    shortcut.play(walk.page, _session(walk))
    journey.pass_time(walk.page, 34)


WAYS: tuple[Way, ...] = (by_plan, by_the_baby, by_crying, by_sleep, by_another_window, in_practice)
