"""Every page in every state, by day and by night, on a phone and on a desk: what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from handsong.web.player import asking, views
from tests.e2e import (
    axe,
    backup_states,
    browser,
    care_states,
    course_states,
    find_states,
    leaving_states,
    offline_states,
    people_states,
    player_states,
    program_states,
    sign_in_states,
    states,
    told_states,
    turns_states,
    walk,
)
from tests.e2e.browser import DESKTOP, PHONE, SMALL, Watch
from tests.e2e.player_states import Way
from tests.e2e.walk import Place, State, Walk

STILL = {"reduced_motion": "reduce"}
"""Whoever checks a page wants it to hold still; how it moves is looked at elsewhere."""

WIDER = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px wider than the screen`] : [];
}"""

TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')]
  .filter((at) => at.checkVisibility({ visibilityProperty: true, opacityProperty: false }))
  .map((at) => at.closest('label') ?? at)
  .filter((at) => !(at.matches('a') && /^inline(?! *flex)/.test(getComputedStyle(at).display)))
  .map((at) => ({ words: at.innerText || at.outerHTML.slice(0, 80), box: at.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
  .map(({ words, box }) => `under 44 px: ${words.trim()} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
"""Targets under 44 px; links inside a sentence are as high as their line, which is allowed (WCAG 2.5.8)."""

LAID_OUT = f"() => [...({WIDER})(), ...({TOO_SMALL})()]"

OVER_PLAIN_HTTP = re.compile("Cross-Origin-Opener-Policy header has been ignored")
"""What browsers say of a header that they heed on the machine itself and with a certificate."""

STANDS = "() => !document.querySelector('[data-shell]:not([data-view])')"
"""The page for no network is there once it has read what the phone keeps; any other is there once it has come."""

STATES = states.STATES | care_states.STATES | backup_states.STATES | told_states.STATES | find_states.STATES
STATES |= offline_states.STATES
STATES |= turns_states.STATES | leaving_states.STATES | program_states.STATES
STATES |= people_states.STATES
STATES |= sign_in_states.STATES | course_states.STATES

BROKEN = "<h1>A</h1><h3>B</h3><button id=small>c</button><p id=light>light</p><p id=dark>dark</p><div id=wide>w</div>"
BADLY = {
    "#small": {"minHeight": "20px", "padding": "0"},
    "#light": {"color": "#ccc"},
    "#dark": {"color": "#333"},
    "#wide": {"width": "1400px"},
}
"""A page with one fault of each kind; what is light is too pale by day, and what is dark by night."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A household that has everything a page can show."""
    with walk.filled(tmp_path_factory.mktemp("filled")) as running:
        yield running


@pytest.fixture(scope="module")
def desk(chromium: Browser, place: Place) -> Iterator[tuple[Page, Watch]]:
    """One page for everything that needs no clock of its own, and the watch on it."""
    with browser.opened(chromium, place.machine, place.network, **DESKTOP, **STILL) as opened:
        axe.keep_ready(opened[0])
        yield opened


@pytest.fixture
def watch(desk: tuple[Page, Watch]) -> Watch:
    """The watch, for which this test begins anew."""
    desk[1].faults.clear()
    return desk[1]


@pytest.fixture
def looking(desk: tuple[Page, Watch], watch: Watch, place: Place) -> Iterator[Walk]:
    """Somebody who looks at the household by day; at the end no page may have done what none may do."""
    desk[0].unroute_all()
    desk[0].context.clear_cookies()
    _by_day(desk[0], place)
    watch.expects.append(OVER_PLAIN_HTTP)
    yield Walk(desk[0], place)
    assert watch.see() == []


@pytest.fixture
def setting_out(chromium: Browser, place: Place) -> Iterator[Walk]:
    """The same on a page of its own, whose time can be stopped."""
    with browser.opened(chromium, place.machine, **DESKTOP, **STILL) as (page, watch):
        axe.keep_ready(page)
        _by_day(page, place)
        yield Walk(page, place)
        assert watch.see() == []


def _by_day(page: Page, place: Place) -> None:
    """Choose the day, as the parent may: otherwise the player is dark after dusk."""
    for home in (place.machine, place.network):
        page.context.add_cookies([{"name": "handsong_theme", "value": "day", "url": home}])


def faults(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page, in both sizes and both themes; it is left as it was."""
    for size, how in (("desktop", DESKTOP), ("phone", PHONE)):
        _resize(page, how["viewport"])
        yield from (f"{size}, {fault}" for fault in axe.faults(page))
        yield from (f"{size}: {fault}" for fault in page.evaluate(LAID_OUT))
    _resize(page, SMALL["viewport"])
    yield from (f"at 320 px: {fault}" for fault in page.evaluate(WIDER))
    _resize(page, DESKTOP["viewport"])


def _resize(page: Page, size: Any) -> None:
    """Give a page this size, unless it has it: that takes as long as to measure everything on it."""
    if page.viewport_size != size:
        page.set_viewport_size(size)


def test_nothing_is_wrong_with_any_page_that_has_an_address(looking: Walk) -> None:
    found, names = [], []
    for name, where in walk.addresses(looking.page, looking.place.ids):
        looking.page.goto(where)
        looking.page.wait_for_function(STANDS)
        names.append(name)
        found += [f"{name}: {fault}" for fault in faults(looking.page)]
    assert not found, "\n".join(found)
    assert len(names) >= 20, names


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_is_wrong_with_a_page_in_any_state(looking: Walk, state: State) -> None:
    state(looking)
    found = [*faults(looking.page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("way", [*player_states.WAYS, turns_states.in_turns], ids=lambda way: way.__name__)
def test_nothing_is_wrong_with_the_player_on_any_way(setting_out: Walk, way: Way) -> None:
    clock, found = setting_out.page.clock, []
    for stop in way(setting_out):
        clock.resume()  # the checker needs time to pass
        found += [f"{stop}: {fault}" for fault in faults(setting_out.page)]
        clock.pause_at(setting_out.page.evaluate("Date.now()") / 1000 + 1)
    assert not found, "\n".join(found)


def test_every_question_that_can_be_asked_is_looked_at() -> None:
    assert {*asking.SAFETY_STEPS, *views.AFTER_SAFETY} <= states.QUESTIONS


def test_the_checks_see_what_they_are_there_for(looking: Walk) -> None:
    page = looking.page
    page.goto("/about/")
    assert [*faults(page)] == []
    page.evaluate("(broken) => { document.querySelector('main').innerHTML = broken; }", BROKEN)
    for at, style in BADLY.items():
        page.locator(at).evaluate("(at, style) => Object.assign(at.style, style)", style)
    found = [*faults(page)]
    for size in ("phone", "desktop"):
        for fault in (
            f"{size}, day: heading-order",
            f"{size}, day: color-contrast: #light",
            f"{size}, night: color-contrast: #dark",
            f"{size}: under 44 px: c ",
        ):
            assert any(row.startswith(fault) for row in found), fault
    for size in ("phone", "desktop", "at 320 px"):
        assert any(re.match(rf"{size}: \d+ px wider", row) for row in found), size
    assert page.viewport_size == DESKTOP["viewport"]
    assert page.locator("html").get_attribute("data-theme") == "day"


def test_the_watch_sees_what_it_is_there_for(looking: Walk, watch: Watch) -> None:
    page = looking.page
    page.goto("/about/")
    assert watch.see() == []
    page.goto(looking.place.machine.replace("localhost", "127.0.0.1"))
    page.evaluate("fetch('http://elsewhere.example/').catch(() => {})")
    with page.expect_event("pageerror"):
        page.evaluate("console.error('a complaint'); setTimeout(() => { throw new Error('a fault'); })")
    for fault in ("asked elsewhere: http://127.0.0.1", "Content Security Policy", "a complaint", "a fault"):
        assert any(fault in row for row in watch.see()), fault
    watch.faults.clear()
