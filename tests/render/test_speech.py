"""The spoken script fits the time it is spoken in, calls the child by name, and keeps the beat."""

from __future__ import annotations

from itertools import pairwise

import pytest

from handsong.core.score.timeline import Act, timeline
from handsong.core.technique import Technique
from handsong.render import speech
from tests.render.drawings import CONTENT, LIBRARY, SCRIPT

EVERY = [pytest.param(technique, id=technique.id) for technique in LIBRARY]


@pytest.mark.parametrize("technique", EVERY)
def test_a_line_begins_with_its_move_and_ends_before_the_hands_glide(technique: Technique) -> None:
    said = technique.words["en"].said
    for side in technique.score.sides or (None,):
        time = timeline(technique.score, technique.view, said, side)
        phrases = {phrase.at: phrase for phrase in time.phrases if phrase.say}
        lines = speech.lines(technique, SCRIPT, side)
        assert [line.at for line in lines] == list(phrases)
        for line in lines:
            phrase = phrases[line.at]
            assert line.say == said[phrase.say]
            begun = min(
                event.at
                for event in time.events
                if event.move == phrase.move and event.act in {Act.GLIDE, Act.REST}
            )
            assert line.at + line.seconds <= begun + 1e-9
            assert begun < phrase.at + phrase.seconds <= time.seconds + 1e-9


@pytest.mark.parametrize("technique", EVERY)
def test_no_line_is_spoken_over_another(technique: Technique) -> None:
    for side in technique.score.sides or (None,):
        lines = speech.lines(technique, SCRIPT, side)
        assert lines
        assert lines[0].at == 0
        assert all(line.at + line.seconds <= following.at + 1e-9 for line, following in pairwise(lines))


@pytest.mark.parametrize("technique", EVERY)
def test_both_sides_are_spoken_alike(technique: Technique) -> None:
    spoken = [speech.lines(technique, SCRIPT, side) for side in technique.score.sides]
    assert len({tuple(lines) for lines in spoken}) <= 1


@pytest.mark.parametrize("technique", EVERY)
def test_every_line_is_one_a_tired_person_can_follow(technique: Technique) -> None:
    for side in technique.score.sides or (None,):
        for line in speech.lines(technique, SCRIPT, side):
            assert line.say == line.say.strip()
            assert len(line.say.split()) <= 30
            assert line.seconds <= 15


@pytest.mark.parametrize("technique", EVERY)
def test_the_beat_marks_where_each_repetition_begins(technique: Technique) -> None:
    for side in technique.score.sides or (None,):
        time = timeline(technique.score, technique.view, technique.words["en"].said, side)
        beats = speech.beats(time)
        glides = {round(event.at, 2) for event in time.events if event.act is Act.GLIDE}
        assert list(beats) == sorted(glides)
        moving = [phrase for phrase in time.phrases if phrase.tempo.seconds]
        assert len(beats) >= sum(phrase.times for phrase in moving)
        assert all(later - earlier >= 0.9 for earlier, later in pairwise(beats))


def test_the_name_is_put_in_and_nothing_else_is_touched() -> None:
    assert speech.filled("Thank you, {name}.", name="Mia") == "Thank you, Mia."
    assert speech.filled("{name} and {name}, {sung}", name="Zoë") == "Zoë and Zoë, {sung}"
    assert speech.filled("May I touch your {region}?", region="legs", name="Mia") == "May I touch your legs?"


@pytest.mark.parametrize("name", ["{name}", "{region}", "<b>", "\\1", "Ő", "🌱", "נועה"])
def test_whatever_a_child_is_called_is_said_as_it_is(name: str) -> None:
    assert speech.filled("Hello, {name}. {name}?", name=name) == f"Hello, {name}. {name}?"


def test_every_place_in_a_spoken_line_is_one_that_is_filled() -> None:
    lines = [line for technique in CONTENT.craft.library for line in technique.words["en"].said.values()]
    assert any("{name}" in line for line in lines)
    assert all("{" not in speech.filled(line, name="Mia") for line in lines)
