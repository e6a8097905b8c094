"""A reload, the way back, a closed tab, a call in the middle: it goes on from where it was, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit


def _to_the_middle(page: Page) -> tuple[str, float]:
    """Come to the middle of a stroke; return which, and how far it is."""
    shortcut.massage(page)
    journey.pass_time(page, 40)
    return _where(page)


def _where(page: Page) -> tuple[str, float]:
    return page.locator("[data-title]").inner_text(), float(
        page.locator(".stage svg.drawing").evaluate("(svg) => svg.getCurrentTime()")
    )


def _goes_on(page: Page, where: tuple[str, float]) -> None:
    """Go on from a page that says it was in the middle, and see that it is the same stroke, where it was."""
    paused = journey.screen(page, "paused")
    expect(paused).to_contain_text("It is all still here.")
    paused.get_by_role("button", name="Go on").click()
    journey.pass_time(page, 1)
    title, seconds = _where(page)
    assert title == where[0]
    assert seconds == pytest.approx(where[1], abs=3)
    journey.play_to_the_end(page)
    journey.done(page)
    assert [event["id"] for event in journey.events(page)] == journey.kept(page)
    begun = [event["body"]["step"] for event in journey.events(page) if event["kind"] == "step-begun"]
    assert begun == sorted(set(begun)), "no step was begun twice"


def test_a_reload_goes_on_from_the_last_step_and_loses_nothing(page: Page) -> None:
    where = _to_the_middle(page)
    told = journey.kept(page)
    page.reload()
    expect(journey.screen(page, "paused")).to_be_visible()
    assert journey.kept(page)[: len(told)] == told
    _goes_on(page, where)


def test_going_back_and_coming_again_goes_on(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto("/")
    phone.clock.install()
    phone.goto(shortcut.session(phone))
    journey.hold_still(phone)
    journey.begin(phone)
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 40)
    where = _where(phone)
    phone.go_back()
    expect(phone.locator(".begin")).to_contain_text("Start")
    phone.go_forward()
    _goes_on(phone, where)


def test_a_closed_tab_is_found_again_on_today(visit: Visit) -> None:
    page, _ = visit(**PHONE)
    where = _to_the_middle(page)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/")
    expect(again.locator(".begin")).to_contain_text("You were in the middle")
    again.get_by_role("link", name="Go on").click()
    _goes_on(again, where)


def test_a_second_window_takes_the_session_and_the_first_stands_down(phone: Page) -> None:
    _to_the_middle(phone)
    second = phone.context.new_page()
    second.goto(phone.url)
    expect(journey.screen(second, "paused")).to_be_visible()
    elsewhere = journey.screen(phone, "elsewhere")
    expect(elsewhere).to_be_visible()
    before = journey.kept(phone)
    phone.keyboard.press("4")
    assert journey.kept(phone) == before
    elsewhere.get_by_role("button", name="Go on here").click()
    expect(journey.screen(phone, "paused")).to_be_visible()
    expect(journey.screen(second, "elsewhere")).to_be_visible()
    second.close()


def test_events_that_are_sent_twice_are_once(visit: Visit) -> None:
    phone, watch = visit(**PHONE)
    watch.expects.append(re.compile("ERR_FAILED"))
    answers = []

    def lose_the_first(route: Route) -> None:
        """Let the server take the events, and the phone believe that it did not."""
        answer = route.fetch()
        answers.append(answer.json()["events"])
        route.abort() if len(answers) == 1 else route.fulfill(response=answer)

    shortcut.massage(phone)
    journey.done(phone)
    phone.route(
        re.compile("/events/$"),
        lambda route: lose_the_first(route) if route.request.method == "POST" else route.continue_(),
    )
    phone.get_by_role("button", name="Pause").click()
    journey.screen(phone, "paused").get_by_role("button", name="End here").click()
    journey.pass_time(phone, 60)
    journey.done(phone)
    assert {row["state"] for row in answers[0]} == {"stored"}
    again = {row["id"]: row["state"] for answer in answers[1:] for row in answer}
    assert all(again[row["id"]] == "duplicate" for row in answers[0])
    ids = [event["id"] for event in journey.events(phone)]
    assert ids == journey.kept(phone)
    assert len(set(ids)) == len(ids)


def test_a_call_in_the_middle_pauses_by_itself(phone: Page) -> None:
    """Chromium keeps a page in sight without a screen, so the page is told what a phone would tell it."""
    where = _to_the_middle(phone)
    _see(phone, "hidden")
    phone.clock.fast_forward(60_000)
    _see(phone, "visible")
    paused = journey.screen(phone, "paused")
    expect(paused).to_contain_text("You were away, so everything waited.")
    paused.get_by_role("button", name="Go on").click()
    journey.pass_time(phone, 1)
    title, seconds = _where(phone)
    assert title == where[0]
    assert seconds == pytest.approx(where[1] + 5, abs=2)


def _see(page: Page, state: str) -> None:
    page.evaluate(
        "(state) => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_after_a_long_pause_the_child_is_asked_about_anew(phone: Page) -> None:
    _to_the_middle(phone)
    phone.get_by_role("button", name="Pause").click()
    journey.pass_time(phone, 1)
    phone.clock.fast_forward(31 * 60_000)
    paused = journey.screen(phone, "paused")
    expect(paused.get_by_role("button", name="Go on")).to_be_hidden()
    paused.get_by_role("button", name="Ask Mia again").click()
    assert journey.question_of(phone) == "state"
