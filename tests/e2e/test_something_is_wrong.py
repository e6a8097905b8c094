"""When something is wrong there is a number, at once, also without a network, and no way back into a massage."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit

NO_NETWORK = re.compile("ERR_INTERNET_DISCONNECTED")
NUMBER = 'a[href="tel:000"]'


def test_something_is_wrong_leads_to_the_number_and_ends_at_the_care_page(page: Page) -> None:
    shortcut.massage(page)
    journey.pass_time(page, 20)
    journey.tell(page, "Something is wrong")
    care = _care(page)
    expect(care.locator(NUMBER)).to_be_in_viewport(ratio=1)
    sign = care.locator(".care-signs details").first
    sign.locator("summary").click()
    expect(sign.locator(".say")).to_contain_text("Say:")
    care.get_by_role("button", name="End the session").click()
    ended = journey.screen(page, "ended")
    expect(ended.get_by_role("heading", level=1)).to_have_text("You took care")
    expect(ended).to_contain_text("to look after Mia. You saw it. That is what matters.")
    journey.done(page)
    ended.get_by_role("link", name="How was it?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took care")


def test_the_care_page_leads_back_into_no_massage(phone: Page) -> None:
    shortcut.massage(phone)
    journey.pass_time(phone, 20)
    journey.tell(phone, "Something is wrong")
    expect(phone.locator("[data-cues]")).to_be_hidden()
    for key in ("1", " ", "Escape"):
        phone.keyboard.press(key)
    journey.pass_time(phone, 120)
    expect(_care(phone).locator(NUMBER)).to_be_visible()
    phone.reload()
    expect(_care(phone).locator(NUMBER)).to_be_visible()
    _care(phone).get_by_role("button", name="I need a moment").click()
    rest = journey.screen(phone, "rest")
    expect(rest.locator(NUMBER)).to_be_visible()
    rest.get_by_role("button", name="Something is wrong").click()
    expect(_care(phone).locator(NUMBER)).to_be_visible()


def test_without_a_network_the_number_is_there_and_nothing_is_lost(visit: Visit) -> None:
    page, watch = visit(**PHONE)
    watch.expects.append(NO_NETWORK)
    shortcut.massage(page)
    journey.pass_time(page, 20)
    page.context.set_offline(True)
    journey.tell(page, "Unsure")
    journey.pass_time(page, 8)
    journey.tell(page, "Something is wrong")
    expect(_care(page).locator(NUMBER)).to_be_in_viewport(ratio=1)
    expect(_care(page).locator(".care-signs details").first).to_be_visible()
    _care(page).get_by_role("button", name="End the session").click()
    journey.pass_time(page, 8)
    expect(page.locator("[data-unsent]")).to_contain_text("Unsent: ")
    assert len(journey.events(page)) < len(journey.kept(page))
    page.context.set_offline(False)
    journey.pass_time(page, 120)
    journey.done(page)
    assert [event["id"] for event in journey.events(page)] == journey.kept(page)


def test_after_the_end_something_may_still_be_wrong(phone: Page) -> None:
    shortcut.massage(phone)
    phone.get_by_role("button", name="Pause").click()
    journey.screen(phone, "paused").get_by_role("button", name="End here").click()
    journey.screen(phone, "ended").get_by_role("button", name="Something is wrong").click()
    expect(_care(phone).locator(NUMBER)).to_be_visible()


def test_a_grave_sign_at_the_questions_leads_to_the_number_and_never_to_a_plan(phone: Page) -> None:
    journey.add(phone)
    phone.get_by_role("button", name="Start with").click()
    for text in ("Awake and calm", "More than 45 minutes ago", "Not quite"):
        journey.answer(phone, text)
    phone.locator(".tick.emergency input").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call now")
    expect(phone.locator(NUMBER)).to_be_in_viewport(ratio=1)
    plan = phone.url
    assert plan.endswith(shortcut.send(phone.request, f"{plan}start/")), "a massage cannot be begun"
    phone.goto("/")
    expect(phone.locator(NUMBER)).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("button", name="Start")).to_have_count(0)


def test_the_way_to_help_stands_on_every_page(phone: Page) -> None:
    shortcut.add(phone)
    for where in ("/", "/library/", "/diary/", "/settings/"):
        phone.goto(where)
        link = phone.get_by_role("link", name="Something wrong?")
        expect(link).to_be_in_viewport(ratio=1)
        link.click()
        expect(phone.locator(NUMBER)).to_be_in_viewport(ratio=1)


def _care(page: Page) -> Locator:
    care = journey.screen(page, "care")
    expect(care.get_by_role("heading", level=1)).to_have_text("Something is wrong")
    return care
