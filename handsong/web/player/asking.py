"""In which order a check asks, what comes next, and when enough is known to stop asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handsong.content import load
from handsong.core import readiness, rules, safety
from handsong.core.child import Fact, Happening
from handsong.core.findings import Level, Verdict
from handsong.core.progress import Progress
from handsong.core.readiness import Answers, Skin, Well
from handsong.core.situation import Situation
from handsong.web.families import queries as families
from handsong.web.families.models import Child, Happened
from handsong.web.player.models import KINDS, Check

NAVEL_UNDER_MONTHS = 3
SAFETY_STEPS = ("unit", "state", "feed", "well", "signs", "skin", "happenings", "open", "navel", "place")


@dataclass(frozen=True)
class Standing:
    """A check at this moment: the child, what was answered, what its sessions have shown.

    `flags` are red flags that were ticked within the last day, at this check or at another.
    """

    check: Check
    now: datetime
    so_far: Progress
    flags: frozenset[str] = frozenset()

    @property
    def child(self) -> Child:
        """The child that is asked about."""
        return self.check.child

    @property
    def situation(self) -> Situation:
        """The child now, as answered; an open question counts as its most careful answer."""
        return self.with_answers(self.check.value())

    @property
    def unasked(self) -> Situation:
        """The child now, as if nothing had been asked."""
        return families.situation(self.child, self.now, self.so_far)

    def with_answers(self, answers: Answers) -> Situation:
        """Return the child now with other answers; a red flag of the day is ticked whatever they say."""
        return replace(self.unasked, answers=replace(answers, signs=answers.signs | self.flags))

    def open_facts(self) -> list[Happened]:
        """Return what was still there when it was last asked about, and is not settled in this check."""
        told = {row for rows in self.check.told.values() for row in rows}
        return [
            row
            for row in self.child.happenings.all()
            if str(row.pk) not in told and (row.is_open or str(row.pk) in self.check.answers.get("open", {}))
        ]


def steps(standing: Standing) -> list[str]:
    """Return the safety questions that this check asks, in order."""
    answers = standing.check.answers
    applies = {
        "unit": any(rules.ask_unit(load.once().craft.safety["ask-unit"], standing.situation)),
        "signs": answers.get("well") == Well.NOT_QUITE,
        "happenings": answers.get("skin") == Skin.SOMETHING,
        "open": bool(standing.open_facts()),
        "navel": "navel" in answers or _is_navel_open(standing),
    }
    return [name for name in SAFETY_STEPS if applies.get(name, True)]


def _is_navel_open(standing: Standing) -> bool:
    return standing.situation.age.is_under_months(NAVEL_UNDER_MONTHS) and not standing.child.navel_healed


def is_answered(standing: Standing, step: str) -> bool:
    """Whether a question has its answer."""
    if step == "open":
        said = standing.check.answers.get("open", {})
        return all(str(row.pk) in said for row in standing.open_facts())
    return step in standing.check.answers


def first_open(standing: Standing) -> str:
    """Return the first safety question without an answer, or nothing."""
    return next((step for step in steps(standing) if not is_answered(standing, step)), "")


def after(standing: Standing, step: str) -> str:
    """Return the question after this one, or nothing when it was the last."""
    order = steps(standing)
    return next(iter(order[order.index(step) + 1 :] if step in order else order), "")


def before(standing: Standing, step: str) -> str:
    """Return the question before this one, or nothing when it is the first."""
    order = steps(standing)
    return order[order.index(step) - 1] if step in order and order.index(step) > 0 else ""


def known(standing: Standing) -> Verdict:
    """Return what is certain already, whatever the open questions will say."""
    return safety.check(load.once().craft.safety, standing.with_answers(at_best(standing.check.value())))


def at_best(answers: Answers) -> Answers:
    """Return the answers with every open question answered so that nothing stops."""
    missing: dict[str, Any] = {name: readiness.BEST[name] for name in KINDS if getattr(answers, name) is None}
    return replace(answers, **missing)


def stops_at(standing: Standing) -> Level:
    """Return the level that stops already, FINE while nothing does.

    Not being well stops only once the signs have been looked at: the gravest of them would be missed.
    """
    if standing.check.answers.get("well") == Well.NOT_QUITE and "signs" not in standing.check.answers:
        return Level.FINE
    level = known(standing).level
    return level if level.stops else Level.FINE


def facts_of(check: Check, now: datetime) -> Iterator[Fact]:
    """Go through what the answer about being well leaves behind for later days."""
    if check.answers.get("well") is not None:
        yield from readiness.remembered(check.value(), now)


def happenings(standing: Standing) -> list[str]:
    """Return the kinds of happening that concern a child of this age."""
    age = standing.situation.age
    return [
        row.id
        for row in load.once().happenings
        if row.id in set(Happening) and age.is_under_months(row.under_months)
    ]
