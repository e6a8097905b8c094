"""The care page: the number first, the gravest signs first, and no way into a massage."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import load
from handsong.core.age import add_months
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Family
from handsong.web.site import care
from tests import people


def test_the_number_of_the_country_comes_first_and_can_be_called(at_home: Client, mia: Child) -> None:
    said = at_home.get("/care/").content.decode()
    assert said.index('href="tel:000"') < said.index('class="signs"')
    assert "Australia" in said


@pytest.mark.parametrize(
    ("code", "number"), [(code, row.emergency) for code, row in load.once().countries.items()]
)
def test_each_country_has_its_number(at_home: Client, mia: Child, code: str, number: str) -> None:
    Family.objects.update(country=code)
    for page in ("/care/", "/moment/"):
        assert f'href="tel:{re.sub("[^0-9+]", "", number)}"' in at_home.get(page).content.decode()


def test_elsewhere_it_is_the_local_emergency_number(at_home: Client, mia: Child) -> None:
    Family.objects.update(country="")
    said = at_home.get("/care/").content.decode()
    assert "your local emergency number" in said
    assert "tel:" not in said


def test_nothing_on_it_leads_into_a_massage(at_home: Client, mia: Child) -> None:
    for page in ("/care/", "/moment/"):
        said = at_home.get(page).content.decode()
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', said))
        pages = {link for link in links if not link.startswith("/static/")} - {reverse("app-manifest")}
        assert pages <= {reverse("today"), reverse("care"), reverse("moment"), "#main"}
        assert "Start" not in said
        assert "<form" not in said


def test_it_is_there_before_there_is_a_child(at_home: Client) -> None:
    assert at_home.get("/care/").status_code == 200
    assert at_home.get("/moment/").status_code == 200


def shown(browser: Client) -> dict[str, str]:
    """Return under which level each sign stands."""
    return {sign.id: level for _, level, signs in browser.get("/care/").context["groups"] for sign in signs}


@pytest.mark.parametrize(
    ("months", "sign", "level"),
    [(2, "temperature-38", "emergency"), (5, "temperature-39", "today"), (30, "temperature-38", "wait")],
)
def test_a_fever_is_an_emergency_in_the_first_months_and_a_reason_to_rest_later(
    at_home: Client, alba: Person, months: int, sign: str, level: str
) -> None:
    people.add(alba, "Kim", born=add_months(people.TODAY, -months))
    assert shown(at_home)[sign] == level


def test_before_there_is_a_child_every_sign_is_there(at_home: Client) -> None:
    assert shown(at_home).keys() == {sign.id for sign in load.once().signs}


def test_at_thoughts_of_harm_somebody_who_listens_can_be_called(at_home: Client, mia: Child) -> None:
    said = at_home.get("/care/").content.decode()
    (sign,) = [row for row in said.split("<li>") if "Thoughts of harming" in row]
    assert 'href="tel:131114"' in sign
    assert said.count('href="tel:131114"') == 1


def test_signs_are_gravest_first_and_say_where_to_look(at_home: Client, mia: Child) -> None:
    groups = at_home.get("/care/").context["groups"]
    assert [title for title, _, _ in groups] == list(care.TITLES.values())
    colour = next(sign for _, _, signs in groups for sign in signs if sign.id == "bad-colour")
    assert any(place in colour.look["en"] for place in ("lips", "gums", "palms"))
    said = at_home.get("/care/").content.decode()
    assert "My child" in said


def test_the_moment_page_says_put_down_step_away_call_and_never_shake(at_home: Client, alba: Person) -> None:
    people.mia(alba)
    said = re.sub(r"<[^>]+>", "", at_home.get("/moment/").content.decode())
    for words in ("Mia", "on the back", "Step", "Call", "Never shake", "13 11 14"):
        assert words in said
