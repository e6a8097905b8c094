"""One child as the craft sees it: birth, what was seen, what to know, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handsong.core.age import Birth
from handsong.core.technique import Milestone

SOMETHING_ELSE = "something-else"
"""The condition a parent describes in own words: kept, never interpreted, always asked about."""

NEONATAL_UNIT = "neonatal-unit"
"""The condition of a baby who is in hospital after birth."""


class Happening(StrEnum):
    """What may have happened to a child, as the readiness questions ask for it."""

    INJECTION = "injection"
    INJURY = "injury"
    HEAD_KNOCK = "head-knock"
    PLASTER = "plaster"
    LINE = "line"
    PROCEDURE = "procedure"
    OPERATION = "operation"
    BROKEN_SKIN = "broken-skin"
    RASH = "rash"
    CONTAGIOUS = "contagious"
    BRUISE = "bruise"
    LUMP = "lump"
    REACTION = "reaction"
    SEIZURE = "seizure"
    UNWELL = "unwell"
    FEVER = "fever"
    TUMMY_UPSET = "tummy-upset"


@dataclass(frozen=True)
class Fact:
    """Something that happened: when it was last so, where on the body, and whether it still is.

    `part` is one of body.PARTS, or "" when it is not known or concerns all of the child.
    """

    what: Happening
    at: datetime
    part: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Yes:
    """A professional's yes to one condition: who said it, and on which day."""

    condition: str
    who: str
    day: date


@dataclass(frozen=True)
class Child:
    """All that the rules know of a child.

    `navel_healed` is what a parent said; `seen` holds milestones, `conditions` ids of
    content/conditions.toml, `yeses` what professionals agreed to, `facts` what happened.
    """

    birth: Birth
    seen: frozenset[Milestone] = frozenset()
    conditions: frozenset[str] = frozenset()
    yeses: frozenset[Yes] = frozenset()
    facts: tuple[Fact, ...] = ()
    navel_healed: bool = False

    def has_yes(self, condition: str) -> bool:
        """Whether a professional said yes to this condition."""
        return any(yes.condition == condition for yes in self.yeses)
