"""Somebody signs in by name and password: from home or from afar, with a fresh secret, and not by guessing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import global_settings
from django.contrib.auth import hashers
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import door, tries
from handsong.web.accounts.models import Device, Person, Try
from tests import people
from tests.web.conftest import PHONE
from tests.web.signing import PASSWORD, RIGHT, WRONG, later


def test_name_and_password_let_a_browser_in(stranger: Client, dora: Person) -> None:
    answer = stranger.post("/sign-in/", RIGHT)
    assert answer.status_code == 302
    assert stranger.get("/account/").status_code == 200
    device = Device.objects.get(person=dora)
    assert (device.how, device.confirmed_at) == ("password", people.NOW)
    assert answer.cookies[door.DEVICE_COOKIE]["httponly"]


@pytest.mark.parametrize("name", ["dora", "  DORA ", "\uff24\uff4f\uff52\uff41"])
def test_a_name_is_known_however_it_is_typed(stranger: Client, dora: Person, name: str) -> None:
    assert stranger.post("/sign-in/", RIGHT | {"name": name}).status_code == 302


def test_each_sign_in_makes_a_fresh_secret_and_ends_the_one_before(stranger: Client, dora: Person) -> None:
    planted = people.phone_of(dora)
    stranger.cookies[door.DEVICE_COOKIE] = planted
    stranger.post("/sign-in/", RIGHT)
    assert stranger.cookies[door.DEVICE_COOKIE].value != planted
    other = Client(REMOTE_ADDR=PHONE)
    other.cookies[door.DEVICE_COOKIE] = planted
    assert other.get("/account/").status_code == 403
    assert Device.objects.count() == 1


def test_who_is_not_there_is_answered_like_a_wrong_password(
    stranger: Client, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    hash_it = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, *given: worked.append("once") or hash_it(self, *given),  # type: ignore[func-returns-value]
    )
    Person.objects.create(name="Passkey alone", sign_in_name="emil")
    said, work = set(), set()
    for name in ("Dora", "Nobody", "emil"):
        worked.clear()
        answer = stranger.post("/sign-in/", WRONG | {"name": name})
        said.add((answer.status_code, answer.context["form"].non_field_errors()[0]))
        work.add(len(worked))
    assert len(said) == 1
    assert work == {1}


def test_a_password_is_tried_five_times_in_a_quarter_of_an_hour(
    stranger: Client, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [stranger.post("/sign-in/", WRONG).status_code for _ in range(6)] == [403] * 5 + [429]
    assert stranger.post("/sign-in/", RIGHT).status_code == 429, "the right one too: nothing is looked at"
    other = Client(REMOTE_ADDR="192.168.1.77")
    assert other.post("/sign-in/", RIGHT).status_code == 429, "from another address too"
    assert not Device.objects.exists()
    later(monkeypatch, minutes=15)
    assert stranger.post("/sign-in/", RIGHT).status_code == 302


def test_many_names_from_one_address_are_as_few(stranger: Client, dora: Person) -> None:
    answers = [
        stranger.post("/sign-in/", WRONG | {"name": f"somebody {number}"}).status_code for number in range(21)
    ]
    assert answers == [403] * 20 + [429]
    assert Client(REMOTE_ADDR="192.168.1.77").post("/sign-in/", RIGHT).status_code == 302


def test_a_whole_network_of_version_6_is_one_address(db: None) -> None:
    for number in range(20):
        tries.take("password", address=f"2001:db8:1:1::{number:x}", now=people.NOW)
    with pytest.raises(tries.TooManyTries):
        tries.take("password", address="2001:db8:1:1:ffff::1", now=people.NOW)
    tries.take("password", address="2001:db8:1:2::1", now=people.NOW)


def test_tries_are_forgotten_after_a_day_and_name_nobody(stranger: Client, dora: Person) -> None:
    stranger.post("/sign-in/", WRONG)
    kept = str(list(Try.objects.values()))
    assert "dora" not in kept
    assert PHONE not in kept
    tries.take("pair", address=PHONE, now=people.NOW + tries.KEPT)
    assert Try.objects.count() == 1


def test_refused_tries_fill_no_disk(stranger: Client, dora: Person) -> None:
    for _ in range(9):
        stranger.post("/sign-in/", WRONG)
    assert Try.objects.count() == 10, "five of the name and five of the address"


def test_who_knew_it_begins_anew(stranger: Client, dora: Person) -> None:
    for _ in range(2):
        assert [stranger.post("/sign-in/", WRONG).status_code for _ in range(4)] == [403] * 4
        assert stranger.post("/sign-in/", RIGHT).status_code == 302


def test_a_device_that_is_not_remembered_ends_in_twelve_hours(
    stranger: Client, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger.post("/sign-in/", RIGHT).cookies[door.DEVICE_COOKIE]["max-age"] == ""
    later(monkeypatch, hours=11, minutes=59)
    assert stranger.get("/account/").status_code == 200
    later(monkeypatch, hours=12)
    assert stranger.get("/account/").status_code == 403


def test_one_that_is_remembered_ends_unseen_in_ninety_days_and_in_any_case_in_a_year(
    stranger: Client, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = stranger.post("/sign-in/", RIGHT | {"remembered": "on"})
    assert remembered.cookies[door.DEVICE_COOKIE]["max-age"] > 0
    for day in range(60, 365, 60):
        later(monkeypatch, days=day)
        seen = stranger.get("/account/")
        assert seen.status_code == 200
        assert seen.cookies[door.DEVICE_COOKIE]["max-age"] > 0, "the browser goes on remembering it too"
    later(monkeypatch, days=365)
    assert stranger.get("/account/").status_code == 403
    later(monkeypatch, days=0)
    Device.objects.update(seen_at=people.NOW - timedelta(days=90))
    assert stranger.get("/account/").status_code == 403


@pytest.mark.parametrize(
    "wanted",
    ["https://bank.example/", "//bank.example/", "javascript:alert(1)", "account", "/\\bank.example"],
)
def test_signing_in_leads_to_no_other_site(stranger: Client, dora: Person, wanted: str) -> None:
    assert stranger.post("/sign-in/", RIGHT | {"next": wanted})["Location"] == "/"


def test_signing_in_leads_back_to_where_somebody_was(stranger: Client, dora: Person) -> None:
    assert 'value="/account/"' in stranger.get("/sign-in/?next=/account/").content.decode()
    assert stranger.post("/sign-in/", RIGHT | {"next": "/account/"})["Location"] == "/account/"


# From afar


def test_a_device_that_signed_in_may_come_from_anywhere_encrypted(from_afar: Client, dora: Person) -> None:
    assert "/sign-in/" in from_afar.get("/account/").content.decode()
    assert from_afar.post("/sign-in/", RIGHT).status_code == 302
    assert from_afar.get("/account/").status_code == 200
    assert from_afar.cookies[door.DEVICE_COOKIE]["secure"]
    assert from_afar.get("/account/", headers={"X-Forwarded-Proto": "http"}).status_code == 403


def test_one_that_was_paired_stays_at_home(from_afar: Client, alba: Person) -> None:
    from_afar.cookies[door.DEVICE_COOKIE] = people.phone_of(alba)
    assert from_afar.get("/account/").status_code == 403
    assert from_afar.get("/pair/any/").status_code == 403
    assert from_afar.get("/account/", headers={"X-Forwarded-For": PHONE}).status_code == 200


def test_where_it_is_not_known_who_asks_nobody_signs_in(dora: Person) -> None:
    passed_on = Client(REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "8.8.8.8"})
    assert passed_on.post("/sign-in/", RIGHT).status_code == 403
    far_away = Client(REMOTE_ADDR="8.8.8.8")
    assert far_away.get("/sign-in/").status_code == 403
    assert far_away.post("/sign-in/", RIGHT, secure=True).status_code == 403, "past the proxy"
    assert not Device.objects.exists()


# At the machine


def test_at_the_machine_somebody_else_may_sign_in_for_themselves(at_home: Client, dora: Person) -> None:
    at_home.post("/sign-in/", RIGHT)
    assert "dora" in at_home.get("/account/").content.decode()
    at_home.post("/sign-out/")
    assert "dora" not in at_home.get("/account/").content.decode()


# Out again


def test_signing_out_ends_the_device_and_touches_nothing_else(
    signed_in: Callable[[], Client], dora: Person
) -> None:
    phone, tablet = signed_in(), signed_in()
    page = phone.get("/sign-out/").content.decode()
    assert "data-unsent-save" in page
    assert phone.post("/sign-out/").status_code == 302
    assert phone.get("/account/").status_code == 403
    assert tablet.get("/account/").status_code == 200


def test_a_password_is_kept_as_a_slow_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    kind, rounds, *_ = hashers.make_password(PASSWORD).split("$")
    assert kind == "pbkdf2_sha256"
    assert int(rounds) >= 1_000_000
