"""Questions about the library: which techniques, what each rule leaves out, how sure anybody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.body import Region
from handsong.core.findings import Level, Rule
from handsong.core.planner import REGION_ORDER
from handsong.core.score.model import Touch
from handsong.core.technique import ReviewState, Technique, build_for

EVERYDAY = frozenset(
    {"never-zones", "not-checked-yet", "age-stage", "milestone-not-seen", "readiness-not-asked"}
)
"""Rules that speak of every child; a technique's page says them in other words."""

GRADES = {
    "high": "Well shown in good trials",
    "moderate": "Shown in trials, fairly sure",
    "low": "Some trials, not sure",
    "very-low": "Few or weak trials, very unsure",
    "none": "No trials: from practice alone",
}

REVIEWS = {
    ReviewState.DRAFT: "A draft: nobody has checked it against its sources yet, so it is never planned.",
    ReviewState.CHECKED: "Checked against the sources it names. No clinician has reviewed it yet.",
    ReviewState.INSTRUCTOR: "Reviewed by a certified instructor. No clinician has reviewed it yet.",
    ReviewState.CLINICIAN: "Reviewed by a clinician.",
}

LEVELS = {
    Level.EMERGENCY: "Call for help at once",
    Level.TODAY: "See a doctor today",
    Level.WAIT: "Wait",
    Level.ASK: "Ask a professional first; holds until their yes",
    Level.AVOID: "Leave something out",
    Level.ADAPT: "Do it differently",
    Level.FINE: "Good to know",
}

SHAPES = {
    Level.EMERGENCY: "emergency",
    Level.TODAY: "seen-today",
    Level.WAIT: "wait",
    Level.ASK: "ask",
    Level.AVOID: "avoid",
    Level.ADAPT: "adapt",
    Level.FINE: "fine",
}
"""The little drawing that goes with each level: a shape of its own, so that colour never says it alone."""


@dataclass(frozen=True)
class Wish:
    """Which techniques to show; an empty field shows all."""

    stage: str = ""
    region: str = ""
    touch: str = ""

    def fits(self, technique: Technique) -> bool:
        """Whether a technique is to be shown."""
        return (
            (not self.stage or self.stage in technique.stages)
            and (not self.region or technique.region == self.region)
            and (not self.touch or technique.touch == self.touch)
        )


@dataclass(frozen=True)
class Spoken:
    """A rule as a page shows it."""

    id: str
    level: Level
    reason: str
    whom: str
    sources: tuple[str, ...]
    certainty: str

    @property
    def word(self) -> str:
        """The level as a word for style sheets."""
        return self.level.word

    @property
    def shape(self) -> str:
        """The template of its shape."""
        return f"site/icons/{SHAPES[self.level]}.html"


def wish(stage: str, region: str, touch: str) -> Wish:
    """Return what is asked for, with names that do not exist left out."""
    return Wish(
        stage if stage in set(Stage) else "",
        region if region in set(Region) else "",
        touch if touch in set(Touch) else "",
    )


def techniques(wanted: Wish) -> list[Technique]:
    """Return the techniques in the order they are taught: where touch is most welcome comes first."""
    fitting = (technique for technique in load.once().craft.library if wanted.fits(technique))
    return sorted(
        fitting,
        key=lambda row: (REGION_ORDER.index(row.region), list(Touch).index(row.touch), row.lesson, row.id),
    )


def by_region(rows: Iterable[Technique]) -> dict[str, list[Technique]]:
    """Return techniques by their region, in the order they come."""
    groups: dict[str, list[Technique]] = {}
    for row in rows:
        groups.setdefault(row.region, []).append(row)
    return groups


def spoken(rule: Rule, language: str) -> Spoken:
    """Return a rule in words."""
    finding = rule.finding()
    return Spoken(
        rule.id, rule.level, finding.reason(language), finding.whom(language), rule.sources, rule.certainty
    )


def rules(language: str) -> list[tuple[str, list[Spoken]]]:
    """Return every rule under the heading of its level, the gravest first."""
    said = [spoken(rule, language) for rule in load.once().craft.safety.rules.values()]
    groups = [(title, [row for row in said if row.level is level]) for level, title in LEVELS.items()]
    return [(title, rows) for title, rows in groups if rows]


def leaving_out(technique: Technique, language: str) -> list[Spoken]:
    """Return the rules that would leave the technique out, in part or whole, the gravest first."""
    library, builds = load.once().craft.library, {build_for(stage) for stage in technique.stages}
    found = [
        spoken(rule, language)
        for rule in load.once().craft.safety.rules.values()
        if rule.id not in EVERYDAY
        and any(library.holds(library.covered(rule.scope, build), technique) for build in builds)
    ]
    return sorted(found, key=lambda row: -row.level)


def about_conditions(language: str) -> list[tuple[str, list[Spoken]]]:
    """Return each thing to know about a child with what every rule makes of it."""
    book = load.once().craft.safety.rules.values()
    return [
        (row.name[language], [spoken(rule, language) for rule in book if row.id in rule.conditions])
        for row in load.once().conditions
    ]
