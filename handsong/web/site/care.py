"""Whom to call and which signs to look for, for one child in one country."""

from __future__ import annotations

from dataclasses import dataclass

from handsong.content import load, red_flags
from handsong.content.values import Country, Line, Sign
from handsong.core.findings import Level
from handsong.core.situation import Situation

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


def signs_for(now: Situation | None) -> list[tuple[str, str, list[Sign]]]:
    """Return the signs that concern this child under their headings, the gravest first.

    Before there is a child it is every sign, each as grave as it is at any age.
    """
    content = load.once()
    fitting = red_flags.concerning(content, now) if now else tuple((row, row.level) for row in content.signs)
    groups = [
        (title, level.word, [sign for sign, grave in fitting if grave is level])
        for level, title in TITLES.items()
    ]
    return [group for group in groups if group[2]]
