"""The words a session is guided with, in one language, as the content files give them.

Words may hold places for the child's name and the like: {name}, {minutes}, {region}, {time}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handsong.core.age import Stage

FORMS: Mapping[Stage, str] = {
    Stage.BEFORE_TERM: "before-term",
    Stage.NEWBORN: "baby",
    Stage.YOUNG_INFANT: "baby",
    Stage.OLDER_INFANT: "baby",
    Stage.TODDLER: "toddler",
    Stage.PRESCHOOL: "preschool",
    Stage.SCHOOL: "school",
    Stage.ADOLESCENT: "adolescent",
}
"""How permission is asked at each stage (domain reference 1.3)."""


@dataclass(frozen=True)
class Spoken:
    """A heading, what is said, and what to do, one thing after the other."""

    title: str
    say: str
    do: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A short name, and a sentence about it."""

    name: str
    say: str


@dataclass(frozen=True)
class Script:
    """All words of one language that a session, a drawing or a spoken script needs."""

    language: str
    targets: Mapping[str, Named]
    responses: Mapping[str, Named]
    states: Mapping[str, Spoken]
    openings: Mapping[str, Spoken]
    ended: Mapping[str, Spoken]
    lines: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, str]
    landmarks: Mapping[str, str]
    words: Mapping[str, str]
    positions: Mapping[str, str] = field(default_factory=dict)

    def opening(self, stage: Stage) -> Spoken:
        """Return how permission is asked at this stage."""
        return self.openings[FORMS[stage]]
