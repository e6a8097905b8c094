"""A child is put right; what safety leans on asks once more and is kept as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from handsong.web.accounts.models import Person
from handsong.web.families import actions
from handsong.web.families.models import Child, FormerBirth, ProfessionalYes
from tests import people


def form(child: Child, **changed: Any) -> dict[str, Any]:
    """Return the form of Mia as it is, but for what is changed."""
    return {
        "id": str(child.pk),
        "name": "Mia",
        "born_date": "2026-09-01",
        "early": "early",
        "weeks_early": "8",
        "weight_unit": "kg",
        "weight_kg": "1.9",
        "tone": "2",
        "colour": "clay",
    } | changed


def send(browser: Client, child: Child, **changed: Any) -> Any:
    return browser.post(f"/children/{child.pk}/edit/", form(child, **changed))


def confirmed(browser: Client, child: Child, **changed: Any) -> Any:
    asked = send(browser, child, **changed).content.decode()
    key = re.search(r'name="confirm" value="(\w+)"', asked)
    assert key
    return send(browser, child, confirm=key[1], **changed)


def test_the_form_begins_with_what_is_known(at_home: Client, mia: Child) -> None:
    said = at_home.get(f"/children/{mia.pk}/edit/").content.decode()
    for known in ('value="Mia"', 'value="2026-09-01"', 'value="8"', 'value="1.9"'):
        assert known in said


def test_name_looks_and_milestones_change_at_once(at_home: Client, mia: Child) -> None:
    answer = send(at_home, mia, name="Mimi", tone="6", milestones=["lifts-head"], navel_healed="on")
    assert answer.status_code == 302
    mia.refresh_from_db()
    assert (mia.name, mia.tone, mia.navel_healed) == ("Mimi", 6, True)
    assert mia.value().seen == {"lifts-head"}
    assert not FormerBirth.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"born_date": "2026-09-02"}, {"weeks_early": "7"}, {"early": "unknown"}, {"weight_kg": "2.9"}],
)
def test_a_change_of_the_birth_asks_once_more(at_home: Client, mia: Child, changed: dict[str, str]) -> None:
    before = mia.birth()
    asked = send(at_home, mia, **changed)
    assert asked.status_code == 422
    assert "Is this right?" in asked.content.decode()
    mia.refresh_from_db()
    assert mia.birth() == before
    assert confirmed(at_home, mia, **changed).status_code == 302
    mia.refresh_from_db()
    assert mia.birth() != before
    kept = FormerBirth.objects.get()
    assert (kept.born_date, kept.gestation_days, kept.weight_grams) == (
        before.born_date,
        before.gestation_days,
        before.weight_grams,
    )


def test_a_yes_to_one_change_is_no_yes_to_another(at_home: Client, mia: Child) -> None:
    asked = send(at_home, mia, weeks_early="7").content.decode()
    key = re.search(r'name="confirm" value="(\w+)"', asked)
    assert key
    assert send(at_home, mia, weeks_early="2", confirm=key[1]).status_code == 422
    mia.refresh_from_db()
    assert mia.gestation_days == 224


def test_taking_a_condition_away_asks_once_more_and_adding_does_not(at_home: Client, mia: Child) -> None:
    assert send(at_home, mia, conditions=["hip-harness"]).status_code == 302
    assert mia.value().conditions == {"hip-harness"}
    asked = send(at_home, mia)
    assert "You took away: Hip harness" in asked.content.decode()
    assert mia.value().conditions == {"hip-harness"}
    confirmed(at_home, mia)
    assert mia.value().conditions == set()


def test_a_yes_ends_with_what_it_was_about(at_home: Client, alba: Person) -> None:
    mia = people.mia(alba, conditions=["hip-harness"], something_else="rare thing")
    for condition in ("hip-harness", "something-else"):
        actions.record_yes(
            child=mia, condition=condition, who="Dr Chen", said_date=people.TODAY, now=people.NOW
        )
    assert send(at_home, mia, conditions=["hip-harness"], something_else="another thing").status_code == 302
    assert not mia.value().has_yes("something-else")
    assert mia.value().has_yes("hip-harness")
    confirmed(at_home, mia, something_else="another thing")
    send(at_home, mia, conditions=["hip-harness"], something_else="another thing")
    assert not mia.value().has_yes("hip-harness")
    assert ProfessionalYes.objects.count() == 2


def test_what_is_wrong_changes_nothing(at_home: Client, mia: Child) -> None:
    assert send(at_home, mia, name="Mimi", weight_kg="35").status_code == 422
    mia.refresh_from_db()
    assert mia.name == "Mia"


def test_a_new_operation_ends_the_yes_to_an_earlier_one(mia: Child) -> None:
    from handsong.core.child import Fact, Happening

    actions.record_yes(child=mia, condition="operation", who="Dr Li", said_date=people.TODAY, now=people.NOW)
    actions.remember_facts(child=mia, facts=[Fact(Happening.RASH, people.NOW)], now=people.NOW)
    assert mia.value().has_yes("operation")
    actions.remember_facts(child=mia, facts=[Fact(Happening.OPERATION, people.NOW)], now=people.NOW)
    assert not mia.value().has_yes("operation")
