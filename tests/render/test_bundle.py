"""A bundle is the plan, complete: same plan, same bundle; nothing in it is the player's to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import jsonschema
import pytest

from handsong.content import files
from handsong.core import cues, planner
from handsong.core.age import Stage
from handsong.core.body import Region, Side
from handsong.core.findings import Level
from handsong.core.plan import Item, Plan, Wish
from handsong.core.progress import Progress
from handsong.core.score.model import Touch
from handsong.core.score.timeline import speaking_seconds
from handsong.core.technique import Goal, build_for
from handsong.render import bundle, svg
from handsong.render.bundle import Aid, Order
from handsong.render.scene import Art, Look
from tests.core import making
from tests.render.drawings import CONTENT, SCRIPT

SCHEMA = json.loads((files.HERE / "schema" / "bundle.json").read_text(encoding="utf-8"))
AID = Aid(
    signs=(
        {
            "id": "hard-breathing",
            "text": "Breathing is hard.",
            "look": "",
            "say": "Say so.",
            "level": "emergency",
        },
    ),
    country="Australia",
    emergency="000",
    lines=({"name": "A line", "number": "1800 882 436", "what": "Day and night."},),
    crisis=({"name": "Another", "number": "13 11 14", "what": ""},),
)
AGES = {
    "newborn": 14,
    "young-infant": 90,
    "older-infant": 240,
    "toddler": 700,
    "preschool": 1400,
    "adolescent": 5200,
}


def planned(age: str, goal: Goal | None = None) -> Plan:
    """Return a plan for a healthy child of this age who has done nothing yet."""
    situation = making.now(making.child(AGES[age], seen=("lifts-head",)))
    assert situation.stage == age
    return planner.plan(CONTENT.craft, situation, Wish(goal=goal), Progress())


def order(age: str, **other: Any) -> Order:
    usual = Order(
        session="s1",
        child_name="Mia",
        child_colour="dusk",
        stage=Stage(age),
        is_practice=False,
        cried_today=False,
        goal="",
        look=Look(),
    )
    return replace(usual, **other)


def made(age: str, **other: Any) -> dict[str, Any]:
    art = Art(CONTENT.figures[build_for(Stage(age))], CONTENT.hands)
    return bundle.bundle(planned(age), order(age, **other), art, SCRIPT, AID)


def drawings(of: Mapping[str, Any]) -> dict[str, str]:
    """Return the drawings with their shared parts put in, as the player does."""
    whole = dict(of["drawings"])
    for number, part in enumerate(of["parts"]):
        whole = {name: text.replace(f"{{{number}}}", part) for name, text in whole.items()}
    return whole


@pytest.mark.parametrize("age", AGES)
def test_a_bundle_has_the_shape_that_is_written_down(age: str) -> None:
    found = json.loads(json.dumps(made(age)))
    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(found)] == []


@pytest.mark.parametrize("age", AGES)
def test_the_same_plan_gives_the_same_bundle(age: str) -> None:
    one, other = (json.dumps(made(age), sort_keys=True) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("age", AGES)
def test_every_side_of_every_item_is_a_step_of_its_length(age: str) -> None:
    plan, found = planned(age), made(age)
    wanted = [
        (item.technique.id, str(side or ""), item.technique.seconds((side,) if side else ()))
        for item in plan.items
        for side in (item.sides or (None,))
    ]
    steps = found["steps"]
    assert [(step["technique"], step["side"]) for step in steps] == [row[:2] for row in wanted]
    assert [step["seconds"] for step in steps] == pytest.approx([seconds for *_, seconds in wanted], abs=0.01)
    assert sum(step["seconds"] for step in steps) == pytest.approx(
        sum(item.seconds for item in plan.items), abs=0.1
    )
    assert found["seconds"] == pytest.approx(plan.seconds, abs=0.1)
    assert [step["number"] for step in steps] == list(range(len(steps)))


@pytest.mark.parametrize("age", AGES)
def test_lines_and_beats_of_a_step_lie_within_it(age: str) -> None:
    for step in made(age)["steps"]:
        for line, following in pairwise([*step["lines"], {"at": step["seconds"]}]):
            assert 0 <= line["at"] <= line["at"] + speaking_seconds(line["say"]) <= following["at"] + 0.02
        assert all(0 <= beat < step["seconds"] for beat in step["beats"])
        assert bool(step["beats"]) is (step["touch"] != "hold")


@pytest.mark.parametrize("age", AGES)
def test_every_step_has_its_own_drawing_and_sharing_loses_nothing(age: str) -> None:
    plan, found = planned(age), made(age)
    by_id = {item.technique.id: item.technique for item in plan.items}
    art = Art(CONTENT.figures[build_for(Stage(age))], CONTENT.hands)
    whole = drawings(found)
    assert {step["drawing"] for step in found["steps"]} == whole.keys()
    for step in found["steps"]:
        side = Side(step["side"]) if step["side"] else None
        assert whole[step["drawing"]] == svg.draw(
            by_id[step["technique"]], art, SCRIPT, side=side, look=Look()
        )


def test_sharing_makes_a_bundle_smaller() -> None:
    found = made("older-infant")
    shared = sum(map(len, found["drawings"].values())) + sum(map(len, found["parts"]))
    assert found["parts"]
    assert shared < 0.8 * sum(map(len, drawings(found).values()))


@pytest.mark.parametrize("cried_today", [False, True])
def test_the_cue_machine_is_the_one_that_was_proved(*, cried_today: bool) -> None:
    machine = made("young-infant", cried_today=cried_today)["cues"]
    table = cues.table_for(cried_today=cried_today)
    assert machine["start"] == cues.START
    assert machine["targets"] == list(cues.TARGETS)
    for state in cues.State:
        for cue in cues.Cue:
            wanted, found = cues.step(table, state, cue), machine["table"][state][cue]
            assert found == {"state": wanted.state, "response": wanted.response} | (
                {"ended_by": wanted.ended_by} if wanted.ended_by else {}
            )
    assert set(machine["silence"]) >= set(cues.QUESTIONS)
    assert all(machine["silence"][question] == cues.NO_ANSWER_SECONDS for question in cues.QUESTIONS)


def test_a_second_crying_changes_the_machine() -> None:
    assert made("young-infant")["cues"] != made("young-infant", cried_today=True)["cues"]


@pytest.mark.parametrize("age", AGES)
def test_whom_to_call_and_what_to_look_for_are_carried_along(age: str) -> None:
    aid = made(age)["aid"]
    assert aid["emergency"] == "000"
    assert aid["country"] == "Australia"
    assert [line["number"] for line in (*aid["lines"], *aid["crisis"])] == ["1800 882 436", "13 11 14"]
    assert [sign["id"] for sign in aid["signs"]] == ["hard-breathing"]


@pytest.mark.parametrize("age", AGES)
def test_every_region_and_every_movement_is_asked_for_but_never_the_closing(age: str) -> None:
    plan = _everything(age)
    regions = {item.technique.id: item.technique.region for item in plan.items}
    touches = {item.technique.id: item.technique.touch for item in plan.items}
    steps = bundle.kept(plan, order(age), SCRIPT)["steps"]
    assert len(set(regions.values())) > 2
    for step in steps:
        asked = [question["for"] for question in step["asks"]]
        if step["is_closing"]:
            assert asked == []
            continue
        is_whole = regions[step["technique"]] is Region.WHOLE
        assert (step["group"] in asked) is not is_whole
        assert (f"{step['technique']}.movement" in asked) is (touches[step["technique"]] is Touch.MOVEMENT)
        assert all(question["say"] and question["seconds"] > 0 for question in step["asks"])
    assert [step["is_closing"] for step in steps] == [False] * (len(steps) - 1) + [True]


def test_a_bundle_opens_for_the_region_it_begins_with() -> None:
    for age in AGES:
        found = made(age)
        assert found["opening_for"] == found["steps"][0]["group"]


def test_what_leads_to_a_step_says_when_sides_change_and_when_it_closes() -> None:
    steps = bundle.kept(_everything("older-infant"), order("older-infant"), SCRIPT)["steps"]
    assert steps[0]["lead"]["say"]
    for before, step in pairwise(steps):
        if step["technique"] == before["technique"] and not step["is_closing"]:
            assert step["lead"]["say"] == SCRIPT.lines["other-side"][0]
    assert steps[-1]["lead"]["say"] == SCRIPT.states[cues.State.CLOSING].say.replace("{name}", "Mia")


@pytest.mark.parametrize("age", AGES)
def test_the_child_is_called_by_name_and_no_place_is_left_empty(age: str) -> None:
    found = made(age, child_name="Zoë")
    spoken = json.dumps({key: found[key] for key in ("opening", "steps", "words")}, ensure_ascii=False)
    assert "Zoë" in spoken
    assert "{name}" not in spoken
    assert "{region}" not in json.dumps([step["asks"] for step in found["steps"]])


@pytest.mark.parametrize("age", AGES)
def test_the_opening_leads_up_to_its_question_without_haste(age: str) -> None:
    opening = made(age)["opening"]
    lines = opening["lines"]
    assert opening["say"] in [line["say"] for line in lines]
    for line, following in pairwise(lines):
        assert following["at"] - line["at"] >= speaking_seconds(line["say"])
    assert opening["seconds"] >= lines[-1]["at"] + speaking_seconds(lines[-1]["say"])


def test_every_state_every_response_and_every_ending_has_its_words() -> None:
    spoken = made("toddler")["words"]
    assert spoken["targets"].keys() == {str(cue) for cue in cues.TARGETS}
    assert spoken["states"].keys() == {str(state) for state in cues.State} - {str(cues.State.ENDED)}
    assert spoken["responses"].keys() == {str(response) for response in cues.Response}
    assert all(row["say"] for row in spoken["states"].values())


def test_practice_and_colour_and_goal_are_told_as_they_were_ordered() -> None:
    found = made("toddler", is_practice=True, goal="sleep")
    assert (found["practice"], found["goal"], found["child"]) == (
        True,
        "sleep",
        {"name": "Mia", "colour": "dusk"},
    )
    assert found["format"] == bundle.FORMAT


def test_what_a_session_keeps_holds_no_drawing_and_no_rule() -> None:
    kept = bundle.kept(planned("toddler"), order("toddler"), SCRIPT)
    assert kept.keys() == made("toddler").keys() - {"drawings", "parts", "cues", "words", "aid"}


def _everything(age: str) -> Plan:
    """Return a plan of all that is done at an age, one after the other, the closing hold last."""
    fitting = sorted(
        (one for one in CONTENT.craft.library if age in one.stages), key=lambda one: (one.closes, one.id)
    )
    items = tuple(
        Item(one, one.score.sides, one.seconds(one.score.sides), (), is_new=True, with_oil=False)
        for one in fitting
    )
    return Plan(Level.FINE, items, sum(item.seconds for item in items), (), ())
