"""What is seen: still drawings for whoever wants no motion, low light at night, targets for a thumb or a knuckle."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import DESKTOP, PHONE, SMALL
from tests.e2e.conftest import Visit

WARM_LAMP = 0.6
"""The most light at night, as relative luminance."""

PALE = journey.Told(tone="1")
"""A child whose drawings are the brightest."""

BRIGHTEST = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const linear = Array.from({ length: 256 }, (_, at) => {
    const share = at / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  let most = 0;
  for (let at = 0; at < data.length; at += 4) {
    most = Math.max(most, 0.2126 * linear[data[at]] + 0.7152 * linear[data[at + 1]] + 0.0722 * linear[data[at + 2]]);
  }
  return most;
}"""

COLOURS = """() => {
  const style = getComputedStyle(document.documentElement);
  const names = ['paper', 'raised', 'sunk', 'rule', 'edge', 'ink', 'soft', 'clay', 'sage', 'honey', 'dusk', 'berry',
    'on-colour', 'light', 'clay-wash', 'sage-wash', 'honey-wash', 'dusk-wash', 'berry-wash', 'shadow'];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}"""

UNDER_A_TARGET = """() => [...document.querySelectorAll('.play .words > *')].filter((words) => {
  const one = words.getBoundingClientRect();
  return one.height > 0 && [...document.querySelectorAll('.cue')].some((target) => {
    const other = target.getBoundingClientRect();
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  });
}).map((words) => words.innerText)"""
"""Words that lie under one of the six answers."""


def _choose(page: Page, theme: str) -> None:
    page.goto("/settings/")
    page.get_by_role("button", name=theme, exact=True).click()
    expect(page.get_by_role("button", name=theme, exact=True)).to_have_attribute("aria-pressed", "true")


def _brightest(page: Page, bench: Page) -> float:
    """Return the light of the brightest dot on the screen, measured on another page."""
    shown = base64.b64encode(page.screenshot(animations="disabled")).decode()
    return float(bench.evaluate(BRIGHTEST, shown))


def test_whoever_wants_no_motion_sees_hands_that_rest_and_numbered_steps(visit: Visit) -> None:
    page, _ = visit(**PHONE, reduced_motion="reduce")
    shortcut.massage(page)
    journey.pass_time(page, 20)
    _is_a_still(page, ".stage")
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
    page.goto("/library/techniques/leg-hip-to-ankle/")
    _is_a_still(page, ".technique")


def test_the_drawings_of_a_plan_are_stills_with_numbered_steps(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto(shortcut.plan(phone))
    _is_a_still(phone, ".plan-row:not(.opening) >> nth=0")


def _is_a_still(page: Page, where: str) -> None:
    drawing = page.locator(where).locator("svg.drawing")
    for hand in drawing.locator(".moving").all():
        expect(hand).to_be_hidden()
    badges = drawing.locator(".still .badge")
    assert badges.count() >= 2
    expect(badges.first).to_be_visible()
    expect(drawing.locator("desc")).to_contain_text("1. ")


def test_night_gives_no_more_light_than_a_warm_lamp(visit: Visit) -> None:
    """Whichever says so: the parent on a device that is light, or the device itself."""
    bench, _ = visit()
    dark, _ = visit(**PHONE, color_scheme="dark")
    shortcut.add(dark, PALE)
    dark.goto("/")
    assert _brightest(dark, bench) <= WARM_LAMP
    light, _ = visit(**PHONE, color_scheme="light")
    _choose(light, "Night")
    light.goto("/")
    assert _brightest(light, bench) <= WARM_LAMP
    shortcut.play(light, shortcut.session(light))
    for seconds, cue in ((20, ""), (4, "Turning away"), (4, "Something is wrong")):
        journey.pass_time(light, seconds)
        if cue:
            journey.tell(light, cue)
        assert _brightest(light, bench) <= WARM_LAMP, cue


def test_day_is_light(phone: Page) -> None:
    shortcut.add(phone, PALE)
    _choose(phone, "Day")
    phone.goto("/")
    bench = phone.context.new_page()
    assert _brightest(phone, bench) > WARM_LAMP
    bench.close()


def test_the_device_says_night_or_day_unless_the_parent_does(visit: Visit) -> None:
    dark, _ = visit(**PHONE, color_scheme="dark")
    light, _ = visit(**PHONE, color_scheme="light")
    for page in (dark, light):
        page.goto("/children/new/")
    night, day = dark.evaluate(COLOURS), light.evaluate(COLOURS)
    assert night["paper"] != day["paper"]
    shortcut.add(light)
    _choose(dark, "Day")
    _choose(light, "Night")
    assert (dark.evaluate(COLOURS), light.evaluate(COLOURS)) == (day, night)
    _choose(dark, "As the device")
    assert dark.evaluate(COLOURS) == night


@pytest.mark.parametrize("size", [PHONE, SMALL, DESKTOP], ids=["390", "320", "1280"])
def test_the_six_answers_are_three_by_two_and_wide_enough_for_a_knuckle(
    visit: Visit, size: dict[str, Any]
) -> None:
    page, _ = visit(**size)
    shortcut.massage(page)
    journey.pass_time(page, 20)
    _all_of_it_is_on_the_screen(page)
    journey.tell(page, "Turning away")
    _all_of_it_is_on_the_screen(page)
    boxes = [box for target in page.locator(".cue").all() if (box := target.bounding_box())]
    assert len(boxes) == 6
    assert len({round(box["x"]) for box in boxes}) == 3
    assert len({round(box["y"]) for box in boxes}) == 2
    for box in boxes:
        assert min(box["width"], box["height"]) >= 96
        assert 0 <= box["x"] <= box["x"] + box["width"] <= size["viewport"]["width"]
        assert 0 <= box["y"] <= box["y"] + box["height"] <= size["viewport"]["height"]
    for one, other in ((0, 1), (1, 2), (3, 4), (4, 5)):
        assert boxes[one]["x"] + boxes[one]["width"] <= boxes[other]["x"], "they do not overlap"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _all_of_it_is_on_the_screen(page: Page) -> None:
    expect(page.locator(".whose")).to_be_in_viewport(ratio=1)
    expect(page.locator(".stage")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-caption]")).to_be_in_viewport(ratio=1)
    stage = page.locator(".stage").bounding_box()
    assert stage
    assert stage["height"] >= 120, "the drawing is large enough to be followed"
    assert page.evaluate(UNDER_A_TARGET) == []


def test_the_childs_name_and_colour_are_always_on_the_screen(phone: Page) -> None:
    shortcut.massage(phone)
    for cue in ("Unsure", "Turning away", "Crying", "Something is wrong"):
        journey.tell(phone, cue)
        expect(phone.locator(".whose")).to_have_text("Mia")
        expect(phone.locator(".whose")).to_be_in_viewport(ratio=1)
        expect(phone.locator(".whose .dot")).to_be_visible()
