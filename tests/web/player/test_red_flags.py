"""A red flag stays: no page leads past it into a massage, and no answer takes it back by the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handsong.core.child import Happening
from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Happened
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

NUMBER = 'href="tel:000"'


@pytest.fixture
def until(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let it be so long after now."""

    def later(**after: float) -> None:
        moment = people.NOW + timedelta(**after)
        monkeypatch.setattr(
            clock, "now", lambda: datetime.fromisoformat(timezone.localtime(moment).isoformat())
        )

    return later


@pytest.fixture
def ida(alba: Person) -> Child:
    """A baby of twenty days, for whom 38 °C is an emergency."""
    return people.add(alba, "Ida", born=date(2026, 11, 4))


def tick(browser: Client, check: Check, *signs: str, well: str = "not-quite") -> moments.Page:
    """Say that the child is not quite well, and tick these signs."""
    if well:
        moments.answer(browser, check, "well", well)
    return browser.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": list(signs)}, follow=True)


def happened(browser: Client, check: Check, **given: Any) -> moments.Page:
    """Say what was found on the skin, or has happened."""
    moments.answer(browser, check, "skin", "something")
    return browser.post(reverse("player-ready", args=[check.pk, "happenings"]), given, follow=True)


def mistake(browser: Client, child: Child, flag: str) -> moments.Page:
    """Say that it was ticked by mistake."""
    return browser.post(reverse("player-mistake", args=[child.pk]), {"flag": flag}, follow=True)


def today(browser: Client) -> moments.Page:
    return browser.get(reverse("today"))


# It stays for a day


def test_it_stays_when_the_answer_is_changed(at_home: Client, ida: Child) -> None:
    check = moments.begin(at_home, ida)
    tick(at_home, check, "temperature-38")
    page = moments.answer(at_home, check, "well", "yes")
    assert "Was it ticked by mistake?" in moments.text(page)
    check.refresh_from_db()
    assert (check.answers["well"], check.signs) == ("not-quite", ["temperature-38"])
    assert NUMBER in moments.plan(at_home, check).content.decode()
    assert NUMBER in today(at_home).content.decode()


def test_it_stays_when_the_tick_is_taken_away_and_what_was_ticked_beside_it_is_kept(
    at_home: Client, ida: Child
) -> None:
    check = moments.begin(at_home, ida)
    tick(at_home, check, "temperature-38", "vomiting-or-loose")
    page = tick(at_home, check, "strong-worry", well="")
    assert "Was it ticked by mistake?" in moments.text(page)
    check.refresh_from_db()
    assert check.signs == ["strong-worry", "temperature-38"]


@pytest.mark.parametrize("answer", ["nothing", "not-looked"])
def test_a_first_seizure_stays_when_the_skin_is_answered_otherwise(
    at_home: Client, noah: Child, answer: str
) -> None:
    check = moments.begin(at_home, noah)
    assert NUMBER in happened(at_home, check, what="seizure").content.decode()
    page = moments.answer(at_home, check, "skin", answer)
    assert "Was it ticked by mistake?" in moments.text(page)
    page = happened(at_home, check, what="rash", **{"part-rash": "face"})
    assert "Was it ticked by mistake?" in moments.text(page)
    assert {row.what for row in Happened.objects.all()} == {Happening.SEIZURE, Happening.RASH}
    assert NUMBER in moments.plan(at_home, check).content.decode()


def test_what_was_found_twice_is_one_thing(at_home: Client, noah: Child) -> None:
    check = moments.begin(at_home, noah)
    happened(at_home, check, what="seizure")
    page = happened(at_home, check, what=["seizure", "rash"])
    assert NUMBER in page.content.decode()
    assert sorted(row.what for row in Happened.objects.all()) == [Happening.RASH, Happening.SEIZURE]


@pytest.mark.parametrize("sign", ["hard-breathing", "strong-worry", "thoughts-of-harm"])
def test_another_check_of_the_same_day_leads_to_help_at_once_and_to_no_plan(
    at_home: Client, noah: Child, until: Callable[..., None], sign: str
) -> None:
    tick(at_home, moments.begin(at_home, noah), sign)
    until(hours=23, minutes=59)
    again = moments.begin(at_home, noah)
    page = moments.asked(at_home, again)
    assert moments.where(page) == ""
    assert "000" in moments.text(page)
    assert "Not now" not in moments.text(page)
    moments.start(at_home, again)
    assert not noah.sessions.exists()
    until(hours=24)
    assert moments.where(moments.asked(at_home, moments.begin(at_home, noah))) == "wish"


