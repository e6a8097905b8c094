"""A plan in words: what, how long, why each, what is different today, and why not each of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handsong.content import load
from handsong.content.values import Source
from handsong.core.findings import Certainty, Finding, Level
from handsong.core.plan import Item, LeftOut, Plan
from handsong.core.technique import Technique
from handsong.web.accounts.models import Person
from handsong.web.library import shelf
from handsong.web.player import bundles
from handsong.web.player.asking import Standing

LANGUAGE = "en"

CERTAINTIES = {
    Certainty.SOURCED: "",
    Certainty.UNCONFIRMED: "Not confirmed yet",
    Certainty.DEFAULT: "Our careful default",
}


@dataclass(frozen=True)
class Reason:
    """A finding as a page tells it."""

    level: Level
    text: str
    whom: str
    certainty: str
    sources: tuple[Source, ...]

    @property
    def word(self) -> str:
        """The level as a word for style sheets."""
        return self.level.word

    @property
    def shape(self) -> str:
        """The template of the level's shape, so that colour never says it alone."""
        return f"site/icons/{shelf.SHAPES[self.level]}.html"


@dataclass(frozen=True)
class Row:
    """One technique of a plan as the page shows it."""

    item: Item
    drawing: str
    why: tuple[Reason, ...]
    is_closing: bool

    @property
    def technique(self) -> Technique:
        """The technique."""
        return self.item.technique

    @property
    def minutes(self) -> float:
        """How long it lasts, in minutes."""
        return self.item.seconds / 60

    @property
    def one_side(self) -> str:
        """The side, where the other one is left out."""
        is_one = len(self.item.sides) == 1 and len(self.technique.score.sides) > 1
        return str(self.item.sides[0]) if is_one else ""


def reason(finding: Finding) -> Reason:
    """Return a finding in words, with its sources."""
    known = load.once().sources
    return Reason(
        finding.level,
        finding.reason(LANGUAGE),
        finding.whom(LANGUAGE),
        CERTAINTIES[finding.rule.certainty],
        tuple(known[key] for key in finding.rule.sources if key in known),
    )


def reasons(findings: Iterable[Finding], *, at_least: Level) -> list[Reason]:
    """Return the findings from this level upwards in words, each rule once, the gravest first."""
    once: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda finding: -finding.level):
        if finding.level >= at_least:
            once.setdefault(finding.rule.id, finding)
    return [reason(finding) for finding in once.values()]


def rows(plan: Plan, of: Standing, person: Person) -> list[Row]:
    """Return the techniques of a plan in their order."""
    return [
        Row(
            item,
            still(item.technique, of, person, item),
            tuple(reason(finding) for finding in item.why),
            item is plan.items[-1] and item.technique.closes,
        )
        for item in plan.items
    ]


def still(technique: Technique, of: Standing, person: Person, item: Item | None = None) -> str:
    """Return the drawing of a technique as a picture that does not move."""
    sides = item.sides if item else technique.score.sides
    drawn = bundles.drawing(technique, sides[0] if sides else None, of.situation.stage, of.child, person)
    return drawn.replace('class="drawing ', 'class="drawing is-still ', 1)


def not_today(left_out: Sequence[LeftOut]) -> list[tuple[Reason, list[Technique]]]:
    """Return every other technique under the reason that it is not in the plan, the gravest first."""
    groups: dict[str, tuple[Finding, list[Technique]]] = {}
    for row in left_out:
        groups.setdefault(row.finding.rule.id, (row.finding, []))[1].append(row.technique)
    ordered = sorted(groups.values(), key=lambda group: -group[0].level)
    return [(reason(finding), techniques) for finding, techniques in ordered]
