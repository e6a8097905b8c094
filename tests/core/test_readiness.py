"""Readiness: an unanswered question counts as its most careful answer, and illness is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handsong.core import readiness
from handsong.core.child import Happening
from handsong.core.readiness import MOST_CAREFUL, Answers, Feed, Place, Skin, State, Well
from tests.core.making import NOON, READY


@pytest.mark.parametrize("question", sorted(MOST_CAREFUL))
def test_an_unanswered_question_counts_as_its_most_careful_answer(question: str) -> None:
    asked = replace(READY, **{question: None})
    assert getattr(asked.counted, question) is MOST_CAREFUL[question]


def test_nothing_that_was_answered_is_changed() -> None:
    whole = READY.counted
    assert (whole.state, whole.feed, whole.well, whole.skin, whole.place) == (
        State.QUIET_ALERT,
        Feed.OVER_45,
        Well.YES,
        Skin.NOTHING,
        Place.READY,
    )


def test_the_questions_without_an_answer_are_named() -> None:
    assert Answers(well=Well.YES).unanswered == ("state", "feed", "skin", "place")
    assert READY.unanswered == ()


def test_a_well_child_leaves_nothing_to_remember() -> None:
    assert readiness.remembered(READY, NOON) == ()


def test_not_quite_well_is_remembered_even_when_nothing_is_ticked() -> None:
    (fact,) = readiness.remembered(replace(READY, well=Well.NOT_QUITE), NOON)
    assert (fact.what, fact.at) == (Happening.UNWELL, NOON)


@pytest.mark.parametrize(
    ("sign", "what"),
    [
        ("temperature-38", Happening.FEVER),
        ("temperature-39", Happening.FEVER),
        ("fever-five-days", Happening.FEVER),
        ("vomiting-again", Happening.TUMMY_UPSET),
        ("vomiting-or-loose", Happening.TUMMY_UPSET),
        ("green-or-bloody-vomit", Happening.TUMMY_UPSET),
    ],
)
def test_a_ticked_sign_is_remembered_as_what_it_was(sign: str, what: Happening) -> None:
    facts = readiness.remembered(replace(READY, signs=frozenset({sign})), NOON)
    assert {fact.what for fact in facts} == {Happening.UNWELL, what}


def test_any_ticked_sign_counts_as_unwell() -> None:
    facts = readiness.remembered(replace(READY, signs=frozenset({"hair-round-toe"})), NOON)
    assert {fact.what for fact in facts} == {Happening.UNWELL}


@pytest.mark.parametrize("well", [Well.YES, Well.NOT_QUITE, None])
def test_a_parents_thoughts_of_harm_make_no_child_unwell(well: Well | None) -> None:
    thoughts = frozenset({"thoughts-of-harm"})
    assert readiness.remembered(replace(READY, well=well, signs=thoughts), NOON) == ()
    (fact,) = readiness.remembered(replace(READY, well=well, signs=thoughts | {"odd-cry"}), NOON)
    assert fact.what is Happening.UNWELL
