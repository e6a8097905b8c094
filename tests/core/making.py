"""Small values for the tests of the core: children, techniques, rules and sessions made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handsong.core.age import Birth, Stage
from handsong.core.body import Build, Position, Region, View
from handsong.core.child import Child, Fact, Happening, Yes
from handsong.core.cues import Cue
from handsong.core.findings import Certainty, Level, Rule, RuleBook
from handsong.core.plan import Band, Craft
from handsong.core.progress import Limits
from handsong.core.readiness import Answers, Feed, Place, Skin, State, Well
from handsong.core.score import notation
from handsong.core.session import Event, Kind
from handsong.core.situation import Situation
from handsong.core.technique import (
    Giver,
    Goal,
    Library,
    Milestone,
    Review,
    ReviewState,
    Scope,
    Tag,
    Technique,
    Words,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REVIEW = Review(ReviewState.CHECKED, "the tests", date(2026, 11, 23))
EVERY_STAGE = frozenset(Stage)

HOLD = "hold, resting, 10 s\n  both palms: still on shin\n"
STROKE = "stroke, slow, gentle-firm, 4 times\n  right palm: line from hip.left to ankle.left\n\nthen the other side\n"
TUMMY = (
    "stroke, slow, gentle-firm, 4 times\n  right palm: circle clockwise from belly-low.right around navel\n"
)
MOVEMENT = "movement, slow, gentle-firm, 3 times\n  both cups: carry ankle to belly-low\n"

READY = Answers(
    state=State.QUIET_ALERT, feed=Feed.OVER_45, well=Well.YES, skin=Skin.NOTHING, place=Place.READY
)
"""Everything is fine: the answers of a good moment."""


def born(days_ago: int, *, early: int = 0, grams: int | None = 3400) -> Birth:
    """Return a birth so many days before NOON, this many days early."""
    return Birth(NOON.date() - timedelta(days=days_ago), 280 - early, grams)


def child(  # noqa: PLR0913 - a test names only what it is about
    days_old: int = 150,
    *,
    early: int = 0,
    grams: int | None = 3400,
    conditions: Iterable[str] = (),
    yes: Iterable[str] = (),
    facts: Iterable[Fact] = (),
    seen: Iterable[Milestone] = (),
    navel_healed: bool = True,
) -> Child:
    """Return a child of five months, unless said otherwise."""
    return Child(
        birth=born(days_old, early=early, grams=grams),
        seen=frozenset(seen),
        conditions=frozenset(conditions),
        yeses=frozenset(Yes(condition, "the clinic", NOON.date()) for condition in yes),
        facts=tuple(facts),
        navel_healed=navel_healed,
    )


def now(
    of: Child | None = None, answers: Answers | None = READY, crying_stops: tuple[datetime, ...] = ()
) -> Situation:
    """Return a moment: noon, everything ready, unless said otherwise."""
    return Situation(of or child(), NOON, answers, crying_stops)


def ago(what: Happening, hours: float, part: str = "", *, is_open: bool = False) -> Fact:
    """Return a fact of so many hours ago."""
    return Fact(what, NOON - timedelta(hours=hours), part, is_open)


def rule(  # noqa: PLR0913 - a test names only what it is about
    name: str,
    level: Level = Level.AVOID,
    *,
    conditions: Iterable[str] = (),
    signs: Iterable[str] = (),
    together: tuple[frozenset[str], ...] = (),
    numbers: dict[str, float] | None = None,
    **scope: Any,
) -> Rule:
    """Return a rule with a scope, such as `touches={Touch.STROKE}`."""
    held = {key: frozenset(value) if isinstance(value, set) else value for key, value in scope.items()}
    return Rule(
        id=name,
        level=level,
        scope=Scope(**held),
        reason={"en": f"Because of {name}."},
        sources=("a-source",),
        certainty=Certainty.SOURCED,
        review=REVIEW,
        conditions=frozenset(conditions),
        signs=frozenset(signs),
        together=together,
        numbers=numbers or {},
        whom={"en": "Ask the clinic."} if level is Level.ASK else {},
    )


def technique(  # noqa: PLR0913 - a test names only what it is about
    name: str,
    score: str = STROKE,
    *,
    region: Region = Region.LEGS,
    position: Position = Position.SUPINE,
    stages: Iterable[Stage] = EVERY_STAGE,
    goals: Iterable[Goal] = (Goal.RELAX,),
    tags: Iterable[Tag] = (),
    needs: Iterable[Milestone] = (),
    zones: dict[str, set[str]] | None = None,
    lesson: int = 1,
    closes: bool = False,
    giver: Giver = Giver.PARENT,
    companion: str = "talk",
    evidence: str = "low",
    review: Review = REVIEW,
) -> Technique:
    """Return a technique; `zones` are those it enters, by side, on every build."""
    parsed = notation.parse(score)
    sides = [str(side) for side in parsed.sides] or [""]
    entered = {side: frozenset((zones or {}).get(side, ())) for side in sides}
    return Technique(
        id=name,
        touch=next(iter(parsed.touches)),
        region=region,
        position=position,
        view=View.FRONT,
        giver=giver,
        stages=frozenset(stages),
        goals=frozenset(goals),
        companion=companion,
        needs=frozenset(needs),
        tags=frozenset(tags),
        lesson=lesson,
        closes=closes,
        score=parsed,
        words={"en": Words(name.title(), "Summary.", ("How.",), "Watch.", ("Careful.",), {})},
        sources=("a-source",),
        evidence=evidence,
        review=review,
        zones=dict.fromkeys(Build, entered),
    )


USUAL = Limits(first=5, most=20, a_day=40)
CLOSING = technique("closing", HOLD, region=Region.WHOLE, position=Position.ANY, lesson=0, closes=True)

PLANNING = RuleBook(
    rule(name, Level.FINE)
    for name in (
        "enough-today", "length-grows", "length-today", "length-careful", "length-wished",
        "goal-not-served", "refused-twice", "holds-after-two-stops", "another-goal", "one-closing",
        "quiet-alone", "strokes-first", "one-region-first", "two-new-at-most", "no-jumping", "no-time-left", "declined", "nothing-fits",
        "why-closing", "why-containment", "why-goal", "why-hoped", "why-before-movement", "why-liked", "why-known", "why-new",
    )
)  # fmt: skip


def craft(
    *techniques: Technique,
    rules: Iterable[Rule] = (),
    oil: Iterable[Rule] = (),
    limits: Limits = USUAL,
    new: int = 2,
    closing: Technique = CLOSING,
) -> Craft:
    """Return a craft of these techniques with a closing hold, and the same limits at every age."""
    library = Library(tuple(sorted((*techniques, closing), key=lambda one: one.id)))
    bands = tuple(Band(stage, None, limits, new) for stage in Stage)
    return Craft(library, RuleBook(rules), RuleBook(oil), PLANNING, bands)


class Told:
    """The events of one session, told in order."""

    def __init__(self, name: str = "monday", at: datetime = NOON, **started: Any) -> None:
        """Begin a session at this time."""
        self.name, self.at = name, at
        self.events: list[Event] = []
        self.add(Kind.STARTED, **started)

    def add(self, kind: Kind, *, after: float = 0, **body: Any) -> Told:
        """Add an event so many seconds after the one before."""
        self.at += timedelta(seconds=after)
        number = len(self.events)
        self.events.append(Event(f"{self.name}-{number}", self.name, number, self.at, kind, body))
        return self

    def cue(self, *cues: Cue) -> Told:
        """Add what the baby said."""
        for cue in cues:
            self.add(Kind.CUE, cue=str(cue))
        return self

    def does(self, name: str, *cues: Cue, region: Region = Region.LEGS, seconds: float = 60) -> Told:
        """Do one technique while the baby says this."""
        self.add(Kind.STEP_BEGUN, technique=name, region=str(region))
        self.cue(*cues)
        return self.add(Kind.STEP_DONE, after=seconds, technique=name, region=str(region), seconds=seconds)

    def on(self, days_later: float) -> Told:
        """Return the same session, told some days later under another name."""
        later = timedelta(days=days_later)
        moved = Told(f"{self.name}+{days_later:g}", self.at)
        moved.events = [
            event._replace(id=f"{event.id}+{days_later:g}", session=moved.name, at=event.at + later)
            for event in self.events
        ]
        return moved


def good(name: str = "good", *techniques: str, at: datetime = NOON, seconds: float = 60) -> Told:
    """Return a session that the baby enjoyed from the first question to the closing."""
    told = Told(name, at).cue(Cue.ENJOYING)
    for one in techniques or ("leg",):
        told.does(one, Cue.ENJOYING, seconds=seconds)
    return told.cue(Cue.PLAN_OVER, Cue.PLAN_OVER)
