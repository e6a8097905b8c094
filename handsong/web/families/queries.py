"""Questions about one child: what the rules say now, what a professional is asked, what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from handsong.content import load
from handsong.core import names, rules, safety
from handsong.core.age import Age
from handsong.core.findings import Finding, Verdict
from handsong.core.progress import Progress
from handsong.core.situation import Situation
from handsong.render.age_words import age_in_words, counted_in_words
from handsong.web.families.actions import BirthTold, ChildTold
from handsong.web.families.models import Child

NO_CONDITIONS = {
    rules.BEFORE_TERM: "Touch before the due date",
    rules.BORN_EARLY: "Tummy strokes after an early or very small birth",
    rules.OPERATION: "Touch after the operation",
}
"""What a professional can say yes to beside conditions, in words."""

ASK_SURGERY = "ask-surgery"


@dataclass(frozen=True)
class Asked:
    """Something a professional is asked about: its id and name, why, and whom to ask."""

    id: str
    name: str
    reason: str
    whom: str


def situation(child: Child, now: datetime, so_far: Progress | None = None) -> Situation:
    """Return the child at this moment, before the readiness questions, after the sessions so far."""
    past = so_far or Progress()
    return Situation(
        child.value(),
        now,
        crying_stops=past.crying_stops(now),
        care_endings=past.care_endings(now),
    )


def verdict(now: Situation) -> Verdict:
    """Return what the rule book says."""
    return safety.check(load.once().craft.safety, now)


def asked(findings: Iterable[Finding], language: str) -> list[Asked]:
    """Return what a professional is asked about, each once, gravest first."""
    named = condition_names(language) | NO_CONDITIONS
    found: dict[str, Asked] = {}
    for finding in findings:
        about = rules.OPERATION if finding.rule.id == ASK_SURGERY else finding.where
        if finding.whom(language) and about in named:
            found.setdefault(
                about, Asked(about, named[about], finding.reason(language), finding.whom(language))
            )
    return list(found.values())


def condition_names(language: str) -> dict[str, str]:
    """Return the name of each condition by its id."""
    return {row.id: row.name[language] for row in load.once().conditions}


def said_back(name: str, birth: BirthTold, today: date) -> str:
    """Return what was told of a birth as a sentence, so that a slip shows."""
    age = Age(birth.value(), today)
    why = counted_in_words(age)
    return f"{names.isolated(name)} is {age_in_words(age)}." + (f" {why}" if why else "")


def changes(child: Child, told: ChildTold, today: date, language: str) -> list[str]:
    """Return what a change would do that safety leans on, one sentence each; nothing for the rest."""
    sentences = []
    if child.birth() != told.birth.value():
        before = age_in_words(Age(child.birth(), today))
        after = age_in_words(Age(told.birth.value(), today))
        unchanged = " The age stays the same; the details of the birth change." if before == after else ""
        sentences.append(f"Until now: {before}. From now on: {after}.{unchanged}")
    named = condition_names(language)
    had = {row.condition for row in child.conditions.all()}
    sentences += [
        f"You took away: {named.get(gone, gone)}. Handsong stops taking care of it."
        for gone in sorted(had - told.all_conditions)
    ]
    return sentences


def key_of(changes: list[str]) -> str:
    """Return a short name for these changes, so that a yes is a yes to these and no others."""
    return hashlib.sha256("\n".join(changes).encode()).hexdigest()[:16]
