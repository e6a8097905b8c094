"""`handsong plan`: what fits this child now, with every reason, as text and as data."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import jsonschema
import pytest

from handsong.content import files, load
from tests.cli.running import ISSUE, MIA, NOAH, WELL, handsong, planned, rules, techniques

SCHEMA = json.loads((files.HERE / "schema" / "plan.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
LIBRARY = set(load.once().craft.library.by_id)

AGES = {
    "before term": "--born 2026-11-10 --weeks-early 6",
    "newborn": "--born 2026-11-10",
    "young baby": "--born 2026-08-01",
    "older baby": "--born 2026-04-01",
    "toddler": "--born 2024-11-01",
    "young child": "--born 2022-11-01",
    "school child": "--born 2018-11-01",
    "teenager": "--born 2012-11-01",
    "unknown": "--born 2026-08-01 --weeks-early unknown",
}
MOMENTS = {
    "not asked": "",
    "all well": WELL,
    "asleep": WELL.replace("quiet-alert", "asleep"),
    "half asked": "--answer well=yes",
    "a doctor today": f"{WELL} --sign few-wet-nappies",
    "an emergency": f"{WELL} --sign very-drowsy --country AU",
    "a harness": f"{WELL} --condition hip-harness",
    "an injection": "--happened injection=leg.left@2026-11-18",
}
EVERY_KIND = list(product(AGES, MOMENTS))


# The example of the issue


def test_the_example_is_planned_for_about_two_minutes_with_the_opening_counted() -> None:
    plan = planned(ISSUE.removeprefix("plan "))
    assert (plan["child"]["age_days"], plan["child"]["corrected_age_days"]) == (52, 17)
    assert plan["child"]["stage"] == "newborn"
    assert plan["child"]["age"] == "seven weeks old, counts as two"
    assert plan["ceiling_minutes"] == 2
    assert 1.5 <= plan["minutes"] <= 2
    assert plan["opening_seconds"] == 30
    spent = sum(item["seconds"] for item in plan["items"]) + plan["opening_seconds"]
    assert plan["seconds"] == pytest.approx(spent, abs=0.5)


def test_the_example_begins_with_containment_and_ends_with_a_closing_hold() -> None:
    plan = planned(ISSUE.removeprefix("plan "))
    assert techniques(plan)[0] == "containment-hold"
    assert techniques(plan)[-1] == "closing-hold"
    assert {item["touch"] for item in plan["items"]} == {"hold"}
    assert {element for item in plan["items"] for element in item["elements"]} == {
        "interaction",
        "touch",
        "stimulation",
    }


def test_the_example_says_that_the_age_sets_the_length_and_that_readiness_was_not_asked() -> None:
    plan = planned(ISSUE.removeprefix("plan "))
    assert "length-grows" in rules(plan)
    assert "readiness-not-asked" in rules(plan)
    assert handsong(ISSUE).status == 0


def test_the_example_reads_well() -> None:
    text = handsong(ISSUE).out
    assert text.startswith("Seven weeks old, counts as two.\n")
    assert "At most 2 minutes: " in text
    assert "Containment hold · hold" in text
    assert "Readiness not asked" in text
    assert "Not today (" in text
    assert "The time is 10:00, since --at was not given." in text


# Every kind of child at every kind of moment


@pytest.mark.parametrize(("age", "moment"), EVERY_KIND)
def test_a_plan_as_data_has_the_shape_that_is_documented(age: str, moment: str) -> None:
    ran = handsong(f"plan --json {AGES[age]} {MOMENTS[moment]} --on 2026-11-23 --at 09:30")
    assert list(VALID.iter_errors(ran.data)) == []
    assert ran.status == (3 if ran.data["level"] in {"wait", "today", "emergency"} else 0)
    assert bool(ran.data["items"]) is (ran.status == 0)


@pytest.mark.parametrize(("age", "moment"), EVERY_KIND)
def test_every_technique_is_in_the_plan_or_is_left_out_with_a_reason(age: str, moment: str) -> None:
    plan = planned(f"{AGES[age]} {MOMENTS[moment]} --on 2026-11-23")
    told = techniques(plan) + [out["technique"] for out in plan["left_out"]]
    assert sorted(told) == sorted(LIBRARY)
    assert all(out["why"] for out in plan["left_out"])


@pytest.mark.parametrize(("age", "moment"), EVERY_KIND)
def test_text_fits_80_columns_and_names_no_placeholder(age: str, moment: str) -> None:
    text = handsong(f"plan {AGES[age]} {MOMENTS[moment]} --on 2026-11-23").out
    assert max(map(len, text.splitlines())) <= 80
    assert "{" not in text


@pytest.mark.parametrize("age", AGES)
def test_the_same_words_give_the_same_plan(age: str) -> None:
    typed = f"plan --json {AGES[age]} --on 2026-11-23 --at 08:00"
    assert handsong(typed) == handsong(typed)


# Age and birth


def test_correction_is_never_forgotten() -> None:
    # Mia is twelve weeks old and counts as four: at twelve weeks a stroke of the tummy could be offered.
    plan = planned(MIA)
    assert (plan["child"]["age_days"], plan["child"]["corrected_age_days"]) == (84, 28)
    assert plan["child"]["stage"] == "young-infant"
    a_day_before = planned(MIA.replace("11-23", "11-22"))
    assert a_day_before["child"]["stage"] == "newborn"


@pytest.mark.parametrize("weeks", ["1", "2", "3", "3+0"])
def test_up_to_three_weeks_early_changes_nothing_and_says_so(weeks: str) -> None:
    early = planned(f"--born 2026-08-01 --weeks-early {weeks} --on 2026-11-23")
    on_time = planned("--born 2026-08-01 --weeks-early 0 --on 2026-11-23")
    assert techniques(early) == techniques(on_time)
    assert early["minutes"] == on_time["minutes"]
    assert "correction-not-needed" in rules(early)
    assert "correction-not-needed" not in rules(on_time)


def test_a_day_more_than_three_weeks_early_is_corrected() -> None:
    plan = planned("--born 2026-08-01 --weeks-early 3+1 --on 2026-11-23")
    assert plan["child"]["is_corrected"]
    assert plan["child"]["counted_from"] == "2026-08-23"


@pytest.mark.parametrize("typed", ["5", "5w", "5+0", "5w0d", "'5 weeks'", "'5 weeks 0 days'"])
def test_weeks_early_are_read_in_many_forms(typed: str) -> None:
    plan = planned(f"--born 2026-10-02 --on 2026-11-23 --weeks-early {typed}")
    assert plan["child"]["gestation_days"] == 245


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("1.9kg", 1900),
        ("1,9kg", 1900),
        ("'1.9 kg'", 1900),
        ("1900g", 1900),
        ("4lb3oz", 1899),
        ("'4 lb 3 oz'", 1899),
        ("7lb", 3175),
        ("67oz", 1899),
    ],
)
def test_a_birth_weight_is_read_in_many_forms(typed: str, grams: int) -> None:
    plan = planned(f"--born 2026-10-02 --on 2026-11-23 --birth-weight {typed}")
    assert plan["child"]["birth_weight_grams"] == grams


def test_a_due_date_says_the_same_as_the_weeks() -> None:
    by_date = planned("--born 2026-10-02 --due-date 2026-11-06 --on 2026-11-23")
    by_weeks = planned("--born 2026-10-02 --weeks-early 5 --on 2026-11-23")
    assert by_date["child"] == by_weeks["child"]
    assert by_date["items"] == by_weeks["items"]


def test_an_unknown_length_of_pregnancy_counts_carefully_and_says_so() -> None:
    plan = planned(AGES["unknown"] + " --on 2026-11-23")
    assert plan["child"]["gestation_days"] is None
    assert plan["child"]["stage"] == "before-term"
    assert any("careful reading" in sentence for sentence in plan["assumed"])


# What is wished for


def test_minutes_are_a_ceiling_and_never_a_target() -> None:
    usual, much = planned(NOAH), planned(f"{NOAH} --minutes 60")
    assert much["minutes"] == usual["minutes"]
    little = planned(f"{NOAH} --minutes 1.5")
    assert little["minutes"] <= 1.5
    assert "length-wished" in rules(little)


@pytest.mark.parametrize("goal", ["relax", "closeness", "Tummy comfort"])
def test_a_goal_is_read_with_any_case_and_spaces(goal: str) -> None:
    assert planned(f"{NOAH} --goal '{goal}'")["wish"]["goal"] == goal.lower().replace(" ", "-")


@pytest.mark.parametrize("word", ["immunity", "circulation", "growth", "constipation"])
def test_a_goal_that_there_is_none_of_is_explained(word: str) -> None:
    ran = handsong(f"plan {NOAH} --goal {word}")
    assert (ran.status, ran.out) == (2, "")
    assert f"there is no goal “{word}”" in ran.err
    assert len(ran.err) > 80


@pytest.mark.parametrize(
    ("goal", "age"), [("unwind", "newborn"), ("after-sport", "toddler"), ("after-sport", "school child")]
)
def test_a_goal_of_another_age_is_said_and_planned_without(goal: str, age: str) -> None:
    with_it, without = (planned(f"{AGES[age]} --on 2026-11-23 {more}") for more in (f"--goal {goal}", ""))
    assert with_it["wish"]["goal"] is None
    assert with_it["items"] == without["items"]
    assert any(f"“{goal}” is a goal for other ages" in sentence for sentence in with_it["assumed"])


def test_other_words_for_what_is_no_goal_are_known_too() -> None:
    for row in load.once().not_goals:
        for word in row.words:
            ran = handsong(f"plan {NOAH} --goal '{word}'")
            assert (ran.status, f"there is no goal “{row.id}”" in ran.err) == (2, True), word


# Readiness


def test_without_answers_the_plan_counts_on_a_good_moment_and_says_so() -> None:
    ran = handsong(f"plan --json {NOAH}")
    assert ran.status == 0
    assert rules(ran.data).count("readiness-not-asked") == 1


def test_with_all_answers_well_the_questions_are_not_mentioned() -> None:
    plan = planned(f"{NOAH} {WELL}")
    assert not {"readiness-not-asked", "unanswered"} & set(rules(plan))
    assert plan["items"]


def test_with_some_answers_the_others_count_as_their_most_careful_and_are_named() -> None:
    ran = handsong(f"plan --json {NOAH} --answer well=yes")
    assert ran.status == 3
    unanswered = {one["where"] for one in ran.data["findings"] if one["rule"] == "unanswered"}
    assert unanswered == {"state", "feed", "skin", "place"}
    assert {"no-asleep", "no-hungry", "skin-not-looked", "no-adult-unwell"} <= set(rules(ran.data))


def test_a_wait_says_until_when_and_which_hold_is_fine() -> None:
    ran = handsong(f"plan --json {NOAH} --at 09:30 {WELL.replace('well=yes', 'well=not-quite')}")
    assert ran.status == 3
    assert ran.data["level"] == "wait"
    assert ran.data["until"].startswith("2026-11-24T09:30")
    assert ran.data["meanwhile"]["technique"] in LIBRARY
    text = handsong(f"plan {NOAH} --at 09:30 {WELL.replace('well=yes', 'well=not-quite')}").out
    assert "No massage now: wait until tomorrow at 09:30" in text
    assert "Fine meanwhile: " in text


def test_a_sleeping_child_is_left_asleep() -> None:
    plan = planned(f"{NOAH} {WELL.replace('quiet-alert', 'asleep')}")
    assert (plan["level"], plan["items"], plan["meanwhile"]) == ("wait", [], None)


def test_in_an_emergency_the_number_comes_first_and_no_massage_is_offered() -> None:
    ran = handsong(f"plan {NOAH} {WELL} --sign hard-breathing --country AU")
    assert ran.status == 3
    assert ran.out.startswith("Call 000 now.\n")
    assert "Say: “" in ran.out
    names = {technique.words["en"].name for technique in load.once().craft.library}
    assert not any(name in ran.out for name in names)
    data = planned(f"{NOAH} {WELL} --sign hard-breathing --country AU")
    assert data["call"]["emergency"] == "000"
    assert data["meanwhile"] is None


def test_without_a_country_an_emergency_names_the_local_number_in_words() -> None:
    ran = handsong(f"plan {NOAH} --sign fit")
    assert ran.out.startswith("Call your local emergency number now.\n")
    assert "--country" in ran.out


def test_a_sign_for_today_names_whom_to_call_and_offers_a_hold_at_most() -> None:
    ran = handsong(f"plan {NOAH} {WELL} --sign few-wet-nappies --country NZ")
    assert ran.status == 3
    assert "see a doctor today" in ran.out
    assert "0800 611 116" in ran.out
    assert "Not today (" not in ran.out


def test_every_sign_stops_a_massage() -> None:
    for sign in load.once().signs:
        ran = handsong(f"plan --json --born 2026-10-20 --on 2026-11-23 {WELL} --sign {sign.id}")
        assert ran.status == 3, sign.id


# What to know, and what happened


def test_a_condition_asks_first_until_a_professionals_yes() -> None:
    asked = planned(f"{NOAH} {WELL} --condition epilepsy")
    assert asked["level"] == "ask"
    assert {item["touch"] for item in asked["items"]} == {"hold"}
    assert any(one["rule"] == "ask-epilepsy" and one["whom"] for one in asked["findings"])
    agreed = planned(f"{NOAH} {WELL} --condition epilepsy --yes epilepsy='Dr Okafor, neurology,2026-11-01'")
    assert agreed["level"] != "ask"
    assert {item["touch"] for item in agreed["items"]} > {"hold"}


def test_something_else_is_kept_in_a_parents_words_and_never_interpreted() -> None:
    plan = planned(f"{NOAH} {WELL} --condition 'something-else=a very rare thing'")
    assert plan["child"]["notes"] == "a very rare thing"
    assert plan["level"] == "ask"
    assert {item["touch"] for item in plan["items"]} == {"hold"}
    text = handsong(f"plan {NOAH} {WELL} --condition 'something-else=a very rare thing'").out
    assert "“a very rare thing”" in text


def test_an_injected_leg_is_left_in_peace_and_the_other_is_not() -> None:
    plan = planned(f"{NOAH} {WELL} --goal body-awareness --happened injection=leg.left@2026-11-18")
    sided = [item for item in plan["items"] if item["region"] in {"legs", "feet"}]
    assert sided
    assert all(item["sides"] == ["right"] for item in sided)
    assert all("area-vaccine-site" in [one["rule"] for one in item["reasons"]] for item in sided)


def test_a_day_without_a_time_counts_from_its_end() -> None:
    # Seventy-two hours after the end of the 20th are the end of the 23rd.
    plan = planned(f"{NOAH} --at 23:00 {WELL} --happened injection=leg.left@2026-11-20")
    assert plan["level"] == "wait"
    assert plan["until"].startswith("2026-11-23T23:59")
    assert any("end of that day" in sentence for sentence in plan["assumed"])
    timed = planned(f"{NOAH} --at 23:00 {WELL} --happened injection=leg.left@2026-11-20T09:00")
    assert timed["level"] != "wait"


def test_what_is_still_there_has_no_end() -> None:
    plan = planned(f"{NOAH} {WELL} --still injection=arm.left@2026-10-01")
    sore = next(one for one in plan["findings"] if one["rule"] == "area-vaccine-site")
    assert (sore["where"], sore["until"]) == ("arm.left", None)


def test_a_rash_that_is_named_counts_as_still_there() -> None:
    plan = planned(f"{NOAH} {WELL} --happened rash=back@2026-11-01")
    assert "area-rash" in rules(plan)


def test_a_milestone_opens_what_needs_it() -> None:
    unseen, seen = planned(NOAH), planned(f"{NOAH} --seen lifts-head --seen sits")
    needing = [out["technique"] for out in unseen["left_out"] if out["rule"] == "milestone-not-seen"]
    still = [out["technique"] for out in seen["left_out"] if out["rule"] == "milestone-not-seen"]
    assert needing
    assert set(still) < set(needing)


def test_a_healed_navel_is_believed_when_a_parent_says_so() -> None:
    young = "--born 2026-09-20 --on 2026-11-23"
    assert "area-navel" in rules(planned(young))
    assert "area-navel" not in rules(planned(f"{young} --navel-healed"))


# What was assumed


def test_everything_assumed_is_said() -> None:
    assumed = " ".join(planned("--born 2026-10-02 --on 2026-11-23")["assumed"])
    for option in (
        "--at",
        "--weeks-early",
        "--birth-weight",
        "--seen",
        "--navel-healed",
        "--condition",
        "--history",
    ):
        assert option in assumed


def test_nothing_is_assumed_that_was_given(tmp_path: Path) -> None:
    history = tmp_path / "events.jsonl"
    history.write_text("", encoding="utf-8")
    plan = planned(
        "--born 2026-10-02 --on 2026-11-23 --at 09:30 --weeks-early 0 --birth-weight 3.4kg "
        f"--seen lifts-head --navel-healed --condition colic --history {history}"
    )
    assert plan["assumed"] == []


def test_the_childs_name_is_used_where_it_is_given() -> None:
    assert "Massage now, Mia?" in handsong(f"plan {NOAH} --name Mia").out
    assert "Massage now?" in handsong(f"plan {NOAH}").out


def test_a_country_answers_to_the_names_that_people_use() -> None:
    for typed in ("UK", "wales", "gb"):
        told = handsong(f"plan {NOAH} --sign fit --country {typed} --json")
        assert json.loads(told.out)["call"]["country"] == "GB", typed
