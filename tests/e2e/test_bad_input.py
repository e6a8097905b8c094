"""What cannot be gets a clear sentence beside its field; nothing typed is lost, and nothing typed is run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut
from tests.e2e.journey import Told

LABELS = {
    "name": "First name or nickname",
    "born_date": "Date of birth",
    "weeks_early": "Weeks early",
    "due_date": "Due date",
    "weight_kg": "Kilograms",
}
TODAY = date.today()  # noqa: DTZ011 - the parent's own calendar
A_SCRIPT = "<script>document.title='run'</script>"

WRONG = {
    "a birth in the future": ("born_date", (TODAY + timedelta(days=30)).isoformat(), "has not come yet"),
    "35 kg at birth": (
        "weight_kg",
        "35",
        "35 kg cannot be a weight at birth. Give kilograms between 0.2 and 8",
    ),
    "60 weeks early": ("weeks_early", "60", "60 weeks early is too early to be true"),
    "a due date that disagrees": ("due_date", journey.Told(days_old=133).born, "1 week early, the weeks say"),
    "an empty name": ("name", "", "Give a first name or a nickname, such as Mia."),
    "a script in a name": ("name", A_SCRIPT, "cannot say “<”"),
    "an emoji in a name": ("name", "Mia 🌸", "cannot say “🌸”. Leave it out."),
    "a name that turns the line round": ("name", "Mia\u202eaiM", "The name holds an invisible sign."),
}


def _fill_in(page: Page) -> None:
    page.goto("/children/new/")
    page.get_by_label(LABELS["name"]).fill("Mia")
    page.get_by_label(LABELS["born_date"]).fill(journey.MIA.born)
    page.get_by_label("Early", exact=True).check()
    page.get_by_label(LABELS["weeks_early"]).fill("5")
    page.get_by_label("Rolls over").check()


@pytest.mark.parametrize(("field", "typed", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_gets_a_sentence_beside_its_field(
    phone: Page, field: str, typed: str, sentence: str
) -> None:
    _fill_in(phone)
    box = phone.locator(f"#id_{field}")
    box.fill(typed)
    phone.get_by_role("button", name="Go on").click()
    alert = phone.get_by_role("alert")
    expect(alert).to_contain_text("Nothing you typed is lost.")
    expect(alert).to_be_focused()
    fault = phone.locator(f"#field-{field} .fault")
    expect(fault).to_contain_text(sentence)
    expect(box).to_have_value(typed)
    expect(box).to_have_attribute("aria-invalid", "true")
    alert.get_by_role("link", name=LABELS[field]).click()
    expect(fault).to_be_in_viewport(ratio=1)
    expect(box).to_be_in_viewport(ratio=1)
    _the_rest_is_as_it_was(phone, field)


def _the_rest_is_as_it_was(page: Page, wrong: str) -> None:
    expect(page.get_by_label("Rolls over")).to_be_checked()
    expect(page).to_have_title("Welcome · Handsong")
    for field, value in (("name", "Mia"), ("born_date", journey.MIA.born), ("weeks_early", "5")):
        if field != wrong:
            expect(page.locator(f"#id_{field}")).to_have_value(value)


def test_a_name_from_right_to_left_stands_right_wherever_it_is_named(phone: Page) -> None:
    journey.add(phone, Told("נועה"))
    heading = phone.locator("h1 bdi")
    expect(heading).to_have_text("נועה")
    assert heading.evaluate("(name) => getComputedStyle(name).unicodeBidi") == "isolate"
    phone.goto(shortcut.session(phone))
    expect(phone.get_by_role("heading", level=1).first).to_have_text("Eyes on נועה")
    dot, name = (
        phone.locator(".whose .dot").bounding_box(),
        phone.locator(".whose bdi").bounding_box(),
    )
    assert dot
    assert name
    assert dot["x"] < name["x"], "the page keeps its own direction"


def test_words_of_ones_own_are_shown_and_never_run(phone: Page) -> None:
    _fill_in(phone)
    phone.get_by_label("Something else").fill(A_SCRIPT)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("link", name="What is known of Mia").click()
    expect(phone.locator("main q")).to_have_text(A_SCRIPT)
    expect(phone).to_have_title("Mia · Handsong")
    phone.goto("/")
    expect(phone.locator("main")).to_contain_text("A professional said yes")
