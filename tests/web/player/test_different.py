"""What a plan says is different today: what concerns this child, in words that fit where the child is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments


@pytest.fixture
def in_the_unit(alba: Person) -> Child:
    """A baby of three weeks, born twelve weeks early, in a neonatal unit."""
    conditions = ["neonatal-unit", "heart-disease"]
    return people.add(alba, "Ida", born=date(2026, 11, 1), days_early=84, conditions=conditions)


def different(browser: Client, child: Child, **answers: str) -> list[str]:
    """Return what the plan says is different today."""
    page = moments.plan(browser, moments.planned(browser, child, **answers))
    return [row.text for row in page.context["different"]]


def test_in_a_unit_nothing_is_said_about_what_is_never_offered_there(
    at_home: Client, in_the_unit: Child
) -> None:
    said = " ".join(different(at_home, in_the_unit, navel="open"))
    for never in ("navel", "hips", "tummy strokes wait"):
        assert never not in said
    assert "still hands come first" in said
    assert "keep it under 10 minutes" in said


def test_what_waits_for_a_professional_and_what_a_parent_told_is_always_said(
    at_home: Client, in_the_unit: Child
) -> None:
    check = moments.planned(at_home, in_the_unit, navel="open")
    moments.answer(at_home, check, "skin", "something")
    sore = {"what": "broken-skin", "part-broken-skin": "arm.left"}
    at_home.post(reverse("player-ready", args=[check.pk, "happenings"]), sore)
    page = moments.plan(at_home, check)
    rules = {finding.rule.id for finding in page.context["plan"].findings}
    assert {"ask-heart", "area-broken-skin", "area-navel", "young-hips"} <= rules
    said = " ".join(row.text for row in page.context["different"])
    assert "heart" in said
    assert "skin" in said


def test_older_babies_still_hear_of_what_is_left_out_for_their_age(at_home: Client, alba: Person) -> None:
    baby = people.add(alba, "Eve", born=date(2026, 10, 1))
    said = " ".join(different(at_home, baby, navel="open"))
    assert "navel" in said
    assert "hips move in a smaller range" in said


WORDS = {
    "well": ("the people who look after your baby", "the usual self"),
    "place": ("the incubator or cot", "the floor or the middle of a bed"),
}


@pytest.mark.parametrize("question", WORDS)
def test_in_a_unit_the_questions_speak_of_the_unit(
    at_home: Client, in_the_unit: Child, noah: Child, question: str
) -> None:
    there, elsewhere = WORDS[question]

    def asked(child: Child) -> str:
        check = moments.begin(at_home, child)
        return moments.text(at_home.get(reverse("player-ready", args=[check.pk, question])))

    assert there in asked(in_the_unit)
    assert elsewhere not in asked(in_the_unit)
    assert elsewhere in asked(noah)


def test_one_side_is_named_without_a_word_of_less(at_home: Client, noah: Child) -> None:
    injected = Fact(Happening.INJECTION, people.NOW - timedelta(days=4), "leg.left")
    families.remember_facts(child=noah, facts=[injected], now=people.NOW)
    check = moments.planned(at_home, noah)
    page = moments.plan(at_home, check)
    one_sided = [row for row in page.context["rows"] if row.one_side]
    assert [row.one_side for row in one_sided] == ["right"] * len(one_sided)
    assert one_sided
    assert ", on the right side" in moments.text(page)
    assert "side only" not in moments.text(page)
