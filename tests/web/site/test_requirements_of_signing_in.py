"""Those of the twenty-five requirements of OWASP ASVS 5.0.0 that are about signing in (test_requirements.py has the others)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import global_settings
from django.contrib.auth import hashers
from django.core import signing
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import actions, door, passkeys, signing_in, tries
from handsong.web.accounts.actions import Guest
from handsong.web.accounts.models import Device, Person, RecoveryCode
from handsong.web.families.models import Child
from tests import people
from tests.web.accounts.authenticator import Authenticator
from tests.web.conftest import PHONE
from tests.web.signing import OTHER_PASSWORD, RIGHT, WRONG, later
from tests.web.site.serving import ROOT
from tests.web.site.test_matrix import everything


@pytest.fixture
def browser(dora: Person) -> Client:
    """A browser at home in which Dora has just signed in."""
    made = Client(REMOTE_ADDR=PHONE)
    made.post("/sign-in/", RIGHT)
    return made


def test_a_stolen_list_of_passwords_is_not_looked_at(dora: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """6.3.1: stuffing and brute force are held back as documented: five in a quarter of an hour, thirty a day."""
    looked_at: list[int] = []
    monkeypatch.setattr(signing_in, "_is_right", lambda *_: bool(looked_at.append(1)))
    for quarter in (*range(8), 48, 95, 96):
        before = len(looked_at)
        now = people.NOW + timedelta(minutes=15 * quarter)
        for place in range(7):
            with pytest.raises((signing_in.UnableToSignIn, tries.TooManyTries)):
                signing_in.by_password(**WRONG, address=f"10.0.{quarter}.{place}", now=now)
        assert len(looked_at) - before <= 5
        assert quarter > 95 or len(looked_at) <= 30
    assert len(looked_at) == 35, "and when a day is over, five more"


def test_a_passkey_is_two_factors_and_the_household_records_where_it_goes_without(alba: Person) -> None:
    """6.3.3: more than one factor; where a household goes without, that is a recorded decision."""
    place = passkeys.Place("localhost", "http://localhost")
    for verifies in (False, True):
        asked = passkeys.ask_to_make(person=alba, place=place, now=people.NOW)
        told = Authenticator(verifies=verifies, id=bytes([verifies])).made(asked)
        if verifies:
            passkeys.make(person=alba, place=place, told=told, now=people.NOW)
        else:
            with pytest.raises(passkeys.UnableToUsePasskey):
                passkeys.make(person=alba, place=place, told=told, now=people.NOW)
    assert "6.3.3" in (ROOT / "docs" / "decisions" / "0014-signing-in.md").read_text(encoding="utf-8")


def test_nothing_resets_a_password_but_a_code_that_was_written_down(dora: Person, browser: Client) -> None:
    """6.4.3: a forgotten password is no way round the other factors."""
    people.passkey_of(dora)
    codes = list(browser.post("/account/codes/").context["codes"])
    visitor = Client(REMOTE_ADDR=PHONE)
    assert visitor.get("/account/sign-in/").status_code == 403
    assert visitor.post("/sign-in/recover/", {"code": "x"}).status_code == 403
    assert visitor.post("/sign-in/recover/", {"code": codes[0]}).status_code == 302
    assert visitor.post("/account/sign-in/", RIGHT | {"password": OTHER_PASSWORD}).status_code == 302
    assert dora.passkeys.count() == 1, "the passkey is as it was"
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_a_changed_password_ends_the_other_devices(dora: Person, browser: Client) -> None:
    """7.4.3: after a change of what one signs in with, other sessions end."""
    other = Client(REMOTE_ADDR="192.168.1.77")
    other.post("/sign-in/", RIGHT)
    browser.post("/account/sign-in/", RIGHT | {"password": OTHER_PASSWORD})
    assert other.get("/account/").status_code == 403
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("page", ["/account/sign-in/", "/account/codes/", "passkey"])
def test_what_one_signs_in_with_is_changed_only_after_showing_it_again(
    dora: Person, browser: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """7.5.1: password, passkeys and codes are changed after signing in once more."""
    passkey = people.passkey_of(dora)
    later(monkeypatch, minutes=10)
    before = everything()
    where = f"/account/passkeys/{passkey.pk}/remove/" if page == "passkey" else page
    answer = browser.post(where, RIGHT | {"password": OTHER_PASSWORD})
    assert answer["Location"].startswith("/confirm/")
    assert everything() == before


def test_what_a_cookie_says_counts_only_under_our_own_key(
    dora: Person, mia: Child, settings: Settings
) -> None:
    """9.1.3: keys of self-contained tokens come from here alone, with their algorithm (9.1.1, 9.1.2)."""
    visitor = Client(REMOTE_ADDR=PHONE)
    code = actions.make_code(now=people.NOW, guest=Guest(person=dora, asks_pin=True))
    visitor.post(f"/pair/{code}/", {"pin": "7391"})
    device = Device.objects.get()
    ours = door.unlocked(device, people.NOW)
    moment = ours.partition(":")[0]
    salt = f"handsong.unlocked.{device.pk}.{door.digest(device.pin)}"
    forged = [
        signing.Signer(key="another key", salt=salt).sign(moment),
        signing.Signer(salt=salt, algorithm="md5").sign(moment),
        f"{moment}:",
        moment,
        f"{int(moment) + 60}:{ours.partition(':')[2]}",
    ]
    for cookie in forged:
        visitor.cookies[door.UNLOCKED_COOKIE] = cookie
        assert visitor.get("/account/").status_code == 302, cookie
    visitor.cookies[door.UNLOCKED_COOKIE] = ours
    assert visitor.get("/account/").status_code == 200


def test_passwords_are_kept_by_djangos_own_slow_hash(settings: Settings) -> None:
    """6.3.1 once more: what is stolen is slow to try."""
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    assert hashers.get_hasher().algorithm == "pbkdf2_sha256"
