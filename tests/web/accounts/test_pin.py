"""A phone that lies about asks for a PIN: after a quiet time, five times at most, and never where help is needed."""

from __future__ import annotations

import pytest
from django.test import Client

from handsong.web.accounts import actions, door, signing_in
from handsong.web.accounts.actions import Guest
from handsong.web.accounts.models import Device, Person, Try
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from tests import people
from tests.web.signing import PASSWORD, later

PIN, WRONG = "7391", "7392"


@pytest.fixture
def dora(mia: Child) -> Person:
    """Mia's grandmother, who may see how she is."""
    person = people.guest(mia, Kind.VIEWER, name="Dora")
    signing_in.set_up(person=person, name="Dora", password=PASSWORD)
    return person


@pytest.fixture
def grandmas(stranger: Client, dora: Person) -> Client:
    """Her phone, a moment after it was paired and opened."""
    code = actions.make_code(now=people.NOW, guest=Guest(person=dora, asks_pin=True))
    assert "Choose a PIN" in stranger.get(f"/pair/{code}/").content.decode()
    assert stranger.post(f"/pair/{code}/", {"name": "Grandma", "pin": PIN}).status_code == 302
    assert stranger.post("/unlock/", {"pin": PIN}).status_code == 302
    return stranger


@pytest.mark.parametrize("pin", ["", "123", "123456789", "abcd", "12 34", "١٢٣٤", "0000", "1234", "8765"])
def test_a_pin_that_is_none_or_too_easy_leaves_the_code_as_it_was(
    stranger: Client, alba: Person, pin: str
) -> None:
    code = actions.make_code(now=people.NOW, guest=Guest(asks_pin=True))
    assert stranger.post(f"/pair/{code}/", {"pin": pin}).status_code == 422
    assert not Device.objects.exists()
    assert stranger.post(f"/pair/{code}/", {"pin": PIN}).status_code == 302


def test_the_pin_is_kept_as_a_slow_hash_alone(grandmas: Client) -> None:
    assert PIN not in str(list(Device.objects.values("pin", "name", "secret_digest")))


def test_a_phone_that_was_just_paired_is_locked(stranger: Client, alba: Person) -> None:
    code = actions.make_code(now=people.NOW, guest=Guest(asks_pin=True))
    stranger.post(f"/pair/{code}/", {"pin": PIN})
    assert stranger.get("/")["Location"] == "/unlock/?next=%2F"


def test_after_fifteen_quiet_minutes_the_pin_is_asked_and_leads_back(
    grandmas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=14, seconds=59)
    assert grandmas.get("/diary/").status_code == 200
    later(monkeypatch, minutes=29, seconds=58)
    assert grandmas.get("/diary/").status_code == 200, "it was used in between"
    later(monkeypatch, minutes=44, seconds=58)
    answer = grandmas.get("/diary/")
    assert answer["Location"] == "/unlock/?next=%2Fdiary%2F"
    page = grandmas.get(answer["Location"]).content.decode()
    assert "Mia" not in page
    assert grandmas.post("/unlock/", {"pin": PIN, "next": "/diary/"})["Location"] == "/diary/"
    assert grandmas.get("/diary/").status_code == 200


