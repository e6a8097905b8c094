"""The home course: five weeks for a family without an instructor near by, shaped by this child.

A week is a wish and a little to read, to watch and to try. Safety and the planner decide what is
done with the child on a day; the course says what it would like, and why something of it rests.
A week lasts as long as the family needs. The promises are written out in docs/algorithms/course.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handsong.core import safety
from handsong.core.age import Stage
from handsong.core.body import Region
from handsong.core.findings import Finding, Verdict
from handsong.core.plan import Craft, LeftOut
from handsong.core.progress import GROUPS, Progress
from handsong.core.score.model import Touch
from handsong.core.situation import Situation
from handsong.core.technique import Review, Technique

WEEKS = 5

WAITS_ITS_TURN = frozenset({"one-region-first", "holds-after-two-stops"})
"""Planning rules that put something off: on a doll it may be learnt meanwhile."""

MOST_HOLDS = 2
"""How many holds stand in for a week of which nothing may be done."""


class Part(StrEnum):
    """What a week is made of; it is done when its practice was done."""

    READ = "read"
    WATCH = "watch"
    PRACTICE = "practice"
    MASSAGE = "massage"


class Standing(StrEnum):
    """How a technique stands with this family."""

    LIKED = "liked"
    KNOWN = "known"
    NEW = "new"


@dataclass(frozen=True)
class Reading:
    """A short text for some stages: its title and paragraphs by language, and where they come from."""

    stages: frozenset[Stage]
    title: Mapping[str, str]
    text: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """A week for some stages: the wish in order, what to watch, what to practise and what to try, in words."""

    stages: frozenset[Stage]
    techniques: tuple[str, ...]
    watch: tuple[str, ...]
    practise: str
    look: Mapping[str, str]
    attempt: Mapping[str, str]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Week:
    """One week: for each stage there is one lesson and one reading."""

    number: int
    name: Mapping[str, str]
    lead: Mapping[str, str]
    lessons: tuple[Lesson, ...]
    readings: tuple[Reading, ...]
    review: Review

    def lesson(self, stage: Stage) -> Lesson:
        """Return the lesson for children of this stage."""
        return next(row for row in self.lessons if stage in row.stages)

    def reading(self, stage: Stage) -> Reading:
        """Return the text for children of this stage."""
        return next(row for row in self.readings if stage in row.stages)


@dataclass(frozen=True)
class Taken:
    """Where a family is: in which week, and which of its parts were ticked."""

    week: int
    ticked: frozenset[Part] = frozenset()


@dataclass(frozen=True)
class Hoped:
    """A technique that the week hopes for, and how it stands with this family."""

    technique: Technique
    standing: Standing


@dataclass(frozen=True)
class Page:
    """A week for one child now.

    `hoped` is what would fit today, in order; `left_out` what rests, each with the reason; `waits` why
    no massage is planned now. `is_instead` says that holds stand in, since nothing of the week may be done.
    """

    week: Week
    lesson: Lesson
    reading: Reading
    hoped: tuple[Hoped, ...]
    left_out: tuple[LeftOut, ...]
    waits: Finding | None
    is_instead: bool
    watch: tuple[Technique, ...]
    practise: Technique
    ticked: frozenset[Part]

    @property
    def is_done(self) -> bool:
        """Whether the practice was done; the other parts are there for whoever wants them."""
        return Part.PRACTICE in self.ticked

    @property
    def is_known(self) -> bool:
        """Whether the family knows all of it already."""
        return bool(self.hoped) and all(row.standing is not Standing.NEW for row in self.hoped)


def wish(weeks: Iterable[Week], taken: Taken, stage: Stage) -> tuple[str, ...]:
    """Return the techniques that this week hopes for, as the planner is told of them."""
    return _week(weeks, taken).lesson(stage).techniques


def page(craft: Craft, weeks: Iterable[Week], taken: Taken, now: Situation, so_far: Progress) -> Page:
    """Return this week for this child now, after what was so far: what fits, what rests, and why."""
    week = _week(weeks, taken)
    lesson, known = week.lesson(now.stage), craft.library.by_id
    verdict = safety.check(craft.safety, now)
    stopping = [finding for finding in verdict.findings if finding.level.stops]
    fits, left_out = _sorted_out(craft, [known[name] for name in lesson.techniques], now, verdict, so_far)
    instead = () if fits or stopping else _holds(craft, now, verdict, so_far)
    hoped = () if stopping else (*fits, *instead)
    return Page(
        week=week,
        lesson=lesson,
        reading=week.reading(now.stage),
        hoped=tuple(Hoped(row, _standing(row, so_far)) for row in hoped),
        left_out=() if stopping else tuple(left_out),
        waits=stopping[0] if stopping else None,
        is_instead=bool(instead),
        watch=tuple(known[name] for name in lesson.watch),
        practise=_practised(known[lesson.practise], hoped, left_out),
        ticked=taken.ticked,
    )


def _week(weeks: Iterable[Week], taken: Taken) -> Week:
    return next(week for week in weeks if week.number == taken.week)


def _sorted_out(
    craft: Craft, wanted: Iterable[Technique], now: Situation, verdict: Verdict, so_far: Progress
) -> tuple[list[Technique], list[LeftOut]]:
    """Return what fits, in order, and what rests with the reason; the rules are those of every plan."""
    unfit = safety.leading(craft.library, now, verdict)
    fits: list[Technique] = []
    left_out: list[LeftOut] = []
    for technique in wanted:
        finding = unfit.get(technique.id) or _resting(craft, technique, fits, so_far)
        if finding is None:
            fits.append(technique)
        else:
            left_out.append(LeftOut(technique, finding))
    return fits, left_out


def _resting(craft: Craft, technique: Technique, before: list[Technique], so_far: Progress) -> Finding | None:
    """Return why the family's own past lets a technique rest, by the planner's rules; None if it does not."""
    unknown = {_group(row) for row in before} - so_far.regions - {Region.WHOLE}
    against = {
        "refused-twice": technique.id in so_far.refused,
        "holds-after-two-stops": so_far.holds_only and technique.touch is not Touch.HOLD,
        "one-region-first": bool(unknown - {_group(technique)})
        and _group(technique) not in {*so_far.regions, Region.WHOLE},
    }
    return next((craft.planning[rule].finding() for rule, speaks in against.items() if speaks), None)


def _holds(craft: Craft, now: Situation, verdict: Verdict, so_far: Progress) -> tuple[Technique, ...]:
    """Return still hands for a week of which nothing may be done."""
    free = safety.allowed(craft.library, now, verdict)
    holds = [
        row
        for row in craft.library
        if row.touch is Touch.HOLD and craft.library.holds(free, row) and row.id not in so_far.refused
    ]
    return tuple(sorted(holds, key=lambda row: (row.closes, row.lesson, row.id))[:MOST_HOLDS])


def _practised(planned: Technique, hoped: tuple[Technique, ...], left_out: Iterable[LeftOut]) -> Technique:
    """Return what is practised on a doll: what waits its turn may be, what this child does without is not."""
    resting = {row.technique.id for row in left_out if row.finding.rule.id not in WAITS_ITS_TURN}
    return hoped[-1] if hoped and planned.id in resting else planned


def _standing(technique: Technique, so_far: Progress) -> Standing:
    if technique.id in so_far.liked:
        return Standing.LIKED
    return Standing.KNOWN if technique.id in so_far.known else Standing.NEW


def _group(technique: Technique) -> Region:
    return GROUPS.get(technique.region, technique.region)
