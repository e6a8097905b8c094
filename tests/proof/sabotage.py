"""Sabotage: a rule torn out, a bound moved by a step, an age by a day. Each must be noticed, or the proof proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple
from unittest import mock

from handsong.core import age, safety
from handsong.core.age import Age, Birth, Stage
from handsong.core.findings import Rule, RuleBook
from tests.proof import ages, program, witnesses
from tests.proof.allowed import ALLOWED, LEADS, LEFT_OUT, Bench
from tests.proof.facts import Case
from tests.proof.oracle import Oracle
from tests.proof.probes import LIES_WITHIN

Patch = Callable[[], AbstractContextManager[Any]]

IN_REASONS = frozenset({"fine", "adapt"})
"""Levels at which a rule may leave nothing out, so that its going shows in what parents are told alone."""

SCOPE_SETS = ("touches", "tags", "regions", "zones", "keeps")
SCOPE_FLAGS = {"everything": False, "drafts": False, "strokes_without": None, "only_by": None}
"""What a rule can leave out, and how each looks when it does not."""

NAMED_FOR_PEOPLE = {("before-term-holds", "neonatal-unit"), ("ask-unit", "neonatal-unit")}
"""Conditions that a rule only names: it looks at the stage, and every child in a neonatal unit has that stage."""

FREE = {
    "very-preterm-below-days": "it names a class of early birth for people; no rule looks at it",
    "earliest-days": "it refuses impossible births; the tests of the age module hold it",
    "latest-days": "it refuses impossible births; the tests of the age module hold it",
}
"""Age constants that no rule depends on, with the reason."""


class Sabotage(NamedTuple):
    """One harm: its name, the cases that will show it, and whether it reaches the child or the reasons alone."""

    name: str
    book: RuleBook
    patch: Patch
    cases: Callable[[], Sequence[Case]]
    reaches_the_child: bool
    oracle: Callable[[], Oracle] | None = None


@dataclass(frozen=True)
class Saboteur:
    """All harms that can be done to a rule book and to the counting of ages."""

    bench: Bench

    def removals(self) -> Iterator[Sabotage]:
        """Go through the book with each rule torn out."""
        for name in self.bench.book.rules:
            yield Sabotage(
                f"without {name}",
                self.bench.book.without(name),
                nullcontext,
                _cases_of(name),
                self._reaches_the_child(name),
            )

    def shifts(self) -> Iterator[Sabotage]:
        """Go through the book with each of its numbers moved by one, down and up."""
        for name, rule in self.bench.book.rules.items():
            for number, value in rule.numbers.items():
                for step in (-1, 1):
                    yield Sabotage(
                        f"{name}: {number} {value + step:g} for {value:g}",
                        self.bench.book.with_number(name, number, value + step),
                        nullcontext,
                        _cases_of(name),
                        self._reaches_the_child(name) and number not in {"minutes", "longest"},
                    )

    def trims(self) -> Iterator[Sabotage]:
        """Go through the book with each condition, sign and thing left out taken from a rule, one at a time."""
        for name, rule in self.bench.book.rules.items():
            for told, trimmed in _trimmed(rule):
                others = (other for other in self.bench.book.rules.values() if other.id != name)
                yield Sabotage(
                    f"{name} without {told}",
                    RuleBook((trimmed, *others)),
                    nullcontext,
                    _cases_of(name),
                    reaches_the_child=False,
                )

    def idle_rows(self) -> Iterator[Sabotage]:
        """Go through the table with each row torn out: a row that nobody misses says nothing."""
        rows = [rule.row for rule in self.bench.oracle.rules]
        for row in rows:
            yield Sabotage(
                f"the table without {row.id}",
                self.bench.book,
                nullcontext,
                _cases_of(row.rule),
                reaches_the_child=False,
                oracle=partial(self.bench.oracle.with_rows, [other for other in rows if other is not row]),
            )

    def age_shifts(self) -> Iterator[Sabotage]:
        """Go through every age that is moved by a day: stages, months, the end of correction, constants, grams."""
        for name, patch in (*_stage_patches(), *_constant_patches(), *_other_patches()):
            yield Sabotage(name, self.bench.book, patch, witnesses.of_ages, reaches_the_child=True)

    def goes_unnoticed(self, harm: Sabotage) -> str:
        """Return what is wrong when a harm is not noticed as it must be, or nothing when it is."""
        harmed = replace(
            self.bench, book=harm.book, oracle=harm.oracle() if harm.oracle else self.bench.oracle
        )
        seen = 0
        was_said = False
        for case in harm.cases():
            opinion = harmed.oracle.opinion(case)
            program.forget()
            with harm.patch():
                now = program.situation(case)
                differences = harmed.compare(opinion, now, safety.check(harm.book, now))
            program.forget()
            seen += 1
            if differences != self.bench.differences(case):
                reaches = any(told.startswith((ALLOWED, LEFT_OUT, LEADS)) for told in differences)
                if reaches or not harm.reaches_the_child:
                    return ""
                was_said = True
        told = "it is missed in the reasons alone" if was_said else "nothing turns red"
        return f"{harm.name}: {told} in {seen} cases"

    def _reaches_the_child(self, rule: str) -> bool:
        """Whether the table lets this rule leave something out, or lead."""
        rows = [ready for ready in self.bench.oracle.rules if ready.row.rule == rule]
        return any(
            ready.by_part or any(ready.out.values()) or ready.row.level not in IN_REASONS for ready in rows
        )


def _trimmed(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Go through the rule with one member of one of its sets missing, or one of its flags down."""
    for kind in ("conditions", "signs"):
        for member in sorted(getattr(rule, kind)):
            if (rule.id, member) not in NAMED_FOR_PEOPLE:
                fewer: dict[str, Any] = {kind: getattr(rule, kind) - {member}}
                yield f"{kind} {member}", replace(rule, **fewer)
    yield from _parted(rule)
    for kind in SCOPE_SETS:
        members = getattr(rule.scope, kind)
        for member in sorted(members):
            if LIES_WITHIN.get(member) not in members:
                less: dict[str, Any] = {kind: members - {member}}
                yield f"{kind} {member}", replace(rule, scope=replace(rule.scope, **less))
    for flag, down in SCOPE_FLAGS.items():
        if getattr(rule.scope, flag) != down:
            lowered: dict[str, Any] = {flag: down}
            yield flag, replace(rule, scope=replace(rule.scope, **lowered))


