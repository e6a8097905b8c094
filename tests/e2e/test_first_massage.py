"""The whole way of a new parent: from the first page to a massage that is remembered."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.e2e import journey

FIVE_WEEKS_EARLY = journey.Told("Mia", days_old=168, early="Early", weeks_early="5")


def test_a_new_parent_comes_from_the_first_page_to_a_massage_that_is_remembered(
    first_page: Page,
) -> None:
    first_page.goto("/")
    _tell_of_mia(first_page)
    _look_at_today(first_page)
    _answer_one_question_a_screen(first_page)
    _read_the_plan(first_page)
    _play(first_page)
    _three_taps(first_page)
    _today_knows_it(first_page)


def _tell_of_mia(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    page.get_by_label("First name or nickname").fill("Mia")
    page.get_by_label("Date of birth").fill(FIVE_WEEKS_EARLY.born)
    page.get_by_label("Early", exact=True).check()
    page.get_by_label("Weeks early").fill("5")
    expect(page.locator("[data-said]")).to_contain_text("is five months old, counts as four.")
    page.get_by_label("Kilograms", exact=True).last.fill("2,4")
    expect(page.get_by_label("Country")).to_have_value("AU")
    expect(page.get_by_label("Lifts the head when lying on the tummy")).not_to_be_checked()
    page.get_by_label("Lifts the head when lying on the tummy").check()
    page.get_by_label("Search, such as hip or eczema").fill("eczema")
    expect(page.locator("[data-found]")).to_have_text(re.compile(r"\d+ found|One found"))
    page.get_by_label("Search, such as hip or eczema").fill("")
    page.get_by_role("button", name="Go on").click()


def _look_at_today(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Mia")
    expect(page.locator(".age")).to_contain_text("counts as")
    expect(page.locator(".suits")).not_to_be_empty()
    expect(page.get_by_role("button", name="Start with Mia")).to_be_in_viewport(ratio=1)


def _answer_one_question_a_screen(page: Page) -> None:
    page.get_by_role("button", name="Start with Mia").click()
    asked = []
    while (question := journey.question_of(page)) != "wish":
        asked.append(question)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.locator(".target").last).to_be_in_viewport(ratio=1)
        journey.answer(page, journey.ALL_IS_WELL[page.locator("h1").inner_text()])
    assert asked == ["state", "feed", "well", "skin", "place"]
    page.get_by_role("button", name="Make the plan").click()


def _read_the_plan(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("minutes? together"))
    rows = page.locator(".plan-row:not(.opening)")
    for row in rows.all():
        expect(row.locator("h2")).not_to_be_empty()
        expect(row.locator(".why li").first).to_be_visible()
        expect(row.locator("svg[role=img]")).to_be_visible()
    page.get_by_text("Not today, and why").click()
    expect(page.locator(".not-today dt").first).to_be_visible()


def _play(page: Page) -> None:
    journey.open_player(page)
    journey.begin(page)
    expect(page.locator("[data-caption]")).to_have_text("Breathe out. Shoulders down.")
    journey.pass_time(page, 45)
    assert journey.screen_of(page) == "question", "the question of permission is never passed unanswered"
    journey.tell(page, "Enjoying")
    _see_strokes_move(page)
    journey.play_to_the_end(page)
    ended = journey.screen(page, "ended")
    expect(ended.get_by_role("heading", level=1)).to_have_text("All done")
    expect(ended).to_contain_text(
        re.compile("Mia had .* with you. You watched, and you answered. That is the massage.")
    )
    journey.done(page)
    ended.get_by_role("link", name="How was it?").click()


def _see_strokes_move(page: Page) -> None:
    """Wait through the first breath, in which hands lie still; then hand, ring and caption go with the time."""
    journey.pass_time(page, 12)
    hand = page.locator(".stage .moving use").first
    assert journey.screen_of(page) == "touch"
    expect(page.locator("[data-title]")).not_to_be_empty()
    places, captions = [], []
    for _ in range(8):
        places.append(hand.bounding_box())
        captions.append(journey.caption(page))
        journey.pass_time(page, 2)
    assert all(captions)
    assert len({(place["x"], place["y"]) for place in places if place}) > 2, places
    expect(page.locator("time-ring rect")).to_be_visible()


def _three_taps(page: Page) -> None:
    for group, choice in (
        ("Your child", "Calm"),
        ("You", "Close to my child"),
        ("To remember", "The same again"),
    ):
        page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Done").click()


def _today_knows_it(page: Page) -> None:
    expect(page).to_have_title("Today · Handsong")
    facts = page.locator(".facts")
    expect(facts).to_contain_text("Last time")
    expect(facts).to_contain_text(re.compile("This week.*Once", re.DOTALL))
    page.get_by_role("link", name="Diary").click()
    expect(page.locator("main")).to_contain_text("The same again")


def test_the_child_form_says_what_an_early_birth_means_before_it_is_sent(phone: Page) -> None:
    phone.goto("/children/new/")
    phone.get_by_label("First name or nickname").fill("Mia")
    phone.get_by_label("Date of birth").fill((date.today() - timedelta(days=49)).isoformat())  # noqa: DTZ011 - the parent's calendar
    phone.get_by_label("Early", exact=True).check()
    phone.get_by_label("Weeks early").fill("5")
    expect(phone.locator("[data-said]")).to_contain_text("is seven weeks old, counts as two")
