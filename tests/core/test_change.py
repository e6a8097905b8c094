"""What changes at the next stage is said in the week before it and on its day, by the corrected age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handsong.core.age import Age, Birth, Stage
from handsong.core.change import Change, at_next_stage
from handsong.core.technique import Milestone, ReviewState, Technique
from tests.core import making

BORN = date(2026, 9, 1)
EIGHT_WEEKS_EARLY = 280 - 56
MIA = Birth(BORN, EIGHT_WEEKS_EARLY)
ON_TIME = Birth(BORN)
DRAFT = replace(making.REVIEW, state=ReviewState.DRAFT)
LATER_STAGES = [stage for stage in Stage if stage not in {Stage.BEFORE_TERM, Stage.NEWBORN}]


def technique(name: str, *stages: Stage, **told: object) -> Technique:
    return making.technique(name, stages=stages, **told)  # type: ignore[arg-type]


LIBRARY = (
    technique("still", Stage.NEWBORN),
    technique("always", Stage.NEWBORN, Stage.YOUNG_INFANT),
    technique("slow", Stage.YOUNG_INFANT),
    technique("sitting", Stage.YOUNG_INFANT, needs=[Milestone.SITS]),
    technique("draft", Stage.YOUNG_INFANT, review=DRAFT),
)


def change(birth: Birth, day: date, *seen: Milestone) -> Change | None:
    return at_next_stage(Age(birth, day), LIBRARY, frozenset(seen))


def first_day(birth: Birth, stage: Stage) -> date:
    """Return the first day of a stage, looked for one day after the other."""
    return next(
        day
        for day in (birth.born_date + timedelta(days=days) for days in range(7000))
        if Age(birth, day).stage is stage
    )


@pytest.mark.parametrize("birth", [MIA, ON_TIME])
@pytest.mark.parametrize("stage", LATER_STAGES)
def test_a_new_stage_is_said_in_the_week_before_it_and_on_its_day(birth: Birth, stage: Stage) -> None:
    day = first_day(birth, stage)
    said = [ahead for ahead in range(-3, 12) if change(birth, day - timedelta(days=ahead))]
    assert said == list(range(8))
    found = change(birth, day - timedelta(days=7))
    assert found
    assert (found.stage, found.day) == (stage, day)


def test_the_corrected_age_decides_when_a_stage_begins() -> None:
    today = date(2026, 11, 24)
    found = change(MIA, today)
    assert found
    assert (found.stage, found.day) == (Stage.YOUNG_INFANT, today)
    assert change(ON_TIME, today) is None


def test_what_comes_and_what_goes_is_named_and_drafts_never_are() -> None:
    found = change(ON_TIME, BORN + timedelta(days=25))
    assert found
    assert [row.id for row in found.begins] == ["slow"]
    assert [row.id for row in found.waits] == ["sitting"]
    assert [row.id for row in found.ends] == ["still"]


def test_a_technique_waits_for_what_was_seen_and_never_for_a_day() -> None:
    found = change(ON_TIME, BORN + timedelta(days=25), Milestone.SITS)
    assert found
    assert [row.id for row in found.begins] == ["slow", "sitting"]
    assert found.waits == ()


def test_before_the_due_date_nothing_is_announced() -> None:
    due = MIA.due_date
    assert change(MIA, due - timedelta(days=3)) is None
    assert change(MIA, due) is None


def test_on_the_day_of_birth_nothing_is_announced() -> None:
    assert change(ON_TIME, BORN) is None
