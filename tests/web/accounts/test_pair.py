"""A phone is let in with a code, once, within ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import actions, clock, door
from handsong.web.accounts.models import Device, PairingCode, Person
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE


@pytest.fixture
def stranger(db: None) -> Client:
    return Client(REMOTE_ADDR=PHONE)


def a_code() -> str:
    return reverse("pair", args=[actions.make_code(now=people.NOW)])


def test_a_phone_with_a_code_is_let_in_and_sees_the_child(stranger: Client, mia: Child) -> None:
    answer = stranger.post(a_code(), {"name": "Alba's phone"})
    assert answer.status_code == 302
    cookie = answer.cookies[door.DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 300 * 24 * 3600
    assert "Mia" in stranger.get("/").content.decode()
    assert Device.objects.get().name == "Alba's phone"


def test_a_name_that_no_database_keeps_is_made_fit(stranger: Client) -> None:
    assert stranger.post(a_code(), {"name": " Al\0ba "}).status_code == 302
    assert Device.objects.get().name == "Al\N{REPLACEMENT CHARACTER}ba"


def test_looking_at_the_link_uses_nothing_up(stranger: Client) -> None:
    link = a_code()
    assert stranger.get(link).status_code == 200
    assert stranger.get(link).status_code == 200
    assert stranger.post(link).status_code == 302


def test_a_code_lets_in_one_phone(stranger: Client) -> None:
    link = a_code()
    stranger.post(link)
    second = Client(REMOTE_ADDR="192.168.1.24").post(link)
    assert second.status_code == 403
    assert "used already" in second.content.decode()
    assert Device.objects.count() == 1


def test_a_code_ends_after_ten_minutes(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_code()
    monkeypatch.setattr(clock, "now", lambda: people.NOW + timedelta(minutes=10))
    assert stranger.get(link).status_code == 404
    assert stranger.post(link).status_code == 403
    assert not Device.objects.exists()


def test_a_made_up_code_opens_nothing(stranger: Client) -> None:
    assert stranger.get("/pair/made-up/").status_code == 404
    assert stranger.post("/pair/made-up/").status_code == 403


def test_neither_code_nor_secret_is_kept(stranger: Client) -> None:
    link = a_code()
    code = link.split("/")[2]
    stranger.post(link)
    secret = stranger.cookies[door.DEVICE_COOKIE].value
    kept = str([*PairingCode.objects.values(), *Device.objects.values()])
    assert code not in kept
    assert secret not in kept


def test_old_codes_are_forgotten(db: None) -> None:
    actions.make_code(now=people.NOW - timedelta(hours=1))
    actions.make_code(now=people.NOW)
    assert PairingCode.objects.count() == 1


def test_the_machine_itself_needs_no_pairing(at_home: Client) -> None:
    assert at_home.get(a_code()).status_code == 302


def test_a_phone_keeps_its_pairing_by_being_used(
    stranger: Client, alba: Person, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger.cookies[door.DEVICE_COOKIE] = people.phone_of(alba)
    assert door.DEVICE_COOKIE not in stranger.get("/").cookies
    later = people.NOW + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert stranger.get("/").cookies[door.DEVICE_COOKIE]["max-age"] > 300 * 24 * 3600
    assert Device.objects.get().seen_at == later
