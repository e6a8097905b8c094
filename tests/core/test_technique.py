"""Scopes and the library: which techniques a rule speaks of, side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core.age import Stage
from handsong.core.body import Build, Region, Side
from handsong.core.score.model import Pressure, Touch
from handsong.core.technique import (
    Element,
    Giver,
    Library,
    Milestone,
    Review,
    ReviewState,
    Scope,
    Tag,
    Technique,
    build_for,
)
from tests.core.making import HOLD, MOVEMENT, NOON, STROKE, TUMMY, technique

LEG = technique("leg", STROKE, zones={"left": {"thigh.left"}, "right": {"thigh.right"}})
HOLDING = technique("holding", HOLD, region=Region.WHOLE)
BELLY = technique("belly", TUMMY, region=Region.TUMMY, tags={Tag.TUMMY_PRESSURE}, zones={"": {"tummy"}})
MOVING = technique("moving", MOVEMENT, needs={Milestone.SITS}, stages={Stage.OLDER_INFANT})
LIBRARY = Library((LEG, HOLDING, BELLY, MOVING))


def left_out(**scope: object) -> tuple[tuple[str, str], ...]:
    frozen = {key: frozenset(value) if isinstance(value, set) else value for key, value in scope.items()}
    return LIBRARY.places(LIBRARY.covered(Scope(**frozen), Build.INFANT))  # type: ignore[arg-type]


def test_a_scope_of_nothing_leaves_nothing_out() -> None:
    assert left_out() == ()


def test_a_scope_of_everything_leaves_everything_out() -> None:
    assert LIBRARY.covered(Scope(everything=True), Build.INFANT) == LIBRARY.all


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({"touches": {Touch.MOVEMENT}}, {"moving"}),
        ({"tags": {Tag.TUMMY_PRESSURE}}, {"belly"}),
        ({"regions": {Region.LEGS}}, {"leg", "moving"}),
        ({"needs": {Milestone.SITS}}, {"moving"}),
        ({"firmer_than": Pressure.RESTING}, {"leg", "belly", "moving"}),
        ({"other_stages_than": Stage.NEWBORN}, {"moving"}),
        ({"strokes_without": Tag.TUMMY_PRESSURE}, {"leg", "moving"}),
        ({"everything": True, "keeps": {"holding"}}, {"leg", "belly", "moving"}),
        ({"everything": True, "only_by": Giver.SELF}, set()),
    ],
)
def test_a_scope_matches_by_any_of_its_fields(scope: dict[str, object], names: set[str]) -> None:
    assert {name for name, _ in left_out(**scope)} == names


def test_a_zone_on_one_side_leaves_out_only_that_side() -> None:
    assert left_out(zones=frozenset({"thigh.left"})) == (("leg", "left"),)


def test_a_technique_is_free_while_one_of_its_sides_is() -> None:
    free = LIBRARY.all & ~LIBRARY.covered(Scope(zones=frozenset({"thigh.left"})), Build.INFANT)
    assert LIBRARY.holds(free, LEG)
    assert LIBRARY.sides(free, LEG) == (Side.RIGHT,)
    assert "leg" in LIBRARY.ids(free)


@pytest.mark.parametrize("one", LIBRARY.techniques, ids=lambda one: one.id)
def test_a_set_holds_what_was_not_left_out_and_nothing_else(one: Technique) -> None:
    only_this = LIBRARY.covered(
        Scope(everything=True, keeps=frozenset(LIBRARY.by_id) - {one.id}), Build.INFANT
    )
    assert LIBRARY.ids(only_this) == (one.id,)
    assert [other.id for other in LIBRARY if LIBRARY.holds(only_this, other)] == [one.id]
    assert [other.id for other in LIBRARY if LIBRARY.holds(LIBRARY.all & ~only_this, other)] == [
        other.id for other in LIBRARY if other is not one
    ]
    assert not LIBRARY.holds(0, one)


def test_a_technique_without_sides_has_none_in_any_set() -> None:
    assert LIBRARY.sides(LIBRARY.all, HOLDING) == ()


def test_a_draft_is_left_out_only_by_a_scope_that_says_drafts() -> None:
    draft = technique("draft", review=Review(ReviewState.DRAFT, "nobody", NOON.date()))
    assert draft.is_draft
    assert Scope(drafts=True).covers(draft, "left", Build.INFANT)
    assert not Scope(drafts=True).covers(LEG, "left", Build.INFANT)


def test_self_massage_is_kept_by_a_rule_about_parents_hands() -> None:
    own = technique("own", giver=Giver.SELF)
    about_parents = Scope(regions=frozenset({Region.LEGS}), only_by=Giver.PARENT)
    assert about_parents.covers(LEG, "left", Build.CHILD)
    assert not about_parents.covers(own, "left", Build.CHILD)


SCOPES = st.builds(
    Scope,
    everything=st.booleans(),
    touches=st.frozensets(st.sampled_from(Touch)),
    tags=st.frozensets(st.sampled_from([Tag.TUMMY_PRESSURE, Tag.PRONE])),
    regions=st.frozensets(st.sampled_from([Region.LEGS, Region.TUMMY])),
    zones=st.frozensets(st.sampled_from(["thigh.left", "thigh.right", "tummy"])),
    needs=st.frozensets(st.sampled_from(Milestone)),
    keeps=st.frozensets(st.sampled_from(["leg", "holding"])),
)


@given(scope=SCOPES)
def test_the_quick_answer_is_the_same_as_asking_one_by_one(scope: Scope) -> None:
    one_by_one = tuple(
        (one.id, side)
        for one in LIBRARY
        for side in ([str(side) for side in one.score.sides] or [""])
        if scope.covers(one, side, Build.INFANT)
    )
    covered = LIBRARY.covered(scope, Build.INFANT)
    assert LIBRARY.places(covered) == one_by_one
    assert LIBRARY.covered(scope, Build.INFANT) == covered


def test_touch_and_interaction_are_in_everything_and_stimulation_unless_it_is_quiet() -> None:
    assert Element.STIMULATION in technique("talking", companion="talk").elements
    assert technique("quiet", companion="quiet").elements == (Element.INTERACTION, Element.TOUCH)


@pytest.mark.parametrize(
    ("stage", "build"),
    [
        (Stage.BEFORE_TERM, Build.NEWBORN),
        (Stage.NEWBORN, Build.NEWBORN),
        (Stage.YOUNG_INFANT, Build.INFANT),
        (Stage.TODDLER, Build.INFANT),
        (Stage.PRESCHOOL, Build.CHILD),
        (Stage.ADOLESCENT, Build.CHILD),
    ],
)
def test_each_stage_has_its_body(stage: Stage, build: Build) -> None:
    assert build_for(stage) is build


def test_a_technique_lasts_as_long_as_its_sides() -> None:
    assert LEG.seconds((Side.LEFT, Side.RIGHT)) == 2 * LEG.seconds((Side.RIGHT,))
