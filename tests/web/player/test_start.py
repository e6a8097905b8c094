"""Start under the plan: a session begins with the plan that was shown, once, and only while it holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import clock, ids
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments


@pytest.fixture
def check(at_home: Client, noah: Child) -> Check:
    """A plan for Noah, made in a good moment."""
    return moments.planned(at_home, noah)


def hurt_everywhere_but_the_back(browser: Client, check: Check) -> None:
    """Go back, and say that legs and feet are sore."""
    moments.answer(browser, check, "skin", "something")
    parts = ["leg.left", "leg.right", "foot.left", "foot.right"]
    browser.post(
        reverse("player-ready", args=[check.pk, "happenings"]),
        {"what": "broken-skin", "part-broken-skin": parts},
    )
    moments.answer(browser, check, "place", "ready")


def test_start_leads_into_a_session_with_the_plan_that_was_shown(at_home: Client, check: Check) -> None:
    shown = moments.planned_techniques(at_home, check)
    answer = moments.start(at_home, check)
    session = check.child.sessions.get()
    assert answer.url == reverse("player-session", args=[session.pk])
    assert moments.techniques(session) == shown
    assert not session.is_practice
    assert not session.is_over


def test_begun_twice_it_is_one_session(at_home: Client, check: Check) -> None:
    first, again = moments.start(at_home, check), moments.start(at_home, check)
    assert first.url == again.url
    assert check.child.sessions.count() == 1


def test_two_parents_who_tap_start_begin_one_session(at_home: Client, bruno: Client, mia: Child) -> None:
    check = moments.planned(at_home, mia)
    assert moments.start(at_home, check).url == moments.start(bruno, check).url
    assert mia.sessions.count() == 1


def test_a_plan_that_no_longer_holds_cannot_be_begun(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "state", "crying")
    answer = moments.start(at_home, check)
    assert answer.url == reverse("player-plan", args=[check.pk])
    assert not check.child.sessions.exists()
    assert "Not now" in moments.text(at_home.get(answer.url))


@pytest.mark.parametrize("minutes", [30, -60], ids=["half an hour later", "the clock was set back"])
def test_when_nobody_knows_that_it_holds_the_plan_cannot_be_begun(
    at_home: Client, check: Check, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "That was a while ago" in moments.text(moments.start(at_home, check))
    assert not check.child.sessions.exists()


def test_a_plan_that_changed_before_anything_was_done_is_the_one_that_is_played(
    at_home: Client, check: Check
) -> None:
    moments.start(at_home, check)
    hurt_everywhere_but_the_back(at_home, check)
    moments.start(at_home, check)
    session = check.child.sessions.get()
    assert moments.techniques(session) == moments.planned_techniques(at_home, check)
    assert {step["region"] for step in session.bundle["steps"]}.isdisjoint({"legs", "feet"})


def test_a_plan_that_changed_after_it_was_begun_is_a_session_of_its_own(
    at_home: Client, check: Check
) -> None:
    moments.start(at_home, check)
    first = check.child.sessions.get()
    moments.send(at_home, first, people.story(first)[:3])
    hurt_everywhere_but_the_back(at_home, check)
    answers = [moments.start(at_home, check), moments.start(at_home, check)]
    assert check.child.sessions.count() == 2
    second = check.child.sessions.exclude(pk=first.pk).get()
    assert {answer.url for answer in answers} == {reverse("player-session", args=[second.pk])}
    assert moments.techniques(second) == moments.planned_techniques(at_home, check)
    assert second.bundle["session"] == str(second.pk)
    assert ids.made_at(second.pk) == ids.made_at(check.pk), "a phone reads off it how old its answers are"
    kept = Session.objects.get(pk=first.pk)
    assert kept.bundle == first.bundle
    assert kept.events.count() == 3


def test_the_same_plan_begun_again_in_the_middle_is_gone_on_with(at_home: Client, check: Check) -> None:
    moments.start(at_home, check)
    session = check.child.sessions.get()
    moments.send(at_home, session, people.story(session)[:3])
    assert moments.start(at_home, check).url == reverse("player-session", args=[session.pk])
    assert check.child.sessions.count() == 1


def test_a_product_that_is_used_keeps_its_test_fresh(at_home: Client, alba: Person) -> None:
    baby = people.add(alba, "Ida", born=date(2026, 5, 1))
    for days in (9, 8, 7):
        people.held(baby, people.NOW - timedelta(days=days))
    tested = baby.products.create(
        family=baby.family,
        product="sunflower-linoleic",
        place="inner-forearm.left",
        started_at=people.NOW - timedelta(days=3),
        looks=[timedelta(days=1).total_seconds()],
    )
    check = moments.begin(at_home, baby)
    moments.asked(at_home, check)
    moments.answer(at_home, check, "product", "sunflower-linoleic")
    assert "with a little oil" in moments.text(moments.plan(at_home, check))
    tested.refresh_from_db()
    assert tested.last_used_at is None
    moments.start(at_home, check)
    tested.refresh_from_db()
    assert tested.last_used_at == people.NOW
    assert Session.objects.get(pk=check.pk).bundle["oil"] is True


def test_strangers_begin_nothing(carla: Client, check: Check) -> None:
    assert moments.start(carla, check).status_code == 404
    assert not Session.objects.filter(child=check.child).exists()


def test_a_link_begins_nothing(at_home: Client, check: Check) -> None:
    assert at_home.get(reverse("player-start", args=[check.pk])).status_code == 405
    assert not check.child.sessions.exists()
