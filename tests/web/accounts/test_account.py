"""What somebody does about their own sign-in: password, recovery codes, devices; and who has to confirm first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handsong.web.accounts import door, lan
from handsong.web.accounts.models import Device, Person, RecoveryCode
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE
from tests.web.signing import OTHER_PASSWORD, PASSWORD, later

FIRST = {"name": "Alba", "password": PASSWORD}
CONFIRM = "/confirm/?next=%2Faccount%2F"


def codes_of(browser: Client) -> list[str]:
    """Make recovery codes and read them."""
    return list(browser.post("/account/codes/").context["codes"])


# The first password


def test_the_local_person_is_asked_kindly_once_the_home_network_listens(
    at_home: Client, alba: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Give yourself a name and a password"
    assert asked not in at_home.get("/devices/").content.decode()
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")
    assert asked in at_home.get("/devices/").content.decode()
    assert at_home.post("/devices/add/").status_code == 200, "pairing goes on as before"
    assert at_home.post("/account/sign-in/", FIRST).status_code == 302
    assert asked not in at_home.get("/devices/").content.decode()


def test_the_first_password_sends_no_phone_away(at_home: Client, bruno: Client, alba: Person) -> None:
    people.phone_of(alba)
    at_home.post("/account/sign-in/", FIRST)
    assert Device.objects.filter(person=alba).count() == 1


def test_a_paired_phone_cannot_choose_the_machines_first_password(
    alba: Person, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    assert browser.post("/account/sign-in/", FIRST).status_code == 302
    alba.refresh_from_db()
    assert not alba.password
    assert "machine that runs Handsong" in browser.get("/account/").content.decode()


def test_somebody_who_was_invited_chooses_one_on_their_own_phone(
    bruno: Client, phone: Callable[[Person], Client], mia: Child
) -> None:
    assert bruno.post("/account/sign-in/", {"name": "Bruno", "password": PASSWORD}).status_code == 302
    assert Person.objects.get(name="Bruno").sign_in_name == "bruno"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12 signs"),
        ("password1234", "lists that thieves try"),
        ("8374659102837465", "a number alone"),
        ("alba-alba-alba", "too close to your name"),
        ("x" * 201, "at most 200"),
    ],
)
def test_a_weak_password_is_refused_with_the_remedy(
    at_home: Client, alba: Person, password: str, said: str
) -> None:
    answer = at_home.post("/account/sign-in/", {"name": "alba-alba-alba", "password": password})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    alba.refresh_from_db()
    assert not alba.password


@pytest.mark.parametrize("password", ["all small letters are fine", "ein Haus am Fluss", "  spaces count  "])
def test_a_long_password_needs_no_tricks(
    at_home: Client, stranger: Client, alba: Person, password: str
) -> None:
    assert at_home.post("/account/sign-in/", {"name": "Alba", "password": password}).status_code == 302
    assert stranger.post("/sign-in/", {"name": "Alba", "password": password}).status_code == 302


def test_a_name_that_is_in_use_is_refused_and_nothing_changes(
    at_home: Client, alba: Person, dora: Person
) -> None:
    answer = at_home.post("/account/sign-in/", {"name": " DORA", "password": OTHER_PASSWORD})
    assert answer.status_code == 422
    assert "in use here" in answer.content.decode()
    alba.refresh_from_db()
    assert (alba.name, alba.sign_in_name, alba.password) == ("", None, "")


# Changing it


def test_a_changed_password_ends_every_other_device(signed_in: Callable[[], Client], dora: Person) -> None:
    phone, tablet = signed_in(), signed_in()
    people.phone_of(dora, "Paired")
    assert phone.post("/account/sign-in/", {"name": "Dora", "password": OTHER_PASSWORD}).status_code == 302
    assert phone.get("/account/").status_code == 200
    assert tablet.get("/account/").status_code == 403
    assert Device.objects.filter(person=dora).count() == 1
    old = Client(REMOTE_ADDR=PHONE).post("/sign-in/", {"name": "Dora", "password": PASSWORD})
    assert old.status_code == 403


@pytest.mark.parametrize("page", ["/account/sign-in/", "/account/codes/"])
def test_what_opens_the_account_is_changed_only_after_confirming(
    signed_in: Callable[[], Client], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    browser, before = signed_in(), Person.objects.get(name="Dora").password
    told = {"name": "Dora", "password": OTHER_PASSWORD}
    later(monkeypatch, minutes=10)
    for password, status in ((None, 0), ("not this one at all", 403)):
        if password:
            assert browser.post(CONFIRM, {"password": password}).status_code == status
        assert browser.post(page, told)["Location"].startswith("/confirm/")
    assert not RecoveryCode.objects.exists()
    assert Person.objects.get(name="Dora").password == before
    assert browser.post(CONFIRM, {"password": PASSWORD})["Location"] == "/account/"
    browser.post(page, told)
    assert RecoveryCode.objects.exists() or Person.objects.get(name="Dora").password != before


def test_a_passkey_is_removed_only_after_confirming(
    signed_in: Callable[[], Client], dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, passkey = signed_in(), people.passkey_of(dora)
    later(monkeypatch, minutes=10)
    assert browser.post(f"/account/passkeys/{passkey.pk}/remove/")["Location"].startswith("/confirm/")
    assert dora.passkeys.exists()
    browser.post(CONFIRM, {"password": PASSWORD})
    browser.post(f"/account/passkeys/{passkey.pk}/remove/")
    assert not dora.passkeys.exists()


def test_confirming_is_tried_as_rarely_as_signing_in(signed_in: Callable[[], Client]) -> None:
    browser = signed_in()
    wrong = [browser.post("/confirm/", {"password": "not this one"}).status_code for _ in range(6)]
    assert wrong == [403] * 5 + [429]


def test_at_the_machine_nobody_is_asked_until_there_is_a_password(at_home: Client, alba: Person) -> None:
    assert at_home.get(CONFIRM)["Location"] == "/account/"
    at_home.post("/account/sign-in/", FIRST)
    assert "Is it you" in at_home.get(CONFIRM).content.decode()
    assert at_home.post(CONFIRM, {"password": PASSWORD}).status_code == 302
    assert at_home.get(CONFIRM)["Location"] == "/account/"
    assert Device.objects.get(person=alba).name == "This machine"


def test_a_paired_phone_without_a_password_confirms_nothing(bruno: Client) -> None:
    page = bruno.get("/confirm/").content.decode()
    assert "you have neither so far" in page
    assert bruno.post("/confirm/", {"password": "anything at all"}).status_code == 403


# Recovery codes


def test_a_recovery_code_lets_in_once_and_leads_to_a_new_password(
    signed_in: Callable[[], Client], dora: Person, stranger: Client
) -> None:
    first, *others = codes_of(signed_in())
    assert len({first, *others}) == 10
    typed = {"code": f" {first.upper().replace('-', ' ')} "}
    assert stranger.post("/sign-in/recover/", typed)["Location"] == "/account/sign-in/"
    assert stranger.get("/account/sign-in/").status_code == 200, "the code stands for the password just now"
    again = Client(REMOTE_ADDR=PHONE).post("/sign-in/recover/", typed)
    assert again.status_code == 403


def test_codes_are_kept_as_digests_and_new_ones_replace_the_old(
    signed_in: Callable[[], Client], dora: Person, stranger: Client
) -> None:
    browser = signed_in()
    old, new = codes_of(browser), codes_of(browser)
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code in kept or code.replace("-", "") in kept for code in new)
    assert RecoveryCode.objects.count() == 10
    assert stranger.post("/sign-in/recover/", {"code": old[0]}).status_code == 403
    assert stranger.post("/sign-in/recover/", {"code": new[0]}).status_code == 302


def test_a_code_is_not_guessed(stranger: Client, dora: Person) -> None:
    said = [stranger.post("/sign-in/recover/", {"code": f"guess {n}"}).status_code for n in range(21)]
    assert said == [403] * 20 + [429]


# One's devices


def test_everybody_sees_and_ends_their_own_devices_from_anywhere(
    signed_in: Callable[[], Client], dora: Person, alba: Person
) -> None:
    people.phone_of(dora, "Lost phone")
    people.phone_of(alba, "Tablet of the kitchen")
    browser = signed_in()
    page = browser.get("/account/").content.decode()
    assert "Lost phone" in page
    assert "Tablet of the kitchen" not in page
    lost, other = Device.objects.get(name="Lost phone"), Device.objects.get(person=alba)
    assert browser.post(f"/account/devices/{lost.pk}/end/").status_code == 302
    assert browser.post(f"/account/devices/{other.pk}/end/").status_code == 404
    assert [device.name for device in Device.objects.filter(person=alba)] == ["Tablet of the kitchen"]
    assert not Device.objects.filter(name="Lost phone").exists()


def test_the_device_in_ones_hand_is_ended_by_signing_out(signed_in: Callable[[], Client]) -> None:
    browser, device = signed_in(), Device.objects.get()
    assert browser.post(f"/account/devices/{device.pk}/end/")["Location"] == "/sign-out/"
    assert browser.get("/account/").status_code == 200


# A phone for somebody, for a time


def let_in(machine: Client, phone: Client, told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Add a phone at the machine with what is told, pair it, and return the page with the code."""
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")
    page = machine.post("/devices/add/", told).content.decode()
    code = page.split("/pair/")[1].split("/")[0]
    assert phone.post(f"/pair/{code}/", {"name": "Guest"}).status_code == 302
    return page


