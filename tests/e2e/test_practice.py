"""Practise first: the same player on a doll or a cushion, never recorded as a massage."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut


def test_practising_first_is_the_same_player_and_never_a_massage(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto("/")
    phone.clock.install()
    phone.get_by_role("button", name="Practise first, on a doll or cushion").click()
    expect(phone.get_by_role("heading", level=1).first).to_have_text("Practise on a doll or cushion")
    journey.hold_still(phone)
    journey.begin(phone)
    expect(phone.locator(".practice")).to_be_visible()
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 20)
    assert phone.locator(".stage massage-drawing").get_attribute("data-hands") == "moving"
    journey.tell(phone, "Crying")
    expect(journey.screen(phone, "rest").get_by_role("heading", level=1)).to_have_text("Comfort first")
    journey.screen(phone, "rest").get_by_role("button", name="End here").click()
    journey.done(phone)
    journey.screen(phone, "ended").get_by_role("link", name="Done").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Well practised")
    expect(phone.locator("main")).to_contain_text("It was not counted as a massage.")
    _today_knows_of_no_massage(phone)
    _the_diary_calls_it_practice(phone)


def _today_knows_of_no_massage(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".suits")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Last time")
    expect(page.locator("main")).not_to_contain_text("This week")


def _the_diary_calls_it_practice(page: Page) -> None:
    page.goto("/diary/")
    expect(page.locator(".rows li")).to_have_count(1)
    expect(page.locator(".rows .chip")).to_have_text("practice")


def test_todays_plan_can_be_practised_before_it_is_done(phone: Page) -> None:
    journey.add(phone)
    journey.make_plan(phone)
    names = phone.locator(".plan-row:not(.opening) h2").all_inner_texts()
    journey.open_player(phone, "Practise first")
    journey.begin(phone)
    journey.tell(phone, "Enjoying")
    journey.pass_time(phone, 4)
    expect(phone.locator("[data-title]")).to_have_text(names[0])
    phone.go_back()
    expect(phone).to_have_title("Today’s plan · Handsong")


def test_a_technique_of_the_library_can_be_practised(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto("/library/techniques/leg-hip-to-ankle/")
    phone.get_by_role("button", name=re.compile("Practise")).click()
    expect(phone.get_by_role("button", name="Begin")).to_be_enabled()
    expect(phone.locator(".practice")).to_be_visible()


def test_a_new_part_of_the_body_is_never_touched_unasked(phone: Page) -> None:
    shortcut.add(phone)
    shortcut.play(phone, shortcut.send(phone.request, "/practise/bedtime/"))
    asked = journey.play_to_the_end(phone)
    assert len(asked) >= 3
    assert all(question.startswith("May I touch your ") for question in asked), asked
    journey.done(phone)
    told = [event for event in journey.events(phone) if event["kind"] in {"cue", "step-begun"}]
    touched, yeses = set(), set()
    for event in told:
        if event["body"].get("cue") == "enjoying":
            yeses.add(len(touched))
        elif event["kind"] == "step-begun" and event["body"]["region"] not in touched | {"whole"}:
            assert len(touched) in yeses, "a yes comes before every new part"
            touched.add(event["body"]["region"])
    assert len(touched) >= 3
