"""The proof of oil: whether a product may be used today, and on what, by program and by table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from itertools import product as every

from handsong.core import product
from handsong.core.cues import EndedBy, Response
from handsong.core.findings import RuleBook
from handsong.core.progress import Progress, Recent
from handsong.core.situation import Situation
from handsong.core.technique import Library
from tests.proof import cases, facts, program
from tests.proof.facts import DAY, HOUR, Case, Happened, Oil
from tests.proof.oracle import Oracle
from tests.proof.tally import Tally

TESTS = ("clear", "untested", "pending", "reacted")
MIN_DAYS = (0, 28, 90, 365)
SESSIONS = (0, 2, 3, 4)
OILED = (
    (),
    (DAY,),
    (DAY, 3 * DAY),
    (DAY, 7 * DAY - HOUR),
    (DAY, 7 * DAY + HOUR),
    (7 * DAY + HOUR, 8 * DAY),
    (DAY, 2 * DAY, 3 * DAY),
)
SKIN = (
    *(frozenset({name}) for name in facts.CONDITIONS),
    frozenset[str](),
)
HAPPENED = (
    (),
    *((Happened(what, 2 * HOUR, "arm.left", still),) for what in facts.HAPPENINGS for still in (True, False)),
)


@dataclass(frozen=True)
class OilBench:
    """What both sides are asked about: the oil rules, all techniques, and the oracle."""

    book: RuleBook
    library: Library
    oracle: Oracle

    def disagreement(self, case: Case, oil: Oil) -> str:
        """Return how program and table differ about a product today, or nothing."""
        now = program.situation(case)
        wish = product.OilWish(
            now, _past(now, oil), product.Status(oil.test), oil.min_days, oil.allergy_in_family
        )
        said = {finding.rule.id for finding in product.check(self.book, wish).findings}
        against, _ = self.oracle.oil(case, oil)
        return "" if said == against else f"against: {sorted(said)}, by the table {sorted(against)}"

    def wrong_techniques(self) -> list[str]:
        """Return the techniques that take oil where the table says never, or the reverse."""
        _, places = self.oracle.oil(*next(moments()))
        named = {name for name, _ in self.library.places(places)}
        return [one.id for one in self.library if product.may_take_oil(one) != (one.id in named)]

    def run(self, several: Iterable[tuple[Case, Oil]]) -> Tally:
        """Prove several moments at which a product may be wished for."""
        tally = Tally()
        for case, oil in several:
            tally.take(filter(None, [self.disagreement(case, oil)]), (case, oil))
        return tally


def _past(now: Situation, oil: Oil) -> Progress:
    """Return a past with so many sessions, some of them with oil; each took ten minutes."""
    recent = tuple(
        Recent(
            now.now - timedelta(minutes=ago + 10),
            now.now - timedelta(minutes=ago),
            10.0,
            EndedBy.PLAN,
            Response.GO_ON,
            None,
            with_oil=True,
            cried=False,
        )
        for ago in sorted(oil.oil_ago, reverse=True)
    )
    return replace(Progress(), sessions=oil.sessions, recent=recent)


def moments() -> Iterator[tuple[Case, Oil]]:
    """Go through every edge of the age by everything known of a product, then conditions and happenings."""
    plain = [
        Oil(test, least, sessions, oiled, family)
        for test, least, sessions, oiled, family in every(TESTS, MIN_DAYS, SESSIONS, OILED, (False, True))
    ]
    calm = Oil("clear", 28, 9)
    yield from (
        (Case(*scene[:2], 3400, scene.today, clock=number % 4), oil)
        for number, scene in enumerate(cases.SCENES)
        for oil in plain[number % 2 :: 2]
    )
    yield from (
        (Case(*scene[:2], 3400, scene.today, conditions, happened=happened), oil)
        for scene in cases.SCENES[::5]
        for conditions, happened in every(SKIN, HAPPENED)
        for oil in (calm,)
    )


def harms(bench: OilBench) -> list[tuple[str, RuleBook]]:
    """Return the book with every rule torn out in turn, and with every number moved by one, by name."""
    shifted = [
        (
            f"{name}: {number} {value + step:g} for {value:g}",
            bench.book.with_number(name, number, value + step),
        )
        for name, rule in bench.book.rules.items()
        for number, value in rule.numbers.items()
        for step in (-1, 1)
    ]
    return [*((f"without {name}", bench.book.without(name)) for name in bench.book.rules), *shifted]


def goes_unnoticed(bench: OilBench, name: str, book: RuleBook, every_so_many: int = 1) -> str:
    """Return what is wrong when a harm to the oil rules is not noticed, or nothing when it is."""
    harmed = replace(bench, book=book)
    some = islice(moments(), 0, None, every_so_many)
    return "" if any(harmed.disagreement(*moment) for moment in some) else f"{name}: nothing turns red"
