"""The twenty-five requirements of OWASP ASVS 5.0.0 that are to be proved by machine, a test each.

Each test names its requirement at the beginning of its docstring. Most of them are proved more widely
elsewhere; here each stands once, so that none is lost when something else is built.
"""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from handsong.web.accounts import actions, door, passkeys, tries
from handsong.web.accounts.actions import Guest
from handsong.web.accounts.models import Device, PairingCode, Person
from handsong.web.families.models import Child
from handsong.web.site import middleware
from handsong.web.site.log import Discreet
from tests import people
from tests.web.accounts.authenticator import Authenticator
from tests.web.conftest import PHONE
from tests.web.families.test_add import told
from tests.web.signing import OTHER_PASSWORD, PASSWORD, RIGHT, WRONG
from tests.web.site import test_requirements_of_signing_in
from tests.web.site.serving import ROOT
from tests.web.site.test_matrix import AT_THE_MACHINE, everything, parts, ways

WANTED = (
    *("8.2.1", "8.2.2", "8.2.3", "8.4.1"),
    *("2.2.3", "2.3.2", "2.3.3", "2.3.4", "2.4.1"),
    *("3.3.4", "3.4.3", "3.4.6", "3.5.1", "5.2.2"),
    *("6.3.1", "6.3.3", "6.4.3", "7.4.3", "7.5.1", "9.1.3"),
    *("14.2.3", "14.3.2", "14.3.3", "16.2.5", "16.5.3"),
)
"""Those that the study of failures names, by chapter."""

PRIVATE = (
    "/",
    "/settings/",
    "/diary/",
    "/account/",
    "/care/",
    "/children/new/",
    "/find/",
    "/nothing/",
)
"""Pages that show something of a family, or could."""


@pytest.fixture
def browser(dora: Person) -> Client:
    """A browser at home in which Dora has just signed in."""
    made = Client(REMOTE_ADDR=PHONE)
    made.post("/sign-in/", RIGHT)
    return made


@pytest.fixture
def log(db: None) -> Iterator[io.StringIO]:
    """The log as the terminal would show it, at its most talkative."""
    screen = io.StringIO()
    handler = logging.StreamHandler(screen)
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield screen
    root.removeHandler(handler)
    root.setLevel(before)


# Authorization


def test_what_is_done_at_the_machine_is_refused_everywhere_else(
    alba: Person, phone: Callable[[Person], Client]
) -> None:
    """8.2.1: function-level access needs an explicit permission."""
    paired, before = phone(alba), everything()
    plain = [name for name in AT_THE_MACHINE if not parts(name)]
    assert len(plain) >= 6
    for name in plain:
        for way in ways(name):
            assert getattr(paired, way)(reverse(name)).status_code == 403, name
    assert everything() == before


def test_what_belongs_to_somebody_else_is_not_there(browser: Client, mia: Child, alba: Person) -> None:
    """8.2.2: access to data is tied to who asks, whatever id is typed."""
    people.phone_of(alba)
    device, passkey = Device.objects.get(person=alba), people.passkey_of(alba)
    assert browser.get(f"/children/{mia.pk}/").status_code == 404
    assert browser.post(f"/account/devices/{device.pk}/end/").status_code == 404
    assert browser.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 404
    assert {Device.objects.filter(pk=device.pk).exists(), alba.passkeys.exists()} == {True}


def test_fields_that_no_form_offers_cannot_be_sent_with_it(browser: Client, mia: Child) -> None:
    """8.2.3: access to single fields, written and read; with 15.3.3, nothing is assigned in bulk."""
    sly = {"is_local": "on", "id": str(mia.pk), "is_staff": "1", "family": str(mia.family_id), "pk": "1"}
    again = {"name": "Dora", "password": OTHER_PASSWORD}
    assert browser.post("/account/sign-in/", again | sly).status_code == 302
    person = Person.objects.get(name="Dora")
    assert not person.is_local
    assert (
        browser.post("/children/new/", told(name="Cleo") | {"family": str(mia.family_id)}).status_code == 302
    )
    assert Child.objects.get(name="Cleo").family_id != mia.family_id
    assert "pbkdf2" not in browser.get("/account/").content.decode()


