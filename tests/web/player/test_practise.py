"""Practise first, on a doll or a cushion: the same player, and never a massage of the child."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import load
from handsong.web.accounts.models import Person
from handsong.web.diary import queries, untold
from handsong.web.diary.models import Account, Session
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments
from tests.web.player.test_bundle import bundle

NAMES = [
    *(technique.id for technique in load.once().craft.library),
    *(routine.id for routine in load.once().routines),
]


def practise(browser: Client, name: str, **given: str) -> moments.Page:
    """Tap "Practise" at a technique or a routine."""
    return browser.post(reverse("player-practise", args=[name]), given)


def practise_plan(browser: Client, child: Child) -> Session:
    """Make a plan, and practise it first."""
    check = moments.planned(browser, child)
    browser.post(reverse("player-practise-plan", args=[check.pk]))
    return Session.objects.latest("started_at", "pk")


def test_a_technique_is_practised_as_it_is_written(at_home: Client, mia: Child) -> None:
    answer = practise(at_home, "toe-roll")
    session = mia.sessions.get()
    assert answer.url == reverse("player-session", args=[session.pk])
    assert session.is_practice
    assert moments.techniques(session) == ["toe-roll"]
    page = moments.text(at_home.get(answer.url))
    assert "Practise on a doll or cushion" in page
    assert "never counted as a massage" in page


def test_a_routine_is_practised_in_its_order(at_home: Client, mia: Child) -> None:
    practise(at_home, "first-touch")
    routine = next(row for row in load.once().routines if row.id == "first-touch")
    assert moments.techniques(mia.sessions.get()) == list(routine.techniques)


def test_todays_plan_is_practised_as_it_would_be_played(at_home: Client, noah: Child) -> None:
    check = moments.planned(at_home, noah)
    shown = moments.planned_techniques(at_home, check)
    session = practise_plan(at_home, noah)
    assert session.is_practice
    assert moments.techniques(session) == shown


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_in_the_library_can_be_practised_at_every_age(
    at_home: Client, alba: Person, name: str
) -> None:
    people.add(alba, "Ida", born=date(2026, 11, 1))
    practise(at_home, name)
    whole = bundle(at_home, Session.objects.get())
    assert whole["practice"] is True
    assert not any(step["with_oil"] for step in whole["steps"])
    assert {step["drawing"] for step in whole["steps"]} == whole["drawings"].keys()


@pytest.mark.parametrize("of", ["technique", "routine", "plan"])
def test_practice_is_never_a_massage_whatever_the_phone_tells(at_home: Client, noah: Child, of: str) -> None:
    people.held(noah, people.NOW - timedelta(days=1))
    before = queries.progress_of(noah), Account.objects.get(child=noah).latest
    if of == "plan":
        session = practise_plan(at_home, noah)
    else:
        practise(at_home, {"technique": "toe-roll", "routine": "first-touch"}[of], child=str(noah.pk))
        session = Session.objects.get(is_practice=True)
    sent = people.story(session, ends=("crying", "end"))
    lying = [event | {"body": event["body"] | {"practice": False}} for event in sent]
    assert moments.send(at_home, session, lying).status_code == 200
    untold.tell_everything()
    session.refresh_from_db()
    assert session.is_over
    assert session.is_practice
    assert (queries.progress_of(noah), Account.objects.get(child=noah).latest) == before
    at_home.post(reverse("child-switch", args=[noah.pk]))
    today = moments.text(at_home.get(reverse("today")))
    assert "Last time Yesterday" in today
    assert "This week Once" in today


def test_the_next_plan_is_the_same_as_without_practice(at_home: Client, noah: Child) -> None:
    before = moments.text(moments.plan(at_home, moments.planned(at_home, noah)))
    session = practise_plan(at_home, noah)
    moments.send(at_home, session, people.story(session, ends=("crying", "end")))
    assert moments.text(moments.plan(at_home, moments.planned(at_home, noah))) == before


def test_a_plan_can_be_practised_and_then_begun(at_home: Client, noah: Child) -> None:
    check = moments.planned(at_home, noah)
    at_home.post(reverse("player-practise-plan", args=[check.pk]))
    moments.start(at_home, check)
    assert sorted(noah.sessions.values_list("is_practice", flat=True)) == [False, True]


def test_practising_a_plan_uses_no_oil_up(at_home: Client, alba: Person) -> None:
    session = practise_plan(at_home, people.add(alba, "Ida", born=date(2026, 5, 1)))
    assert session.bundle["oil"] is False


def test_the_child_whose_button_was_tapped_is_the_one_on_the_screen(
    at_home: Client, mia: Child, noah: Child
) -> None:
    answer = practise(at_home, "first-touch", child=str(noah.pk))
    assert noah.sessions.count() == 1
    assert not mia.sessions.exists()
    assert "Noah" in moments.text(at_home.get(answer.url))


def test_each_time_it_is_practised_is_a_time_of_its_own(at_home: Client, mia: Child) -> None:
    assert practise(at_home, "toe-roll").url != practise(at_home, "toe-roll").url
    assert mia.sessions.count() == 2


def test_where_there_is_no_plan_there_is_none_to_practise(at_home: Client, noah: Child) -> None:
    check = moments.planned(at_home, noah, state="crying")
    answer = at_home.post(reverse("player-practise-plan", args=[check.pk]))
    assert answer.url == reverse("player-plan", args=[check.pk])
    assert not noah.sessions.exists()


def test_a_technique_can_be_practised_while_the_child_is_unwell(at_home: Client, noah: Child) -> None:
    moments.planned(at_home, noah, state="crying")
    practise(at_home, "toe-roll", child=str(noah.pk))
    assert noah.sessions.get().is_practice


def test_without_a_child_practising_leads_to_the_form(at_home: Client) -> None:
    assert practise(at_home, "toe-roll").url == reverse("child-new")


@pytest.mark.parametrize("name", ["tickling", "tickle-me", "none"])
def test_what_is_not_in_the_library_is_not_found(at_home: Client, mia: Child, name: str) -> None:
    assert practise(at_home, name).status_code == 404
    assert not mia.sessions.exists()


def test_a_stranger_practises_neither_our_plan_nor_with_our_child(
    carla: Client, at_home: Client, noah: Child
) -> None:
    check = moments.planned(at_home, noah)
    assert carla.post(reverse("player-practise-plan", args=[check.pk])).status_code == 404
    assert practise(carla, "toe-roll", child=str(noah.pk)).status_code == 404
    assert practise(carla, "toe-roll", child="noah").status_code == 404
    assert not noah.sessions.exists()


def test_a_link_begins_no_practice(at_home: Client, mia: Child) -> None:
    check = moments.begin(at_home, mia)
    assert at_home.get(reverse("player-practise", args=["toe-roll"])).status_code == 405
    assert at_home.get(reverse("player-practise-plan", args=[check.pk])).status_code == 405
    assert not mia.sessions.exists()
