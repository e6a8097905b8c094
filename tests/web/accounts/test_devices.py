"""The page about phones: on the machine itself, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from handsong.web.accounts import lan, signing_in
from handsong.web.accounts.models import Device, PairingCode, Person
from handsong.web.families.models import Child
from handsong.web.families.rights import Kind
from tests import people
from tests.web.signing import PASSWORD


@pytest.fixture
def _listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")


def test_phones_are_listed_on_the_machine(at_home: Client, alba: Person) -> None:
    people.phone_of(alba, "Kitchen tablet")
    assert "Kitchen tablet" in at_home.get("/devices/").content.decode()


@pytest.mark.usefixtures("_listens")
def test_adding_a_phone_shows_a_picture_with_a_fresh_code(at_home: Client) -> None:
    said = at_home.post("/devices/add/").content.decode()
    assert "<svg" in said
    assert "http://192.168.1.5:8000/pair/" in said
    assert PairingCode.objects.count() == 1


@pytest.mark.usefixtures("_listens")
def test_the_page_with_the_code_is_not_compressed(at_home: Client) -> None:
    answer = at_home.post("/devices/add/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert at_home.get("/devices/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_without_the_home_network_the_page_says_how_to_get_it(at_home: Client) -> None:
    assert "LAN=1" in at_home.get("/devices/").content.decode()
    assert at_home.post("/devices/add/").status_code == 302
    assert not PairingCode.objects.exists()


def test_a_phone_is_removed(at_home: Client, alba: Person) -> None:
    people.phone_of(alba)
    device = Device.objects.get()
    assert at_home.post(f"/devices/{device.pk}/remove/").status_code == 302
    assert not Device.objects.exists()
    assert at_home.post(f"/devices/{device.pk}/remove/").status_code == 404


def test_the_machine_sees_the_devices_of_its_home_and_ends_those_of_everybody(
    at_home: Client, mia: Child
) -> None:
    people.phone_of(people.bruno(mia), "Phone of Bruno")
    people.phone_of(people.carla(), "Phone of Carla")
    page = at_home.get("/devices/").content.decode()
    assert "Phone of Bruno" in page
    assert "Phone of Carla" not in page, "she lives elsewhere"
    for device in Device.objects.all():
        assert at_home.post(f"/devices/{device.pk}/remove/").status_code == 302
    assert not Device.objects.exists()


@pytest.mark.usefixtures("_listens")
@pytest.mark.parametrize("whose", ["with a password", "in the other home", "a young person"])
def test_the_machine_adds_no_phone_for_somebody_who_lets_themselves_in(
    at_home: Client, alba: Person, mia: Child, whose: str
) -> None:
    if whose == "a young person":
        ada = people.add(alba, "Ada", born=date(2012, 5, 1))
        person = people.guest(ada, Kind.SELF, "Xenia", home=None)
    elif whose == "in the other home":
        person = people.guest(mia, Kind.OWNER, "Xenia")
    else:
        person = people.guest(mia, Kind.OWNER, "Xenia", home=None)
        assert "Xenia" in adding(at_home)
        assert at_home.post("/devices/add/", {"person": str(person.pk)}).status_code == 200
        signing_in.set_up(person=person, name="Xenia", password=PASSWORD)
    PairingCode.objects.all().delete()
    assert "Xenia" not in adding(at_home)
    assert at_home.post("/devices/add/", {"person": str(person.pk)}).status_code == 302
    assert not PairingCode.objects.exists()


def adding(at_home: Client) -> str:
    """Return what the page about devices offers."""
    return at_home.get("/devices/").content.decode().split("For somebody else")[1]


@pytest.mark.usefixtures("_listens")
def test_a_phone_can_neither_see_nor_add_nor_remove_phones(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    device = Device.objects.get()
    assert browser.get("/devices/").status_code == 403
    assert browser.post("/devices/add/").status_code == 403
    assert browser.post(f"/devices/{device.pk}/remove/").status_code == 403
    assert browser.post(f"/devices/{device.pk}/again/").status_code == 403
    assert not PairingCode.objects.exists()
    assert "/devices/" not in browser.get("/settings/").content.decode()
