"""What changes at the next stage, told a week before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from handsong.core.age import Age, Stage
from handsong.core.technique import Milestone, Technique

SAID_BEFORE = 7
"""How many days before a new stage it is said what will change."""


@dataclass(frozen=True)
class Change:
    """A new stage that begins soon or today: when, and which techniques come and which go.

    `begins` are those that go by age alone; `waits` those that also wait for what a parent sees.
    """

    stage: Stage
    day: date
    begins: tuple[Technique, ...]
    waits: tuple[Technique, ...]
    ends: tuple[Technique, ...]


def at_next_stage(age: Age, techniques: Iterable[Technique], seen: frozenset[Milestone]) -> Change | None:
    """Return what changes at the next stage, in the week before it and on its day; else None.

    The corrected age decides. Nothing is said before the due date: then the unit or a midwife does.
    """
    here = Age(age.birth, max(age.day - timedelta(days=1), age.birth.born_date)).stage
    days = (age.day + timedelta(days=ahead) for ahead in range(SAID_BEFORE + 1))
    day = next((day for day in days if Age(age.birth, day).stage is not here), None)
    if day is None or here is Stage.BEFORE_TERM:
        return None
    stage = Age(age.birth, day).stage
    rows = [row for row in techniques if not row.is_draft]
    fresh = [row for row in rows if stage in row.stages and here not in row.stages]
    return Change(
        stage=stage,
        day=day,
        begins=tuple(row for row in fresh if row.needs <= seen),
        waits=tuple(row for row in fresh if not row.needs <= seen),
        ends=tuple(row for row in rows if here in row.stages and stage not in row.stages),
    )
