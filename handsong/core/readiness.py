"""Is now a good moment? The questions, their answers, and what an unanswered one counts as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from handsong.core.child import Fact, Happening


class State(StrEnum):
    """How the child is now (Brazelton's states, braz; both kinds of sleep are one answer)."""

    QUIET_ALERT = "quiet-alert"
    ACTIVE_ALERT = "active-alert"
    DROWSY = "drowsy"
    CRYING = "crying"
    ASLEEP = "asleep"


class Feed(StrEnum):
    """How long ago the last feed or meal was."""

    OVER_45 = "over-45"
    UNDER_45 = "under-45"
    UNDER_30 = "under-30"
    HUNGRY = "hungry"


class Well(StrEnum):
    """Whether the child is well."""

    YES = "yes"
    NOT_QUITE = "not-quite"


class Skin(StrEnum):
    """Whether skin, navel, injections and injuries were looked at; what was found are facts."""

    NOTHING = "nothing"
    SOMETHING = "something"
    NOT_LOOKED = "not-looked"


class Place(StrEnum):
    """Whether the room, the hands and the adult are ready."""

    READY = "ready"
    NOT_YET = "not-yet"
    NOT_ME = "not-me"


class Unit(StrEnum):
    """Before term: whether the unit or midwife said yes to touch now."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Answers:
    """What was answered; None where nothing was. `signs` are the ticked signs of content/signs.toml."""

    state: State | None = None
    feed: Feed | None = None
    well: Well | None = None
    signs: frozenset[str] = frozenset()
    skin: Skin | None = None
    place: Place | None = None
    unit: Unit | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions without an answer; the unit's is asked only before term and not listed."""
        return tuple(name for name in MOST_CAREFUL if name != "unit" and getattr(self, name) is None)

    @cached_property
    def counted(self) -> Answers:
        """The answers with every unanswered question counted as its most careful answer."""
        missing = {name: careful for name, careful in MOST_CAREFUL.items() if getattr(self, name) is None}
        return replace(self, **missing)


QUESTIONS: Mapping[str, type[StrEnum]] = {
    "unit": Unit,
    "state": State,
    "feed": Feed,
    "well": Well,
    "skin": Skin,
    "place": Place,
}
"""The questions in the order they are asked, and what their answers are."""

BEST: Mapping[str, Any] = {
    "unit": Unit.YES,
    "state": State.QUIET_ALERT,
    "feed": Feed.OVER_45,
    "well": Well.YES,
    "skin": Skin.NOTHING,
    "place": Place.READY,
}
"""What would stop nothing: used to see what is certain already, whatever comes, and what an answer changes."""

MOST_CAREFUL: Mapping[str, Any] = {
    "state": State.ASLEEP,
    "feed": Feed.HUNGRY,
    "well": Well.NOT_QUITE,
    "skin": Skin.NOT_LOOKED,
    "place": Place.NOT_ME,
    "unit": Unit.NO,
}
"""What each question counts as while it is unanswered."""

FEVER_SIGNS = frozenset({"temperature-38", "temperature-39", "fever-five-days"})
TUMMY_SIGNS = frozenset({"vomiting-again", "vomiting-or-loose", "green-or-bloody-vomit"})
PARENTS_SIGNS = frozenset({"thoughts-of-harm"})
"""What is ticked about a parent: it needs help at once, and makes no child unwell."""


def remembered(answers: Answers, now: datetime) -> tuple[Fact, ...]:
    """Return what these answers leave behind for later days: that the child was unwell, and how."""
    facts = []
    is_not_well = answers.well is Well.NOT_QUITE and not answers.signs
    if is_not_well or answers.signs - PARENTS_SIGNS:
        facts.append(Fact(Happening.UNWELL, now))
    if answers.signs & FEVER_SIGNS:
        facts.append(Fact(Happening.FEVER, now))
    if answers.signs & TUMMY_SIGNS:
        facts.append(Fact(Happening.TUMMY_UPSET, now))
    return tuple(facts)
