"""The library: every technique can be found, seen, read and traced to where it comes from."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from handsong.content import load
from handsong.core.age import Stage
from handsong.core.score.model import Touch
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child
from handsong.web.library import shelf
from tests import people

CONTENT = load.once()
TECHNIQUES = [row.id for row in CONTENT.craft.library]


def test_every_technique_is_listed_when_every_age_is_asked_for(at_home: Client) -> None:
    said = at_home.get("/library/?stage=").content.decode()
    for technique in TECHNIQUES:
        assert f'href="/library/techniques/{technique}/"' in said


def test_the_stage_of_the_child_is_chosen_until_another_is(at_home: Client, mia: Child) -> None:
    listed = at_home.get("/library/").context
    assert listed["wanted"].stage == Stage.YOUNG_INFANT
    assert at_home.get("/library/?stage=").context["wanted"].stage == ""
    assert at_home.get("/library/?stage=school").context["wanted"].stage == Stage.SCHOOL


def test_filters_keep_what_fits_and_names_that_do_not_exist_are_left_aside(at_home: Client) -> None:
    page = at_home.get("/library/?stage=young-infant&region=legs&touch=movement").context
    shown = [technique for _, rows in page["groups"] for technique, _ in rows]
    assert shown
    for technique in shown:
        assert Stage.YOUNG_INFANT in technique.stages
        assert (technique.region, technique.touch) == ("legs", Touch.MOVEMENT)
    assert at_home.get("/library/?stage=<script>&region=moon").context["count"] == len(TECHNIQUES)


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_a_technique_says_how_what_to_look_for_and_where_it_comes_from(
    at_home: Client, technique_id: str
) -> None:
    technique = CONTENT.craft.library.by_id[technique_id]
    words = technique.words["en"]
    said = at_home.get(f"/library/techniques/{technique_id}/").content.decode()
    plain = re.sub(r"</?bdi>", "", said)
    assert words.name in said
    for step in words.how:
        assert step.replace("{name}", "your child") in plain
    assert shelf.REVIEWS[technique.review.state] in said
    for key in technique.sources:
        assert CONTENT.sources[key].address.replace("&", "&amp;") in said


def test_an_unknown_technique_is_not_here(at_home: Client) -> None:
    assert at_home.get("/library/techniques/tickle/").status_code == 404


def test_words_speak_of_the_child_by_name(at_home: Client, alba: Person) -> None:
    people.add(alba, "<Mia>", born=people.MIA_BORN)
    named = next(row for row in CONTENT.craft.library if "{name}" in row.words["en"].watch)
    said = at_home.get(f"/library/techniques/{named.id}/").content.decode()
    assert "<bdi>&lt;Mia&gt;</bdi>" in said
    assert "{name}" not in said


def test_a_technique_says_which_rules_would_leave_it_out(at_home: Client) -> None:
    rules = {row.id for row in shelf.leaving_out(CONTENT.craft.library.by_id["knees-to-tummy"], "en")}
    assert {"ask-hip", "hips-left-out", "reflux", "newborn-gently"} <= rules
    holds = {row.id for row in shelf.leaving_out(CONTENT.craft.library.by_id["closing-hold"], "en")}
    assert "ask-hip" not in holds


@pytest.mark.parametrize("technique_id", TECHNIQUES)
@pytest.mark.parametrize("theme", ["day", "night"])
def test_every_technique_has_a_still_picture_that_may_be_kept(
    at_home: Client, technique_id: str, theme: str
) -> None:
    technique = CONTENT.craft.library.by_id[technique_id]
    stage = next(stage for stage in Stage if stage in technique.stages)
    answer = at_home.get(f"/library/pictures/{'0' * 10}/{technique_id}.{stage}.3/{theme}.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    frame = ET.fromstring(answer.content)  # noqa: S314 - our own drawing
    assert frame.get("data-theme") == theme
    drawing = frame[-1]
    assert {"drawing", "is-still", "tone-3"} <= set(drawing.get("class", "").split())
    width, height = (float(value) for value in drawing.get("viewBox", "").split()[2:])
    assert frame.get("viewBox") == f"0 0 {drawing.get('viewBox', '').split(' ', 2)[2]}"
    assert width > 0
    assert height > 0


@pytest.mark.parametrize(
    "name",
    [
        "tickle.newborn.2",
        "closing-hold.before-term.2",
        "closing-hold.newborn.7",
        "closing-hold",
        "closing-hold.x.2",
    ],
)
def test_a_picture_that_does_not_exist_is_not_here(at_home: Client, name: str) -> None:
    assert at_home.get(f"/library/pictures/{'0' * 10}/{name}/day.svg").status_code == 404


def test_routines_show_their_techniques_in_order(at_home: Client) -> None:
    said = at_home.get("/library/routines/").content.decode()
    for routine in CONTENT.routines:
        assert routine.text["en"]["name"] in said
        page = at_home.get(f"/library/routines/{routine.id}/")
        assert [technique.id for technique, _ in page.context["thumbs"]] == list(routine.techniques)
    assert at_home.get("/library/routines/none/").status_code == 404


def test_goals_are_honest_and_what_is_no_goal_says_why(at_home: Client) -> None:
    said = re.sub(r"</?bdi>", "", at_home.get("/library/goals/").content.decode())
    for goal in CONTENT.goals:
        assert goal.name["en"] in said
        assert shelf.GRADES[goal.grade] in said
    for row in CONTENT.not_goals:
        assert row.why["en"] in said


def test_every_rule_is_shown_with_reason_certainty_and_source(at_home: Client) -> None:
    said = at_home.get("/library/rules/").content.decode()
    for rule in CONTENT.craft.safety.rules.values():
        assert f'id="{rule.id}"' in said
    shown = [row.id for _, rows in shelf.rules("en") for row in rows]
    assert sorted(shown) == sorted(CONTENT.craft.safety.rules)
    for condition in CONTENT.conditions:
        assert condition.name["en"] in said


def test_every_source_has_its_place_on_the_page_of_sources(at_home: Client) -> None:
    said = at_home.get("/library/sources/").content.decode()
    cited = {
        key
        for page in ("goals", "rules", "routines/first-touch")
        for key in re.findall(
            r"/library/sources/#([a-z0-9-]+)", at_home.get(f"/library/{page}/").content.decode()
        )
    }
    assert len(cited) > 20
    for key in cited:
        assert f'id="{key}"' in said, key
