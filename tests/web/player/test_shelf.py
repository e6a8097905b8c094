"""What a phone fetches of a child: it has its shape, says what these pages say, and no more than it must."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse
from referencing import Registry, Resource

from handsong.content import files, load
from handsong.core.child import Fact, Happening
from handsong.render import offline
from handsong.render.offline import Asked
from handsong.web.accounts import door
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from tests import people
from tests.web.conftest import PHONE
from tests.web.player import moments

FIVE_MEGABYTES = 5 * 1024 * 1024
ALL_SEEN = ("lifts-head", "rolls", "sits", "crawls", "stands")


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((files.HERE / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    return schema


REGISTRY: Registry[Any] = Registry().with_resource("bundle.json", Resource.from_contents(_schema("bundle")))
SHELF = jsonschema.Draft202012Validator(_schema("shelf"), registry=REGISTRY)
BUNDLE = jsonschema.Draft202012Validator(_schema("bundle"))


def faults(schema: jsonschema.Draft202012Validator, row: Any) -> list[str]:
    """Return what is wrong with the shape of something."""
    return [f"{fault.json_path}: {fault.message[:200]}" for fault in schema.iter_errors(row)]


def fetched(browser: Client, child: Child) -> dict[str, Any]:
    """Fetch a child's shelf, and see that it has its shape."""
    row: dict[str, Any] = browser.get(reverse("player-shelf", args=[child.pk])).json()
    assert faults(SHELF, row) == []
    return row


def said(shelf: dict[str, Any], *, days: int = 0, **more: Any) -> dict[str, Any]:
    """Return what the shelf says to a good moment some days from now, and see that a session has its shape."""
    at = people.NOW + timedelta(days=days)
    answers = {name: answer for name, answer in moments.GOOD.items() if name != "navel"}
    told = {"session": "s", "answers": answers | more.pop("answers", {})} | more
    result = offline.session_from(shelf, Asked(now=at.timestamp(), day=f"{at:%Y-%m-%d}", **told))
    assert result["kind"] == "stop" or faults(BUNDLE, result["bundle"]) == []
    return result


def techniques(result: dict[str, Any]) -> list[str]:
    """Return the techniques of a session, each once, in order."""
    return list(dict.fromkeys(step["technique"] for step in result["bundle"]["steps"]))


@pytest.mark.parametrize(
    ("born", "early"),
    [(date(2026, 11, 1), None), (date(2026, 11, 1), 56), (date(2026, 4, 1), None), (date(2025, 6, 1), None), (date(2018, 1, 1), None), (date(2012, 1, 1), None)],
)  # fmt: skip
def test_a_shelf_has_its_shape_at_every_age_and_so_have_its_sessions(
    at_home: Client, alba: Person, born: date, early: int | None
) -> None:
    child = people.add(alba, "Ida", born=born, days_early=early, seen=ALL_SEEN[:3])
    shelf = fetched(at_home, child)
    assert said(shelf)["kind"] == "session"
    assert said(shelf, days=400)["why"] == "old"


@pytest.mark.parametrize("answers", [{}, {"state": "active-alert"}, {"feed": "under-45"}])
def test_what_is_found_without_a_network_is_the_very_plan_of_these_pages(
    at_home: Client, alba: Person, answers: dict[str, str]
) -> None:
    child = people.add(alba, "Ida", born=date(2026, 3, 1), seen=ALL_SEEN[:2])
    for days in (9, 6, 3):
        people.held(child, people.NOW - timedelta(days=days))
    shelf = fetched(at_home, child)
    check = moments.planned(at_home, child, **answers)
    assert techniques(said(shelf, answers=answers)) == moments.planned_techniques(at_home, check)


def test_a_course_leads_without_a_network_too(at_home: Client, alba: Person) -> None:
    child = people.add(alba, "Ida", born=date(2026, 5, 1), seen=ALL_SEEN[:2])
    before = techniques(said(fetched(at_home, child)))
    at_home.post(reverse("course-begin", args=[child.pk]))
    check = moments.planned(at_home, child)
    after = techniques(said(fetched(at_home, child)))
    assert after == moments.planned_techniques(at_home, check)
    assert after != before, "the first week of the course begins with something else"


def test_a_red_flag_of_the_last_day_stands_on_the_shelf(at_home: Client, noah: Child) -> None:
    check = moments.begin(at_home, noah)
    moments.answer(at_home, check, "well", "not-quite")
    moments.answer(at_home, check, "signs", "", sign=["hard-breathing"])
    shelf = fetched(at_home, noah)
    assert [said(shelf, days=days)["level"] for days in (0, 1)] == ["emergency"] * 2
    assert said(shelf, days=3)["kind"] == "session"


def test_what_happened_to_the_child_stands_on_the_shelf(at_home: Client, alba: Person) -> None:
    child = people.add(alba, "Ida", born=date(2026, 3, 1), seen=ALL_SEEN[:2])
    fact = Fact(Happening.FEVER, people.NOW - timedelta(hours=2))
    families.remember_facts(child=child, facts=[fact], now=people.NOW)
    shelf = fetched(at_home, child)
    assert [said(shelf, days=days)["kind"] for days in (0, 1, 2)] == ["stop", "stop", "session"]


