"""`show`, `say` and `draw`: one technique in words, in time, and drawn."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from handsong.content import load
from handsong.core.score import notation
from handsong.core.technique import Technique
from tests.cli.running import handsong

CONTENT = load.once()
LIBRARY = [pytest.param(technique, id=technique.id) for technique in CONTENT.craft.library]


@pytest.mark.parametrize("technique", LIBRARY)
def test_every_technique_shows_words_score_review_and_sources(technique: Technique) -> None:
    ran = handsong(f"show {technique.id}")
    assert ran.status == 0
    flat = " ".join(ran.out.split())
    words = technique.words["en"]
    assert ran.out.startswith(f"{words.name} [{technique.id}]\n")
    assert notation.write(technique.score).strip() in ran.out
    assert "Review: " in ran.out
    assert all(f"{key}: " in ran.out for key in technique.sources)
    assert all(step.split("{")[0].strip() in flat for step in words.how)
    assert "{" not in ran.out


@pytest.mark.parametrize("technique", LIBRARY)
def test_a_shown_score_reads_back(technique: Technique) -> None:
    text = handsong(f"show {technique.id}").out
    score = text.split("Score\n-----\n\n")[1].split("\n\nReview: ")[0]
    assert notation.parse(score, view=technique.view) == technique.score


def test_nobody_calls_a_check_against_sources_a_clinicians() -> None:
    for technique in CONTENT.craft.library:
        if technique.review.state != "clinician":
            said = " ".join(handsong(f"show {technique.id}").out.split())
            assert "no clinician has reviewed it" in said or "checked by nobody yet" in said


@pytest.mark.parametrize("technique", LIBRARY)
def test_every_technique_can_be_said_with_times_that_grow(technique: Technique) -> None:
    ran = handsong(f"say {technique.id} --name Mia")
    assert ran.status == 0
    assert "{" not in ran.out
    for side in ran.out.strip().split("\n\n"):
        times = [
            int(found[1]) * 60 + int(found[2])
            for found in re.finditer(r"^(\d+):(\d\d)  ", side, re.MULTILINE)
        ]
        assert times[0] == 0
        assert times == sorted(times)
        assert side.endswith("(the end)")


def test_both_sides_are_said_one_after_the_other_or_one_alone() -> None:
    both = handsong("say leg-hip-to-ankle").out
    assert "left side" in both
    assert "right side" in both
    assert "right side" not in handsong("say leg-hip-to-ankle --side left").out


def test_without_a_name_nobody_is_called_by_one() -> None:
    unnamed = handsong("say closing-hold").out
    assert "Thank you." in unnamed
    assert "your child’s shoulders" in unnamed
    assert "Thank you, Mia." in handsong("say closing-hold --name Mia").out


@pytest.mark.parametrize("technique", LIBRARY)
def test_every_technique_can_be_drawn(technique: Technique, tmp_path: Path) -> None:
    path = tmp_path / "drawing.svg"
    ran = handsong(f"draw {technique.id} -o {path}")
    assert ran.status == 0
    assert ran.out.startswith(f"Wrote the drawing of {technique.id} to {path} (")
    root = drawn(path.read_text(encoding="utf-8"))
    assert root.find("{http://www.w3.org/2000/svg}title").text == technique.words["en"].name  # type: ignore[union-attr]
    assert root.find("{http://www.w3.org/2000/svg}style") is not None


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own drawing, made a moment ago


def test_a_drawing_is_printed_when_no_file_is_named() -> None:
    assert handsong("draw toe-roll").out.startswith("<svg ")


def test_a_drawing_takes_side_tone_build_and_hand() -> None:
    usual = handsong("draw leg-hip-to-ankle").out
    assert "tone-5" in handsong("draw leg-hip-to-ankle --tone 5").out
    assert handsong("draw leg-hip-to-ankle --side left").out == usual
    drawings = {
        usual,
        handsong("draw leg-hip-to-ankle --side right").out,
        handsong("draw leg-hip-to-ankle --build newborn").out,
        handsong("draw leg-hip-to-ankle --left-handed").out,
        handsong("draw leg-hip-to-ankle --still").out,
    }
    assert len(drawings) == 5


def test_a_still_drawing_says_so() -> None:
    root = drawn(handsong("draw sun-moon --still").out)
    assert "is-still" in root.attrib["class"].split()
    assert "is-still" not in drawn(handsong("draw sun-moon").out).attrib["class"].split()
