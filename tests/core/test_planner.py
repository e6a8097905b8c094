"""The planner's promises that hold for any child, moment and wish (docs/algorithms/planner.md)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from handsong.core import progress, safety
from handsong.core.body import Position
from handsong.core.child import Child
from handsong.core.plan import Craft, Wish
from handsong.core.planner import MOST_NEW, OPENING_SECONDS
from handsong.core.progress import Progress
from handsong.core.readiness import Answers
from handsong.core.score.model import Touch
from handsong.core.technique import Element
from tests.core import making
from tests.core.making import (
    now,
)
from tests.core.planning import (
    ALL,
    ANSWERS,
    CHILDREN,
    CRAFTS,
    PASTS,
    RULES,
    WISHES,
    ids,
    made,
)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_every_technique_is_in_the_plan_or_is_told_why_not(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    told = ids(plan) + [out.technique.id for out in plan.left_out]
    assert sorted(told) == sorted(craft.library.by_id)
    assert all(out.finding.reason("en") for out in plan.left_out)
    assert all(item.why for item in plan.items)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_a_plan_never_lasts_longer_than_the_minutes_there_are(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    limits = craft.bands[0].limits
    most = min([limits.most, progress.length(so_far, limits), wish.minutes or 999])
    assert plan.seconds <= most * 60
    if plan.items:
        assert plan.seconds == pytest.approx(OPENING_SECONDS + sum(item.seconds for item in plan.items))


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_what_a_rule_leaves_out_is_never_planned_on_either_side(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    moment = now(of, answers)
    free = safety.allowed(craft.library, moment, safety.check(craft.safety, moment))
    for item in plan.items:
        assert item.sides == craft.library.sides(free, item.technique)
        assert craft.library.holds(free, item.technique)
    if plan.meanwhile:
        assert craft.library.holds(free, plan.meanwhile)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_at_most_two_techniques_are_new(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    assert sum(item.is_new for item in plan.items) <= MOST_NEW


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_a_closing_hold_comes_last_and_is_never_cut(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    if plan.items:
        last = plan.items[-1]
        assert last.technique.closes
        assert last.technique.touch is Touch.HOLD
        assert last.seconds == last.technique.seconds(last.sides)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_all_three_elements_are_in_every_plan_that_is_more_than_its_closing_hold(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    if len(plan.items) > 1:
        assert plan.elements == frozenset(Element)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_there_is_one_change_of_position_at_most(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    positions = [
        item.technique.position for item in plan.items if item.technique.position is not Position.ANY
    ]
    changes = sum(before is not after for before, after in itertools.pairwise(positions))
    assert changes <= 1


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_the_same_input_gives_the_same_plan(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    band, closing = craft.bands[0], craft.library.by_id["closing"]
    backwards = making.craft(
        *reversed(ALL), rules=reversed(RULES), limits=band.limits, new=band.new, closing=closing
    )
    once = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    again = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    other = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=backwards)
    assert once == again
    assert (ids(once), once.level, once.seconds) == (ids(other), other.level, other.seconds)


@given(of=CHILDREN, answers=ANSWERS, wish=WISHES, so_far=PASTS, craft=CRAFTS)
def test_nothing_is_planned_at_wait_today_or_emergency(
    of: Child, answers: Answers | None, wish: Wish, so_far: Progress, craft: Craft
) -> None:
    plan = made(of=of, answers=answers, wish=wish, so_far=so_far, craft=craft)
    assert bool(plan.items) is not plan.level.stops
    assert plan.level.stops or plan.meanwhile is None
