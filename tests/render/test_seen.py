"""A browser shows what a drawing says: hands in time, a still where nobody wants motion, little light at night."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from handsong.core.score.timeline import Act
from handsong.render.scene import Look
from tests.e2e import browser as browsers
from tests.render.drawings import Drawing, case

ALONE = Look(standalone=True)

SEEN = (
    """name => [...document.querySelectorAll(name)].filter(found => found.getClientRects().length).length"""
)
AT = """second => {
  const drawing = document.documentElement;
  drawing.pauseAnimations();
  drawing.setCurrentTime(second);
  const own = drawing.getScreenCTM().inverse();
  return [...document.querySelectorAll(".moving .d-contact")].filter(found => found.getClientRects().length).map(found => {
    const point = drawing.createSVGPoint(); [point.x, point.y] = [found.cx.baseVal.value, found.cy.baseVal.value];
    const there = point.matrixTransform(own.multiply(found.getScreenCTM()));
    return [there.x, there.y];
  });
}"""
LIGHT = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const part = value => { const share = value / 255; return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4; };
  return [...document.querySelectorAll("path, circle, ellipse")].filter(found => !found.closest("defs, .d-nail")).map(found => {
    const style = getComputedStyle(found);
    return [style.fill, style.stroke].filter(paint => paint !== "none").map(paint => {
      canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = paint; canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
      return .2126 * part(red) + .7152 * part(green) + .0722 * part(blue);
    });
  }).flat();
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = browsers.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Any) -> Iterator[Any]:
    """Open a drawing as a file of its own, as a person with these wishes sees it."""
    contexts = []

    def shown(drawing: Drawing, **wishes: Any) -> Page:
        path = tmp_path / "drawing.svg"
        path.write_text(drawing.text, encoding="utf-8")
        contexts.append(browser.new_context(**wishes))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        return page

    yield shown
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["leg-hip-to-ankle", "tummy-clock-circles", "chest-open-book", "bicycle"])
def test_what_touches_is_on_the_path_when_the_score_says_so(show: Any, name: str) -> None:
    drawing = Drawing(case(name), ALONE)
    page = show(drawing)
    for phrase, part, points in drawing.parts():
        glide = next((event for event in drawing.events(phrase, part.hand) if event.act is Act.GLIDE), None)
        if glide is None:
            continue
        for share, index in ((0.0, 0), (0.5, len(points) // 2), (0.999, -1)):
            touching = page.evaluate(AT, glide.at + glide.seconds * share)
            assert min(math.dist(at, points[index]) for at in touching) < 4, (part, share)


def test_while_it_moves_one_path_is_seen_and_no_number(show: Any) -> None:
    page = show(Drawing(case("i-love-u"), ALONE))
    page.evaluate(AT, 6.0)
    assert page.evaluate(SEEN, ".trail .head") == 1
    assert page.evaluate(SEEN, ".badge") == 0
    assert page.evaluate(SEEN, ".moving use") > 0


@pytest.mark.parametrize("second", [0.0, 20.0])
def test_who_wants_no_motion_sees_every_path_and_its_number(show: Any, second: float) -> None:
    page = show(Drawing(case("i-love-u"), ALONE), reduced_motion="reduce")
    page.evaluate(AT, second)
    assert page.evaluate(SEEN, ".trail .head") == 3
    assert page.evaluate(SEEN, ".badge") == 3
    assert page.evaluate(SEEN, ".moving use") == 0
    assert page.evaluate(SEEN, ".still use") > 0


def test_who_wants_no_motion_sees_no_leg_move(show: Any) -> None:
    page = show(Drawing(case("bicycle"), ALONE), reduced_motion="reduce")
    page.evaluate(AT, 8.0)
    assert page.evaluate(SEEN, ".limbs path") == 0
    assert page.evaluate(SEEN, ".limbs-still path") > 0


@pytest.mark.parametrize("tone", range(1, 7))
def test_at_night_nothing_is_brighter_than_a_warm_lamp(show: Any, tone: int) -> None:
    drawing = Drawing(case("upright-back-stroke"), Look(tone=tone, standalone=True))
    by_day = show(drawing, color_scheme="light").evaluate(LIGHT)
    at_night = show(drawing, color_scheme="dark").evaluate(LIGHT)
    assert max(by_day) > 0.9
    assert max(at_night) < 0.6
