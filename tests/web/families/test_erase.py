"""A child is erased: after the name was typed, completely, with a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client

from handsong.core.child import Fact, Happening
from handsong.web.families import actions, products, queries
from handsong.web.families.models import Child
from tests import people
from tests.web.canaries import everything_kept


def fill(child: Child) -> None:
    """Write something of every kind about a child."""
    actions.remember_facts(child=child, facts=[Fact(Happening.RASH, people.NOW)], now=people.NOW)
    actions.record_yes(
        child=child, condition="born-early", who="Dr Chen", said_date=people.TODAY, now=people.NOW
    )
    products.start_test(
        child=child,
        now=queries.situation(child, people.NOW),
        product="sunflower-linoleic",
        place="inner-forearm.left",
        allergy=False,
    )
    people.held(child, people.NOW - timedelta(days=1))


def test_the_wrong_name_erases_nothing(at_home: Client, mia: Child) -> None:
    answer = at_home.post(f"/children/{mia.pk}/erase/", {"name": "Noah"})
    assert answer.status_code == 400
    assert "This is not the name" in answer.content.decode()
    assert Child.objects.exists()


def test_looking_at_the_page_erases_nothing(at_home: Client, mia: Child) -> None:
    assert at_home.get(f"/children/{mia.pk}/erase/").status_code == 200
    assert Child.objects.exists()


def test_everything_about_the_child_goes_and_nothing_about_the_other(
    at_home: Client, mia: Child, noah: Child
) -> None:
    fill(noah)
    kept = {model: model.objects.count() for model in private_models()}
    mia_too = people.mia(people.alba(), conditions=["reflux"], seen=["rolls"])
    fill(mia_too)
    answer = at_home.post(f"/children/{mia_too.pk}/erase/", {"name": "  mia "})
    assert answer.status_code == 200
    assert {model: model.objects.count() for model in private_models()} == kept
    said = answer.content.decode()
    for words in ("sessions", "moments in sessions", "patch tests", "yeses of professionals"):
        assert words in said
    assert at_home.get(f"/children/{mia_too.pk}/").status_code == 404


def test_twice_is_once(at_home: Client, mia: Child) -> None:
    at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"})
    assert at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 404


def test_a_form_from_before_the_erasure_adds_a_child_of_its_own(at_home: Client, mia: Child) -> None:
    actions.erase_child(child=Child.objects.get(pk=mia.pk), now=people.NOW)
    again = actions.add_child(
        person=people.alba(),
        child_id=mia.pk,
        told=actions.ChildTold(
            name="Mia",
            birth=actions.BirthTold(people.MIA_BORN),
            milestones=frozenset(),
            conditions=frozenset(),
            something_else="",
            tone=2,
            colour="clay",
        ),
        home=None,
        now=people.NOW,
    )
    assert again.pk != mia.pk
    actions.erase_child(child=again, now=people.NOW)


def test_after_the_last_child_today_asks_for_one(at_home: Client, mia: Child) -> None:
    at_home.post(f"/children/{mia.pk}/erase/", {"name": "Mia"})
    assert at_home.get("/").headers["Location"] == "/children/new/"


@pytest.mark.django_db(transaction=True)
def test_not_one_letter_stays_in_the_database() -> None:
    child = people.add(people.alba(), "Zebulonia", born=people.MIA_BORN, something_else="Xylographic")
    people.held(child, people.NOW)
    for letters in (b"Zebulonia", b"Xylographic"):
        assert letters in everything_kept()
    actions.erase_child(child=child, now=people.NOW)
    for letters in (b"Zebulonia", b"Xylographic"):
        assert letters not in everything_kept()


def private_models() -> list[type]:
    """Return every table whose rows belong to a child."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "child" for field in model._meta.get_fields() if field.concrete)
    ]
