"""One technique, the library of them, and scopes: which of them a rule speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from handsong.core.age import Stage
from handsong.core.body import Build, Position, Region, Side, View
from handsong.core.score import timeline
from handsong.core.score.model import Pressure, Score, Touch


class Element(StrEnum):
    """The three elements of every massage (bm-seed)."""

    INTERACTION = "interaction"
    TOUCH = "touch"
    STIMULATION = "stimulation"


class Goal(StrEnum):
    """What a family may hope for. No goal promises: see docs/algorithms/planner.md."""

    RELAX = "relax"
    SLEEP = "sleep"
    TUMMY_COMFORT = "tummy-comfort"
    CLOSENESS = "closeness"
    BODY_AWARENESS = "body-awareness"
    MOVEMENT_PLAY = "movement-play"
    UNWIND = "unwind"
    AFTER_SPORT = "after-sport"


class Milestone(StrEnum):
    """What a parent has seen the child do; unseen until a parent says so."""

    LIFTS_HEAD = "lifts-head"
    ROLLS = "rolls"
    SITS = "sits"
    CRAWLS = "crawls"
    STANDS = "stands"


class Tag(StrEnum):
    """What in a technique a rule may be about (domain reference 4.9)."""

    TUMMY_PRESSURE = "tummy-pressure"
    PRONE = "prone"
    HEAD_DOWN = "head-down"
    HIP_FLEX = "hip-flex"
    HIP_ADDUCT = "hip-adduct"
    HIP_EXTEND = "hip-extend"
    LEG_MOVEMENT = "leg-movement"
    NECK_MOVE = "neck-move"
    LIMB_TRACTION = "limb-traction"
    SKIN_CONTACT = "skin-contact"
    OIL_OK = "oil-ok"
    CLOTHED_OK = "clothed-ok"
    STOP_AT_RESISTANCE = "stop-at-resistance"
    AWAKE_WATCHED = "awake-watched"
    CONTAINMENT = "containment"


class Giver(StrEnum):
    """Whose hands: a parent's or carer's, or the young person's own."""

    PARENT = "parent"
    SELF = "self"


class ReviewState(StrEnum):
    """How far a file has been looked at; later states include the earlier ones."""

    DRAFT = "draft"
    CHECKED = "checked"
    INSTRUCTOR = "instructor"
    CLINICIAN = "clinician"


@dataclass(frozen=True)
class Review:
    """Who looked at a file last, when, and how far: nobody calls a check against sources a clinician's."""

    state: ReviewState
    who: str
    day: date


@dataclass(frozen=True)
class Words:
    """A technique's words in one language; `said` holds the spoken lines of the score by key."""

    name: str
    summary: str
    how: tuple[str, ...]
    watch: str
    cautions: tuple[str, ...]
    said: Mapping[str, str]


