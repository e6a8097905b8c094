"""A passkey is made and used; whatever is not exactly right opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from handsong.web.accounts import passkeys
from handsong.web.accounts.models import Challenge, Device, Passkey, Person
from tests import people
from tests.web.accounts.authenticator import Authenticator
from tests.web.signing import PASSWORD, later

Page = Any


def send(browser: Client, page: str, told: object) -> Page:
    """Send what a script sends."""
    return browser.post(page, told, content_type="application/json")


def ask(browser: Client, page: str = "/sign-in/ask/") -> dict[str, Any]:
    """Ask what is to be signed."""
    asked: dict[str, Any] = send(browser, page, {}).json()
    return asked


@pytest.fixture
def machine(db: None) -> Client:
    """A browser on the machine itself, under its name."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def albas(machine: Client, alba: Person) -> Authenticator:
    """A passkey that Alba has made at the machine."""
    made = Authenticator()
    asked = ask(machine, "/account/passkeys/ask/")
    assert send(machine, "/account/passkeys/add/", made.made(asked) | {"name": "Key ring"}).json()["go"]
    return made


def sign_in(browser: Client, passkey: Authenticator, asked: dict[str, Any] | None = None) -> Page:
    """Sign in with a passkey."""
    return send(browser, "/sign-in/passkey/", passkey.used(asked or ask(browser)))


def test_a_passkey_is_made_and_lets_a_browser_in(machine: Client, alba: Person, albas: Authenticator) -> None:
    assert "Key ring" in machine.get("/account/").content.decode()
    answer = sign_in(machine, albas)
    assert answer.json() == {"go": "/"}
    device = Device.objects.get()
    assert (device.person, device.how, device.confirmed_at) == (alba, "passkey", people.NOW)
    assert machine.get("/confirm/").status_code == 302


@pytest.mark.parametrize("odd", ["\0", "\ud800"], ids=["nothing", "half a sign"])
def test_what_no_database_keeps_is_in_no_name_and_leads_nowhere(
    machine: Client, alba: Person, odd: str
) -> None:
    passkey = Authenticator()
    told = passkey.made(ask(machine, "/account/passkeys/ask/")) | {"name": f"Key{odd}ring"}
    assert send(machine, "/account/passkeys/add/", told).status_code == 200
    assert Passkey.objects.get().name == "Key\N{REPLACEMENT CHARACTER}ring"
    told = passkey.used(ask(machine)) | {"next": f"/account/{odd}"}
    assert send(machine, "/sign-in/passkey/", told).json() == {"go": "/"}


def test_it_is_asked_to_verify_its_person_and_to_be_found_without_a_name(
    machine: Client, alba: Person
) -> None:
    made = ask(machine, "/account/passkeys/ask/")["publicKey"]
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    used = ask(machine)["publicKey"]
    assert used["userVerification"] == "required"
    assert used["rpId"] == "localhost"
    assert not used.get("allowCredentials"), "the question tells nobody which passkeys there are"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://localhost"},
        {"origin": "http://localhost.example"},
        {"rp_id": "example"},
        {"verifies": False},
        {"key": Authenticator().key},
        {"id": b"another passkey"},
    ],
    ids="-".join,
)
def test_a_wrong_origin_place_person_key_or_name_opens_nothing(
    machine: Client, albas: Authenticator, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(albas, name, value)
    answer = sign_in(machine, albas)
    assert answer.status_code == 403
    assert answer.json() == {"fault": passkeys.NOT_RIGHT}
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"rp_id": "evil"}, {"verifies": False}]
)
def test_none_is_made_for_another_place_or_without_its_person(
    machine: Client, alba: Person, wrong: dict[str, Any]
) -> None:
    answer = send(
        machine, "/account/passkeys/add/", Authenticator(**wrong).made(ask(machine, "/account/passkeys/ask/"))
    )
    assert answer.status_code == 403
    assert not Passkey.objects.exists()


