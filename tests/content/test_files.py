"""The content as it is: valid, cited, safe within its own ages, and honest about who looked at it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from handsong.content import agreement, files, invariants, load, zones
from handsong.content.reading import PLANNING_RULES
from handsong.core import body, product, safety
from handsong.core.age import Stage
from handsong.core.body import NEVER_ZONES, Region
from handsong.core.findings import Level
from handsong.core.score.model import Hand, Touch, landmarks_of
from handsong.core.score.timeline import timeline, voices_on
from handsong.core.script import FORMS
from handsong.core.technique import Giver, Goal, Milestone, ReviewState, Tag, Technique, build_for

CONTENT = load.once()
LIBRARY = CONTENT.craft.library
EACH = pytest.mark.parametrize("technique", [pytest.param(one, id=one.id) for one in LIBRARY])
FILES = sorted(path.relative_to(files.HERE) for path in files.HERE.rglob("*.toml"))


def test_everything_reads_without_a_fault() -> None:
    assert load.read().craft.library.by_id.keys() == LIBRARY.by_id.keys()


def test_compiled_content_says_the_same_as_its_files() -> None:
    fresh, compiled = load.read(), load.load()
    assert fresh.craft.safety.rules == compiled.craft.safety.rules
    assert fresh.craft.library.techniques == compiled.craft.library.techniques
    assert fresh.conditions == compiled.conditions


def test_the_zones_that_are_stored_are_those_that_geometry_finds() -> None:
    assert (files.HERE / files.ZONES).read_text(encoding="utf-8") == zones.work_out()


def test_rules_and_their_functions_are_the_same_set() -> None:
    assert CONTENT.craft.safety.rules.keys() == safety.RULES.keys()
    assert CONTENT.craft.oil.rules.keys() == product.OIL_RULES.keys()
    assert CONTENT.craft.planning.rules.keys() == PLANNING_RULES


def test_every_rule_has_a_source_or_says_that_it_is_our_careful_default() -> None:
    for book in (CONTENT.craft.safety, CONTENT.craft.oil, CONTENT.craft.planning):
        for rule in book.rules.values():
            assert rule.sources or rule.certainty == "our careful default", rule.id


def test_every_source_that_is_cited_exists() -> None:
    cited: set[str] = set()
    for path in FILES:
        raw = tomllib.loads((files.HERE / path).read_text(encoding="utf-8"))
        cited |= set(_sources(raw))
    assert cited
    assert cited <= CONTENT.sources.keys()


def _sources(node: object) -> list[str]:
    if isinstance(node, dict):
        here = node.get("sources", [])
        return [
            *(here if isinstance(here, list) else []),
            *(key for value in node.values() for key in _sources(value)),
        ]
    return [key for value in node for key in _sources(value)] if isinstance(node, list) else []


def test_every_source_has_a_title_and_an_address_or_a_reference() -> None:
    for source in CONTENT.sources.values():
        assert source.title
        assert source.address.startswith("http") or len(source.title) > 20 or source.note, source.key


def test_every_file_says_who_looked_at_it_how_far_and_when() -> None:
    unreviewed = {
        "sources.toml",
        *(f"figures/{name}.toml" for name in ("newborn", "infant", "child", "hands")),
    }
    assert {str(path) for path in FILES} - unreviewed == set(CONTENT.reviews)
    for name, review in CONTENT.reviews.items():
        assert review.who, name
        assert review.state in ReviewState


def test_no_file_claims_a_clinicians_review_without_naming_the_clinician() -> None:
    for name, review in CONTENT.reviews.items():
        if review.state is ReviewState.CLINICIAN:
            assert "Handsong" not in review.who, name


# Techniques


@EACH
def test_a_technique_holds_every_invariant(technique: Technique) -> None:
    assert invariants.faults(technique) == []


@EACH
def test_a_technique_enters_no_place_where_no_hand_may_go(technique: Technique) -> None:
    for stage in technique.stages:
        for side, entered in technique.zones[build_for(stage)].items():
            assert not entered & NEVER_ZONES, (stage, side)
            assert invariants.AGAINST_THE_COLON not in entered


@EACH
def test_a_technique_enters_only_zones_that_rules_can_speak_of(technique: Technique) -> None:
    known = body.ZONES | {invariants.AGAINST_THE_COLON}
    for sides in technique.zones.values():
        assert frozenset().union(*sides.values()) <= known


@EACH
def test_a_technique_is_cited_and_reviewed(technique: Technique) -> None:
    assert technique.sources
    assert technique.review.state is not ReviewState.DRAFT


@EACH
def test_a_technique_lasts_as_long_as_a_baby_can_follow(technique: Technique) -> None:
    one_side = technique.seconds(technique.score.sides[:1])
    assert 8 <= one_side <= 300, one_side


@EACH
def test_every_move_begins_with_its_own_line(technique: Technique) -> None:
    said = [move.say for move in technique.score.moves]
    assert all(said)
    assert set(technique.words["en"].said) == set(said)
    lines = list(technique.words["en"].said.values())
    assert len(lines) == len(set(lines))


@EACH
def test_a_spoken_line_is_short(technique: Technique) -> None:
    for line in technique.words["en"].said.values():
        assert 4 <= len(line.split()) <= 18, line


@EACH
def test_no_hand_is_asked_to_be_in_two_places(technique: Technique) -> None:
    for side in technique.score.sides or (None,):
        for move in technique.score.moves:
            hands = [voice.hand for voice in voices_on(move, technique.view, side)]
            assert len(hands) == len(set(hands))
            assert Hand.BOTH not in hands


@EACH
def test_both_sides_are_done_the_same_number_of_times(technique: Technique) -> None:
    sides = technique.score.sides
    if sides:
        times = [
            [
                phrase.times
                for phrase in timeline(
                    technique.score, technique.view, technique.words["en"].said, side
                ).phrases
            ]
            for side in sides
        ]
        assert times[0] == times[1]


def test_every_stage_has_techniques_for_a_first_plan_and_a_way_to_close() -> None:
    least = {
        Stage.BEFORE_TERM: 3,
        Stage.NEWBORN: 4,
        Stage.YOUNG_INFANT: 5,
        Stage.OLDER_INFANT: 5,
        Stage.TODDLER: 3,
    }
    for stage in Stage:
        made = [one for one in LIBRARY if stage in one.stages]
        assert len(made) >= least.get(stage, 2), stage
        assert any(one.closes for one in made), stage


def test_there_are_at_least_24_techniques_of_all_three_kinds_and_three_routines() -> None:
    assert len(LIBRARY) >= 24
    assert {one.touch for one in LIBRARY} == set(Touch)
    assert {routine.id for routine in CONTENT.routines} >= {"first-touch", "tummy-comfort", "bedtime"}


def test_every_goal_is_served_at_every_age_that_it_is_offered_for() -> None:
    for goal in CONTENT.goals:
        for stage in goal.stages:
            assert any(goal.id in one.goals and stage in one.stages for one in LIBRARY), (goal.id, stage)


def test_no_goal_is_named_after_what_nobody_may_promise() -> None:
    assert {row.id for row in CONTENT.not_goals} >= {"circulation", "immunity", "growth", "constipation"}
    assert not {str(goal) for goal in Goal} & {row.id for row in CONTENT.not_goals}


def test_before_term_there_are_only_holds_on_the_short_list() -> None:
    allowed = {"containment-hold", "still-touch", "finger-hold", "facilitated-tuck", "skin-to-skin"}
    made = [one for one in LIBRARY if Stage.BEFORE_TERM in one.stages]
    assert {one.id for one in made} <= allowed
    assert {one.touch for one in made} == {Touch.HOLD}


def test_no_stroke_of_the_tummy_was_made_for_newborns() -> None:
    for one in LIBRARY:
        if one.touch is Touch.STROKE and one.region is Region.TUMMY:
            assert not one.stages & {Stage.BEFORE_TERM, Stage.NEWBORN}, one.id


def test_every_pressing_of_the_tummy_is_tagged() -> None:
    for one in LIBRARY:
        if one.region is Region.TUMMY:
            assert Tag.TUMMY_PRESSURE in one.tags, one.id


def test_movements_of_legs_say_so_and_stop_at_resistance() -> None:
    legs = {"hip", "thigh", "knee", "shin", "ankle", "heel", "toes", "sole"}
    for one in LIBRARY:
        if one.touch is Touch.MOVEMENT:
            assert Tag.STOP_AT_RESISTANCE in one.tags, one.id
            carried = {
                body.base_of(landmarks_of(voice.path)[0]) for move in one.score.moves for voice in move.voices
            }
            if carried & legs:
                assert Tag.LEG_MOVEMENT in one.tags, one.id


def test_face_down_needs_a_lifted_head() -> None:
    for one in LIBRARY:
        if one.position.is_prone:
            assert Milestone.LIFTS_HEAD in one.needs, one.id
            assert {Tag.PRONE, Tag.AWAKE_WATCHED} <= one.tags, one.id


def test_self_massage_is_for_the_oldest() -> None:
    for one in LIBRARY:
        if one.giver is Giver.SELF:
            assert one.stages <= {Stage.SCHOOL, Stage.ADOLESCENT}, one.id


def test_oil_is_never_said_to_be_fine_on_face_head_or_hands() -> None:
    for one in LIBRARY:
        if Tag.OIL_OK in one.tags:
            assert one.region not in {Region.FACE, Region.HEAD, Region.HANDS}, one.id
            assert Tag.SKIN_CONTACT in one.tags, one.id


def test_no_song_is_shipped_before_its_rights_are_written_down() -> None:
    assert not list(files.HERE.rglob("*song*"))
    assert not list(files.HERE.rglob("*rhyme*"))


# Safety, help and readiness


def test_every_red_flag_is_at_least_for_today() -> None:
    for rule in CONTENT.craft.safety.rules.values():
        if rule.signs:
            assert rule.level >= Level.TODAY, rule.id


def test_an_emergency_leaves_nothing_and_a_wait_no_stroke() -> None:
    for rule in CONTENT.craft.safety.rules.values():
        if rule.level is Level.EMERGENCY:
            assert rule.scope.everything, rule.id
        if rule.level in {Level.ASK, Level.WAIT, Level.TODAY} and not rule.scope.everything:
            assert (
                rule.scope.touches >= {Touch.STROKE, Touch.MOVEMENT}
                or rule.scope.zones
                or rule.id in BY_PLACE
            ), rule.id


BY_PLACE = {"no-injury-72h", "no-procedure-today", "ask-unit"}
"""Rules whose zones are those of the place that was named, or that another rule's short list serves."""


