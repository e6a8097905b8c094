"""One reverse proxy may be believed, and nothing else that passes requests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import signing_in
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from tests import people
from tests.web.conftest import PHONE
from tests.web.signing import PASSWORD, RIGHT

PROXY, NAME = "127.0.0.1", "handsong.example"


@pytest.fixture(autouse=True)
def _believed(settings: Settings) -> None:
    settings.TRUSTED_PROXY = PROXY
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NAME]


def ask(browser: Client, page: str = "/", peer: str = PROXY, host: str = NAME, **headers: str) -> int:
    """Ask as the proxy does, and return the status."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(browser.get(page, REMOTE_ADDR=peer, headers={"Host": host} | given).status_code)


def test_a_paired_phone_comes_in_through_the_proxy(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    assert ask(browser, X_Forwarded_For=PHONE) == 200
    assert ask(browser, X_Forwarded_For=PHONE, X_Forwarded_Host=NAME, Via="1.1 Caddy") == 200


def test_through_the_proxy_nobody_is_the_machine_itself(alba: Person, mia: Child) -> None:
    for client in (PHONE, "127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost"):
        assert ask(Client(), X_Forwarded_For=client) == 403, client
    assert ask(Client(), "/devices/", X_Forwarded_For="127.0.0.1") == 403


@pytest.mark.parametrize(
    "named",
    [
        "8.8.8.8",
        f"{PHONE}, 8.8.8.8",
        f"8.8.8.8, {PHONE}",
        "unknown",
        "",
        f"{PHONE}:4711",
        "fe80::1%eth0, 1.1.1.1",
    ],
)
def test_the_wide_world_and_whoever_is_not_clearly_named_stay_out(
    alba: Person, mia: Child, phone: Callable[[Person], Client], named: str
) -> None:
    assert ask(phone(alba), X_Forwarded_For=named) == 403


def test_an_unpaired_phone_sees_how_to_pair_through_the_proxy(alba: Person, mia: Child) -> None:
    answer = Client().get("/", REMOTE_ADDR=PROXY, headers={"Host": NAME, "X-Forwarded-For": PHONE})
    assert answer.status_code == 403
    assert "not paired yet" in answer.content.decode()
    assert ask(Client(), "/pair/any/", X_Forwarded_For=PHONE) == 404


def test_nobody_else_is_believed(alba: Person, mia: Child, phone: Callable[[Person], Client]) -> None:
    browser = phone(alba)
    for peer in (PHONE, "192.168.1.9", "127.0.0.2", "::1"):
        assert ask(browser, peer=peer, X_Forwarded_For=PHONE) == 403, peer
        assert ask(browser, peer=peer, X_Forwarded_Proto="https") == 403, peer


def test_a_proxy_that_was_set_up_by_half_lets_nobody_in(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    """One that passes on who asks for which name, but not who asks; and one that says nothing at all."""
    for browser in (Client(), phone(alba)):
        assert ask(browser) == 403
        assert ask(browser, host="127.0.0.1:8000", X_Real_IP=PHONE) == 403
        answer = browser.get(
            "/", REMOTE_ADDR=PROXY, SERVER_PROTOCOL="HTTP/1.0", headers={"Host": "127.0.0.1:8000"}
        )
        assert answer.status_code == 403


def test_the_machine_itself_goes_past_the_proxy_by_its_own_name(alba: Person, mia: Child) -> None:
    assert ask(Client(), "/devices/", host="localhost:8000") == 200
    assert ask(Client(), "/devices/", host="127.0.0.1:8000") == 403, "what nginx asks for when told nothing"


def test_cookies_are_secure_and_forms_are_taken_from_the_secure_address_alone(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=PROXY)
    strict.cookies = phone(alba).cookies
    passed_on = {"Host": NAME, "X-Forwarded-For": PHONE, "X-Forwarded-Proto": "https"}
    page = strict.get("/settings/", headers=passed_on)
    assert page.cookies["handsong_csrf"]["secure"]
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "theme": "night"}
    for origin, status in ((f"http://{NAME}", 403), ("https://bank.example", 403), (f"https://{NAME}", 302)):
        answer = strict.post("/settings/theme/", form, headers=passed_on | {"Origin": origin})
        assert answer.status_code == status, origin
    assert answer.cookies["handsong_theme"]["secure"]


def test_without_the_setting_no_proxy_is_believed(
    alba: Person, mia: Child, phone: Callable[[Person], Client], settings: Settings
) -> None:
    settings.TRUSTED_PROXY = ""
    assert ask(phone(alba), X_Forwarded_For=PHONE) == 403
    answer = Client().get("/", SERVER_PROTOCOL="HTTP/1.0")
    assert answer.status_code == 403, "nginx, told nothing, asks that way for the whole world"


def test_an_invitation_that_is_made_far_away_says_that_it_opens_at_home(mia: Child) -> None:
    dora = people.guest(mia, Kind.OWNER, "Dora")
    signing_in.set_up(person=dora, name="Dora", password=PASSWORD)
    far_away = {"Host": NAME, "X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https"}
    browser = Client(REMOTE_ADDR=PROXY, headers=far_away)
    assert browser.post("/sign-in/", RIGHT).status_code == 302
    told = {"children": [str(mia.pk)], "kind": "viewer", "where": "elsewhere", "days": "2"}
    said = browser.post("/people/invite/", told).content.decode()
    assert "opens on the home network of this Handsong only" in said
    link = said.split(f"https://{NAME}")[1].split("<")[0]
    assert Client(REMOTE_ADDR=PROXY, headers=far_away).get(link).status_code == 403
    assert (
        Client(REMOTE_ADDR=PROXY, headers=far_away | {"X-Forwarded-For": PHONE}).get(link).status_code == 200
    )