def test_a_challenge_counts_once_and_for_five_minutes(
    machine: Client, albas: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(machine)
    assert sign_in(machine, albas, asked).status_code == 200
    assert sign_in(machine, albas, asked).status_code == 403
    late = ask(machine)
    later(monkeypatch, minutes=5)
    assert sign_in(machine, albas, late).status_code == 403
    ask(machine)
    assert Challenge.objects.count() == 1, "those that are over are forgotten"


def test_a_copied_passkey_that_counts_is_noticed(machine: Client, albas: Authenticator) -> None:
    albas.count = 7
    assert sign_in(machine, albas).status_code == 200
    for count, status in ((7, 403), (6, 403), (0, 403), (8, 200)):
        albas.count = count
        assert sign_in(machine, albas).status_code == status, count


def test_a_challenge_to_make_one_is_its_own_persons(
    machine: Client, alba: Person, dora: Person, stranger: Client
) -> None:
    asked = ask(machine, "/account/passkeys/ask/")
    machine.post("/sign-in/", {"name": "Dora", "password": PASSWORD})
    assert send(machine, "/account/passkeys/add/", Authenticator().made(asked)).status_code == 403
    assert sign_in(machine, Authenticator(), asked).status_code == 403
    assert not Passkey.objects.exists()


def test_the_same_passkey_is_kept_once(machine: Client, albas: Authenticator) -> None:
    sign_in(machine, albas)
    again = ask(machine, "/account/passkeys/ask/")
    assert len(again["publicKey"]["excludeCredentials"]) == 1
    assert send(machine, "/account/passkeys/add/", albas.made(again)).status_code == 403
    assert Passkey.objects.count() == 1


def test_somebody_elses_passkey_confirms_nothing(machine: Client, albas: Authenticator, dora: Person) -> None:
    machine.post("/sign-in/", {"name": "Dora", "password": PASSWORD})
    Device.objects.update(confirmed_at=None)
    answer = send(machine, "/confirm/passkey/", albas.used(ask(machine)))
    assert answer.status_code == 403
    assert Device.objects.get().confirmed_at is None


def test_ones_own_passkey_confirms(
    machine: Client, albas: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(machine, albas)
    later(monkeypatch, minutes=10)
    assert "Is it you" in machine.get("/confirm/").content.decode()
    told = albas.used(ask(machine)) | {"next": "/account/"}
    assert send(machine, "/confirm/passkey/", told).json() == {"go": "/account/"}
    assert machine.get("/confirm/").status_code == 302


def test_a_page_that_was_opened_by_a_number_says_why_and_offers_the_password(stranger: Client) -> None:
    stranger.defaults["SERVER_NAME"] = "127.0.0.1"
    page = stranger.get("/sign-in/").content.decode()
    assert "opened by a number" in page
    assert "data-passkey" not in page
    assert send(stranger, "/sign-in/ask/", {}).status_code == 409


@pytest.mark.parametrize("name", ["[::1]", "[::1]:8000", "127.0.0.1:8000"])
def test_an_address_with_a_port_is_a_number_too(stranger: Client, name: str) -> None:
    assert "opened by a number" in stranger.get("/sign-in/", headers={"Host": name}).content.decode()


def test_a_page_that_is_not_encrypted_says_so(stranger: Client) -> None:
    assert "keep passkeys for encrypted pages" in stranger.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    "told",
    [
        "[]",
        "{",
        "null",
        '{"challenge": 7}',
        '{"challenge": "CHALLENGE"}',
        '{"challenge": "CHALLENGE", "credential": "x"}',
        '{"challenge": "CHALLENGE", "credential": {"id": "", "rawId": "", "type": "public-key", "response": {}}}',
        '{"challenge": "CHALLENGE", "credential": {"id": "AA", "rawId": "AA", "type": "x", "response": {"x": []}}}',
    ],
)
@pytest.mark.parametrize("page", ["/sign-in/passkey/", "/account/passkeys/add/", "/confirm/passkey/"])
def test_nonsense_is_refused_in_words(machine: Client, alba: Person, page: str, told: str) -> None:
    first = "/account/passkeys/ask/" if "add" in page else "/sign-in/ask/"
    answer = machine.generic(
        "POST", page, told.replace("CHALLENGE", ask(machine, first)["challenge"]), "application/json"
    )
    assert answer.status_code in {400, 403}
    assert answer.json()["fault"]


def test_nobody_asks_for_challenges_without_end(machine: Client) -> None:
    assert [send(machine, "/sign-in/ask/", {}).status_code for _ in range(21)] == [200] * 20 + [429]


def test_a_locked_away_account_makes_no_passkey(signed_in: Callable[[], Client], alba: Person) -> None:
    browser = signed_in()
    Device.objects.update(confirmed_at=None)
    browser.defaults["SERVER_NAME"] = "localhost"
    assert send(browser, "/account/passkeys/ask/", {}).status_code == 403
    assert send(browser, "/account/passkeys/add/", {}).status_code == 403