def test_what_one_household_does_changes_nothing_of_another(browser: Client, mia: Child) -> None:
    """8.4.1: one tenant never affects another."""
    ours = Child.objects.filter(family=mia.family).values()
    before = str(list(ours))
    browser.post("/children/new/", told(name="Mia"))
    own = Child.objects.exclude(family=mia.family).get()
    browser.post(f"/children/{own.pk}/edit/", told(name="Mia", born_date="2026-08-01"))
    browser.post("/settings/home/", {"country": "GB", "time_zone": "Europe/London"})
    browser.post(f"/children/{own.pk}/erase/", {"name": "Mia"})
    assert not Child.objects.filter(pk=own.pk).exists()
    assert str(list(ours.all())) == before
    mia.family.refresh_from_db()
    assert mia.family.country == "AU"


# Validation and business logic


@pytest.mark.parametrize(
    ("together", "said"),
    [
        ({"weeks_early": "8", "due_date": "2026-09-08"}, "the weeks say"),
        ({"weeks_early": "", "due_date": "2027-09-01"}, "after the birth"),
        ({"weeks_early": "25"}, "too early to be true"),
    ],
)
def test_birth_weeks_and_due_date_have_to_go_together(
    at_home: Client, alba: Person, together: dict[str, str], said: str
) -> None:
    """2.2.3: data items that belong together are reasonable together."""
    answer = at_home.post("/children/new/", told(**together))
    assert said in answer.content.decode()
    assert not Child.objects.exists()


