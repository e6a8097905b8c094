"""The proof of plans: each is part of the allowed set and keeps its promises about length, novelty, order and words."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product as product_of
from typing import NamedTuple

from handsong.core import planner, product
from handsong.core.plan import Craft, Plan, Wish
from handsong.core.progress import Progress
from handsong.core.situation import Situation
from handsong.core.technique import Goal, Technique
from tests.proof import ages, cases, histories, program, table
from tests.proof.facts import Case, Oil
from tests.proof.mixes import CAREFUL, GENTLE, GOALS, HISTORIES, Mix
from tests.proof.oracle import Opinion, Oracle, look_at
from tests.proof.tally import Tally

OPENING_SECONDS = 30
"""Settle and ask: the careful end of 30 to 60 s (domain reference 6)."""

STOPS = ("wait", "today", "emergency")
ELEMENTS = {"interaction", "touch", "stimulation"}
NEIGHBOURS = {"feet": "legs", "hands": "arms", "head": "face"}
"""Regions that are asked for together."""

MOST_NEW = 2

CORNER = "corner"
CORNERS = (
    "holds alone until a yes",
    "one side of two",
    "a product",
    "a hold meanwhile",
    "two new techniques",
    "enough for today",
    *(f"history {number}" for number in range(HISTORIES)),
)
"""What some plans of a proof must be about."""

LEAST_AGES = (28, 90, 365)
"""The products' own least ages in days (domain reference 5.2)."""


class Length(NamedTuple):
    """How long sessions of one age may be, in minutes, and how much in them may be new (vectors/lengths.csv)."""

    first: float
    most: float
    a_day: float
    new: int


class Wished(NamedTuple):
    """One plan that is asked for."""

    case: Case
    mix: Mix
    oil: Oil | None


def lengths() -> Mapping[tuple[str, bool], Length]:
    """Return the lengths by stage, and by whether the child is under three months."""
    found: dict[tuple[str, bool], Length] = {}
    with (table.VECTORS / "lengths.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            length = Length(
                float(row["first"]), float(row["most"]), float(row["a_day"] or "inf"), int(row["new"])
            )
            for is_under in (True,) if row["under_months"] else (True, False):
                found.setdefault((row["stage"], is_under), length)
    return found


