"""Oil in readiness: it is asked about only where every rule allows it, and dry hands always come first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

OIL = "sunflower-linoleic"
DAY = timedelta(days=1)
A_WEEK = range(9, 1, -1)
"""Days ago: a session on each day of a week that is over since a day."""


def child(
    person: Person, born: date = date(2026, 5, 1), *, sessions: Iterable[int] = A_WEEK, **told: Any
) -> Child:
    """Return a child who enjoys long strokes of the legs, so that a plan would take oil."""
    told = {"seen": ("lifts-head", "rolls")} | told
    added = people.add(person, "Ida", born=born, **told)
    for days in sessions:
        people.held(added, people.NOW - days * DAY, steps=[("leg-hip-to-ankle", "legs", 300, ("enjoying",))])
    return added


def patch(of: Child, product: str = OIL, *, days: float = 3, **changed: Any) -> None:
    """Put a patch test on the child's arm some days ago, and find the spot clear a day later."""
    row = {"place": "inner-forearm.left", "looks": [DAY.total_seconds()]} | changed
    of.products.create(family=of.family, product=product, started_at=people.NOW - days * DAY, **row)


def asks(browser: Client, of: Child) -> bool:
    """Answer everything well, and return whether a product is asked about."""
    last = moments.where(moments.asked(browser, moments.begin(browser, of), unit=""))
    assert last in {"product", "wish"}
    return last == "product"


def test_a_product_that_was_tested_is_asked_about_and_dry_hands_come_first(
    at_home: Client, alba: Person
) -> None:
    ida = child(alba)
    patch(ida)
    page = moments.asked(at_home, moments.begin(at_home, ida))
    targets = page.content.decode().split('class="targets"')[1]
    assert targets.index("Dry hands") < targets.index("Sunflower oil")
    assert "Face, head and hands stay dry either way." in moments.text(page)


def test_dry_hands_is_an_answer_and_leads_on(at_home: Client, alba: Person) -> None:
    ida = child(alba)
    patch(ida)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    assert moments.where(moments.answer(at_home, check, "product", "")) == "wish"
    assert "with a little oil" not in moments.text(moments.plan(at_home, check))


@pytest.mark.parametrize(
    ("born", "early", "is_asked"),
    [
        (date(2026, 10, 27), None, True),
        (date(2026, 10, 28), None, False),
        (date(2026, 9, 1), 56, True),
        (date(2026, 9, 1), 57, False),
    ],
    ids=["28 days", "27 days", "28 days since the due date", "27 days since the due date"],
)
def test_no_oil_comes_under_28_days_by_birth_and_by_due_date(
    at_home: Client, alba: Person, born: date, early: int | None, *, is_asked: bool
) -> None:
    ida = child(alba, born, days_early=early)
    patch(ida)
    assert asks(at_home, ida) is is_asked


def test_some_products_begin_later(at_home: Client, alba: Person) -> None:
    ida = child(alba, date(2026, 8, 25))
    patch(ida, "apricot")
    assert not asks(at_home, ida)
    patch(ida)
    assert asks(at_home, ida)


@pytest.mark.parametrize(("sessions", "is_asked"), [((4, 3), False), ((4, 3, 2), True)])
def test_the_first_three_plans_are_dry(
    at_home: Client, alba: Person, sessions: tuple[int, ...], *, is_asked: bool
) -> None:
    ida = child(alba, sessions=sessions)
    patch(ida)
    assert asks(at_home, ida) is is_asked


@pytest.mark.parametrize(
    "test",
    [
        {"looks": []},
        {"looks": [600.0, 1800.0, 3600.0]},
        {"days": 0.5, "looks": [600.0, 1800.0, 3600.0]},
        {"looks": [600.0], "reacted_at": people.NOW - 2 * DAY},
        {"days": 93},
        {"days": 367, "last_used_at": people.NOW - DAY},
        {"allergy_in_family": True},
    ],
    ids=["no look", "no last look", "too early", "reacted", "unused for three months", "a year old", "one day in an allergic family"],
)  # fmt: skip
def test_a_test_that_is_not_clear_offers_nothing(at_home: Client, alba: Person, test: dict[str, Any]) -> None:
    ida = child(alba)
    patch(ida, **test)
    assert not asks(at_home, ida)


