"""What a plan is made from, and what it says: each technique that is in it, and each that is not, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handsong.core import product
from handsong.core.age import Stage
from handsong.core.body import Side
from handsong.core.findings import Finding, Level, RuleBook
from handsong.core.product import OilWish
from handsong.core.progress import Limits
from handsong.core.situation import Situation
from handsong.core.technique import Element, Goal, Library, Technique


@dataclass(frozen=True)
class Band:
    """The limits of one age: a stage, or the part of it under some months; `new` counts body techniques."""

    stage: Stage
    under_months: int | None
    limits: Limits
    new: int


@dataclass(frozen=True)
class Craft:
    """All that plans are made from: the techniques, the rule books, the lengths of each age."""

    library: Library
    safety: RuleBook
    oil: RuleBook
    planning: RuleBook
    bands: tuple[Band, ...]

    def band(self, now: Situation) -> Band:
        """Return the limits that hold for this child today."""
        return next(
            band
            for band in self.bands
            if band.stage is now.stage
            and (band.under_months is None or now.age.is_under_months(band.under_months))
        )


@dataclass(frozen=True)
class Wish:
    """What the family would like: a goal, a ceiling in minutes, a product that was tested.

    `without` holds techniques that are not wanted today, so that others take their place; `hoped` those
    that come before others where they fit, the first of them first.
    """

    goal: Goal | None = None
    minutes: float | None = None
    oil: OilWish | None = None
    without: frozenset[str] = frozenset()
    hoped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One technique of a plan: on which sides, how long, with a product or dry, new or known, and why."""

    technique: Technique
    sides: tuple[Side, ...]
    seconds: float
    why: tuple[Finding, ...]
    is_new: bool
    with_oil: bool


@dataclass(frozen=True)
class LeftOut:
    """One technique that is not in the plan, and the finding that says why."""

    technique: Technique
    finding: Finding


@dataclass(frozen=True)
class Plan:
    """A plan; or why there is none: then `items` is empty and `meanwhile` may name a hold.

    `seconds` counts the opening. `findings` are gravest first. Every technique of the library is
    either in `items` or in `left_out`. `until` is when a wait ends, if that is known.
    """

    level: Level
    items: tuple[Item, ...]
    seconds: float
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    until: datetime | None = None
    meanwhile: Technique | None = None

    @property
    def elements(self) -> frozenset[Element]:
        """The elements it brings."""
        return frozenset(element for item in self.items for element in item.technique.elements)

    @property
    def may_take_oil(self) -> bool:
        """Whether a product could be used in it, so that it is worth asking about."""
        return any(product.may_take_oil(item.technique) for item in self.items)
