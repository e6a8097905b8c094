"""Who may come in: the machine, paired phones; others see how to pair and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handsong.web.accounts import door
from handsong.web.accounts.models import Device, Person
from handsong.web.families.models import Child
from tests.web.conftest import PHONE

PAGES = ["/", "/children/new/", "/library/", "/care/", "/settings/", "/diary/", "/devices/", "/nothing/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unpaired_phone_sees_how_to_pair_and_nothing_else(mia: Child, page: str, method: str) -> None:
    answer = getattr(Client(REMOTE_ADDR=PHONE), method)(page)
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "not paired" in said
    assert "Mia" not in said
    assert "/library/" not in said


def test_a_wrong_secret_is_no_secret(mia: Child) -> None:
    phone = Client(REMOTE_ADDR=PHONE)
    phone.cookies[door.DEVICE_COOKIE] = "guessed"
    assert phone.get("/").status_code == 403


def test_a_phone_that_was_removed_is_out_at_once(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    assert browser.get("/").status_code == 200
    Device.objects.all().delete()
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.9.1", "::ffff:127.0.0.1"])
def test_the_machine_itself_is_known_by_its_address(mia: Child, address: str) -> None:
    assert Client(REMOTE_ADDR=address).get("/").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"],
)
def test_what_somebody_else_passes_on_is_not_the_machine_itself(
    alba: Person, mia: Child, phone: Callable[[Person], Client], header: str
) -> None:
    """Behind a proxy or a tunnel on this machine the whole world comes from its loopback address."""
    passed_on = {header: "for=8.8.8.8"}
    assert Client(REMOTE_ADDR="127.0.0.1").get("/", headers=passed_on).status_code == 403
    browser = phone(alba)
    browser.defaults["REMOTE_ADDR"] = "127.0.0.1"
    assert browser.get("/", headers=passed_on).status_code == 403


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "", "unix:", "::ffff:8.8.8.8"])
def test_the_wide_world_is_kept_out_even_with_a_secret(
    alba: Person, mia: Child, phone: Callable[[Person], Client], address: str
) -> None:
    browser = phone(alba)
    browser.defaults["REMOTE_ADDR"] = address
    assert browser.get("/").status_code == 403
    assert browser.get("/pair/any/").status_code == 403


def test_another_name_for_this_machine_is_refused(mia: Child) -> None:
    answer = Client(SERVER_NAME="evil.example").get("/")
    assert answer.status_code == 400
    assert "Mia" not in answer.content.decode()


def test_there_is_one_local_person(at_home: Client) -> None:
    at_home.get("/settings/")
    at_home.get("/settings/")
    assert Person.objects.count() == 1
