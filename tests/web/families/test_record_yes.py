"""A professional's yes is written down: to what, who, when."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, ProfessionalYes
from tests import people


@pytest.fixture
def mia(alba: Person) -> Child:
    return people.mia(alba, conditions=["hip-harness", "reflux"])


def test_a_yes_is_recorded_and_the_question_is_gone(at_home: Client, mia: Child) -> None:
    asked = at_home.get(f"/children/{mia.pk}/yes/").content.decode()
    assert 'value="hip-harness"' in asked
    assert 'value="reflux"' not in asked
    answer = at_home.post(
        f"/children/{mia.pk}/yes/",
        {"condition": "hip-harness", "who": "Dr Chen, hip clinic", "said_date": "2026-11-02"},
    )
    assert answer.status_code == 302
    assert mia.value().has_yes("hip-harness")
    said = at_home.get(f"/children/{mia.pk}/").content.decode()
    assert "Dr Chen, hip clinic" in said


WRONG = [
    ({"who": ""}, "Give the name or the clinic"),
    ({"said_date": ""}, "Give the day of the yes"),
    ({"said_date": "2026-11-25"}, "has not come yet"),
    ({"said_date": "2026-08-01"}, "is before the birth"),
    ({"said_date": "02/11/2026"}, "such as 2026-11-02"),
    ({"condition": "reflux"}, "not one of the available choices"),
]


@pytest.mark.parametrize(("changed", "sentence"), WRONG)
def test_a_yes_that_cannot_be_gets_a_sentence(
    at_home: Client, mia: Child, changed: dict[str, str], sentence: str
) -> None:
    form = {"condition": "hip-harness", "who": "Dr Chen", "said_date": "2026-11-02"} | changed
    answer = at_home.post(f"/children/{mia.pk}/yes/", form)
    assert sentence in html.unescape(answer.content.decode())
    assert not ProfessionalYes.objects.exists()


def test_where_nothing_waits_the_page_says_so(at_home: Client, alba: Person) -> None:
    noah = people.noah(alba)
    said = at_home.get(f"/children/{noah.pk}/yes/").content.decode()
    assert "waits for a professional" in said
    answer = at_home.post(
        f"/children/{noah.pk}/yes/", {"condition": "hip-harness", "who": "x", "said_date": "2026-11-02"}
    )
    assert answer.status_code == 200
    assert not ProfessionalYes.objects.exists()
