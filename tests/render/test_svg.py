"""A drawing is asked what it says, to a parent who sees it and to one who does not."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from itertools import pairwise

import pytest

from handsong.core.body import Build
from handsong.core.score.model import Touch, landmarks_of
from handsong.core.technique import Technique
from handsong.render import svg, words
from handsong.render.scene import Look
from tests.render.drawings import LIBRARY, SCRIPT, SVG, Drawing, cases, drawings

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]
STYLE = svg.STYLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("technique", EVERY)
def test_every_look_of_every_side_is_a_document_with_a_name_and_words(technique: Technique) -> None:
    looks = (Look(tone=1), Look(tone=6, dressed=True, left_handed=True), Look(tone=3, standalone=True))
    for one in cases(technique):
        for look in looks:
            root = Drawing(one, look).root
            assert root.tag == f"{SVG}svg"
            assert root.get("role") == "img"
            assert root.findtext(f"{SVG}title") == technique.words["en"].name
            assert root.findtext(f"{SVG}desc")
            assert f"tone-{look.tone}" in root.get("class", "").split()
            ids = [found.get("id", "") for found in root.iter() if found.get("id")]
            assert root.get("aria-labelledby", "").split() == ids[:2]
            assert max(Counter(ids).values()) == 1
            assert all(name.startswith(f"{technique.id}-") for name in ids), "two drawings may share a page"


@pytest.mark.parametrize("technique", EVERY)
def test_nothing_comes_from_outside_and_all_that_is_used_is_there(technique: Technique) -> None:
    for drawing in drawings(technique, Look(standalone=True)):
        ids = {found.get("id") for found in drawing.root.iter()}
        for found in drawing.root.iter():
            assert found.tag.removeprefix(SVG) not in {"image", "script", "foreignObject", "a", "text"}
            assert "style" not in found.attrib, "a page's policy forbids styles on elements"
            assert not any(name.startswith("on") for name in found.attrib)
            if "href" in found.attrib:
                assert found.attrib["href"].startswith("#")
                assert found.attrib["href"][1:] in ids
        assert re.findall(r"https?://[^\"]*", drawing.text) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"url\(|@import|@font-face", drawing.text)


def test_every_material_has_its_colour_and_no_colour_is_left_over() -> None:
    used = {
        name
        for technique in LIBRARY
        for drawing in drawings(technique)
        for found in drawing.root.iter()
        for name in found.get("class", "").split()
        if name.startswith("d-")
    }
    assert used == set(re.findall(r"\.(d-[a-z]+)", STYLE))


def test_every_frame_has_its_weight_of_line() -> None:
    sizes = {
        name
        for technique in LIBRARY
        for drawing in drawings(technique)
        for name in drawing.root.get("class", "").split()
        if name.startswith("size-")
    }
    usual = {"size-460"}
    assert sizes - usual <= set(re.findall(r"\.(size-\d+)", STYLE))


def test_a_tone_of_skin_changes_colours_and_nothing_else() -> None:
    one = cases(LIBRARY[0])[0]
    drawn_alike = {re.sub(r"tone-\d", "tone", Drawing(one, Look(tone=tone)).text) for tone in range(1, 7)}
    assert len(drawn_alike) == 1


def test_six_tones_of_skin_differ_by_day_and_none_shines_at_night() -> None:
    tones = re.findall(
        r"tone-(\d) \{ --night: (\d+)%; --skin-day: (#\w{6}); --hand-day: (#\w{6}); --edge: (#\w{6})", STYLE
    )
    assert [tone for tone, *_ in tones] == list("123456")
    skins = [_luminance(skin) for _, _, skin, _, _ in tones]
    assert skins == sorted(skins, reverse=True)
    assert all(before > 1.2 * after for before, after in pairwise(skins))
    for _, dimmed, _, hand, edge in tones:
        assert _luminance(hand) * (1 - int(dimmed) / 100) < 0.6
        assert _contrast(hand, edge) > 3


@pytest.mark.parametrize("technique", EVERY)
def test_every_child_wears_something(technique: Technique) -> None:
    for dressed in (True, False):
        for drawing in drawings(technique, Look(dressed=dressed)):
            body = next(found for found in drawing.root.iter() if found.get("class") == "body")
            worn = {found.get("class") for found in body.iter()} & {"d-cloth", "d-shirt"}
            assert "d-cloth" in worn
            assert ("d-shirt" in worn) is (drawing.case.build is Build.CHILD)


@pytest.mark.parametrize("technique", EVERY)
def test_a_drawing_stays_small(technique: Technique) -> None:
    for drawing in drawings(technique):
        raw = drawing.text.encode()
        assert len(raw) < 110_000
        assert len(gzip.compress(raw)) < 12_000


@pytest.mark.parametrize("technique", EVERY)
def test_the_words_say_hand_path_and_pace_of_every_move(technique: Technique) -> None:
    for look in (Look(), Look(left_handed=True)):
        for drawing in drawings(technique, look):
            _, *said = re.split(r"(?:^|(?<=\. ))\d\. (?=[A-Z])", drawing.words)
            numbers = re.findall(r"(?:^|(?<=\. ))(\d)\. (?=[A-Z])", drawing.words)
            assert numbers == [str(n) for n in range(1, len(drawing.scene.time.phrases) + 1)]
            for phrase, part, _ in drawing.parts():
                text = said[phrase.move]
                assert SCRIPT.words[f"hand-{part.hand}"].lower() in text.lower()
                assert SCRIPT.words[part.contact] in text
                assert all(words.named(name, SCRIPT) in text for name in landmarks_of(part.path))
                if phrase.touch is Touch.HOLD:
                    assert str(round(phrase.seconds)) in text
                else:
                    assert SCRIPT.words[phrase.tempo] in text
                    assert str(phrase.times) in text


def test_a_page_of_its_own_brings_its_style_and_one_within_a_page_does_not() -> None:
    alone, within = (drawings(LIBRARY[0], Look(standalone=alone))[0].text for alone in (True, False))
    assert STYLE in alone
    assert "<style" not in within


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
