"""What a rule says: which rule, how grave, about what, until when, why, and by which source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cached_property

from handsong.core.technique import Review, Scope


class Level(IntEnum):
    """How grave a finding is, mildest first; of several, the gravest leads.

    From WAIT upwards nothing is planned. ASK leaves only holds until a professional's yes.
    """

    FINE = 0
    ADAPT = 1
    AVOID = 2
    ASK = 3
    WAIT = 4
    TODAY = 5
    EMERGENCY = 6

    @property
    def word(self) -> str:
        """The level in lower case, as content and programs write it."""
        return self.name.lower()

    @property
    def stops(self) -> bool:
        """Whether nothing is planned at this level."""
        return self >= Level.WAIT


class Certainty(StrEnum):
    """How well a rule is known (the marks of the domain reference)."""

    SOURCED = "sourced"
    UNCONFIRMED = "unconfirmed"
    DEFAULT = "our careful default"


@dataclass(frozen=True)
class Rule:
    """One rule of the book: its number of every kind and its words come from content/safety.toml.

    `conditions` and `signs` are those it speaks about, each by itself; of each group in `together` (signs
    and conditions) one must be there; `numbers` are its thresholds, by name; `scope` what it leaves out;
    `whom` who can say yes.
    """

    id: str
    level: Level
    scope: Scope
    reason: Mapping[str, str]
    sources: tuple[str, ...]
    certainty: Certainty
    review: Review
    conditions: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    together: tuple[frozenset[str], ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict, hash=False)
    whom: Mapping[str, str] = field(default_factory=dict, hash=False)

    def finding(
        self,
        *,
        where: str = "",
        until: datetime | None = None,
        level: Level | None = None,
        scope: Scope | None = None,
    ) -> Finding:
        """Return what the rule says now: about what, until when, and with which scope."""
        return Finding(self, where, until, self.level if level is None else level, scope or self.scope)


@dataclass(frozen=True)
class Finding:
    """A rule that speaks: `where` names the condition, part or technique, `until` the end if known."""

    rule: Rule
    where: str
    until: datetime | None
    level: Level
    scope: Scope

    def reason(self, language: str) -> str:
        """Return why, in the rule's own words, with its numbers put in."""
        return self.rule.reason[language].format(
            **{name: f"{value:g}" for name, value in self.rule.numbers.items()}
        )

    def whom(self, language: str) -> str:
        """Return who can say yes, or nothing."""
        return self.rule.whom.get(language, "")


class RuleBook:
    """The rules by id, each with its words and numbers."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Keep the rules by id."""
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}

    def __getitem__(self, rule: str) -> Rule:
        """Return the rule with this id."""
        return self.rules[rule]

    def without(self, rule: str) -> RuleBook:
        """Return the book with one rule torn out, to prove that it is missed."""
        return RuleBook(other for other in self.rules.values() if other.id != rule)

    def with_number(self, rule: str, name: str, value: float) -> RuleBook:
        """Return the book with one number changed, to prove that it matters."""
        changed = replace(self[rule], numbers={**self[rule].numbers, name: value})
        return RuleBook(changed if other.id == rule else other for other in self.rules.values())


@dataclass(frozen=True)
class Verdict:
    """All findings about a child now, gravest first, and the level that leads."""

    findings: tuple[Finding, ...]

    @cached_property
    def level(self) -> Level:
        """The gravest level, FINE when nothing was found."""
        return max((finding.level for finding in self.findings), default=Level.FINE)