def wished(number: int, names: tuple[str, ...]) -> tuple[Wished, int]:
    """Return the plan with this number to ask for, and which history; four in five stop for nothing."""
    mix = CAREFUL[number] if number % 5 == 4 else GENTLE[number]
    scene = cases.SCENES[number * 101 % len(cases.SCENES)]
    weight = cases.WEIGHTS[number // 3 % len(cases.WEIGHTS)]
    few = number % 3
    conditions = cases.CONDITION_SETS[
        0 if few == 0 else number % 57 if few == 1 else number * 7 % len(cases.CONDITION_SETS)
    ]
    case = cases.case(scene, weight[number // 7 % len(weight)], conditions, mix)
    oil = Oil(mix.test, LEAST_AGES[number // 2 % 3], 0, (), number % 11 == 0) if number % 2 else None
    return Wished(case, mix, oil), mix.history


@dataclass(frozen=True)
class Promises:
    """What a plan is held against: the craft that makes it, and the oracle over the same techniques."""

    craft: Craft
    oracle: Oracle
    lengths: Mapping[tuple[str, bool], Length]

    @property
    def names(self) -> tuple[str, ...]:
        """The techniques of the library, in order."""
        return tuple(technique.id for technique in self.craft.library)

    def run(self, numbers: Iterable[int]) -> Tally:
        """Make the plans with these numbers and hold each against every promise.

        The tally meets the stage and goal of every plan with something in it.
        """
        tally = Tally()
        for number in numbers:
            wish, past = wished(number, self.names)
            now = program.situation(wish.case)
            so_far = histories.history(past, self.names, now.now)
            made = self.make(now, wish, so_far)
            faults = list(self.faults(made, now, wish, so_far))
            if number % 10 == 0 and self.make(program.situation(wish.case), wish, so_far) != made:
                faults.append("the same wish gives another plan")
            tally.take(faults, f"plan {number}, {wish.case}")
            if made.items:
                tally.met[str(now.stage), wish.mix.goal] += 1
            tally.met.update((CORNER, name) for name in _corners(made, wish))
        return tally

    def make(self, now: Situation, wish: Wished, so_far: Progress) -> Plan:
        """Return the program's plan."""
        oil = wish.oil and product.OilWish(
            now, so_far, product.Status(wish.oil.test), wish.oil.min_days, wish.oil.allergy_in_family
        )
        goal = Goal(wish.mix.goal) if wish.mix.goal else None
        return planner.plan(self.craft, now, Wish(goal, wish.mix.minutes, oil), so_far)

    def faults(self, plan: Plan, now: Situation, wish: Wished, so_far: Progress) -> Iterator[str]:
        """Go through the promises that a plan breaks, in words."""
        opinion = self.oracle.opinion(wish.case)
        yield from self._explains_everything(plan, opinion)
        yield from self._stops_when_it_must(plan, opinion, now)
        if plan.items:
            yield from self._is_allowed(plan, opinion)
            yield from self._keeps_its_length(plan, opinion, wish, now, so_far)
            yield from self._keeps_its_order(plan, opinion)
            yield from self._brings_little_that_is_new(plan, wish, so_far)
        yield from self._is_sparing_with_oil(plan, wish, now, so_far)

    def _explains_everything(self, plan: Plan, opinion: Opinion) -> Iterator[str]:
        named = [item.technique.id for item in plan.items] + [one.technique.id for one in plan.left_out]
        if sorted(named) != sorted(self.names):
            yield "some techniques are named twice or not at all"
        for one in plan.left_out:
            reason = one.finding.reason("en")
            if not reason or "{" in reason:
                yield f"{one.technique.id} is left out without a readable reason"
            if plan.items or one.finding.level.word not in STOPS:
                yield from self._gives_a_true_reason(one.technique, one.finding.rule.id, opinion)
        for item in plan.items:
            if not item.why:
                yield f"{item.technique.id} is chosen without a reason"

    def _gives_a_true_reason(self, technique: Technique, rule: str, opinion: Opinion) -> Iterator[str]:
        places = self._places(technique)
        if rule in opinion.by_rule:
            if not opinion.by_rule[rule].out & places:
                yield f"{technique.id} is said to be left out by {rule}, which lets it be"
        elif not opinion.allowed & places:
            yield f"{technique.id} may not be done, and {rule} hides why"

    def _stops_when_it_must(self, plan: Plan, opinion: Opinion, now: Situation) -> Iterator[str]:
        level = plan.level.word
        own = {"enough-today", "nothing-fits"} & {finding.rule.id for finding in plan.findings}
        if level != opinion.level and not (own and level == "wait" and opinion.level not in STOPS):
            yield f"the level is {level} where the table says {opinion.level}"
        if bool(plan.items) == (level in STOPS):
            yield f"{len(plan.items)} techniques at {level}"
        if plan.meanwhile and (
            plan.meanwhile.touch.value != "hold" or not opinion.allowed & self._places(plan.meanwhile)
        ):
            yield f"{plan.meanwhile.id} is offered meanwhile"
        ends = [said.lasts for said in opinion.by_rule.values() if said.level == "wait"]
        known = [minutes for minutes in ends if minutes is not None]
        if level == "wait" and not own and known:
            if plan.until is None:
                if len(known) == len(ends):
                    yield "nobody says until when to wait"
            elif plan.until < now.now + timedelta(minutes=max(known)):
                yield "the wait is said to end too early"

    def _is_allowed(self, plan: Plan, opinion: Opinion) -> Iterator[str]:
        for item in plan.items:
            wanted = opinion.allowed & self._places(item.technique)
            sides = {place[1] for place in self.craft.library.places(wanted)}
            if not wanted:
                yield f"{item.technique.id} may not be done"
            elif {str(side) for side in item.sides} != sides - {""}:
                yield f"{item.technique.id} is planned on other sides than may be done"
            if opinion.level == "ask" and item.technique.touch.value != "hold":
                yield f"{item.technique.id} is no hold, and a professional is still to be asked"

    def _keeps_its_length(
        self, plan: Plan, opinion: Opinion, wish: Wished, now: Situation, so_far: Progress
    ) -> Iterator[str]:
        look = look_at(wish.case)
        length = self.lengths[look.stage, look.ages.is_under_months(3)]
        today = sum(one.minutes for one in so_far.recent if one.started_at.date() == now.now.date())
        agreed = [said.minutes for said in opinion.by_rule.values() if said.minutes is not None]
        ceilings = {
            "the family wished": wish.mix.minutes,
            "the age allows": length.most,
            "a first session lasts": None if so_far.sessions else length.first,
            "the day has left": length.a_day - today,
            "a small or early child is given": min(agreed, default=None),
        }
        for whose, minutes in ceilings.items():
            if minutes is not None and plan.seconds > minutes * 60 + 0.001:
                yield f"it lasts {plan.seconds:.0f} s, and {whose} {minutes:g} minutes"
        if plan.seconds < OPENING_SECONDS + sum(item.seconds for item in plan.items) - 0.001:
            yield "the opening is not counted"

    def _keeps_its_order(self, plan: Plan, opinion: Opinion) -> Iterator[str]:
        last = plan.items[-1].technique
        could_close = any(
            technique.closes and opinion.allowed & self._places(technique) for technique in self.craft.library
        )
        if last.touch.value != "hold" or (could_close and not last.closes):
            yield f"it ends with {last.id}"
        positions = [
            item.technique.position.value for item in plan.items if item.technique.position.value != "any"
        ]
        runs = [here for here, before in zip(positions, ["", *positions], strict=False) if here != before]
        if len(runs) != len(set(runs)):
            yield f"it goes back to a position: {', '.join(runs)}"
        stroked: set[str] = set()
        for item in plan.items:
            region = NEIGHBOURS.get(item.technique.region.value, item.technique.region.value)
            if item.technique.touch.value == "stroke":
                stroked.add(region)
            elif item.technique.touch.value == "movement" and region not in stroked:
                yield f"{item.technique.id} moves what no stroke has prepared"
        # One hold by itself may be quiet; the question before it is spoken.
        could_speak = any(
            len(technique.elements) == len(ELEMENTS) and opinion.allowed & self._places(technique)
            for technique in self.craft.library
        )
        if len(plan.items) > 1 and could_speak and {str(one) for one in plan.elements} != ELEMENTS:
            yield f"it brings only {', '.join(sorted(plan.elements))}"

    def _brings_little_that_is_new(self, plan: Plan, wish: Wished, so_far: Progress) -> Iterator[str]:
        look = look_at(wish.case)
        length = self.lengths[look.stage, look.ages.is_under_months(3)]
        body = [item.technique for item in plan.items[:-1]]
        done = {name for name, tried in so_far.techniques.items() if tried.times > tried.refused}
        new = [technique.id for technique in body if technique.id not in done]
        if len(new) > length.new:
            yield f"{', '.join(new)} are all new"
        if so_far.holds_only and any(technique.touch.value != "hold" for technique in body):
            yield "after two stops it brings more than holds"
        regions = {NEIGHBOURS.get(one.region.value, one.region.value) for one in body} - {"whole"}
        if not so_far.sessions and len(regions) > 1:
            yield f"a first session visits {', '.join(sorted(regions))}"

    def _is_sparing_with_oil(
        self, plan: Plan, wish: Wished, now: Situation, so_far: Progress
    ) -> Iterator[str]:
        oiled = [item.technique for item in plan.items if item.with_oil]
        if wish.oil is None:
            if oiled:
                yield "a product nobody asked for"
            return
        known = wish.oil._replace(
            sessions=so_far.sessions,
            oil_ago=tuple(
                int((now.now - one.ended_at) / timedelta(minutes=1)) for one in so_far.recent if one.with_oil
            ),
        )
        against, places = self.oracle.oil(wish.case, known)
        asked = product.OilWish(
            now, so_far, product.Status(known.test), known.min_days, known.allergy_in_family
        )
        said = {finding.rule.id for finding in product.check(self.craft.oil, asked).findings}
        if said != against:
            yield f"against the product speak {sorted(said)}, and by the table {sorted(against)}"
        for technique in oiled:
            if against or not places & self._places(technique):
                yield f"{technique.id} is planned with a product"

    def _places(self, technique: Technique) -> int:
        return sum(1 << bit for bit, place in enumerate(self.oracle.places) if place[0] == technique.id)


def _corners(plan: Plan, wish: Wished) -> Iterator[str]:
    """Go through the corners that a plan lies in."""
    held = {
        "holds alone until a yes": plan.items and plan.level.word == "ask",
        "one side of two": any(len(item.sides) == 1 for item in plan.items),
        "a product": any(item.with_oil for item in plan.items),
        "a hold meanwhile": plan.meanwhile is not None,
        "two new techniques": sum(item.is_new for item in plan.items[:-1]) == MOST_NEW,
        "enough for today": any(finding.rule.id == "enough-today" for finding in plan.findings),
    }
    yield from (name for name in held if held[name])
    if plan.items:
        yield f"history {wish.mix.history}"


def empty_corners(tally: Tally) -> list[str]:
    """Return the stages, goals and corners that not one plan lay in: a proof of nothing is none."""
    wanted = {*product_of(ages.STAGES, GOALS), *((CORNER, name) for name in CORNERS)}
    return [
        f"no plan met {' with '.join(filter(None, corner))}" for corner in wanted if not tally.met[corner]
    ]


def digest(promises: Promises, numbers: Sequence[int]) -> str:
    """Return one name for these plans, to compare programs that were started anew."""
    told = hashlib.sha256()
    for number in numbers:
        wish, past = wished(number, promises.names)
        now = program.situation(wish.case)
        plan = promises.make(now, wish, histories.history(past, promises.names, now.now))
        told.update(
            repr(
                (
                    plan.level.word,
                    [(item.technique.id, item.sides, item.seconds, item.with_oil) for item in plan.items],
                    [(one.technique.id, one.finding.rule.id) for one in plan.left_out],
                    [(finding.rule.id, finding.where, finding.until) for finding in plan.findings],
                )
            ).encode()
        )
    return told.hexdigest()
