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

ALONE = "no page can let you in again"


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


def test_the_machine_sees_and_ends_the_devices_of_its_home_alone(at_home: Client, mia: Child) -> None:
    people.phone_of(people.bruno(mia), "Phone of Bruno")
    people.phone_of(people.carla(), "Phone of Carla")
    page = at_home.get("/devices/").content.decode()
    assert "Phone of Bruno" in page
    assert "Phone of Carla" not in page, "she lives elsewhere"
    assert page.count("/remove/") == 1
    for device, status in ((the("Phone of Bruno"), 302), (the("Phone of Carla"), 404)):
        assert at_home.post(f"/devices/{device.pk}/remove/").status_code == status
        assert at_home.post(f"/devices/{device.pk}/again/").status_code == 404
    assert [device.name for device in Device.objects.all()] == ["Phone of Carla"]


def test_no_home_locks_an_owner_in_the_other_one_out(
    at_home: Client, mia: Child, phone: Callable[[Person], Client]
) -> None:
    owner = people.guest(mia, Kind.OWNER, "Bruno")
    browser = phone(owner)
    at_home.post(f"/devices/{Device.objects.get(person=owner).pk}/remove/")
    assert browser.get(f"/diary/{mia.pk}/").status_code == 200


def test_of_another_home_the_machine_sees_a_phone_that_its_pin_has_closed_and_only_opens_it(
    at_home: Client, mia: Child
) -> None:
    people.phone_of(people.guest(mia, Kind.OWNER, "Bruno"), "Phone of Bruno")
    Device.objects.update(pin="a slow hash", wrong_pins=5)
    page = at_home.get("/devices/").content.decode()
    assert "A device of another home" in page
    assert "Bruno" not in page
    assert "/remove/" not in page
    device = Device.objects.get()
    assert at_home.post(f"/devices/{device.pk}/remove/").status_code == 404
    assert at_home.post(f"/devices/{device.pk}/again/").status_code == 302
    assert "A device of another home" not in at_home.get("/devices/").content.decode()


def test_nobody_but_a_young_person_ends_all_they_are_known_by(at_home: Client, alba: Person) -> None:
    ada = people.guest(people.add(alba, "Ada", born=date(2012, 5, 1)), Kind.SELF, "Ada", home=None)
    people.phone_of(ada, "Phone of Ada")
    page = at_home.get("/devices/").content.decode()
    assert "Phone of Ada" in page
    assert "/remove/" not in page
    remove = f"/devices/{the('Phone of Ada').pk}/remove/"
    refused = at_home.post(remove)
    assert refused.status_code == 403
    assert "no page could let them in again" in refused.content.decode()
    people.phone_of(ada, "Tablet of Ada")
    lost = f"/devices/{the('Tablet of Ada').pk}/remove/"
    assert at_home.post(lost).status_code == 302, "she is in by her phone"
    signing_in.set_up(person=ada, name="Ada", password=PASSWORD, kept=the("Phone of Ada"))
    assert at_home.post(remove).status_code == 302, "they sign in again"


@pytest.mark.parametrize("whose", ["in the other home", "a young person", "in this home"])
def test_whom_nobody_could_let_in_again_is_told_so_early_and_before_they_go(
    alba: Person, mia: Child, phone: Callable[[Person], Client], whose: str
) -> None:
    if whose == "a young person":
        ada = people.add(alba, "Ada", born=date(2012, 5, 1))
        person = people.guest(ada, Kind.SELF, "Xenia", home=None)
    else:
        person = people.guest(mia, Kind.OWNER, "Xenia", home=people.HOME if "other" in whose else None)
    browser, is_alone = phone(person), whose != "in this home"
    said = [browser.get(page).content.decode() for page in ("/account/", "/sign-out/")]
    assert [ALONE in words for words in said] == [is_alone] * 2
    assert ("is paired again" in said[1]) == (not is_alone)
    signing_in.set_up(person=person, name="Xenia", password=PASSWORD, kept=Device.objects.get())
    for page in ("/account/", "/sign-out/"):
        assert ALONE not in browser.get(page).content.decode()


@pytest.mark.parametrize(("home", "page"), [("other", "/account/"), ("own", "/")])
def test_who_comes_in_from_another_home_is_led_to_a_password_first(
    alba: Person, mia: Child, stranger: Client, home: str, page: str
) -> None:
    code = people.invited(alba, mia, kind=Kind.OWNER, joins_home=home == "own")
    told = {"name": "Bruno", "device": "Phone", "country": "AU", "time_zone": "Australia/Perth"}
    answer = stranger.post(f"/invitation/{code}/", told)
    assert answer.headers["Location"] == page


def the(name: str) -> Device:
    """Return the device of this name."""
    return Device.objects.get(name=name)


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