def test_a_code_a_pin_and_a_challenge_count_as_often_as_promised(
    alba: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.3.2: business limits hold as documented: ten minutes, five PINs, twenty passkeys, ten codes."""
    code = actions.make_code(now=people.NOW, guest=Guest(asks_pin=True))
    assert (actions.CODE_COUNTS_FOR.seconds, door.MOST_WRONG_PINS) == (600, 5)
    visitor = Client(REMOTE_ADDR=PHONE)
    visitor.post(f"/pair/{code}/", {"pin": "7391"})
    assert [visitor.post("/unlock/", {"pin": "9999"}).status_code for _ in range(5)] == [403] * 5
    assert visitor.post("/unlock/", {"pin": "7391"}).status_code == 403
    monkeypatch.setattr(passkeys, "MOST", 1)
    people.passkey_of(alba)
    machine = Client(SERVER_NAME="localhost")
    alba.passkeys.update(rp_id="elsewhere")
    place = passkeys.Place("localhost", "http://localhost")
    asked = passkeys.ask_to_make(person=alba, place=place, now=people.NOW)
    with pytest.raises(passkeys.UnableToUsePasskey, match="Remove one"):
        passkeys.make(person=alba, place=place, told=Authenticator().made(asked), now=people.NOW)
    assert machine.get("/account/").status_code == 200


def test_a_deed_that_fails_in_the_middle_leaves_no_half(
    alba: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.3.3: a deed succeeds as a whole or not at all."""
    code = actions.make_code(now=people.NOW)

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(Device, "save", fail)
        with pytest.raises(DatabaseError):
            actions.pair(code=code, name="Phone", now=people.NOW)
    assert PairingCode.objects.get().used_at is None
    assert actions.pair(code=code, name="Phone", now=people.NOW)


def test_of_two_who_hold_one_code_at_the_same_moment_one_comes_in(
    alba: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.3.4: what can be had once cannot be had twice."""
    code = actions.make_code(now=people.NOW)
    seen_by_both = door.code_of(code, people.NOW)
    monkeypatch.setattr(door, "code_of", lambda *_: seen_by_both)
    actions.pair(code=code, name="First", now=people.NOW)
    with pytest.raises(actions.UnableToPair):
        actions.pair(code=code, name="Second", now=people.NOW)
    assert Device.objects.count() == 1


def test_whoever_asks_too_much_is_told_to_wait_and_sends_too_much_in_vain(
    dora: Person, at_home: Client
) -> None:
    """2.4.1: automated asking, guessing and flooding are held back."""
    visitor = Client(REMOTE_ADDR=PHONE)
    assert [visitor.post(f"/pair/guess-{n}/").status_code for n in range(21)][-1] == 429
    assert [visitor.post("/sign-in/recover/", {"code": "x"}).status_code for _ in range(21)][-1] == 429
    flood = b'{"events": [' + b" " * 600_000 + b"]}"
    assert at_home.post("/events/", flood, content_type="application/json").status_code in {400, 413}


# Browser


def test_the_secret_of_a_device_travels_in_its_cookie_alone(dora: Person) -> None:
    """3.3.4: session tokens are HttpOnly and come by Set-Cookie alone."""
    browser = Client(REMOTE_ADDR=PHONE)
    answer = browser.post("/sign-in/", RIGHT, secure=True)
    cookie = answer.cookies[door.DEVICE_COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["domain"], cookie["path"]) == ("", "/")
    pages = [answer, *(browser.get(page, secure=True) for page in PRIVATE)]
    for page in pages:
        assert cookie.value not in page.content.decode()
        assert cookie.value not in str(dict(page.headers))


@pytest.mark.parametrize("page", PRIVATE)
def test_pages_run_nothing_but_our_own_files(at_home: Client, mia: Child, page: str) -> None:
    """3.4.3: a content security policy on every page, with nothing inline and nothing from elsewhere."""
    rules = dict(
        rule.strip().split(" ", 1) for rule in at_home.get(page)["Content-Security-Policy"].split(";")
    )
    assert rules["default-src"] == "'none'", "objects, frames, workers and media too"
    assert rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert not re.search(r"unsafe|\*|https?:", str(rules))


@pytest.mark.parametrize("page", [*PRIVATE, "/sign-in/", "/pair/any/"])
def test_no_page_is_shown_within_another(at_home: Client, mia: Child, page: str) -> None:
    """3.4.6: every answer that can be a page says that nobody may frame it."""
    for visitor in (at_home, Client(REMOTE_ADDR=PHONE), Client(REMOTE_ADDR="8.8.8.8")):
        assert "frame-ancestors 'none'" in visitor.get(page)["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["/sign-in/", "/sign-out/", "/account/sign-in/", "/unlock/", "/confirm/"])
def test_what_another_site_sends_in_somebodys_name_is_refused(
    dora: Person, browser: Client, page: str
) -> None:
    """3.5.1: forged requests from other sites are refused."""
    forged = Client(enforce_csrf_checks=True, REMOTE_ADDR=PHONE)
    forged.cookies = browser.cookies
    before = everything()
    assert forged.post(page, RIGHT, headers={"Origin": "https://bank.example"}).status_code == 403
    as_text = forged.post("/events/", '{"events": []}', content_type="text/plain")
    assert as_text.status_code == 403
    assert everything() == before


@pytest.mark.household
@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip", b"age-encryption.org/v2\n"]
)
def test_an_upload_is_what_its_content_says_whatever_it_is_called(
    at_home: Client, mia: Child, tmp_path: Path, settings: Settings, content: bytes
) -> None:
    """5.2.2: uploads are taken by their content."""
    settings.DATA = tmp_path
    sent = SimpleUploadedFile("handsong-2026.age", content, "application/octet-stream")
    answer = at_home.post("/settings/backup/check/", {"file": sent, "key": ""})
    assert answer.status_code == 422
    assert list(tmp_path.rglob("*.sqlite3")) == []


# Data


@pytest.mark.parametrize("page", [*PRIVATE, "/sign-in/", "/about/"])
def test_nothing_is_told_to_other_peoples_servers(at_home: Client, mia: Child, page: str) -> None:
    """14.2.3: no data go to third parties: nothing is loaded from them, and no address tells of a child."""
    answer = at_home.get(page)
    words = answer.content.decode()
    assert not re.findall(r'(?:src|action|poster|data)="(?:https?:)?//', words)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', words)
    assert answer["Referrer-Policy"] == "same-origin"
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    assert "Mia" not in "".join(re.findall(r'href="([^"]*)"', words))


@pytest.mark.parametrize("page", PRIVATE)
def test_no_browser_and_no_proxy_keeps_a_private_answer(at_home: Client, mia: Child, page: str) -> None:
    """14.3.2: private answers are not stored."""
    assert at_home.get(page)["Cache-Control"] == "private, no-store"
    assert Client(REMOTE_ADDR=PHONE).get(page)["Cache-Control"] == "private, no-store"
    assert middleware.HEADERS["Cache-Control"] == "private, no-store"


def test_what_a_phone_keeps_is_recorded_and_is_no_secret_of_signing_in(browser: Client) -> None:
    """14.3.3: a recorded deviation: a phone keeps what a massage without a network needs, and no page of ours."""
    decision = (ROOT / "docs" / "decisions" / "0014-signing-in.md").read_text(encoding="utf-8")
    assert "14.3.3" in decision
    worker = (ROOT / "handsong/web/player/worker/sw.js").read_text(encoding="utf-8")
    kept = re.findall(r"\.put\((\w+)", worker) + re.findall(r"addAll\((\w+)", worker)
    assert set(kept) <= {"SHELL", "FILES", "BEGUN"}, (
        "the shell without a word of a family, our own files, a time"
    )
    for script in (ROOT / "handsong/web/accounts/static").rglob("*.js"):
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB|caches", script.read_text(encoding="utf-8")
        )


def test_the_log_holds_no_password_no_code_no_name(
    dora: Person, mia: Child, log: io.StringIO, at_home: Client
) -> None:
    """16.2.5: what is logged is logged by its protection: no words of a family, nothing to sign in with."""
    visitor = Client(REMOTE_ADDR=PHONE, SERVER_NAME="localhost")
    visitor.post("/sign-in/", WRONG)
    visitor.post("/sign-in/", RIGHT)
    visitor.post("/sign-in/recover/", {"code": "abcd-efgh"})
    visitor.post("/pair/wxyz-wxyz/", {"name": "Phone of Dora", "pin": "7391"})
    secret = visitor.cookies[door.DEVICE_COOKIE].value
    visitor.get(f"/children/{mia.pk}/?Mia")
    machine = Client(SERVER_NAME="localhost")
    place = passkeys.Place("localhost", "http://localhost")
    asked = passkeys.ask_to_make(person=dora, place=place, now=people.NOW)
    made = Authenticator()
    passkeys.make(person=dora, place=place, told=made.made(asked), now=people.NOW)
    asked = machine.post("/sign-in/ask/", "{}", content_type="application/json").json()
    machine.post("/sign-in/passkey/", made.used(asked), content_type="application/json")
    said = log.getvalue()
    assert "sign-in/" in said
    for word in ("Dora", "Mia", str(mia.pk), PASSWORD, WRONG["password"], "abcd", "wxyz", "7391", secret):
        assert word not in said, word


@pytest.mark.parametrize("where", ["device_of", "is_local", "may_sign_in"])
def test_where_it_cannot_be_known_who_asks_nobody_is_let_in(
    dora: Person, mia: Child, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """16.5.3: what goes wrong leaves the door shut."""

    def fail(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(door, where, fail)
    visitor = Client(REMOTE_ADDR=PHONE, raise_request_exception=False)
    visitor.cookies[door.DEVICE_COOKIE] = people.phone_of(dora)
    for answer in (visitor.get("/"), visitor.post("/sign-in/", RIGHT)):
        assert answer.status_code == 500 or "not paired" in answer.content.decode()
        assert "Mia" not in answer.content.decode()
        assert door.DEVICE_COOKIE not in answer.cookies


def test_a_limit_that_cannot_be_counted_lets_nobody_try(
    dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """16.5.3 once more: no counting, no looking."""

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(tries, "take", fail)
    answer = Client(REMOTE_ADDR=PHONE, raise_request_exception=False).post("/sign-in/", RIGHT)
    assert answer.status_code == 500
    assert not Device.objects.exists()


def test_each_of_the_twenty_five_stands_here() -> None:
    rooms = (sys.modules[__name__], test_requirements_of_signing_in)
    tests = [found for room in rooms for name, found in vars(room).items() if name.startswith("test_")]
    proved = [match[1] for test in tests if (match := re.match(r"([\d.]+):", test.__doc__ or ""))]
    assert len(WANTED) == 25
    assert sorted(proved) == sorted(WANTED)
