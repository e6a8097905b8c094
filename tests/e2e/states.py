"""What the pages become when something is typed, ticked or tapped; one function a state."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e import shortcut
from tests.e2e.journey import Told
from tests.e2e.walk import Walk, collect
from tests.web.site.serving import ROOT

NOBODY = "00000000-0000-4000-8000-000000000000"


# Today ------------------------------------------------------------------------------------------


def today_of_twins(walk: Walk) -> None:
    """Two children born on one day, who are asked about first."""
    walk.look_at("Pip")
    walk.page.goto("/")


def today_with_something_to_mind(walk: Walk) -> None:
    """A rash, an injection and a patch test."""
    walk.look_at("Mia")
    walk.page.goto("/")


def today_in_the_middle_of_a_massage(walk: Walk) -> None:
    """A session that was begun and not ended."""
    walk.look_at("Noah")
    shortcut.session(walk.page)
    walk.page.goto("/")


def today_on_the_home_network(walk: Walk) -> None:
    """A phone that was just paired."""
    _on_a_paired_phone(walk)
    expect(walk.page).to_have_title("Today · Handsong")


# Children ---------------------------------------------------------------------------------------


def child_form_with_faults(walk: Walk) -> None:
    """Everything that can be wrong at once."""
    page = walk.page
    page.goto("/children/new/")
    page.locator("#id_name").fill("Mia 🌸")
    page.locator("#id_born_date").fill("2035-01-01")
    page.get_by_label("Early", exact=True).check()
    page.locator("#id_weeks_early").fill("five")
    page.locator("#id_weight_kg").fill("35")
    page.locator("form .start").click()
    expect(page.get_by_role("alert")).to_be_visible()


def child_form_that_asks_once_more(walk: Walk) -> None:
    """A birth that is put right."""
    walk.child("Noah", "edit/")
    walk.page.get_by_label("Early", exact=True).check()
    walk.page.locator("#id_weeks_early").fill("7")
    walk.page.get_by_role("button", name="Save").click()
    expect(walk.page.get_by_role("heading", name="Is this right?")).to_be_visible()


def erase_with_another_name(walk: Walk) -> None:
    """A name that is not the child's."""
    walk.child("Ada", "erase/")
    walk.page.get_by_role("textbox").fill("Somebody")
    walk.page.get_by_role("button", name="Erase for good").click()
    expect(walk.page.locator(".fault")).to_be_visible()


def erased(walk: Walk) -> None:
    """The receipt."""
    child_id = shortcut.add(walk.page, Told("Zoe", days_old=400))
    walk.page.goto(f"/children/{child_id}/erase/")
    walk.page.get_by_role("textbox").fill("Zoe")
    walk.page.get_by_role("button", name="Erase for good").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("It is erased")


def child_with_much_to_know(walk: Walk) -> None:
    """Conditions, words of one's own, and a yes."""
    walk.child("Pip")


def yes_to_be_written_down(walk: Walk) -> None:
    """Several things that a professional may say yes to."""
    walk.child("Pip", "yes/")


def yes_with_faults(walk: Walk) -> None:
    """A yes by nobody."""
    walk.child("Pip", "yes/")
    walk.page.get_by_role("button", name="Write it down").click()
    expect(walk.page.locator(".fault").first).to_be_visible()


def patch_test_that_runs(walk: Walk) -> None:
    """One that waits to be looked at."""
    walk.child("Mia", "products/")


def patch_test_that_cannot_begin(walk: Walk) -> None:
    """Skin that cannot be judged."""
    walk.child("Mia", "products/")
    page = walk.page
    page.locator("#sunflower-linoleic summary").click()
    page.locator("#sunflower-linoleic").get_by_role("button", name="The drop is on").click()
    expect(page.locator(".fault")).to_be_visible()


def diary_of_nothing(walk: Walk) -> None:
    """Before the first massage."""
    walk.page.goto(f"/diary/{walk.place.ids['Pia']}/")


def diary_of_months(walk: Walk) -> None:
    """A child of many massages."""
    walk.page.goto(f"/diary/{walk.place.ids['Mia']}/")


