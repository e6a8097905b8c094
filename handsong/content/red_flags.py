"""The signs that concern one child, the gravest first: pages, player and command line all ask here."""

from __future__ import annotations

from handsong.content.values import Content, Sign
from handsong.core import safety
from handsong.core.age import Age
from handsong.core.findings import Level
from handsong.core.situation import Situation


def concerning(content: Content, now: Situation) -> tuple[tuple[Sign, Level], ...]:
    """Return the signs of this child's age, each with how grave it is by itself.

    38 °C is an emergency at two months and a reason to rest at two years, as is what no rule names.
    """
    levels = safety.grades(content.craft.safety, now)
    fitting = [(sign, levels.get(sign.id, Level.WAIT)) for sign in content.signs if _concerns(sign, now.age)]
    return tuple(sorted(fitting, key=lambda row: -row[1]))


def _concerns(sign: Sign, age: Age) -> bool:
    """Whether a sign is for this age; of the age by birth and the corrected one, whichever shows more."""
    older, younger = max(age.months, age.corrected_months), min(age.months, age.corrected_months)
    return older >= sign.from_months and younger < sign.under_months