def test_what_is_left_out_by_now_is_not_among_what_a_left_massage_goes_on_with(
    at_home: Client, alba: Person
) -> None:
    child = people.add(alba, "Ida", born=date(2026, 3, 1), seen=ALL_SEEN[:2])
    before = set(fetched(at_home, child)["free"])
    injected = Fact(Happening.INJECTION, people.NOW - timedelta(days=4), "leg.left")
    families.remember_facts(child=child, facts=[injected], now=people.NOW)
    after = set(fetched(at_home, child)["free"])
    assert "leg-hip-to-ankle.left" in before - after
    assert "leg-hip-to-ankle.right" in after < before


@pytest.mark.parametrize(
    "answered",
    [{}, {"state": "asleep"}, {"state": "crying"}, {"feed": "under-30"}, {"feed": "hungry"}, {"place": "not-me"}, {"skin": "not-looked"}, {"feed": "under-45"}, {"state": "active-alert"}],
    ids=str,
)  # fmt: skip
def test_a_left_massage_goes_on_without_a_network_where_it_does_with_one(
    at_home: Client, noah: Child, answered: dict[str, str]
) -> None:
    session = moments.started(at_home, noah)
    moments.send(at_home, session, people.story(session, steps=(), ends=(), at=people.NOW))
    moments.asked(at_home, moments.begin(at_home, noah), **answered)
    moments.goes_on_here(at_home, session)
    page = at_home.get(reverse("player-session", args=[session.pk]))
    steps = {f"{step['technique']}.{step['side']}".rstrip(".") for step in session.bundle["steps"]}
    goes_on = steps <= set(fetched(at_home, noah)["free"])
    assert steps
    assert goes_on is ("player/session.html" in [template.name for template in page.templates])


def test_its_own_tears_do_not_stand_against_a_massage_that_goes_on_in_this_phone(
    at_home: Client, noah: Child
) -> None:
    people.held(
        noah, people.NOW - timedelta(hours=2), steps=[("x", "legs", 60, ["crying"])], ends=("crying", "end")
    )
    session = moments.started(at_home, noah)
    told = people.story(session, steps=[("leg-hip-to-ankle", "legs", 9, ["crying"])], ends=(), at=people.NOW)
    moments.send(at_home, session, told)
    moments.goes_on_here(at_home)
    assert base(fetched(at_home, noah)) == "wait", "on another phone these are the second tears of the day"
    moments.goes_on_here(at_home, session)
    page = at_home.get(reverse("player-session", args=[session.pk]))
    assert "player/session.html" in [template.name for template in page.templates]
    shelf = fetched(at_home, noah)
    assert base(shelf) != "wait"
    assert {f"{row['technique']}.{row['side']}".rstrip(".") for row in session.bundle["steps"]} <= set(
        shelf["free"]
    )
    own = {
        "session": str(session.pk),
        "day": f"{people.NOW:%Y-%m-%d}",
        "minutes": 1.0,
        "ended_at": people.NOW.timestamp(),
    }
    own |= {"cried": True, "needed_care": False, "was_stopped": False}
    assert said(shelf, own=[own])["kind"] == "stop", "begun anew, they count"
    later = people.event(session, 40, people.NOW + timedelta(minutes=1), "paused")
    moments.tell(at_home, moments.message(session, [later], device=str(uuid.uuid4())))
    moments.goes_on_here(at_home, session)
    assert base(fetched(at_home, noah)) == "wait", (
        "another phone plays it too, and this one cannot know what it heard"
    )


def base(shelf: dict[str, Any]) -> str:
    """Return how grave it is on the first day, whatever is answered."""
    return str(shelf["effects"][shelf["days"][0]["base"]]["level"])


def test_a_shelf_asks_what_the_pages_ask_in_their_words(at_home: Client, alba: Person) -> None:
    shelf = fetched(at_home, people.mia(alba))
    asked = {question["id"]: question for question in shelf["questions"]}
    assert list(asked) == ["state", "feed", "well", "signs", "skin", "found", "place", "goal"]
    assert asked["signs"]["only_if"] == {"well": "not-quite"}
    assert asked["found"]["only_if"] == {"skin": "something"}
    early = people.add(alba, "Pip", born=date(2026, 11, 1), days_early=56)
    assert fetched(at_home, early)["questions"][0]["id"] == "unit"


def test_every_answer_that_can_be_given_has_its_effect(at_home: Client, mia: Child) -> None:
    shelf = fetched(at_home, mia)
    asked = {question["id"]: question for question in shelf["questions"]}
    for day in shelf["days"]:
        known = shelf["tables"][day["table"]]["answers"].keys()
        for question in day["asks"]:
            assert {f"{question}.{choice['value']}" for choice in asked[question]["choices"]} <= known
        assert {f"signs.{sign}" for sign in day["signs"]} <= known
        for choice in asked["found"]["choices"]:
            parts = [""] + [row["value"] for row in asked["found"]["parts"]] * choice["asks_part"]
            assert {f"found.{choice['value']}.{part}".rstrip(".") for part in parts} <= known


