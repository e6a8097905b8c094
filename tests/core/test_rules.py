"""The shapes of the rules: when each speaks, about what, and until when. One test a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handsong.core import body, safety
from handsong.core.age import Stage
from handsong.core.child import Fact, Happening
from handsong.core.findings import Finding, Level, RuleBook
from handsong.core.readiness import Unit, Well
from handsong.core.technique import Milestone
from tests.core.making import NOON, READY, ago, child, now, rule
from tests.core.speaking import speaks, wheres

# Always and by age


@pytest.mark.parametrize("name", ["never-zones", "not-checked-yet"])
def test_some_rules_speak_about_every_child(name: str) -> None:
    assert speaks(name)


def test_what_was_not_made_for_the_stage_is_left_out() -> None:
    (finding,) = speaks("age-stage", child(150))
    assert finding.scope.other_stages_than is Stage.YOUNG_INFANT


def test_a_milestone_counts_only_when_it_was_seen() -> None:
    (finding,) = speaks("milestone-not-seen", child(seen={Milestone.ROLLS}))
    assert finding.scope.needs == frozenset(Milestone) - {Milestone.ROLLS}
    assert not speaks("milestone-not-seen", child(seen=Milestone))


def test_before_the_due_date_only_the_short_list_of_holds_is_left() -> None:
    assert speaks("before-term-holds", child(20, early=21 * 7 // 3))
    assert not speaks("before-term-holds", child(20))


def test_in_a_neonatal_unit_the_same_holds_at_any_age() -> None:
    assert speaks("before-term-holds", child(60, conditions={"neonatal-unit"}))


@pytest.mark.parametrize("yes", ["before-term", "neonatal-unit"])
def test_the_unit_is_asked_until_its_yes_is_written_down(yes: str) -> None:
    early = child(10, early=60)
    assert speaks("ask-unit", early)
    assert not speaks("ask-unit", child(10, early=60, yes={yes}))
    assert not speaks("ask-unit", child(100))


def test_before_term_the_answer_of_the_unit_decides_until_a_yes_is_written_down() -> None:
    early = child(10, early=60)
    assert speaks("unit-not-yet", early, READY)
    assert speaks("unit-not-yet", early, replace(READY, unit=Unit.NO))
    assert not speaks("unit-not-yet", early, replace(READY, unit=Unit.YES))
    assert speaks("unit-not-yet", early, None)
    assert not speaks("unit-not-yet", child(10, early=60, yes={"before-term"}), READY)


def test_a_newborn_is_touched_gently_for_28_days() -> None:
    assert speaks("newborn-gently", child(27))
    assert not speaks("newborn-gently", child(28))


def test_the_navel_counts_as_not_healed_under_three_months_until_a_parent_says_so() -> None:
    unsaid = child(60, navel_healed=False)
    assert speaks("area-navel", unsaid, numbers={"under_months": 3})
    assert not speaks("area-navel", child(60), numbers={"under_months": 3})
    assert not speaks("area-navel", child(120, navel_healed=False), numbers={"under_months": 3})


def test_an_open_navel_speaks_at_any_age() -> None:
    open_navel = child(400, conditions={"navel-not-healed"})
    held = {"numbers": {"under_months": 3}, "conditions": {"navel-not-healed"}}
    assert speaks("area-navel", open_navel, **held)
    assert not speaks("area-navel", child(400), **held)


def test_young_hips_are_young_by_either_age() -> None:
    assert speaks("young-hips", child(60), numbers={"under_months": 3})
    assert speaks("young-hips", child(120, early=60), numbers={"under_months": 3})
    assert not speaks("young-hips", child(120), numbers={"under_months": 3})


def test_the_tummy_of_a_child_born_early_is_left_alone_until_the_clinics_yes() -> None:
    numbers = {"light_under_months": 24.0}
    assert speaks("early-birth-tummy", child(200, early=40), numbers=numbers)
    assert not speaks("early-birth-tummy", child(200, early=40, yes={"born-early"}), numbers=numbers)
    assert not speaks("early-birth-tummy", child(200, early=20), numbers=numbers)


def test_the_tummy_of_a_very_light_child_is_left_alone_for_two_years() -> None:
    numbers = {"light_under_months": 24.0}
    assert speaks("early-birth-tummy", child(700, grams=1499), numbers=numbers)
    assert not speaks("early-birth-tummy", child(740, grams=1499), numbers=numbers)
    assert not speaks("early-birth-tummy", child(200, grams=1500), numbers=numbers)
    assert not speaks("early-birth-tummy", child(200, grams=None), numbers=numbers)


def test_small_or_early_children_begin_with_containment() -> None:
    numbers = {"light_under_months": 6.0}
    assert speaks("born-small-or-early", child(100, grams=2499), numbers=numbers)
    assert speaks("born-small-or-early", child(600, early=40), numbers=numbers)
    assert not speaks("born-small-or-early", child(200, grams=2499), numbers=numbers)
    assert not speaks("born-small-or-early", child(100, grams=2500), numbers=numbers)
    assert not speaks("born-small-or-early", child(100, grams=None), numbers=numbers)


@pytest.mark.parametrize(("early", "said"), [(0, False), (7, True), (21, True), (22, False), (-5, False)])
def test_a_birth_a_little_early_is_said_to_change_nothing(early: int, said: bool) -> None:  # noqa: FBT001 - a table
    assert bool(speaks("correction-not-needed", child(60, early=early))) is said


@pytest.mark.parametrize("name", ["child-decides", "dressed-from-three"])
def test_from_three_years_by_both_ages_the_child_decides_and_stays_dressed(name: str) -> None:
    numbers = {"from_months": 36.0}
    assert not speaks(name, child(1095), numbers=numbers)
    assert speaks(name, child(1096), numbers=numbers)


# Conditions and their yes


def test_a_condition_speaks_until_a_professional_said_yes() -> None:
    asked = {"conditions": {"hip-harness", "breech-hips-unchecked"}}
    both = child(conditions={"hip-harness", "breech-hips-unchecked", "reflux"})
    assert wheres(speaks("ask-hip", both, **asked)) == ["breech-hips-unchecked", "hip-harness"]
    one_yes = child(conditions={"hip-harness", "breech-hips-unchecked"}, yes={"hip-harness"})
    assert wheres(speaks("ask-hip", one_yes, **asked)) == ["breech-hips-unchecked"]


def test_a_yes_to_one_condition_is_no_yes_to_another() -> None:
    other = child(conditions={"hip-harness"}, yes={"epilepsy"})
    assert speaks("ask-hip", other, conditions={"hip-harness"})


def test_what_a_condition_leaves_out_stays_out_after_a_yes() -> None:
    harness = child(conditions={"hip-harness"}, yes={"hip-harness"})
    assert speaks("hips-left-out", harness, conditions={"hip-harness"})


def test_after_an_operation_the_surgeon_is_asked_for_six_weeks() -> None:
    hours = {"numbers": {"hours": 1008.0}}
    recent = child(facts=[ago(Happening.OPERATION, 1007)])
    assert speaks("ask-surgery", recent, **hours)
    assert not speaks("ask-surgery", child(facts=[ago(Happening.OPERATION, 1008)]), **hours)
    agreed = child(facts=[ago(Happening.OPERATION, 1)], yes={"operation"})
    assert not speaks("ask-surgery", agreed, **hours)


# What happened


def test_something_lately_speaks_until_its_hours_are_over_to_the_minute() -> None:
    hours = {"numbers": {"hours": 72.0}}
    (finding,) = speaks(
        "no-vaccine-early", child(facts=[ago(Happening.INJECTION, 71.99, "leg.left")]), **hours
    )
    assert finding.where == "leg.left"
    assert finding.until is not None
    assert timedelta() < finding.until - NOON < timedelta(minutes=1)
    assert not speaks("no-vaccine-early", child(facts=[ago(Happening.INJECTION, 72)]), **hours)


def test_an_injected_limb_is_left_out_for_a_week_and_the_other_is_kept() -> None:
    (finding,) = speaks(
        "area-vaccine-site",
        child(facts=[ago(Happening.INJECTION, 100, "leg.left")]),
        numbers={"hours": 168.0},
    )
    assert finding.scope.zones == body.PARTS["leg.left"]
    assert finding.until == NOON + timedelta(hours=68)


def test_a_place_is_free_again_when_its_hours_are_over_to_the_minute() -> None:
    hours = {"numbers": {"hours": 72.0}}
    assert speaks("no-injury-72h", child(facts=[ago(Happening.INJURY, 71.99, "foot.left")]), **hours)
    assert not speaks("no-injury-72h", child(facts=[ago(Happening.INJURY, 72, "foot.left")]), **hours)


def test_a_limb_that_is_still_sore_is_left_out_without_end() -> None:
    sore = child(facts=[ago(Happening.INJECTION, 500, "arm.right", is_open=True)])
    (finding,) = speaks("area-vaccine-site", sore, numbers={"hours": 168.0})
    assert finding.until is None
    assert finding.scope.zones == body.PARTS["arm.right"]


def test_where_nobody_knows_the_limb_every_limb_is_left_out() -> None:
    unknown = child(facts=[ago(Happening.INJECTION, 100)])
    (finding,) = speaks("area-vaccine-site", unknown, numbers={"hours": 168.0})
    assert {"thigh.left", "thigh.right", "upper-arm.left", "hand.right"} <= finding.scope.zones
    assert not finding.scope.zones & {"tummy", "face", "back"}


def test_an_injury_nobody_can_place_leaves_out_every_zone() -> None:
    unknown = child(facts=[ago(Happening.INJURY, 1)])
    (finding,) = speaks("no-injury-72h", unknown, numbers={"hours": 72.0})
    assert finding.scope.zones == body.ZONES


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("area-plaster", Happening.PLASTER),
        ("area-line", Happening.LINE),
        ("area-broken-skin", Happening.BROKEN_SKIN),
        ("area-rash", Happening.RASH),
        ("area-bruise", Happening.BRUISE),
        ("area-lump", Happening.LUMP),
    ],
)
def test_a_place_is_left_out_while_it_is_open(name: str, what: Happening) -> None:
    is_open = child(facts=[ago(what, 1000, "foot.left", is_open=True)])
    (finding,) = speaks(name, is_open)
    assert finding.scope.zones == {"foot.left"}
    assert not speaks(name, child(facts=[ago(what, 0.1, "foot.left")]))


@pytest.mark.parametrize("name", ["no-contagious-rash", "no-allergy-now"])
def test_what_is_catching_or_swelling_stops_all_while_it_is_there(name: str) -> None:
    what = Happening.CONTAGIOUS if name == "no-contagious-rash" else Happening.REACTION
    assert speaks(name, child(facts=[ago(what, 200, is_open=True)]))
    assert not speaks(name, child(facts=[ago(what, 200)]))


@pytest.mark.parametrize("milestone", [Milestone.ROLLS, Milestone.CRAWLS, Milestone.STANDS])
def test_a_bruise_on_a_baby_who_cannot_move_about_is_looked_at_today(milestone: Milestone) -> None:
    bruise = [ago(Happening.BRUISE, 5, "leg.left", is_open=True)]
    numbers = {"under_months": 12.0}
    assert speaks("rf-bruise-baby", child(150, facts=bruise), numbers=numbers)
    assert speaks("rf-bruise-baby", child(150, facts=bruise, seen={Milestone.SITS}), numbers=numbers)
    assert not speaks("rf-bruise-baby", child(150, facts=bruise, seen={milestone}), numbers=numbers)
    assert not speaks("rf-bruise-baby", child(400, facts=bruise), numbers=numbers)


def test_a_session_that_ended_on_the_care_page_counts_as_unwell_for_a_day() -> None:
    held = rule("no-unwell", Level.WAIT, numbers={"hours": 24.0})

    def says(hours_ago: float) -> list[Finding]:
        ended = NOON - timedelta(hours=hours_ago)
        return [*safety.RULES["no-unwell"](held, replace(now(), care_endings=(ended,)))]

    (finding,) = says(23)
    assert finding.until == NOON + timedelta(hours=1)
    assert says(24) == []


def test_two_crying_stops_within_a_day_rest_for_a_day_after_the_later() -> None:
    two = (NOON - timedelta(hours=20), NOON - timedelta(hours=3))
    held = rule("two-crying-stops", numbers={"hours": 24})
    (finding,) = safety.RULES["two-crying-stops"](held, now(crying_stops=two))
    assert finding.until == NOON + timedelta(hours=21)
    assert not list(safety.RULES["two-crying-stops"](held, now(crying_stops=two[:1])))
    a_day_ago = (NOON - timedelta(hours=24), NOON - timedelta(hours=3))
    assert not list(safety.RULES["two-crying-stops"](held, now(crying_stops=a_day_ago)))


def test_not_quite_well_now_is_waited_out_from_now() -> None:
    (finding,) = speaks("no-unwell", child(), replace(READY, well=Well.NOT_QUITE), numbers={"hours": 24.0})
    assert finding.until == NOON + timedelta(hours=24)


def test_the_place_of_an_operation_is_left_out_whatever_the_surgeon_said() -> None:
    operated = child(facts=[Fact(Happening.OPERATION, NOON - timedelta(days=41), "tummy")], yes={"operation"})
    [found] = speaks("area-scar", operated, numbers={"hours": 1008.0})
    assert found.scope.zones == {"tummy"}
    [nowhere] = speaks("area-scar", child(facts=[Fact(Happening.OPERATION, NOON)]), numbers={"hours": 1008.0})
    assert nowhere.scope.zones == body.ZONES


def test_a_line_is_asked_about_while_it_is_there() -> None:
    line = Fact(Happening.LINE, NOON, "hand.left", is_open=True)
    assert wheres(speaks("ask-line", child(facts=[line]))) == ["hand.left"]
    assert not speaks("ask-line", child(facts=[replace(line, is_open=False)]))


# The rule book


def test_findings_come_gravest_first() -> None:
    book = RuleBook([rule("never-zones", Level.AVOID), rule("not-checked-yet", Level.TODAY)])
    verdict = safety.check(book, now())
    assert [finding.level for finding in verdict.findings] == [Level.TODAY, Level.AVOID]
    assert verdict.level is Level.TODAY