@pytest.mark.parametrize(("days", "until"), [("", None), ("7", 7), ("31", 31)])
def test_a_code_is_made_for_a_person_and_for_a_time(
    stranger: Client, alba: Person, monkeypatch: pytest.MonkeyPatch, days: str, until: int | None
) -> None:
    grandma = Person.objects.create(name="Grandma")
    page = let_in(Client(), stranger, {"person": str(grandma.pk), "days": days}, monkeypatch)
    assert "Grandma" in page
    assert Device.objects.get().person == grandma
    assert stranger.get("/account/").status_code == 200
    later(monkeypatch, days=until or 366)
    assert stranger.get("/account/").status_code == (403 if until else 200)


def test_a_code_without_a_choice_is_the_local_persons(
    stranger: Client, alba: Person, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(Client(), stranger, {}, monkeypatch)
    assert Device.objects.get().person == alba


def test_pairing_is_tried_twenty_times_from_one_address(stranger: Client, alba: Person) -> None:
    said = [stranger.post(f"/pair/guess-{number}/").status_code for number in range(21)]
    assert said == [403] * 20 + [429]


def test_an_ended_device_opens_nothing(signed_in: Callable[[], Client]) -> None:
    browser = signed_in()
    Device.objects.update(ends_at=people.NOW)
    assert browser.get("/account/").status_code == 403
    assert door.is_over(Device.objects.get(), people.NOW)
