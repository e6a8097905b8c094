"""Oils: whether one may be used today, and the patch test that comes first.

Dry or clothed touch is always possible and always offered. Steps, times and limits are those
of sections 5.2 and 5.3 of the domain reference (lk-patch, bm-oil, nbb-faq, sears, obs, eat).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handsong.core.age import Stage
from handsong.core.body import Region
from handsong.core.child import Happening
from handsong.core.findings import Finding, Rule, RuleBook, Verdict
from handsong.core.progress import Progress
from handsong.core.situation import Situation
from handsong.core.technique import Tag, Technique

LOOKS = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=24))
LONG_LOOK = timedelta(hours=48)
"""When to look at the spot; the last look is a day later where allergy runs in the family."""

CLEAR_FOR = timedelta(days=365)
LAPSES_AFTER = timedelta(days=91)
"""A clear test counts a year, but not after three months without use: our careful defaults."""

PLACES = ("inner-forearm.left", "inner-forearm.right")


class Status(StrEnum):
    """Where a patch test stands."""

    UNTESTED = "untested"
    PENDING = "pending"
    CLEAR = "clear"
    REACTED = "reacted"


class UnableToTest(ValueError):
    """The test may not begin or go on now; the message says why and what to do."""


@dataclass(frozen=True)
class PatchTest:
    """One product tried on one child: where, since when, how long to wait, and what was seen."""

    product: str
    place: str
    started_at: datetime
    allergy_in_family: bool
    looked_at: tuple[datetime, ...] = ()
    reacted_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def looks(self) -> tuple[datetime, ...]:
        """When to look at the spot."""
        waits = (*LOOKS, LONG_LOOK) if self.allergy_in_family else LOOKS
        return tuple(self.started_at + wait for wait in waits)

    def next_look(self, now: datetime) -> datetime | None:
        """Return the next time to look, or None when the last one is done."""
        if self.reacted_at or (self.looked_at and self.looked_at[-1] >= self.looks[-1]):
            return None
        return next((look for look in self.looks if look > now), self.looks[-1])

    def status(self, now: datetime) -> Status:
        """Return where the test stands; a clear one lapses with time, a reaction never does."""
        if self.reacted_at:
            return Status.REACTED
        if not self.looked_at or self.looked_at[-1] < self.looks[-1]:
            return Status.PENDING
        cleared_at = self.looked_at[-1]
        is_old = now - cleared_at >= CLEAR_FOR or now - (self.last_used_at or cleared_at) >= LAPSES_AFTER
        return Status.UNTESTED if is_old else Status.CLEAR


def start(product: str, place: str, now: Situation, *, allergy_in_family: bool) -> PatchTest:
    """Return a test that begins now; raises UnableToTest on a day when skin cannot be judged."""
    if place not in PLACES:
        raise UnableToTest(f"place: test on the inner forearm, so give {PLACES[0]} or {PLACES[1]}.")
    for what, why in (
        (Happening.INJECTION, "on the day of an injection"),
        (Happening.FEVER, "within a day of a fever"),
    ):
        if any(now.now - fact.at < timedelta(hours=24) for fact in now.facts(what)):
            raise UnableToTest(f"A patch test cannot be judged {why}. Begin it on another day.")
    if any(fact.is_open for what in (Happening.RASH, Happening.BROKEN_SKIN) for fact in now.facts(what)):
        raise UnableToTest("A patch test cannot be judged on sore skin. Begin it when the skin is clear.")
    return PatchTest(product, place, now.now, allergy_in_family)


def look(test: PatchTest, now: datetime, *, is_clear: bool) -> PatchTest:
    """Return the test after a look; a reaction ends it for good."""
    if test.reacted_at:
        raise UnableToTest("This product caused a reaction. It stays off this child's skin.")
    if not is_clear:
        return replace(test, looked_at=(*test.looked_at, now), reacted_at=now)
    return replace(test, looked_at=(*test.looked_at, now))


@dataclass(frozen=True)
class OilWish:
    """What is known when a family would like to use a product today."""

    situation: Situation
    progress: Progress
    status: Status
    min_age_days: int
    allergy_in_family: bool = False


OilTest = Callable[[Rule, OilWish], Iterable[Finding]]


def _newborn(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    age = wish.situation.age
    if min(age.days, age.corrected_days) < max(rule.numbers["days"], wish.min_age_days):
        yield rule.finding()


def _hospital(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    if wish.situation.is_before_term:
        yield rule.finding()


def _not_tested(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    if wish.status is not Status.CLEAR:
        yield rule.finding(where=wish.status)


def _first_plans(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    if wish.progress.sessions < rule.numbers["sessions"]:
        yield rule.finding()


def _budget(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    young = wish.situation.age.is_under_months(int(rule.numbers["under_months"]))
    if young and wish.progress.oil_sessions_this_week(wish.situation.now) >= rule.numbers["a_week"]:
        yield rule.finding()


def _skin(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    sore = (Happening.RASH, Happening.BROKEN_SKIN, Happening.REACTION)
    has_open = any(fact.is_open for what in sore for fact in wish.situation.facts(what))
    if rule.conditions & wish.situation.child.conditions or has_open:
        yield rule.finding()


def _family(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    if wish.allergy_in_family or rule.conditions & wish.situation.child.conditions:
        yield rule.finding()


def _dressed(rule: Rule, wish: OilWish) -> Iterator[Finding]:
    if wish.situation.stage in {Stage.PRESCHOOL, Stage.SCHOOL, Stage.ADOLESCENT}:
        yield rule.finding()


OIL_RULES: Mapping[str, OilTest] = {
    "oil-newborn": _newborn,
    "oil-hospital": _hospital,
    "oil-not-tested": _not_tested,
    "oil-first-plans": _first_plans,
    "oil-budget": _budget,
    "oil-skin": _skin,
    "oil-allergy-in-family": _family,
    "oil-dressed": _dressed,
}


def check(book: RuleBook, wish: OilWish) -> Verdict:
    """Return every reason against using the product today; none means it may be used."""
    found = [finding for rule in book.rules.values() for finding in OIL_RULES[rule.id](rule, wish)]
    return Verdict(tuple(sorted(found, key=lambda finding: -finding.level)))


def may_take_oil(technique: Technique) -> bool:
    """Whether a technique may be done with a product at all: never on face, head or hands."""
    return Tag.OIL_OK in technique.tags and technique.region not in {Region.FACE, Region.HEAD, Region.HANDS}