def test_what_a_page_asks_for_by_itself_keeps_no_phone_open(
    grandmas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, minutes=14)
    assert grandmas.get("/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 200
    later(monkeypatch, minutes=15)
    assert grandmas.get("/").status_code == 302


def test_without_encryption_no_browser_says_what_is_a_page_and_polling_keeps_no_phone_open(
    grandmas: Client, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On plain LAN=1 no Sec-Fetch-Mode comes, so that the address tells."""
    live = f"/diary/sessions/{people.begun(mia, people.NOW).pk}/live/"
    later(monkeypatch, minutes=14)
    assert [grandmas.get(page).status_code for page in (live, "/offline/known/")] == [200, 200]
    later(monkeypatch, minutes=15)
    assert grandmas.get("/").status_code == 302
    assert grandmas.get(live).status_code == 423, "and not a page that a script takes for the answer"


def test_a_browser_that_was_closed_asks_again(grandmas: Client) -> None:
    cookie = grandmas.cookies.pop(door.UNLOCKED_COOKIE)
    assert cookie["max-age"] == cookie["expires"] == ""
    assert cookie["httponly"]
    assert grandmas.get("/").status_code == 302


def test_a_locked_phone_takes_nothing_and_keeps_what_it_has_not_sent(
    grandmas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, hours=1)
    answer = grandmas.post("/events/", '{"events": []}', content_type="application/json")
    assert answer.status_code == 423, "the phone keeps what is not answered with 200"
    assert "Mia" not in answer.content.decode()
    asked_by_itself = grandmas.get("/offline/", headers={"Sec-Fetch-Mode": "cors"})
    assert asked_by_itself.status_code == 423, "and not a page that a script takes for the answer"


def test_whom_to_call_does_not_wait_for_a_pin(grandmas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, hours=1)
    assert grandmas.get("/care/").status_code == 200
    assert "/care/" in grandmas.get("/unlock/").content.decode()


def test_a_locked_phone_says_whom_to_call_and_nothing_of_a_child(
    grandmas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Mia" in grandmas.get("/care/").content.decode()
    later(monkeypatch, hours=1)
    locked = grandmas.get("/care/").content.decode()
    assert "Mia" not in locked
    assert "Call now" in locked
    assert "How old your child is" in locked


def test_five_wrong_pins_close_the_phone_until_the_machine_lets_it_in_again(
    grandmas: Client, at_home: Client
) -> None:
    for _ in range(5):
        assert grandmas.post("/unlock/", {"pin": WRONG}).status_code == 403
    assert grandmas.get("/").status_code == 302, "it is locked at once"
    assert grandmas.post("/unlock/", {"pin": PIN}).status_code == 403, "the right one is not looked at"
    assert "Let in again" in grandmas.get("/unlock/").content.decode()
    assert "wrong five times" in at_home.get("/devices/").content.decode()
    assert at_home.post(f"/devices/{Device.objects.get().pk}/again/").status_code == 302
    assert grandmas.post("/unlock/", {"pin": PIN}).status_code == 302
    assert grandmas.get("/").status_code == 200


def test_the_password_opens_a_closed_phone_too(grandmas: Client) -> None:
    for _ in range(5):
        grandmas.post("/unlock/", {"pin": WRONG})
    assert grandmas.post("/sign-in/", {"name": "Dora", "password": PASSWORD}).status_code == 302
    assert grandmas.get("/").status_code == 200


def test_right_pins_between_wrong_ones_count_anew(grandmas: Client) -> None:
    for _ in range(3):
        assert [grandmas.post("/unlock/", {"pin": WRONG}).status_code for _ in range(4)] == [403] * 4
        assert grandmas.post("/unlock/", {"pin": PIN}).status_code == 302
        Try.objects.all().delete()  # the limit of one address has its own test


def test_an_unlocked_phone_proves_nothing_for_another(grandmas: Client, dora: Person) -> None:
    other = Client(REMOTE_ADDR="192.168.1.66")
    code = actions.make_code(now=people.NOW, guest=Guest(person=dora, asks_pin=True))
    other.post(f"/pair/{code}/", {"pin": PIN})
    other.cookies[door.UNLOCKED_COOKIE] = grandmas.cookies[door.UNLOCKED_COOKIE].value
    assert other.get("/").status_code == 302


def test_a_phone_without_a_pin_is_asked_for_none(stranger: Client, alba: Person) -> None:
    stranger.cookies[door.DEVICE_COOKIE] = people.phone_of(alba)
    assert stranger.get("/unlock/").status_code == 302
    assert door.UNLOCKED_COOKIE not in stranger.get("/").cookies


def test_a_phone_with_a_pin_chooses_no_first_password(grandmas: Client, dora: Person) -> None:
    Person.objects.filter(pk=dora.pk).update(password="", sign_in_name=None)
    answer = grandmas.post("/account/sign-in/", {"name": "Thief", "password": PASSWORD})
    assert answer["Location"].startswith("/confirm/")
    assert Person.objects.get(pk=dora.pk).password == ""
