"""Practise first: the same player on a doll or a cushion, never recorded as a massage."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut


def test_practising_first_is_the_same_player_and_never_a_massage(page: Page) -> None:
    shortcut.add(page)
    page.goto("/")
    page.clock.install()
    page.get_by_role("button", name="Practise first, on a doll or cushion").click()
    expect(page.get_by_role("heading", level=1).first).to_have_text("Practise on a doll or cushion")
    journey.hold_still(page)
    journey.begin(page)
    expect(page.locator(".practice")).to_be_visible()
    journey.tell(page, "Enjoying")
    journey.pass_time(page, 20)
    assert page.locator(".stage massage-drawing").get_attribute("data-hands") == "moving"
    journey.tell(page, "Crying")
    expect(journey.screen(page, "rest").get_by_role("heading", level=1)).to_have_text("Comfort first")
    journey.screen(page, "rest").get_by_role("button", name="End here").click()
    journey.done(page)
    journey.screen(page, "ended").get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Well practised")
    expect(page.locator("main")).to_contain_text("It was not counted as a massage.")
    _today_knows_of_no_massage(page)
    _the_diary_calls_it_practice(page)


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


def test_a_technique_of_the_library_can_be_practised(plain_phone: Page) -> None:
    shortcut.add(plain_phone)
    plain_phone.goto("/library/techniques/leg-hip-to-ankle/")
    plain_phone.get_by_role("button", name=re.compile("Practise")).click()
    expect(plain_phone.get_by_role("button", name="Begin")).to_be_enabled()
    expect(plain_phone.locator(".practice")).to_be_visible()