def test_two_milder_signs_of_two_checks_are_graver_together(at_home: Client, noah: Child) -> None:
    tick(at_home, moments.begin(at_home, noah), "temperature-38")
    page = tick(at_home, moments.begin(at_home, noah), "limb-not-moved")
    assert "Call now" in moments.text(page)


def test_a_milder_sign_that_was_a_slip_is_put_right_without_a_word(at_home: Client, noah: Child) -> None:
    check = moments.begin(at_home, noah)
    tick(at_home, check, "temperature-38")
    page = moments.answer(at_home, check, "well", "yes")
    assert moments.where(page) == "skin"


# Unless it was ticked by mistake


def test_a_mistake_is_written_down_as_one_and_the_questions_go_on(at_home: Client, ida: Child) -> None:
    check = moments.begin(at_home, ida)
    tick(at_home, check, "temperature-38")
    page = mistake(at_home, ida, "temperature-38")
    assert moments.where(page) == "well"
    check.refresh_from_db()
    assert check.signs == []
    assert [row["what"] for row in check.mistaken] == ["temperature-38"]
    assert {row.what for row in Happened.objects.all()} == {Happening.UNWELL}
    assert NUMBER not in today(at_home).content.decode()
    moments.answer(at_home, check, "well", "yes")
    assert not Happened.objects.exists()


def test_of_two_red_flags_one_can_be_a_mistake(at_home: Client, ida: Child) -> None:
    check = moments.begin(at_home, ida)
    tick(at_home, check, "temperature-38", "hard-breathing")
    page = mistake(at_home, ida, "hard-breathing")
    assert "Was it ticked by mistake?" in moments.text(page)
    assert "A temperature of 38 °C" in moments.text(page)
    assert "Breathing is hard" not in moments.text(page)
    assert NUMBER in today(at_home).content.decode()


def test_a_mistake_can_be_told_hours_later_from_today(
    at_home: Client, noah: Child, until: Callable[..., None]
) -> None:
    tick(at_home, moments.begin(at_home, noah), "hard-breathing")
    until(hours=5)
    page = today(at_home)
    assert reverse("player-mistake", args=[noah.pk]) in page.content.decode()
    page = mistake(at_home, noah, "hard-breathing")
    assert page.request["PATH_INFO"] == reverse("today")
    assert NUMBER not in page.content.decode()
    assert "Try again from 20:30." in moments.text(page)


def test_a_seizure_that_was_none_is_taken_back_with_what_it_said(at_home: Client, noah: Child) -> None:
    check = moments.begin(at_home, noah)
    happened(at_home, check, what=["seizure", "rash"])
    assert reverse("player-mistake", args=[noah.pk]) in today(at_home).content.decode()
    mistake(at_home, noah, "seizure")
    assert [row.what for row in Happened.objects.all()] == [Happening.RASH]
    check.refresh_from_db()
    assert [row["what"] for row in check.mistaken] == ["seizure"]
    assert "Call now" not in moments.text(moments.plan(at_home, check))


def test_what_was_ticked_at_two_checks_was_a_mistake_at_both(at_home: Client, noah: Child) -> None:
    for _ in range(2):
        tick(at_home, moments.begin(at_home, noah), "hard-breathing")
    mistake(at_home, noah, "hard-breathing")
    assert NUMBER not in today(at_home).content.decode()


def test_looking_at_the_question_takes_nothing_back(at_home: Client, ida: Child) -> None:
    tick(at_home, moments.begin(at_home, ida), "temperature-38")
    address = reverse("player-mistake", args=[ida.pk])
    assert "I ticked it by mistake" in moments.text(at_home.get(address))
    at_home.post(address, {"flag": "something-else"})
    assert NUMBER in today(at_home).content.decode()


def test_without_a_red_flag_there_is_no_such_question(at_home: Client, noah: Child) -> None:
    page = at_home.get(reverse("player-mistake", args=[noah.pk]), follow=True)
    assert page.request["PATH_INFO"] == reverse("today")


def test_strangers_take_nothing_back(carla: Client, at_home: Client, ida: Child) -> None:
    tick(at_home, moments.begin(at_home, ida), "temperature-38")
    address = reverse("player-mistake", args=[ida.pk])
    assert carla.get(address).status_code == 404
    assert carla.post(address, {"flag": "temperature-38"}).status_code == 404
    assert NUMBER in today(at_home).content.decode()