def diary_add_with_a_fault(walk: Walk) -> None:
    """A massage told with a time that was not given."""
    page = walk.page
    page.goto(f"/diary/{walk.place.ids['Ada']}/add/")
    page.get_by_label("At a time").check()
    page.get_by_text("How it was, if you like").click()
    page.get_by_label("Enjoyed it").check()
    page.get_by_role("button", name="ten minutes").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was added yet")


def diary_added(walk: Walk) -> None:
    """A massage that was added with two taps."""
    page = walk.page
    page.goto(f"/diary/{walk.place.ids['Noah']}/")
    page.get_by_role("link", name="Add a massage").click()
    page.get_by_role("button", name="five minutes").click()
    expect(page.get_by_text("added afterwards")).to_be_visible()


def diary_grown(walk: Walk) -> None:
    """What has grown over the weeks of a child of many massages."""
    walk.page.goto(f"/diary/{walk.place.ids['Mia']}/grow/")


def library_of_nothing(walk: Walk) -> None:
    """A search that finds nothing."""
    walk.page.goto("/library/?stage=before-term&region=face&touch=movement")


def home_with_a_fault(walk: Walk) -> None:
    """A time zone that is none."""
    walk.page.goto("/settings/")
    walk.page.get_by_label("Time zone").fill("Mars/Olympus")
    walk.page.locator("form:has(#id_time_zone) button").click()
    expect(walk.page.locator(".fault")).to_be_visible()


# Readiness --------------------------------------------------------------------------------------


def question_unit(walk: Walk) -> None:
    """Before the due date."""
    walk.come_to("unit", "Pia")


def question_state(walk: Walk) -> None:
    """The first one."""
    walk.come_to("state", "Ada")


def question_feed(walk: Walk) -> None:
    """The second one."""
    walk.come_to("feed", "Ada")


def question_feed_answered(walk: Walk) -> None:
    """The way back shows what was chosen."""
    walk.come_to("well", "Ada")
    walk.page.get_by_role("link", name="Back").click()
    expect(walk.page.locator(".is-chosen")).to_be_visible()


def question_well(walk: Walk) -> None:
    """The third one."""
    walk.come_to("well", "Ada")


def question_signs(walk: Walk) -> None:
    """Not quite well. What is told here is remembered, so it is told of a child of its own."""
    walk.come_to("signs", "Bea", well="not-quite")
    walk.page.locator(".tick:not(.emergency) input").first.check()


def question_skin(walk: Walk) -> None:
    """The fourth one."""
    walk.come_to("skin", "Ada")


def question_happenings(walk: Walk) -> None:
    """Something is there: where, and when."""
    walk.come_to("happenings", "Bea", skin="something")
    walk.page.locator(".tick input[name=what]").first.check()
    expect(walk.page.locator(".whereabouts").first).to_be_visible()


def question_happenings_with_a_fault(walk: Walk) -> None:
    """Nothing was ticked."""
    walk.come_to("happenings", "Bea", skin="something")
    walk.page.get_by_role("button", name="Go on").click()
    expect(walk.page.get_by_role("alert")).to_be_visible()


def question_open(walk: Walk) -> None:
    """What was there last time."""
    walk.come_to("open", "Mia")


def question_navel(walk: Walk) -> None:
    """A navel that may not have healed."""
    walk.come_to("navel", "Pia")


def question_place(walk: Walk) -> None:
    """The place, and you."""
    walk.come_to("place", "Ada")


def question_product(walk: Walk) -> None:
    """A product that was tested."""
    walk.come_to("product", "Ada")


def question_wish(walk: Walk) -> None:
    """What for, and how long."""
    walk.come_to("wish", "Ada")


# The plan, and why not now ----------------------------------------------------------------------


def plan(walk: Walk) -> None:
    """A plan with a little oil."""
    walk.look_at("Ada")
    walk.page.goto(shortcut.plan(walk.page, product="sunflower-linoleic"))


def plan_with_something_else(walk: Walk) -> None:
    """One technique was put in the place of another."""
    walk.look_at("Noah")
    walk.page.goto(shortcut.plan(walk.page))
    walk.page.get_by_role("button", name="Something else").first.click()
    expect(walk.page.locator(".swapped")).to_be_visible()


