"""The weeks of the home course: whole for every age, and every fault in them is found with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handsong.content import course_reading, files, load
from handsong.core.age import Stage
from handsong.core.course import WEEKS
from handsong.core.score.model import Touch

CONTENT = load.once()

FAULTS = {
    "a week under another number": (
        ("week-2.toml", "number = 2", "number = 3"),
        "course/week-2.toml: number: is 3. Give 2, as the file's name says.",
    ),
    "an unknown technique": (
        ("week-1.toml", '"toe-roll", "leg-hug-and-glide"', '"toe-rolls", "leg-hug-and-glide"'),
        "course/week-1.toml: lesson: technique toe-rolls is not known. Check its spelling.",
    ),
    "a technique of another age": (
        ("week-1.toml", '"still-touch", "finger-hold"', '"still-touch", "toe-roll"'),
        (
            "course/week-1.toml: lesson: technique toe-roll was not made for before-term. "
            "Choose another, or give that stage its own lesson."
        ),
    ),
    "a newborn who is stroked first": (
        ("week-3.toml", '"still-touch", "upright-back-stroke"', '"upright-back-stroke", "still-touch"'),
        "course/week-3.toml: lesson: technique upright-back-stroke: a newborn is held first. Begin with a hold.",
    ),
    "an age that is forgotten": (
        ("week-4.toml", 'stages = ["toddler"]', 'stages = ["adolescent"]'),
        "course/week-4.toml: lesson: toddler stands in 0 of them. Give it one.",
    ),
    "a text that cites nobody": (
        ("week-5.toml", '"oak-foot", "iaim-crawl"', '"nobody", "iaim-crawl"'),
        "course/week-5.toml: reading: source nobody is not known. Check its spelling.",
    ),
    "a text in another language": (
        ("week-5.toml", "attempt.en", "attempt.de"),
        "course/week-5.toml: a text lacks the language en. Add it.",
    ),
}


def faults_in(folder: Path) -> list[str]:
    found: list[str] = []
    weeks = course_reading.weeks(folder, found)
    library = CONTENT.craft.library
    found += course_reading.disagreements(weeks, library, CONTENT.sources, CONTENT.languages)
    return found


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_of_the_course_names_file_place_and_remedy(what: str, tmp_path: Path) -> None:
    (name, old, new), expected = FAULTS[what]
    shutil.copytree(files.HERE / "course", tmp_path / "course")
    assert faults_in(tmp_path) == []
    path = tmp_path / "course" / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer says {old}: plant this fault somewhere else"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert expected in faults_in(tmp_path)


def test_a_missing_week_is_a_fault(tmp_path: Path) -> None:
    assert len(faults_in(tmp_path)) == WEEKS


def test_five_weeks_have_a_lesson_and_a_text_for_every_age() -> None:
    assert [week.number for week in CONTENT.course] == list(range(1, WEEKS + 1))
    for week in CONTENT.course:
        for stage in Stage:
            assert week.lesson(stage).techniques
            assert 2 <= len(week.reading(stage).text["en"]) <= 6


def test_before_term_the_course_is_for_holds_alone() -> None:
    known = CONTENT.craft.library.by_id
    for week in CONTENT.course:
        lesson = week.lesson(Stage.BEFORE_TERM)
        named = {*lesson.techniques, *lesson.watch, lesson.practise}
        assert {known[name].touch for name in named} == {Touch.HOLD}


def test_a_text_of_the_course_is_short() -> None:
    for week in CONTENT.course:
        for reading in week.readings:
            assert sum(len(text.split()) for text in reading.text["en"]) <= 160, reading.title
