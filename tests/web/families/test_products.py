"""A product is tested on a small patch before it is used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from handsong.core.child import Fact, Happening
from handsong.core.product import Status
from handsong.web.accounts import clock
from handsong.web.families import actions, products
from handsong.web.families.models import Child, TriedProduct
from tests import people

OIL = "sunflower-linoleic"


@pytest.fixture
def page(mia: Child) -> str:
    return f"/children/{mia.pk}/products/"


def start(browser: Client, page: str, **changed: str) -> int:
    form = {"product": OIL, "place": "inner-forearm.left"} | changed
    return browser.post(f"{page}start/", form).status_code


def test_every_product_is_listed_with_what_is_thought_of_it(at_home: Client, page: str) -> None:
    said = at_home.get(page).content.decode()
    assert "Dry hands" in said
    assert said.index("Our first choice") < said.index("Leave it out")


def test_a_test_is_begun_once_and_says_when_to_look(at_home: Client, page: str) -> None:
    assert start(at_home, page) == 302
    assert start(at_home, page) == 302
    assert TriedProduct.objects.count() == 1
    said = at_home.get(page).content.decode()
    assert "Next look: 20:40" in said  # ten minutes on, in Melbourne
    assert "Inside of the left forearm" in said


def test_a_clear_look_after_a_day_makes_it_clear(
    at_home: Client, page: str, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(at_home, page)
    row = TriedProduct.objects.get()
    at_home.post(f"/products/{row.pk}/look/", {"seen": "clear"})
    assert at(mia, people.NOW).status is Status.PENDING
    later = people.NOW + timedelta(hours=24, minutes=1)
    assert at(mia, later).is_late
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "It is time to look" in at_home.get(page).content.decode()
    at_home.post(f"/products/{row.pk}/look/", {"seen": "clear"})
    assert at(mia, later).status is Status.CLEAR
    assert "tested, clear" in at_home.get(page).content.decode()


def test_a_reaction_ends_it_for_good_and_is_remembered(at_home: Client, page: str, mia: Child) -> None:
    start(at_home, page)
    row = TriedProduct.objects.get()
    at_home.post(f"/products/{row.pk}/look/", {"seen": "changed"})
    assert at(mia, people.NOW).status is Status.REACTED
    (fact,) = mia.value().facts
    assert (fact.what, fact.part, fact.is_open) == (Happening.REACTION, "arm.left", True)
    answer = at_home.post(f"/products/{row.pk}/look/", {"seen": "clear"})
    assert answer.status_code == 422
    assert start(at_home, page) == 422
    assert at(mia, people.NOW).status is Status.REACTED


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"product": "engine-oil"}, "Choose one of the products"),
        ({"product": "peanut"}, "Choose one of the products"),
        ({"product": "none-dry"}, "Choose one of the products"),
        ({"place": "nose"}, "inner forearm"),
    ],
)
def test_what_cannot_be_tested_gets_a_sentence(
    at_home: Client, page: str, changed: dict[str, str], sentence: str
) -> None:
    answer = at_home.post(f"{page}start/", {"product": OIL, "place": "inner-forearm.left"} | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not TriedProduct.objects.exists()


def test_no_test_begins_on_the_day_of_an_injection(at_home: Client, page: str, mia: Child) -> None:
    injected = Fact(Happening.INJECTION, people.NOW - timedelta(hours=3), "leg.left")
    actions.remember_facts(child=mia, facts=[injected], now=people.NOW)
    answer = at_home.post(f"{page}start/", {"product": OIL, "place": "inner-forearm.left"})
    assert answer.status_code == 422
    assert "on the day of an injection" in answer.content.decode()


def test_today_says_when_to_look_until_it_is_done(
    at_home: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(at_home, page)
    assert "look at the skin 20:40" in at_home.get("/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: people.NOW + timedelta(minutes=15))
    assert "look at the skin now" in at_home.get("/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: people.NOW + timedelta(days=8))
    assert "look at the skin" not in at_home.get("/").content.decode()


def test_a_look_needs_an_answer(at_home: Client, page: str) -> None:
    start(at_home, page)
    row = TriedProduct.objects.get()
    assert at_home.post(f"/products/{row.pk}/look/").status_code == 422
    row.refresh_from_db()
    assert row.looks == []


def at(child: Child, moment: object) -> products.Standing:
    found = products.standing(child, OIL, moment)  # type: ignore[arg-type]
    assert found
    return found
