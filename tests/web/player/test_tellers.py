"""A page says to its phone who is signed in, by a name that says nothing; one for nobody in particular says nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from handsong.core import readiness
from handsong.web.accounts.models import Device, Person
from handsong.web.player import offline_views
from tests import people
from tests.web.conftest import PHONE

ROOM = Path(offline_views.__file__).parent / "static" / "player"
SAYS = re.compile(r'<html [^>]*data-teller="([^"]*)"')


def says(browser: Client, page: str = "/about/") -> str | None:
    """Return whom a page names; None where it has nothing to say of that."""
    found = SAYS.search(browser.get(page).content.decode())
    return found and found[1]


def test_a_household_without_accounts_is_one(
    at_home: Client, alba: Person, phone: Callable[[Person], Client]
) -> None:
    assert says(at_home) == says(phone(alba)) == "home"


def test_whoever_has_a_sign_in_is_named_by_chance_letters_alone(
    bruno: Client, phone: Callable[[Person], Client]
) -> None:
    name, person = says(bruno), Person.objects.get(name="Bruno")
    assert name
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{12}", name), "nothing of when they came"
    assert str(person.pk).endswith(name), "the same also when a backup was put back"
    assert says(bruno, "/library/") == name
    assert says(phone(people.carla())) != name


@pytest.mark.parametrize("page", ["/", "/about/", "/sign-in/", "/sign-in/recover/"])
def test_a_page_for_somebody_whom_nobody_knows_names_nobody(alba: Person, page: str) -> None:
    assert says(Client(REMOTE_ADDR=PHONE), page) == ""


@pytest.mark.parametrize("page", ["/unlock/", "/care/", "/sign-out/", "/sign-in/"])
def test_whoever_holds_a_locked_phone_may_be_anybody(bruno: Client, page: str) -> None:
    Device.objects.filter(person=Person.objects.get(name="Bruno")).update(pin="a slow hash")
    assert says(bruno, page) == ""


def test_a_page_says_whether_its_device_asks_for_a_pin(
    at_home: Client, alba: Person, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    assert not any("data-pin" in one.get("/about/").content.decode() for one in (at_home, browser))
    Device.objects.update(pin="a slow hash")
    assert '" data-pin>' in browser.get("/care/").content.decode()


def test_the_page_for_no_network_is_the_same_for_everybody(bruno: Client) -> None:
    assert says(bruno, "/offline/") is None


def test_the_phone_knows_which_signs_are_told_to_nobody() -> None:
    script = (ROOM / "offline" / "remembering.js").read_text(encoding="utf-8")
    told = re.search(r"OF_THE_MIND = \[(.*?)\]", script)
    assert told
    assert set(re.findall(r'"([^"]+)"', told[1])) == readiness.PARENTS_SIGNS
