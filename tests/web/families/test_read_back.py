"""The birth is read back as a sentence while the form is filled in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.families.test_add import told

ADDRESS = "/children/read-back/"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Mia is twelve weeks old, counts as four. Born eight weeks early"),
        ({"name": ""}, "Your child is twelve weeks old, counts as four."),
        ({"early": "on-time"}, "Mia is twelve weeks old."),
        ({"weeks_early": "2"}, "from 37 weeks on that changes nothing"),
        ({"early": "unknown"}, "Nobody knows how early"),
        ({"born_date": ""}, ""),
        ({"born_date": "2027-01-01"}, ""),
        ({"early": None}, ""),
    ],
)
def test_a_birth_is_read_back(at_home: Client, changed: dict[str, str], sentence: str) -> None:
    said = re.sub("[\u2068\u2069]", "", at_home.post(ADDRESS, told(**changed)).json()["sentence"])
    assert said.startswith(sentence) if sentence[:3] in {"Mia", "You"} else sentence in said
    assert bool(said) is bool(sentence)


def test_a_form_that_is_sent_back_reads_the_birth_back_too(at_home: Client) -> None:
    said = at_home.post("/children/new/", told(name="")).content.decode()
    assert "is twelve weeks old, counts as four." in said
    said = at_home.post("/children/new/", told(weeks_early="60")).content.decode()
    assert "data-said></p>" in said


def test_reading_back_keeps_nothing_and_needs_post(at_home: Client) -> None:
    from handsong.web.families.models import Child

    at_home.post(ADDRESS, told())
    assert not Child.objects.exists()
    assert at_home.get(ADDRESS).status_code == 405
