"""In which order a plan goes: what comes first, what waits for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handsong.core.body import Position, Region
from handsong.core.cues import Cue
from handsong.core.findings import Level
from handsong.core.plan import Plan, Wish
from handsong.core.progress import Limits
from handsong.core.readiness import Answers, State
from handsong.core.score.model import Touch
from handsong.core.technique import Element, Goal
from tests.core import making
from tests.core.making import (
    NOON,
    READY,
    Told,
    child,
    rule,
    technique,
)
from tests.core.planning import (
    ALL,
    ARM,
    CRAFT,
    FACE,
    FOOT,
    HOLDING,
    LEG,
    MOVE,
    RESTING,
    ROOMY,
    RULES,
    SEAT,
    SILENT,
    account,
    ids,
    made,
    notes,
    practised,
    reason,
)


def test_movements_come_after_strokes() -> None:
    knows = practised("move", "leg", "foot")
    plan = made(so_far=knows, craft=making.craft(LEG, FOOT, MOVE, rules=RULES, limits=ROOMY))
    touches = [item.technique.touch for item in plan.items[:-1]]
    assert set(touches) == {Touch.STROKE, Touch.MOVEMENT}
    assert touches == sorted(touches, key=list(Touch).index) or touches[-1] is Touch.MOVEMENT


def test_a_quiet_technique_waits_where_nothing_else_brings_a_voice() -> None:
    craft = making.craft(FACE, HOLDING, closing=SILENT, rules=RULES, limits=ROOMY)
    alone = making.craft(HOLDING, closing=SILENT, rules=RULES, limits=ROOMY)
    knows = practised("holding")
    assert ids(made(so_far=knows, craft=craft)) == ["holding", "face", "closing"]
    assert reason(made(so_far=knows, craft=alone), "holding") == "quiet-alone"


def test_a_hold_of_the_whole_child_greets_and_comes_first() -> None:
    plan = made(
        so_far=practised("leg", "holding"), craft=making.craft(LEG, HOLDING, rules=RULES, limits=ROOMY)
    )
    assert ids(plan) == ["holding", "leg", "closing"]


def test_what_can_be_done_in_any_position_needs_no_change_between_two() -> None:
    anywhere = technique("anywhere", region=Region.HANDS, position=Position.ANY)
    craft = making.craft(LEG, SEAT, anywhere, rules=RULES, limits=ROOMY)
    regions = {"anywhere": Region.HANDS, "leg": Region.LEGS, "seat": Region.SHOULDERS}
    told = [good_in(regions, day) for day in (0, 1)]
    assert ids(made(so_far=account(*told), craft=craft)) == ["leg", "anywhere", "seat", "closing"]


def good_in(regions: dict[str, Region], day: float) -> Told:
    """Return a good session with these techniques, long enough for the next to be long."""
    told = Told("any", NOON - timedelta(days=9)).cue(Cue.ENJOYING)
    for name, region in regions.items():
        told.does(name, Cue.ENJOYING, region=region, seconds=300)
    return told.cue(Cue.PLAN_OVER, Cue.PLAN_OVER).on(day)


def test_regions_follow_from_the_most_welcome() -> None:
    knows = practised("leg", "foot", "arm", "face")
    plan = made(so_far=knows, craft=making.craft(FACE, ARM, FOOT, LEG, rules=RULES, limits=ROOMY))
    assert ids(plan) == ["leg", "foot", "arm", "face", "closing"]


def test_a_small_or_early_child_begins_with_containment() -> None:
    plan = made(of=child(100, grams=2400))
    assert ids(plan)[0] == "contain"
    assert "why-containment" in [why.rule.id for why in plan.items[0].why]
    assert made(of=child(100)).items[0].technique.id != "contain"


def test_a_newborn_is_held_before_anything_is_stroked() -> None:
    knows = practised("leg", "holding")
    plan = made(of=child(20), so_far=knows, wish=Wish(minutes=2))
    assert plan.items[0].technique.touch is Touch.HOLD


def test_what_is_hoped_for_comes_first_where_it_fits() -> None:
    knows = practised("leg", "foot")
    wished = made(wish=Wish(minutes=2.5, hoped=("belly", "leg")), so_far=knows)
    assert "belly" not in ids(made(wish=Wish(minutes=2.5), so_far=knows))
    assert "belly" in ids(wished)
    assert "why-hoped" in [finding.rule.id for item in wished.items for finding in item.why]
    newborn = made(of=child(20), so_far=knows, wish=Wish(minutes=2, hoped=("leg", "holding")))
    assert newborn.items[0].technique.touch is Touch.HOLD


def test_a_hope_never_brings_what_a_rule_leaves_out() -> None:
    everything = tuple(one.id for one in ALL)
    for of in (child(150, conditions=["hip-harness"]), child(20), child(150)):
        free, hoping = (made(of=of, wish=Wish(hoped=hoped)) for hoped in ((), everything))
        against = {out.technique.id for out in free.left_out if out.finding.rule.id in CRAFT.safety.rules}
        assert against
        assert against.isdisjoint(ids(hoping))


def test_evidence_only_breaks_ties_between_techniques_that_fit() -> None:
    weak = technique("a-weak", region=Region.LEGS, evidence="none")
    strong = technique("b-strong", region=Region.LEGS, evidence="high")
    craft = making.craft(weak, strong, rules=RULES, new=1)
    assert ids(made(craft=craft))[0] == "b-strong"
    taught_first = technique("z-first", region=Region.LEGS, evidence="none", lesson=0)
    craft = making.craft(weak, strong, taught_first, rules=RULES, new=1)
    assert ids(made(craft=craft))[0] == "z-first"
    liked = practised("leg")
    craft = making.craft(
        LEG, technique("strong-leg", evidence="high"), rules=RULES, limits=Limits(1.5, 1.5, 40)
    )
    assert ids(made(craft=craft, so_far=liked))[0] == "leg"


def test_all_three_elements_are_in_a_plan() -> None:
    assert made().elements == frozenset(Element)


def test_no_movement_is_planned_without_a_stroke_of_its_region_before_it() -> None:
    knows = practised("move", "arm")
    plan = made(so_far=knows, craft=making.craft(ARM, MOVE, rules=RULES, limits=ROOMY))
    assert reason(plan, "move") == "strokes-first"


def test_a_goal_of_movements_brings_one_stroke_before_them() -> None:
    knows = practised("move", "leg", "foot")
    craft = making.craft(LEG, FOOT, MOVE, rules=RULES, limits=ROOMY)
    plan = made(so_far=knows, wish=Wish(goal=Goal.MOVEMENT_PLAY), craft=craft)
    assert ids(plan) == ["leg", "move", "closing"]
    assert [why.rule.id for why in plan.items[0].why] == ["why-before-movement", "why-liked"]
    assert reason(plan, "foot") == "another-goal"


@pytest.mark.parametrize("gentle", ["active-alert", "easily-overwhelmed"])
def test_a_lively_or_easily_overwhelmed_child_has_still_hands_first_and_a_short_massage(gentle: str) -> None:
    speaks = rule(gentle, Level.ADAPT, conditions={"easily-overwhelmed"}, numbers={"longest": 2})
    craft = making.craft(LEG, FOOT, RESTING, rules=(*RULES, speaks), limits=ROOMY)
    calm, lively = READY, replace(READY, state=State.ACTIVE_ALERT)
    knows = practised("leg", "foot", "resting")

    def planned(answers: Answers, conditions: frozenset[str]) -> Plan:
        return made(of=child(conditions=conditions), answers=answers, so_far=knows, craft=craft)

    usual = planned(calm, frozenset())
    plan = planned(lively, frozenset()) if gentle == "active-alert" else planned(calm, speaks.conditions)
    assert ids(usual)[0] == "leg"
    assert ids(plan)[0] == "resting"
    assert usual.seconds > 120
    assert plan.seconds <= 120
    assert "length-careful" in notes(plan)
