"""What the planner chooses and why: one sentence of docs/algorithms/planner.md at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from handsong.core.age import Stage
from handsong.core.body import Region, Side
from handsong.core.child import Child, Fact, Happening
from handsong.core.cues import Cue
from handsong.core.findings import Level, RuleBook
from handsong.core.plan import Craft, Plan, Wish
from handsong.core.planner import OPENING_SECONDS
from handsong.core.product import OilWish, Status
from handsong.core.readiness import Answers, State
from handsong.core.score.model import Touch
from handsong.core.technique import Goal, Milestone
from tests.core import making
from tests.core.making import (
    CLOSING,
    NOON,
    READY,
    Told,
    ago,
    child,
    good,
    now,
    rule,
    technique,
)
from tests.core.planning import (
    ALL,
    ARM,
    CRAFT,
    FOOT,
    LEG,
    ROOMY,
    RULES,
    WAITING,
    account,
    ids,
    made,
    notes,
    practised,
    reason,
)

# Waiting, asking, and getting help


def test_a_wait_says_until_when_and_which_hold_is_fine_meanwhile() -> None:
    plan = made(of=child(facts=[ago(Happening.UNWELL, 4)]))
    assert (plan.level, plan.items, plan.seconds) == (Level.WAIT, (), 0)
    assert plan.until == NOON + timedelta(hours=20)
    assert plan.meanwhile is not None
    assert plan.meanwhile.touch is Touch.HOLD


def test_of_several_waits_the_last_one_counts() -> None:
    plan = made(of=child(facts=[ago(Happening.UNWELL, 4), ago(Happening.UNWELL, 1)]))
    assert plan.until == NOON + timedelta(hours=23)


def test_a_wait_whose_end_nobody_knows_has_no_time() -> None:
    endless = making.craft(*ALL, rules=(WAITING, rule("no-contagious-rash", Level.WAIT)))
    facts = [ago(Happening.UNWELL, 4), ago(Happening.CONTAGIOUS, 4, is_open=True)]
    assert made(of=child(facts=facts), craft=endless).until is None


def test_a_hold_that_is_left_out_is_not_offered_meanwhile() -> None:
    no_touch = rule("no-asleep", Level.WAIT, everything=True)
    asleep = replace(READY, state=State.ASLEEP)
    assert made(answers=asleep, craft=making.craft(*ALL, rules=(no_touch,))).meanwhile is None
    but_one = rule("no-asleep", Level.WAIT, everything=True, keeps={"holding"})
    left = made(answers=asleep, craft=making.craft(*ALL, rules=(but_one,))).meanwhile
    assert left is not None
    assert left.id == "holding"


def test_in_an_emergency_no_hold_is_offered() -> None:
    plan = made(answers=Answers(signs=frozenset({"hard-breathing"})))
    assert (plan.level, plan.items, plan.meanwhile) == (Level.EMERGENCY, (), None)


def test_when_a_doctor_is_needed_today_a_hold_is_fine_meanwhile() -> None:
    plan = made(answers=Answers(signs=frozenset({"few-wet-nappies"})))
    assert (plan.level, plan.items) == (Level.TODAY, ())
    assert plan.meanwhile is not None


def test_until_a_professionals_yes_only_holds_are_planned() -> None:
    asked = made(of=child(conditions={"hip-harness"}))
    assert asked.level is Level.ASK
    assert {item.technique.touch for item in asked.items} == {Touch.HOLD}
    agreed = made(of=child(conditions={"hip-harness"}, yes={"hip-harness"}))
    assert Touch.STROKE in {item.technique.touch for item in agreed.items}


def test_a_technique_with_one_side_left_out_is_done_on_the_other_and_says_why() -> None:
    plan = made(of=child(facts=[ago(Happening.INJECTION, 100, "leg.left")]))
    (leg,) = [item for item in plan.items if item.technique.id == "leg"]
    assert leg.sides == (Side.RIGHT,)
    assert leg.seconds == LEG.seconds((Side.RIGHT,))
    assert leg.why[-1].rule.id == "area-vaccine-site"


def test_why_a_side_is_left_out_is_told_once_and_by_what_covers_it() -> None:
    facts = [
        ago(Happening.BRUISE, 1, "hand.left", is_open=True),
        ago(Happening.INJECTION, 100, "leg.left"),
        ago(Happening.INJECTION, 90, "leg.left"),
    ]
    bruise = rule("area-bruise", Level.ADAPT)
    plan = made(of=child(facts=facts), craft=making.craft(LEG, rules=(bruise, *RULES)))
    told = [why.rule.id for why in plan.items[0].why]
    assert (plan.items[0].technique.id, told.count("area-vaccine-site"), told.count("area-bruise")) == (
        "leg",
        1,
        0,
    )


def test_what_was_never_made_for_this_age_is_left_out_for_the_age() -> None:
    for_teens = technique("teen", stages={Stage.ADOLESCENT})
    plan = made(of=child(conditions={"hip-harness"}), craft=making.craft(LEG, for_teens, rules=RULES))
    assert reason(plan, "teen") == "age-stage"
    assert reason(plan, "leg") == "ask-hip"


def test_face_down_needs_a_lifted_head_and_an_empty_stomach_and_no_reflux() -> None:
    knows = practised("back", "leg", "closing")
    lifts = {Milestone.LIFTS_HEAD}
    assert "back" in ids(made(of=child(seen=lifts), so_far=knows))
    assert reason(made(so_far=knows), "back") == "milestone-not-seen"
    fed = Answers(READY.state, making.Feed.UNDER_45, READY.well, frozenset(), READY.skin, READY.place)
    assert reason(made(of=child(seen=lifts), answers=fed, so_far=knows), "back") == "tummy-after-feed"
    assert reason(made(of=child(seen=lifts, conditions={"reflux"}), so_far=knows), "back") == "reflux"


# Length


def test_what_the_family_asks_for_is_a_ceiling_and_never_a_target() -> None:
    assert made(wish=Wish(minutes=20)).seconds == made().seconds
    assert "length-grows" in notes(made(wish=Wish(minutes=20)))
    short = made(wish=Wish(minutes=1.5))
    assert short.seconds <= 90
    assert "length-wished" in notes(short)


def test_time_is_used_to_the_last_second() -> None:
    exactly = (OPENING_SECONDS + CLOSING.seconds(())) / 60
    assert ids(made(wish=Wish(minutes=exactly))) == ["closing"]
    with_foot = exactly + FOOT.seconds((Side.LEFT, Side.RIGHT)) / 60
    only_foot = making.craft(FOOT, rules=RULES)
    assert ids(made(wish=Wish(minutes=with_foot), craft=only_foot)) == ["foot", "closing"]
    assert ids(made(wish=Wish(minutes=with_foot - 0.01), craft=only_foot)) == ["closing"]


def test_the_opening_is_counted() -> None:
    plan = made()
    assert plan.seconds == OPENING_SECONDS + sum(item.seconds for item in plan.items)


def test_a_small_or_early_child_has_ten_minutes_at_most() -> None:
    roomy = making.craft(*ALL, rules=RULES, limits=ROOMY)
    plan = made(of=child(100, grams=2400), craft=roomy)
    assert "length-careful" in notes(plan)
    assert plan.seconds <= 600


def test_the_day_has_its_own_limit() -> None:
    today = account(good("morning", "leg", at=NOON - timedelta(hours=3), seconds=38 * 60))
    plan = made(so_far=today)
    assert "length-today" in notes(plan)
    assert plan.seconds <= 120


def test_when_the_day_was_enough_the_next_is_tomorrow() -> None:
    today = account(good("morning", "leg", at=NOON - timedelta(hours=3), seconds=40 * 60))
    plan = made(so_far=today)
    assert (plan.level, plan.items) == (Level.WAIT, ())
    assert plan.findings[0].rule.id == "enough-today"
    assert plan.until == NOON.replace(day=24, hour=0)
    assert plan.meanwhile is not None


def test_too_short_for_the_question_and_the_closing_is_no_plan_at_all() -> None:
    plan = made(wish=Wish(minutes=0.5))
    assert plan.items == ()
    assert plan.findings[0].rule.id == "nothing-fits"


# What is taken, and in which order


def test_one_region_is_begun_with_and_the_next_waits_for_two_good_sessions() -> None:
    plan = made()
    assert {item.technique.region for item in plan.items} <= {Region.LEGS, Region.FEET, Region.WHOLE}
    assert reason(plan, "arm") == "one-region-first"
    after_two = made(so_far=practised("leg"), craft=making.craft(LEG, ARM, rules=RULES))
    assert {"leg", "arm"} <= set(ids(after_two))


def test_what_is_liked_comes_before_what_is_new() -> None:
    liked = made(so_far=practised("arm"), wish=Wish(minutes=2))
    assert "arm" in ids(liked)
    assert "leg" not in ids(liked)


def test_what_was_refused_twice_rests() -> None:
    no = [
        Told("no", NOON - timedelta(days=9)).cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY, Cue.ENJOYING).cue(Cue.END).on(day)
        for day in (0, 1)
    ]  # fmt: skip
    assert reason(made(so_far=account(*no)), "leg") == "refused-twice"


def test_after_two_stops_there_are_only_holds() -> None:
    stops = [
        Told("stop", NOON - timedelta(days=9)).cue(Cue.ENJOYING).does("leg", Cue.CRYING).cue(Cue.END).on(day)
        for day in (0, 1)
    ]
    plan = made(so_far=account(*stops))
    assert {item.technique.touch for item in plan.items} == {Touch.HOLD}
    assert reason(plan, "arm") == "holds-after-two-stops"


def test_what_is_declined_today_leaves_room_for_something_else() -> None:
    usual = made()
    declined = made(wish=Wish(without=frozenset({"leg"})))
    assert "leg" in ids(usual)
    assert "leg" not in ids(declined)
    assert reason(declined, "leg") == "declined"
    assert len(declined.items) >= 2


@pytest.mark.parametrize("new", [0, 1])
def test_an_age_may_take_even_less_that_is_new(new: int) -> None:
    plan = made(craft=making.craft(*ALL, rules=RULES, limits=ROOMY, new=new))
    assert sum(item.is_new for item in plan.items[:-1]) == new


def test_one_goodbye_is_enough_and_a_hold_that_can_close_may_still_begin() -> None:
    goodbye = technique("goodbye", making.HOLD, region=Region.WHOLE, lesson=0, closes=True)
    greeting = technique("a-greeting", making.HOLD, region=Region.WHOLE, lesson=1, closes=True)
    plan = made(so_far=practised("leg"), craft=making.craft(LEG, goodbye, greeting, rules=RULES))
    assert reason(plan, "goodbye") == "one-closing"
    assert ids(plan) == ["a-greeting", "leg", "closing"]


def test_what_is_known_and_not_liked_says_so() -> None:
    told = Told("known", NOON - timedelta(days=9)).cue(Cue.ENJOYING).does("leg").cue(Cue.END)
    known = made(so_far=account(told)).items[0]
    assert [why.rule.id for why in known.why] == ["why-known"]
    liked = made(so_far=practised("leg")).items[0]
    assert [why.rule.id for why in liked.why] == ["why-liked"]


def test_only_what_serves_the_goal_says_that_it_does() -> None:
    plan = made(wish=Wish(goal=Goal.SLEEP))
    assert "why-goal" in [why.rule.id for why in plan.items[0].why]
    assert [why.rule.id for why in plan.items[-1].why] == ["why-closing", "why-new"]


def test_a_goal_chooses_what_serves_it() -> None:
    plan = made(wish=Wish(goal=Goal.SLEEP))
    assert all(Goal.SLEEP in item.technique.goals for item in plan.items[:-1])
    assert reason(plan, "arm") == "another-goal"
    assert any(why.rule.id == "why-goal" for why in plan.items[0].why)


def test_a_goal_that_nothing_serves_is_said_and_planned_without() -> None:
    plan = made(wish=Wish(goal=Goal.AFTER_SPORT))
    assert "goal-not-served" in notes(plan)
    assert ids(plan) == ids(made())


# Oil


def oiled(craft: Craft = CRAFT, of: Child | None = None, status: Status = Status.CLEAR) -> Plan:
    so_far = practised("leg", "arm", "face", times=3)
    wish = OilWish(now(of), so_far, status, min_age_days=28)
    return made(of=of, so_far=so_far, wish=Wish(oil=wish), craft=craft)


def test_a_plan_is_dry_unless_a_tested_product_is_wished_for() -> None:
    guarded = Craft(
        CRAFT.library, CRAFT.safety, RuleBook([rule("oil-not-tested")]), CRAFT.planning, CRAFT.bands
    )
    assert not any(item.with_oil for item in made(so_far=practised("leg", times=3)).items)
    assert not any(item.with_oil for item in oiled(guarded, status=Status.PENDING).items)
    assert any(item.with_oil for item in oiled(guarded).items)


def test_oil_goes_on_no_face_and_no_hands() -> None:
    roomy = making.craft(*ALL, rules=RULES, limits=ROOMY)
    with_oil = {item.technique.id: item.with_oil for item in oiled(roomy).items}
    assert with_oil["leg"]
    assert not with_oil["face"]
    assert not with_oil["closing"]


def test_a_product_is_worth_asking_about_only_where_it_could_be_used() -> None:
    assert made().may_take_oil
    assert not made(of=child(conditions={"hip-harness"})).may_take_oil


@pytest.mark.parametrize("book", [(), RULES])
def test_an_empty_library_but_for_the_closing_still_ends_kindly(book: Iterable[object]) -> None:
    plan = made(craft=making.craft(rules=book))  # type: ignore[arg-type]
    assert ids(plan) == ["closing"]


def test_facts_of_this_moment_count_in_the_plan() -> None:
    unwell = Fact(Happening.UNWELL, NOON)
    assert made(of=child(facts=[unwell])).level is Level.WAIT