@dataclass(frozen=True)
class Technique:
    """One technique as the craft knows it; every field comes from its file in content/techniques.

    `lesson` is when it is taught, 1 first; `closes` whether it can end a session; `evidence` the
    strongest grade of any claim about it. `zones` says which zones of the body it enters, by build and by side ("" when it has no sides);
    geometry found that out when the content was checked.
    """

    id: str
    touch: Touch
    region: Region
    position: Position
    view: View
    giver: Giver
    stages: frozenset[Stage]
    goals: frozenset[Goal]
    companion: str
    needs: frozenset[Milestone]
    tags: frozenset[Tag]
    lesson: int
    closes: bool
    score: Score
    words: Mapping[str, Words]
    sources: tuple[str, ...]
    evidence: str
    review: Review
    zones: Mapping[Build, Mapping[str, frozenset[str]]] = field(repr=False)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements it brings: touch always, interaction always, stimulation unless it is quiet."""
        quiet = self.companion == "quiet"
        return (Element.INTERACTION, Element.TOUCH, *(() if quiet else (Element.STIMULATION,)))

    @property
    def is_draft(self) -> bool:
        """Whether nobody has checked it against sources yet."""
        return self.review.state is ReviewState.DRAFT

    def seconds(self, sides: tuple[Side, ...], language: str = "en") -> float:
        """Return how long it lasts on these of its sides, with its lines spoken in this language."""
        key = (sides, language)
        if key not in self._lengths:
            said = self.words[language].said
            self._lengths[key] = timeline.seconds_of(self.score, self.view, said, sides)
        return self._lengths[key]

    @cached_property
    def _lengths(self) -> dict[tuple[tuple[Side, ...], str], float]:
        """The lengths that were asked for: a planner asks for the same ones again and again."""
        return {}


@dataclass(frozen=True)
class Scope:
    """Which techniques a rule leaves out: those that any filled field matches.

    Two fields hold back: techniques in `keeps` are never left out, and with `only_by` only
    those given by these hands are. `firmer_than` matches every technique with more pressure; `other_stages_than` every one that
    was not made for the stage; `strokes_without` strokes and movements that lack the tag.
    """

    everything: bool = False
    touches: frozenset[Touch] = frozenset()
    tags: frozenset[Tag] = frozenset()
    regions: frozenset[Region] = frozenset()
    zones: frozenset[str] = frozenset()
    needs: frozenset[Milestone] = frozenset()
    firmer_than: Pressure | None = None
    other_stages_than: Stage | None = None
    strokes_without: Tag | None = None
    drafts: bool = False
    only_by: Giver | None = None
    keeps: frozenset[str] = frozenset()

    def covers(self, technique: Technique, side: str, build: Build) -> bool:
        """Whether the technique, done on this side ("" for no sides) of this build, is left out."""
        if technique.id in self.keeps or self.only_by not in {None, technique.giver}:
            return False
        return (
            self.everything
            or technique.touch in self.touches
            or not self.tags.isdisjoint(technique.tags)
            or technique.region in self.regions
            or not self.needs.isdisjoint(technique.needs)
            or (bool(self.zones) and not self.zones.isdisjoint(technique.zones[build][side]))
            or (self.firmer_than is not None and technique.score.pressure.degree > self.firmer_than.degree)
            or (self.other_stages_than is not None and self.other_stages_than not in technique.stages)
            or (
                self.strokes_without is not None
                and technique.touch is not Touch.HOLD
                and self.strokes_without not in technique.tags
            )
            or (self.drafts and technique.is_draft)
        )


class Library:
    """The techniques in their teaching order, with quick answers to "which does this scope cover?".

    A set of techniques, side by side, is one whole number: a bit for each technique and side.
    """

    def __init__(self, techniques: tuple[Technique, ...]) -> None:
        """Number every technique and side."""
        self.techniques = techniques
        self.by_id = {technique.id: technique for technique in techniques}
        self._places: tuple[tuple[Technique, str], ...] = tuple(
            (technique, side) for technique in techniques for side in (technique.score.sides or ("",))
        )
        self._covered: dict[tuple[Scope, Build], int] = {}
        self._bits = {
            technique.id: sum(1 << bit for bit, (other, _) in enumerate(self._places) if other is technique)
            for technique in techniques
        }
        self._sides: dict[str, tuple[tuple[int, Side], ...]] = {
            technique.id: tuple(
                (bit, Side(side))
                for bit, (other, side) in enumerate(self._places)
                if other is technique and side
            )
            for technique in techniques
        }

    def __iter__(self) -> Iterator[Technique]:
        """Go through the techniques in order."""
        return iter(self.techniques)

    def __len__(self) -> int:
        """Return how many techniques there are."""
        return len(self.techniques)

    @cached_property
    def all(self) -> int:
        """The set of everything."""
        return (1 << len(self._places)) - 1

    def covered(self, scope: Scope, build: Build) -> int:
        """Return the set that the scope leaves out on this build."""
        key = (scope, build)
        found = self._covered.get(key)
        if found is None:
            found = sum(
                1 << bit
                for bit, (technique, side) in enumerate(self._places)
                if scope.covers(technique, side, build)
            )
            self._covered[key] = found
        return found

    def holds(self, which: int, technique: Technique) -> bool:
        """Whether any side of the technique is in the set."""
        return bool(which & self._bits[technique.id])

    def sides(self, which: int, technique: Technique) -> tuple[Side, ...]:
        """Return the sides of the technique that are in the set; empty when it has no sides."""
        return tuple(side for bit, side in self._sides[technique.id] if which >> bit & 1)

    def ids(self, which: int) -> tuple[str, ...]:
        """Return the ids in the set, in order, each once."""
        return tuple(technique.id for technique in self.techniques if self.holds(which, technique))

    def places(self, which: int) -> tuple[tuple[str, str], ...]:
        """Return id and side of everything in the set."""
        return tuple(
            (technique.id, str(side))
            for bit, (technique, side) in enumerate(self._places)
            if which >> bit & 1
        )


def build_for(stage: Stage) -> Build:
    """Return the body that children of this stage are drawn and measured with."""
    if stage in {Stage.BEFORE_TERM, Stage.NEWBORN}:
        return Build.NEWBORN
    if stage in {Stage.YOUNG_INFANT, Stage.OLDER_INFANT, Stage.TODDLER}:
        return Build.INFANT
    return Build.CHILD
