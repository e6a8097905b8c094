"""A phone that lies about asks for its PIN once more before what is grave; where a password is asked, it is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import actions, door, signing_in
from handsong.web.accounts.actions import Guest
from handsong.web.accounts.models import Device, Person
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE
from tests.web.signing import PASSWORD, later

PIN, WRONG = "7391", "7392"

GRAVE = ("/copy/", "/people/invite/", "/erase/me/")
"""What takes everything along, lets somebody in, or erases."""


@pytest.fixture
def lying(mia: Child, tmp_path: Path, settings: Settings) -> Client:
    """A phone with a PIN for the person at the machine, who has no password; it is open."""
    settings.DATA = tmp_path
    browser = Client(REMOTE_ADDR=PHONE)
    code = actions.make_code(now=people.NOW, guest=Guest(asks_pin=True))
    browser.post(f"/pair/{code}/", {"pin": PIN})
    assert browser.post("/unlock/", {"pin": PIN}).status_code == 302
    return browser


def asked_for_pin(browser: Client, page: str) -> str:
    """Return where somebody is sent who wants to do this; nothing when it is done."""
    answer = browser.post(page, {"name": "Mia"})
    where = answer.headers.get("Location", "")
    return where if where.startswith("/confirm/") else ""


def test_a_phone_that_lies_about_asks_for_its_pin_once_more_before_what_is_grave(
    lying: Client, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [*GRAVE, f"/children/{mia.pk}/copy/", f"/children/{mia.pk}/erase/"]
    where = {page: asked_for_pin(lying, page) for page in pages}
    assert all("pin=" in found for found in where.values()), where
    page = lying.get(where["/copy/"]).content.decode()
    assert "type its PIN once more" in page
    assert "Your password" not in page
    assert lying.post(where["/copy/"], {"pin": WRONG, "next": "/copy/"}).status_code == 403
    assert asked_for_pin(lying, "/copy/")
    assert lying.post(where["/copy/"], {"pin": PIN, "next": "/copy/"}).headers["Location"] == "/copy/"
    assert not any(asked_for_pin(lying, page) for page in pages[:-1])
    later(monkeypatch, minutes=10)
    assert asked_for_pin(lying, "/copy/")
    lying.post(where["/copy/"], {"pin": PIN, "next": "/copy/"})
    assert lying.post(f"/children/{mia.pk}/erase/", {"name": "Mia"}).status_code == 200


def test_a_wrong_pin_counts_the_same_wherever_it_is_asked(lying: Client) -> None:
    where = asked_for_pin(lying, "/copy/")
    assert lying.post(where, {"pin": PIN, "next": "/copy/"}).status_code == 302
    assert [lying.post(where, {"pin": WRONG}).status_code for _ in range(5)] == [403] * 5
    assert lying.get("/")["Location"].startswith("/unlock/"), "it is closed"
    device = Device.objects.get()
    assert door.is_closed(device)


def test_a_pin_is_no_password_for_a_household_a_program_or_another_person(
    lying: Client, alba: Person, mia: Child
) -> None:
    lying.post(asked_for_pin(lying, "/copy/"), {"pin": PIN, "next": "/copy/"})
    for page in ("/erase/household/", "/settings/programs/"):
        where = asked_for_pin(lying, page)
        assert "pin=" not in where
        assert "you have neither so far" in lying.get(where).content.decode()
    erase = lying.post("/erase/me/", {"words": "erase me", "children": "erase"})
    assert erase.headers["Location"] == "/confirm/?next=%2Ferase%2Fme%2F"
    signing_in.set_up(person=alba, name="Alba", password=PASSWORD)
    assert asked_for_pin(lying, "/copy/") == "/confirm/?next=%2Fcopy%2F", "the password is asked from now on"
    assert "Password" in lying.get("/confirm/?next=%2Fcopy%2F&pin=").content.decode()


def test_a_phone_without_a_pin_has_nothing_to_show(alba: Person, stranger: Client) -> None:
    stranger.cookies[door.DEVICE_COOKIE] = people.phone_of(alba)
    assert not asked_for_pin(stranger, "/copy/")
