"""The program's side: a case as a Situation, the library with its probes, and what the program says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache

from handsong.core import readiness, safety
from handsong.core.age import Birth, Stage
from handsong.core.body import Build, Region
from handsong.core.child import Child, Fact, Happening, Yes
from handsong.core.findings import RuleBook, Verdict
from handsong.core.score.model import Touch
from handsong.core.situation import Situation
from handsong.core.technique import Giver, Library, Milestone, Review, ReviewState, Tag
from handsong.core.technique import Technique as Known
from tests.proof import selectors
from tests.proof.facts import Asked, Case

CLOCKS = (
    (time(9, 30), timezone(timedelta(hours=11))),
    (time(0, 5), timezone(timedelta(hours=13, minutes=45))),
    (time(23, 55), timezone(timedelta(hours=-9, minutes=-30))),
    (time(12, 0), UTC),
)
"""Times of day and offsets; in two of them it is another day in Greenwich."""


def situation(case: Case) -> Situation:
    """Return a case as the program takes it. Times of what happened are told in Greenwich time."""
    at, zone = CLOCKS[case.clock]
    now = datetime.combine(case.today, at, zone)
    return Situation(
        Child(
            _birth(case.born, case.gestation, case.weight),
            _seen(case.seen),
            case.conditions,
            _yeses(case.yeses),
            tuple(
                Fact(Happening(one.what), _before(now, one.ago), one.part, one.still) for one in case.happened
            ),
            case.navel_healed,
        ),
        now,
        None if case.asked is None else _answers(case.asked),
        tuple(_before(now, ago) for ago in case.stops),
        tuple(_before(now, ago) for ago in case.cares),
    )


def _before(now: datetime, minutes: int) -> datetime:
    return now.astimezone(UTC) - timedelta(minutes=minutes)


@lru_cache(maxsize=100_000)
def _birth(born: date, gestation: int | None, weight: int | None) -> Birth:
    return Birth(born, gestation, weight)


@cache
def _seen(names: frozenset[str]) -> frozenset[Milestone]:
    return frozenset(map(Milestone, names))


@lru_cache(maxsize=100_000)
def _yeses(names: frozenset[str]) -> frozenset[Yes]:
    return frozenset(Yes(name, "Dr Marlow", date(2026, 11, 20)) for name in names)


@lru_cache(maxsize=100_000)
def _answers(asked: Asked) -> readiness.Answers:
    return readiness.Answers(
        readiness.State(asked.state) if asked.state else None,
        readiness.Feed(asked.feed) if asked.feed else None,
        readiness.Well(asked.well) if asked.well else None,
        asked.signs,
        readiness.Skin(asked.skin) if asked.skin else None,
        readiness.Place(asked.place) if asked.place else None,
        readiness.Unit(asked.unit) if asked.unit else None,
    )


def forget() -> None:
    """Forget births, so that the next is counted anew; for proofs that change how births are counted."""
    _birth.cache_clear()


def with_probes(library: Library, probes: Iterable[selectors.Technique]) -> Library:
    """Return the library with the probes behind its own techniques."""
    plain = next(iter(library))
    return Library((*library.techniques, *(_known(probe, plain) for probe in probes)))


def _known(probe: selectors.Technique, like: Known) -> Known:
    """Return a probe as a technique of the program; what rules never look at is taken from another."""
    state = ReviewState.DRAFT if probe.is_draft else ReviewState.CHECKED
    return replace(
        like,
        id=probe.id,
        touch=Touch(probe.touch),
        region=Region(probe.region),
        giver=Giver(probe.giver),
        stages=frozenset(map(Stage, probe.stages)),
        needs=frozenset(map(Milestone, probe.needs)),
        tags=frozenset(map(Tag, probe.tags)),
        score=replace(like.score, other_side=False),
        review=Review(state, "a proof", date(2026, 11, 20)),
        zones={Build(build): dict(sides) for build, sides in probe.zones.items()},
    )


def says(book: RuleBook, case: Case) -> tuple[Situation, Verdict]:
    """Return the case as a situation and all that the program says about it."""
    now = situation(case)
    return now, safety.check(book, now)