def _parted(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Go through the rule with one member missing of what must come together."""
    for place, group in enumerate(rule.together):
        for member in sorted(group):
            groups = (*rule.together[:place], group - {member}, *rule.together[place + 1 :])
            yield f"together {member}", replace(rule, together=groups)


def _cases_of(rule: str) -> Callable[[], Sequence[Case]]:
    return lambda: witnesses.of(rule)


def _stage_patches() -> Iterator[tuple[str, Patch]]:
    """Each border between two stages, a day early and a day late."""
    stages = tuple(Stage(name) for name in ages.STAGES)
    original = _getter(Age, "stage")
    for before, after in pairwise(stages):
        for day in (1, -1):
            when = "a day early" if day == 1 else "a day late"
            yield f"{after} {when}", _replacing(Age, "stage", property(_moved(original, before, after, day)))


def _moved(original: Callable[[Age], Stage], before: Stage, after: Stage, day: int) -> Callable[[Age], Stage]:
    def stage(self: Age) -> Stage:
        here = original(self)
        if here is not (before if day == 1 else after):
            return here
        there = self.day + timedelta(days=day)
        if there < self.birth.born_date:
            return here
        other = original(Age(self.birth, there))
        return other if {here, other} == {before, after} else here

    return stage


def _constant_patches() -> Iterator[tuple[str, Patch]]:
    """Each whole number of days among the constants of core.age, one less and one more."""
    for name in dir(age):
        value = getattr(age, name)
        spoken = name.lower().replace("_", "-")
        if name.isupper() and isinstance(value, int) and spoken.endswith("days") and spoken not in FREE:
            for step in (-1, 1):
                yield f"{spoken} {value + step} for {value}", _replacing(age, name, value + step)


def _other_patches() -> Iterator[tuple[str, Patch]]:
    under = Age.is_under_months
    until = _getter(Birth, "corrected_until")
    weight = _getter(Birth, "weight_class")
    for step in (-1, 1):
        when = "a day early" if step == 1 else "a day late"

        def is_under_months(self: Age, months: int, step: int = step) -> bool:
            day = max(self.day + timedelta(days=step), self.birth.born_date)
            return under(Age(self.birth, day) if _is_child(self.birth, day) else self, months)

        def corrected_until(self: Birth, step: int = step) -> date:
            return until(self) - timedelta(days=step)  # type: ignore[no-any-return]

        def weight_class(self: Birth, step: int = step) -> Any:
            grams = self.weight_grams
            return weight(self if grams is None else replace(self, weight_grams=grams + step))

        yield f"under so many months ends {when}", _replacing(Age, "is_under_months", is_under_months)
        yield f"correction ends {when}", _replacing(Birth, "corrected_until", property(corrected_until))
        yield f"birth weight read {step:+} g", _replacing(Birth, "weight_class", property(weight_class))


def _getter(kind: type, name: str) -> Callable[[Any], Any]:
    """Return the function behind a property, remembered or not."""
    found = vars(kind)[name]
    getter: Callable[[Any], Any] = found.func if isinstance(found, cached_property) else found.fget
    return getter


def _is_child(birth: Birth, day: date) -> bool:
    return day.toordinal() < ages.months_after(birth.born_date.toordinal(), ages.GROWN_UP_MONTHS)


def _replacing(place: Any, name: str, value: Any) -> Patch:
    return lambda: mock.patch.object(place, name, value)


def all_harms(saboteur: Saboteur) -> list[Sabotage]:
    """Return every harm in a fixed order."""
    return [
        *saboteur.removals(),
        *saboteur.shifts(),
        *saboteur.trims(),
        *saboteur.idle_rows(),
        *saboteur.age_shifts(),
    ]


def unnoticed(saboteur: Saboteur, harms: Iterable[Sabotage]) -> list[str]:
    """Return what is wrong with each harm that goes unnoticed."""
    return [told for harm in harms if (told := saboteur.goes_unnoticed(harm))]
