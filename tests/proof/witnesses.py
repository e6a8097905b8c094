"""Witnesses: for each rule the cases in which it has most to say, made from the words of its own rows."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations, product

from tests.proof import cases, facts, mixes, table
from tests.proof.facts import HOUR, Asked, Case, Happened
from tests.proof.table import Row

CALM = Asked("quiet-alert", "over-45", "yes", "nothing", "ready", "yes")
"""Everything answered, and nothing against a massage."""

BASES: tuple[Asked | None, ...] = (None, CALM, CALM._replace(unit="no"), CALM._replace(feed=""), Asked())
ALL_SEEN = frozenset(facts.MILESTONES)


@lru_cache(maxsize=2)
def of(rule: str) -> list[Case]:
    """Return the witnesses of a rule, shuffled so that near ones lie apart; the same every time."""
    found = list(dict.fromkeys(case for row in table.rows() if row.rule == rule for case in _of_row(row)))
    random.Random(rule).shuffle(found)  # noqa: S311 - a shuffle that anybody can repeat
    return found


@cache
def of_ages() -> list[Case]:
    """Return cases at every edge of every age, with what depends on age beside it."""
    return [
        Case(*scene[:2], weight, scene.today, conditions, yeses, ALL_SEEN, navel_healed=healed)
        for scene in _scenes((*cases.MORE_GESTATIONS, 258 - 7, 140 + 15))
        for weight in (None, 2499, 2500, 1499, 1500)
        for conditions, yeses in (
            (frozenset[str](), frozenset[str]()),
            (frozenset[str](), frozenset({"born-early", "before-term"})),
        )
        for healed in (False, True)
    ]


def _scenes(gestations: tuple[int | None, ...]) -> list[cases.Scene]:
    """Return every edge of the age of children born after so many days, all on one birthday."""
    return [scene for gestation in gestations for scene in cases.scenes(cases.BIRTHS[2], gestation)]


def _of_row(row: Row) -> Iterator[Case]:
    words = set(re.findall(r"[a-z0-9-]+", row.when))
    told, happened = list(_told(words)), list(_happened(words))
    several = [
        *((asked, ()) for asked in told or BASES),
        *((None, (one,)) for one in happened),
        *((asked, (one,)) for asked in told for one in happened[::3]),
    ]
    conditions = [
        frozenset[str](),
        *(frozenset({name}) for name in facts.CONDITIONS if name in words | _silencing(words)),
    ]
    scenes = cases.SCENES if len(several) < 12 else _scenes((280, 37 * 7 - 1))
    for (asked, events), condition, scene in product(several, conditions, scenes):
        for weight, yeses, seen, healed in _children(condition):
            yield Case(
                *scene[:2], weight, scene.today, condition, yeses, seen, healed, events, asked, _stops(words, scene),
                cares=_cares(words, scene),
            )  # fmt: skip


def _silencing(words: set[str]) -> set[str]:
    """Return the conditions that quieten a graver row about the same happening, so that this one is heard."""
    return {
        name
        for row in table.rows()
        for name in re.findall(r"not condition ([a-z0-9-]+)", row.when)
        if words & set(facts.HAPPENINGS) & set(row.when.split())
    }


def _children(
    condition: frozenset[str],
) -> tuple[tuple[int | None, frozenset[str], frozenset[str], bool], ...]:
    """Return a few children: weight, yeses, what was seen, and whether the navel is healed."""
    nothing = frozenset[str]()
    return (
        (3400, nothing, ALL_SEEN, True),
        (2499, condition, ALL_SEEN, True),
        (1499, nothing, nothing, False),
        (999, frozenset({"born-early"}), nothing, True),
        (2500, frozenset({"before-term", "operation"}), frozenset({"lifts-head"}), True),
        (1500, frozenset({"neonatal-unit"}), nothing, True),
    )


def _told(words: set[str]) -> Iterator[Asked]:
    """Go through answers and signs that the row speaks of, on a calm day: each by itself, and signs by two."""
    signs = [sign for sign in facts.SIGNS if sign in words]
    for ticked in (*((sign,) for sign in signs), *combinations(signs, 2)):
        yield CALM._replace(signs=frozenset(ticked))
    for question, answers in facts.ANSWERS.items():
        if question in words and "answer" in words:
            for answer in (*answers, ""):
                yield CALM._replace(**{question: answer})  # type: ignore[arg-type]


def _happened(words: set[str]) -> Iterator[Happened]:
    """Go through what the row says may have happened, at every time that matters."""
    for what in facts.HAPPENINGS:
        if what in words and words & {"within", "still"}:
            for ago, part, still in product(mixes.steps(what), ("", "leg.left", "navel"), (False, True)):
                yield Happened(what, ago, part, still)


def _stops(words: set[str], scene: cases.Scene) -> tuple[int, ...]:
    """Return when crying ended sessions, for the row that counts them; another pattern at each scene."""
    if "crying" not in words or "stops" not in words:
        return ()
    pattern = mixes.STOPS[scene.today.toordinal() % len(mixes.STOPS)]
    return (*pattern, 25 * HOUR - 1) if len(pattern) == 1 else pattern


def _cares(words: set[str], scene: cases.Scene) -> tuple[int, ...]:
    """Return when sessions were over because something was wrong, for the row that asks; another at each scene."""
    return mixes.CARES[scene.today.toordinal() % len(mixes.CARES)] if "care" in words else ()
