"""Whom to call and which signs to look for, for one child in one country."""

from __future__ import annotations

from dataclasses import dataclass

from handsong.content import load
from handsong.content.values import Country, Line, Sign
from handsong.core.age import GROWN_UP_MONTHS, Age
from handsong.core.findings import Level

TITLES = {
    Level.EMERGENCY: "Call at once",
    Level.TODAY: "See a doctor today",
    Level.WAIT: "Rest, and wait until all is well",
}


@dataclass(frozen=True)
class Help:
    """Whom to call: the number to show large, who else answers."""

    number: str
    is_words: bool
    country: str
    lines: tuple[Line, ...]
    crisis: tuple[Line, ...]


def help_for(code: str, language: str) -> Help:
    """Return whom to call in a country; where it is not known, the local emergency number in words."""
    content = load.once()
    country: Country | None = content.countries.get(code)
    if country is None:
        return Help(content.elsewhere[language], is_words=True, country="", lines=(), crisis=())
    return Help(
        country.emergency,
        is_words=False,
        country=country.name[language],
        lines=country.lines,
        crisis=country.crisis,
    )


def signs_for(age: Age | None) -> list[tuple[str, str, list[Sign]]]:
    """Return the signs that concern a child of this age under their headings, the gravest first.

    How grave a sign is depends on the age too: 38 °C is an emergency at two months, not at two years.
    """
    fitting = [sign for sign in load.once().signs if age is None or _concerns(sign, age)]
    groups = [
        (title, level.word, [sign for sign in fitting if _level(sign, age) is level])
        for level, title in TITLES.items()
    ]
    return [group for group in groups if group[2]]


def _concerns(sign: Sign, age: Age) -> bool:
    """Whether a sign is for this age; of the age by birth and the corrected one, whichever shows more."""
    older, younger = max(age.months, age.corrected_months), min(age.months, age.corrected_months)
    return older >= sign.from_months and younger < sign.under_months


def _level(sign: Sign, age: Age | None) -> Level:
    """Return the gravest level that a rule gives the sign at this age; a sign without one means rest."""
    if age is None:
        return sign.level
    levels = (
        rule.level
        for rule in load.once().craft.safety.rules.values()
        if sign.id in rule.signs
        and age.is_under_months(int(rule.numbers.get("under_months", GROWN_UP_MONTHS + 1)))
    )
    return max(levels, default=Level.WAIT)
