"""The whole of a session with the keyboard alone: what has the focus can be seen, and it goes where the next deed is."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import DESKTOP
from tests.e2e.conftest import Visit

FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const shown = at.closest('label.chip, label.wish, label.choice') ?? at;
  const style = getComputedStyle(shown);
  return { words: (at.getAttribute('aria-label') || shown.innerText || at.value || '').trim(),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
}"""
"""What has the focus, and whether it shows; nothing where a page has just opened or its last stop is passed."""

MOST_STOPS = 40


def _focused(page: Page) -> str:
    """Return what has the focus, having seen that it shows."""
    at = page.evaluate(FOCUS)
    assert at, "nothing has the focus"
    assert at["seen"], f"the focus does not show on “{at['words']}”"
    return str(at["words"])


def _tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Go from stop to stop until the one with these words has the focus."""
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stops.append(_focused(page) if page.evaluate(FOCUS) else "")
        if stops[-1].startswith(words):
            return
    raise AssertionError(f"“{words}” is not among {stops}")


def test_a_whole_session_goes_by_keys_alone(visit: Visit) -> None:
    page, _ = visit(**DESKTOP)
    shortcut.add(page)
    page.goto("/")
    _come_to_the_plan(page)
    page.clock.install()
    _tab_to(page, "Start")
    page.keyboard.press("Enter")
    journey.hold_still(page)
    _tab_to(page, "Begin")
    page.keyboard.press("Enter")
    expect(journey.screen(page, "question")).to_be_visible()
    assert _focused(page) == "Pause"
    page.keyboard.press("1")
    _pause_and_go_on(page)
    _end_from_the_keyboard(page)
    _tell_how_it_was(page)


def _come_to_the_plan(page: Page) -> None:
    page.keyboard.press("Tab")
    assert _focused(page) == "To the page"
    _tab_to(page, "Start")
    page.keyboard.press("Enter")
    page.wait_for_url("**/state/")
    page.keyboard.press("Backspace")
    expect(page).to_have_title("Today · Handsong")
    _tab_to(page, "Start")
    page.keyboard.press("Enter")
    page.wait_for_url("**/state/")
    page.keyboard.press("ArrowDown")
    assert _focused(page).startswith("Awake and calm")
    page.keyboard.press("Enter")
    for question in ("feed", "well", "skin", "place"):
        page.wait_for_url(f"**/{question}/")
        page.keyboard.press("1")
    page.wait_for_url("**/wish/")
    _tab_to(page, "Surprise me")
    page.keyboard.press("ArrowDown")
    _focused(page)
    page.keyboard.press("ArrowUp")
    _tab_to(page, "Make the plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/*/")


def _pause_and_go_on(page: Page) -> None:
    journey.pass_time(page, 20)
    assert journey.screen_of(page) == "touch"
    page.keyboard.press(" ")
    assert journey.screen_of(page) == "paused"
    assert _focused(page) == "Go on"
    page.keyboard.press("Enter")
    assert (journey.screen_of(page), _focused(page)) == ("touch", "Pause")
    page.keyboard.press("2")
    expect(page.locator("[data-chip]")).to_have_text("Soften", use_inner_text=True)
    _tab_to(page, "Enjoying")
    page.keyboard.press(" ")
    expect(page.locator("[data-chip]")).to_have_text("Go on", use_inner_text=True)


def _end_from_the_keyboard(page: Page) -> None:
    """Escape pauses and leads to the end; nothing ends by one key."""
    page.keyboard.press("Escape")
    assert (journey.screen_of(page), _focused(page)) == ("paused", "End here")
    page.keyboard.press("Enter")
    ended = journey.screen(page, "ended")
    expect(ended.get_by_role("heading", level=1)).to_be_focused()
    journey.done(page)
    _tab_to(page, "How was it?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/after/")


def _tell_how_it_was(page: Page) -> None:
    _tab_to(page, "Calm")
    page.keyboard.press("ArrowRight")
    assert _focused(page) == "Happy and lively"
    _tab_to(page, "Done")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Today · Handsong")
    page.goto("/diary/")
    page.get_by_role("link", name="minute").first.click()
    expect(page.locator(".facts")).to_contain_text("Happy and lively")


def test_the_answers_by_number_are_the_targets_in_their_order(visit: Visit) -> None:
    page, _ = visit(**DESKTOP)
    shortcut.massage(page)
    page.keyboard.press("4")
    expect(journey.screen(page, "rest").get_by_role("heading", level=1)).to_have_text("Comfort first")
    expect(journey.screen(page, "rest").get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("6")
    expect(journey.screen(page, "care").get_by_role("heading", level=1)).to_be_focused()
