"""The cases: every edge of every age, length of pregnancy, birth weight and pair of conditions, in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from tests.proof import ages, facts
from tests.proof.facts import Case
from tests.proof.mixes import CAREFUL, GENTLE, Mix

GESTATIONS = (280, 37 * 7, 37 * 7 - 1, 28 * 7, 28 * 7 - 1, None)
MORE_GESTATIONS = (*GESTATIONS, 279, 287, 224, 155)
"""In days; None is unknown."""

BIRTHS = (
    date(2024, 2, 29),
    date(2025, 8, 31),
    date(2026, 1, 24),
    date(2025, 11, 30),
    date(2024, 12, 31),
    date(2026, 3, 1),
    date(2023, 10, 29),
)
"""Days on which calendars play tricks, among ordinary ones."""

WEIGHTS = ((None,), (2500, 4200), (2499, 1500), (1499, 1000), (999, 480))
"""The classes of birth weight, each by its two edges."""

EDGE_MONTHS = (3, 6, 12, 24, 36, 60, 144, ages.GROWN_UP_MONTHS)

CORRECTED_EDGES_UP_TO = 36
"""In months: later than this nobody's age counts from the due date, and no edge lies there."""

CONDITION_SETS = (
    frozenset[str](),
    *(frozenset({name}) for name in facts.CONDITIONS),
    *(frozenset(pair) for pair in combinations(facts.CONDITIONS, 2)),
)


class Scene(NamedTuple):
    """A birth and a day on which something about the child's age may change."""

    born: date
    gestation: int | None
    today: date


def scenes(born: date, gestation: int | None) -> Iterator[Scene]:
    """Go through the days around each edge of this child's age, by birth and by the due date."""
    birth = born.toordinal()
    starts = {birth}
    if ages.counted(gestation) < ages.CORRECTED_BELOW:
        starts.add(birth + ages.TERM - ages.counted(gestation))
    edges = {
        edge
        for start in starts
        for edge in (
            start,
            start + ages.NEWBORN_DAYS,
            *(
                ages.months_after(start, months)
                for months in EDGE_MONTHS
                if start == birth or months <= CORRECTED_EDGES_UP_TO
            ),
        )
    }
    last = ages.months_after(birth, ages.GROWN_UP_MONTHS) - 1
    days = {edge + off for edge in edges for off in (-1, 0, 1)}
    yield from (Scene(born, gestation, date.fromordinal(day)) for day in sorted(days) if birth <= day <= last)


def _all_scenes() -> tuple[Scene, ...]:
    """Return the scenes of the full product; births change from one gestation and edge to the next."""
    found = []
    for number, gestation in enumerate(GESTATIONS):
        by_birth = [list(scenes(born, gestation)) for born in BIRTHS]
        least = min(len(several) for several in by_birth)
        found += [by_birth[(number + place // 3) % len(BIRTHS)][place] for place in range(least)]
    return tuple(found)


SCENES = _all_scenes()


class Full:
    """Scenes by weight classes by conditions, alone and in pairs; each case carries the next mix."""

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(SCENES) * len(WEIGHTS) * len(CONDITION_SETS)

    def __getitem__(self, number: int) -> Case:
        """Return one case."""
        rest, conditions = divmod(number, len(CONDITION_SETS))
        scene, weight = divmod(rest, len(WEIGHTS))
        edges = WEIGHTS[weight]
        mix = CAREFUL[number // 2] if number % 2 else GENTLE[number // 2]
        return case(SCENES[scene], edges[number // 2 % len(edges)], CONDITION_SETS[conditions], mix)


class Alone:
    """The rows of both arrays with no conditions, each at one scene after another."""

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(CAREFUL) + len(GENTLE)

    def __getitem__(self, number: int) -> Case:
        """Return one case."""
        mix = CAREFUL[number] if number < len(CAREFUL) else GENTLE[number - len(CAREFUL)]
        edges = WEIGHTS[number % len(WEIGHTS)]
        # 97 is prime to the number of scenes, so all of them come round.
        return case(SCENES[number * 97 % len(SCENES)], edges[number // 5 % len(edges)], frozenset(), mix)


class Calendar:
    """Every birth day by every length of pregnancy by every edge of the age by weight: no conditions, nothing asked."""

    def __init__(self) -> None:
        self._scenes = tuple(
            scene for born in BIRTHS for gestation in MORE_GESTATIONS for scene in scenes(born, gestation)
        )
        self._weights = tuple(weight for edges in WEIGHTS for weight in edges)

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(self._scenes) * len(self._weights)

    def __getitem__(self, number: int) -> Case:
        """Return one case."""
        scene, weight = divmod(number, len(self._weights))
        return Case(
            *self._scenes[scene][:2],
            self._weights[weight],
            self._scenes[scene].today,
            seen=frozenset(facts.MILESTONES),
            navel_healed=bool(number % 2),
            clock=number % 4,
        )


def case(scene: Scene, weight: int | None, conditions: frozenset[str], mix: Mix) -> Case:
    """Return a child of this scene with these conditions on a day such as the mix says."""
    return Case(
        scene.born,
        scene.gestation,
        weight,
        scene.today,
        conditions,
        _yeses(conditions, mix.yes),
        mix.seen,
        mix.navel_healed,
        mix.happened,
        mix.asked,
        mix.stops,
        mix.clock,
        mix.cares,
    )


def _yeses(conditions: frozenset[str], pattern: str) -> frozenset[str]:
    """Return the yeses that a pattern of mixes.YESES means for a child with these conditions."""
    if pattern == "none":
        return frozenset()
    if pattern == "own":
        return conditions
    if pattern in {"first", "last"}:
        ordered = sorted(conditions, reverse=pattern == "last")
        return frozenset(ordered[:1])
    if pattern == "another":
        return frozenset(name for name in ("jaundice", "heart-disease", "reflux") if name not in conditions)
    if pattern == "all":
        return frozenset({*conditions, *facts.YESES_ONLY})
    return frozenset({pattern})