def test_every_rule_that_asks_says_whom() -> None:
    for rule in CONTENT.craft.safety.rules.values():
        if rule.level is Level.ASK:
            assert "sk " in rule.whom["en"], rule.id


def test_every_colour_sign_says_where_to_look_on_any_skin() -> None:
    for sign in CONTENT.signs:
        if "colour" in sign.id or "rash" in sign.id or "yellow" in sign.id:
            look = sign.look["en"].lower()
            assert any(
                place in look for place in ("lips", "tongue", "gums", "palms", "soles", "whites of the eyes")
            ), sign.id


def test_every_country_has_a_number_and_the_day_it_was_checked() -> None:
    assert CONTENT.countries.keys() >= {"AU", "NZ", "GB", "IE", "US", "CA"}
    for country in CONTENT.countries.values():
        assert country.emergency.isdecimal(), country.code
        assert country.checked.year >= 2026
        assert country.source


def test_every_question_and_every_form_of_asking_has_its_words() -> None:
    assert {question.id for question in CONTENT.questions} == agreement.ANSWERS.keys()
    for script in CONTENT.scripts.values():
        assert script.openings.keys() == set(FORMS.values())
        assert len(script.lines["look"]) >= 6


def test_schemas_are_there_for_every_kind_of_file() -> None:
    kinds = {path.stem for path in (files.HERE / "schema").glob("*.json")}
    assert kinds >= {Path(path).stem for path in FILES if path.parent == Path()} | {
        "technique",
        "routine",
        "plan",
        "bundle",
    }
