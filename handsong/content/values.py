"""Content files as values: what the loader hands to everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handsong.core.age import Stage
from handsong.core.body import Build, Figure, Hands
from handsong.core.course import Week
from handsong.core.findings import Level
from handsong.core.plan import Craft
from handsong.core.script import Script
from handsong.core.technique import Goal, Review

ByLanguage = Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """Where a fact comes from."""

    key: str
    title: str
    address: str
    is_authority: bool
    note: str


@dataclass(frozen=True)
class Condition:
    """Something to know about a child: its name, what else people call it, its group."""

    id: str
    name: ByLanguage
    search: Mapping[str, tuple[str, ...]]
    group: str


@dataclass(frozen=True)
class Sign:
    """A red flag: what to tick, where to look on any skin, what to say at the telephone."""

    id: str
    text: ByLanguage
    look: ByLanguage
    say: ByLanguage
    from_months: int
    under_months: int
    in_session: bool
    level: Level


@dataclass(frozen=True)
class Answer:
    """One answer to a readiness question, and what it means."""

    id: str
    text: ByLanguage
    means: ByLanguage


@dataclass(frozen=True)
class Question:
    """One readiness question; `help_at` says it otherwise for children of some stages."""

    id: str
    ask: ByLanguage
    help: ByLanguage
    help_at: Mapping[Stage, ByLanguage]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class HappeningWords:
    """One thing that may have happened: how it is ticked, and what is asked about it."""

    id: str
    text: ByLanguage
    asks_part: bool
    asks_when: bool
    stays_open: bool
    under_months: int


@dataclass(frozen=True)
class Line:
    """One telephone line: who answers, the number, what for."""

    name: str
    number: str
    what: str


@dataclass(frozen=True)
class Country:
    """Whom to call in one country, and when that was last checked; `also` are other names of it."""

    code: str
    name: ByLanguage
    emergency: str
    lines: tuple[Line, ...]
    crisis: tuple[Line, ...]
    checked: date
    source: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routine:
    """A named order of techniques."""

    id: str
    stages: frozenset[Stage]
    techniques: tuple[str, ...]
    sources: tuple[str, ...]
    text: Mapping[str, Mapping[str, str]]
    review: Review


@dataclass(frozen=True)
class Product:
    """Something that might go on skin, and what is thought of it."""

    id: str
    name: ByLanguage
    stance: str
    min_age_days: int
    allergens: tuple[str, ...]
    why: ByLanguage
    sources: tuple[str, ...]


@dataclass(frozen=True)
class GoalWords:
    """A goal: its name, and what may honestly be said of it."""

    id: Goal
    stages: frozenset[Stage]
    name: ByLanguage
    honestly: ByLanguage
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class NotAGoal:
    """What people ask for and there is no goal for, with the reason."""

    id: str
    words: tuple[str, ...]
    why: ByLanguage
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One thing to know, to ask or to look for in a professional; without sources it is our own careful advice."""

    id: str
    text: ByLanguage
    why: ByLanguage
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What is said of professionals under one heading."""

    id: str
    title: ByLanguage
    lead: ByLanguage
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Vocabulary:
    """What stages, regions and so on are called."""

    stage: Mapping[str, ByLanguage]
    suits: Mapping[str, ByLanguage]
    region: Mapping[str, ByLanguage]
    position: Mapping[str, ByLanguage]
    milestone: Mapping[str, ByLanguage]
    touch: Mapping[str, ByLanguage]
    part: Mapping[str, ByLanguage]


@dataclass(frozen=True)
class Content:
    """All content, checked and joined."""

    craft: Craft
    figures: Mapping[Build, Figure]
    hands: Hands
    conditions: tuple[Condition, ...]
    signs: tuple[Sign, ...]
    questions: tuple[Question, ...]
    happenings: tuple[HappeningWords, ...]
    scripts: Mapping[str, Script]
    countries: Mapping[str, Country]
    elsewhere: ByLanguage
    sources: Mapping[str, Source]
    routines: tuple[Routine, ...]
    products: tuple[Product, ...]
    goals: tuple[GoalWords, ...]
    not_goals: tuple[NotAGoal, ...]
    professionals: tuple[Part, ...]
    course: tuple[Week, ...]
    words: Vocabulary
    reviews: Mapping[str, Review]
    languages: tuple[str, ...]
