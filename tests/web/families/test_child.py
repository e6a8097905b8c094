"""The page about a child: what is known, and what follows."""

from __future__ import annotations

from django.test import Client

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child
from tests import people


def test_the_page_says_what_is_known(at_home: Client, alba: Person) -> None:
    child = people.mia(alba, conditions=["reflux"], seen=["lifts-head"])
    said = at_home.get(f"/children/{child.pk}/").content.decode()
    for words in (
        "Twelve weeks old, counts as four",
        "1 September 2026",
        "27 October 2026",
        "1.9 kg (4 lb 3 oz)",
    ):
        assert words in said
    assert "Reflux" in said
    assert "lifts the head" in said


def test_what_waits_for_a_professional_says_whom_to_ask(at_home: Client, alba: Person) -> None:
    child = people.mia(alba, conditions=["hip-harness"])
    said = at_home.get(f"/children/{child.pk}/").content.decode()
    assert "Ask first" in said
    assert f"/children/{child.pk}/yes/" in said


def test_own_words_are_shown_as_words(at_home: Client, alba: Person) -> None:
    child = people.mia(alba, something_else="<img src=x onerror=alert(1)>")
    said = at_home.get(f"/children/{child.pk}/").content.decode()
    assert "&lt;img src=x" in said
    assert "<img src=x" not in said


def test_the_other_parent_sees_the_child(bruno: Client, mia: Child) -> None:
    assert "Mia" in bruno.get(f"/children/{mia.pk}/").content.decode()