def test_sessions_that_the_shelf_knows_are_not_counted_twice(at_home: Client, noah: Child) -> None:
    over = people.held(noah, people.NOW - timedelta(hours=2))
    people.begun(noah, people.NOW - timedelta(hours=1))
    assert fetched(at_home, noah)["after"]["counted"] == [str(over.pk)]


def test_a_session_that_is_still_open_is_told_apart_with_what_is_counted_of_it(
    at_home: Client, noah: Child
) -> None:
    row = people.held(noah, people.NOW - timedelta(hours=1), ends=("crying",))
    assert row.is_over is False
    after = fetched(at_home, noah)["after"]
    assert [(one["session"], one["cried"]) for one in after["open"]] == [(str(row.pk), after["cried"][0])]


def test_what_was_begun_by_a_clock_that_was_behind_is_still_open(at_home: Client, noah: Child) -> None:
    row = people.held(noah, people.NOW - timedelta(hours=1), ends=("crying",))
    Session.objects.filter(pk=row.pk).update(started_at=people.NOW - timedelta(days=3))
    assert [one["session"] for one in fetched(at_home, noah)["after"]["open"]] == [str(row.pk)]


def test_help_without_a_network_says_what_the_pages_say(at_home: Client, noah: Child) -> None:
    pages = fetched(at_home, noah)["pages"]
    for sign, name in (("hard-breathing", "emergency"), ("thoughts-of-harm", "rf-mind")):
        check = moments.begin(at_home, noah)
        moments.answer(at_home, check, "well", "not-quite")
        moments.answer(at_home, check, "signs", "", sign=[sign])
        page = at_home.get(reverse("player-plan", args=[check.pk])).content.decode()
        lead = re.search(r'<p class="lead">.*?</p>', pages[f"help.{name}"])
        assert lead
        assert lead[0] in page
    assert pages["help.rf-mind"].index("phones") < pages["help.rf-mind"].index('class="call"')
    assert pages["help.today"].index("phones") < pages["help.today"].index('class="call"')


def test_what_is_practised_without_a_network_is_said_to_be_practice(at_home: Client, noah: Child) -> None:
    pages = fetched(at_home, noah)["pages"]
    for words in ("Practise on a doll or cushion", "never counted as a massage", "data-after"):
        assert words in pages["practice"]
    assert "Practise on a doll" not in pages["session"]
    assert "How was it?" in pages["session"]
    assert "How was it?" not in pages["practice"]


def test_the_last_massages_are_carried_along_by_their_dates(at_home: Client, noah: Child) -> None:
    people.held(noah, people.NOW - timedelta(days=2), ends=("crying", "end"))
    people.held(noah, people.NOW - timedelta(days=1), practice=True)
    pages = fetched(at_home, noah)["pages"]
    assert "Sunday 22 November 2026" in pages["history"]
    assert "you stopped. That is listening." in pages["history"]
    assert "Last time: Sunday 22 November 2026" in pages["today"]
    assert "as of Tuesday 24 November 2026" in pages["today"]
    for page in (pages["today"], pages["history"]):
        assert not any(word in page for word in ("yesterday", "today", "<form", "href"))


def test_a_name_is_a_name_and_no_markup_or_place(at_home: Client, alba: Person) -> None:
    shelf = fetched(at_home, people.add(alba, "<i>{name}", born=date(2026, 3, 1)))
    assert shelf["child"]["name"] == "<i>{name}"
    assert "<i>{name" not in json.dumps(shelf["pages"]), "pages are markup, so a name is escaped there"


def test_the_shelves_of_a_household_are_small(at_home: Client, alba: Person) -> None:
    library = load.once().craft.library
    sizes = []
    for name, born in (("Ida", date(2026, 3, 1)), ("Ole", date(2024, 11, 1))):
        child = people.add(alba, name, born=born, seen=ALL_SEEN)
        known = [(item.id, str(item.region), 60, ("enjoying",)) for item in library if not item.is_draft]
        for number in range(0, len(known), 8):
            at = people.NOW - timedelta(days=40 - number // 8)
            people.held(child, at, steps=[*known[number : number + 8], ("closing-hold", "whole", 20, ())])
        sizes.append(len(at_home.get(reverse("player-shelf", args=[child.pk])).content))
    assert sum(sizes) < FIVE_MEGABYTES / 2


def test_nothing_in_between_keeps_a_shelf_and_nobody_else_gets_it(
    at_home: Client, alba: Person, mia: Child
) -> None:
    answer = at_home.get(reverse("player-shelf", args=[mia.pk]))
    assert answer.headers["Cache-Control"] == "private, no-store"
    people.carla()
    cleo = Child.objects.get(name="Cleo")
    assert at_home.get(reverse("player-shelf", args=[cleo.pk])).status_code == 404


def test_whoever_only_looks_on_has_no_shelf(mia: Child) -> None:
    person = people.guest(mia, Kind.VIEWER)
    phone = Client(REMOTE_ADDR=PHONE)
    phone.cookies[door.DEVICE_COOKIE] = people.phone_of(person)
    assert phone.get(reverse("player-shelf", args=[mia.pk])).status_code in {403, 404}