def plan_with_care(walk: Walk) -> None:
    """Some of it is different today."""
    walk.look_at("Ada")
    walk.page.goto(shortcut.plan(walk.page, state="active-alert", feed="under-45"))


def wait_until(walk: Walk) -> None:
    """Fed a moment ago; a hold is fine meanwhile."""
    walk.look_at("Ada")
    walk.page.goto(shortcut.plan(walk.page, feed="under-30"))


def wait_for_another_moment(walk: Walk) -> None:
    """Asleep."""
    walk.look_at("Ada")
    walk.page.goto(shortcut.plan(walk.page, state="asleep"))


def wait_for_the_unit(walk: Walk) -> None:
    """Before the due date, without a yes."""
    walk.look_at("Pia")
    walk.page.goto(shortcut.plan(walk.page, unit="no"))


def care_now(walk: Walk) -> None:
    """A sign that means: call."""
    walk.come_to("signs", "Bea", well="not-quite")
    walk.page.locator(".tick.emergency input").first.click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Call now")


def care_today(walk: Walk) -> None:
    """A sign that means: a doctor today."""
    walk.come_to("signs", "Bea", well="not-quite")
    walk.page.locator(".tick.today input").first.check()
    walk.page.get_by_role("button", name="Go on").click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("A doctor today")


def left_open(walk: Walk) -> None:
    """A session that nobody ended."""
    walk.page.goto(f"/session/{walk.place.ids['left_open']}/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("You were in the middle")


# Devices, and what goes wrong -------------------------------------------------------------------


def device_code(walk: Walk) -> str:
    """A code for a phone's camera."""
    walk.page.goto("/devices/")
    walk.page.get_by_role("button", name="Add a phone").click()
    said = walk.page.locator(".code strong").inner_text()
    return said.removeprefix(walk.place.network)


def pair(walk: Walk) -> None:
    """A phone that opened the code."""
    walk.as_phone(device_code(walk))
    expect(walk.page.get_by_role("button", name="Pair")).to_be_visible()


def pair_too_late(walk: Walk) -> None:
    """A code that is used up."""
    walk.as_phone("/pair/made-up/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("This code cannot be used")


def unpaired(walk: Walk) -> None:
    """A phone that nobody paired."""
    walk.as_phone("/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("This device is not paired yet")


def _on_a_paired_phone(walk: Walk) -> None:
    pair(walk)
    walk.page.get_by_role("button", name="Pair").click()


def refused_on_a_phone(walk: Walk) -> None:
    """What is done on the machine itself (403)."""
    _on_a_paired_phone(walk)
    walk.as_phone("/devices/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("On the machine itself")


def not_here(walk: Walk) -> None:
    """A page that is none (404)."""
    walk.page.goto(f"/children/{NOBODY}/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Nothing here")


def not_from_here(walk: Walk) -> None:
    """A form whose page is long gone (403)."""
    page = walk.page
    page.goto("/settings/")
    page.locator("[name=csrfmiddlewaretoken]").first.evaluate("(box) => { box.value = 'x'; }")
    page.get_by_role("button", name="Day", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Try once more")


def not_understood(walk: Walk) -> None:
    """An address that the machine does not go by (400), as its answer looks."""
    _shown(walk, _answer_to_another_name(walk))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Not understood")


def gone_wrong(walk: Walk) -> None:
    """Handsong itself is at fault (500): the page as it is written, since nothing brings it about."""
    template = ROOT / "handsong" / "web" / "site" / "templates" / "500.html"
    _shown(walk, template.read_text(encoding="utf-8"))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Something went wrong in Handsong")


def _answer_to_another_name(walk: Walk) -> str:
    where = urlsplit(walk.place.machine)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
    connection.request("GET", "/", headers={"Host": "another.example"})
    return connection.getresponse().read().decode()


def _shown(walk: Walk, text: str) -> None:
    """Show a page as if it were the answer to some address."""
    walk.page.route("**/shown/", lambda route: route.fulfill(body=text, content_type="text/html"))
    walk.page.goto("/shown/")


STATES = collect(__name__)
"""Every state above, by its name."""

QUESTIONS = {re.sub("^question_", "", name) for name in STATES if name.startswith("question_")}
