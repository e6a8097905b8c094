"""The page about phones: on the machine itself, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handsong.web.accounts import lan
from handsong.web.accounts.models import Device, PairingCode, Person
from handsong.web.families.models import Child
from tests import people


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


def test_a_phone_of_somebody_else_is_not_there(at_home: Client, mia: Child) -> None:
    people.phone_of(people.carla())
    device = Device.objects.get()
    assert at_home.post(f"/devices/{device.pk}/remove/").status_code == 404
    assert Device.objects.exists()


@pytest.mark.usefixtures("_listens")
def test_a_phone_can_neither_see_nor_add_nor_remove_phones(
    alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    device = Device.objects.get()
    assert browser.get("/devices/").status_code == 403
    assert browser.post("/devices/add/").status_code == 403
    assert browser.post(f"/devices/{device.pk}/remove/").status_code == 403
    assert not PairingCode.objects.exists()
    assert "/devices/" not in browser.get("/settings/").content.decode()