def test_without_a_test_nothing_is_offered(at_home: Client, alba: Person) -> None:
    assert not asks(at_home, child(alba))


@pytest.mark.parametrize(("with_oil", "is_asked"), [(1, True), (2, False)])
def test_under_six_months_oil_comes_twice_a_week_at_most(
    at_home: Client, alba: Person, with_oil: int, *, is_asked: bool
) -> None:
    ida = child(alba, date(2026, 7, 1))
    patch(ida)
    for session in ida.sessions.order_by("-started_at")[:with_oil]:
        oiled = people.event(session, 0, session.started_at, "started", oil=True)
        session.events.filter(number=0).delete()
        moments.send(at_home, session, [oiled | {"id": str(session.pk)}])
    assert asks(at_home, ida) is is_asked


@pytest.mark.parametrize(
    "condition", ["eczema", "food-or-skin-allergy", "eczema-or-allergy-in-family", "home-oxygen"]
)
def test_with_sore_or_allergic_skin_hands_stay_dry(at_home: Client, alba: Person, condition: str) -> None:
    ida = child(alba, conditions=[condition])
    patch(ida)
    assert not asks(at_home, ida)


def test_while_a_rash_is_there_hands_stay_dry(at_home: Client, alba: Person) -> None:
    ida = child(alba)
    patch(ida)
    rash = Fact(Happening.RASH, people.NOW - DAY, "face", is_open=True)
    (row,) = families.remember_facts(child=ida, facts=[rash], now=people.NOW)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    page = moments.answer(at_home, check, "open", "there", about=str(row.pk))
    page = moments.answer(at_home, check, "place", "ready")
    assert moments.where(page) == "wish"


def test_from_three_years_massage_is_over_clothes(at_home: Client, alba: Person) -> None:
    ida = child(alba, date(2023, 5, 1))
    patch(ida)
    assert not asks(at_home, ida)


@pytest.mark.parametrize("wanted", ["apricot", "engine-oil", "none-dry", "x" * 300])
def test_a_product_that_is_not_offered_is_not_used(at_home: Client, alba: Person, wanted: str) -> None:
    ida = child(alba)
    patch(ida)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    moments.answer(at_home, check, "product", wanted)
    check.refresh_from_db()
    assert check.product == ""


def test_a_choice_that_is_no_longer_allowed_is_dry_when_it_is_begun(at_home: Client, alba: Person) -> None:
    ida = child(alba)
    patch(ida)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    moments.answer(at_home, check, "product", OIL)
    assert "with a little oil" in moments.text(moments.plan(at_home, check))
    ida.conditions.create(family=ida.family, condition="eczema-or-allergy-in-family")
    moments.start(at_home, check)
    assert ida.sessions.get(pk=check.pk).bundle["oil"] is False


def test_a_product_that_made_the_skin_react_stops_even_a_plan_that_was_made(
    at_home: Client, alba: Person
) -> None:
    ida = child(alba)
    patch(ida)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    moments.answer(at_home, check, "product", OIL)
    at_home.post(reverse("product-look", args=[ida.products.get().pk]), {"seen": "changed"})
    moments.start(at_home, check)
    assert not ida.sessions.filter(pk=check.pk).exists()


def test_what_is_done_on_face_and_hands_stays_dry_beside_oil(at_home: Client, alba: Person) -> None:
    ida = child(alba)
    patch(ida)
    check = moments.begin(at_home, ida)
    moments.asked(at_home, check)
    moments.answer(at_home, check, "product", OIL)
    moments.start(at_home, check)
    steps = ida.sessions.get(pk=check.pk).bundle["steps"]
    assert any(step["with_oil"] for step in steps)
    assert not any(step["with_oil"] for step in steps if step["region"] in {"face", "head", "hands"})
    assert not steps[-1]["with_oil"]
