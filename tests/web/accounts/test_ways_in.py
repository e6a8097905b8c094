"""Whoever changes a password, comes back by a code or becomes a young person is the only one who is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core import reminders
from handsong.web.accounts import actions, passkeys, signing_in
from handsong.web.accounts.models import Device, Person
from handsong.web.accounts.passkeys import Place
from handsong.web.diary import reminding
from handsong.web.families import people as circle
from handsong.web.families.models import Child
from handsong.web.families.people import Guest
from handsong.web.families.rights import Kind
from tests import people
from tests.web.accounts.authenticator import Authenticator
from tests.web.accounts.test_passkeys import ask, send
from tests.web.conftest import PHONE
from tests.web.signing import OTHER_PASSWORD, PASSWORD

HERE = Place("localhost", "http://localhost")
EVERY_MORNING = reminding.Asked(reminders.Reminder(frozenset(range(7)), time(9)))


@dataclass(frozen=True)
class Ways:
    """One way of each kind into what is a person's, in somebody's hands."""

    device: str
    code: str
    token: str
    address: str

    def open(self) -> set[str]:
        """Return which of them let somebody in."""
        asked = {
            "device": Client(REMOTE_ADDR=PHONE, headers={"Cookie": f"handsong_device={self.device}"}).get(
                "/account/"
            ),
            "code": Client(REMOTE_ADDR="192.168.1.24").post(reverse("pair", args=[self.code])),
            "token": Client(REMOTE_ADDR=PHONE, headers={"Authorization": f"Bearer {self.token}"}).get(
                "/api/v1/me/"
            ),
            "address": Client(REMOTE_ADDR=PHONE).get(reverse("calendar", args=[self.address])),
        }
        return {name for name, answer in asked.items() if answer.status_code in {200, 302}}


ALL = {"device", "code", "token", "address"}


def ways_of(person: Person, child: Child) -> Ways:
    """Give out one way of each kind."""
    reminding.remind(person=person, family=child.family, asked=EVERY_MORNING, now=people.NOW)
    return Ways(
        device=people.phone_of(person, "Lost"),
        code=actions.make_code(now=people.NOW, guest=actions.Guest(person)),
        token=people.token_of(person)[1],
        address=reminding.make_address(person=person, now=people.NOW),
    )


@pytest.fixture
def grandma(mia: Child) -> Person:
    """Somebody who looks on, known by a phone alone."""
    return people.guest(mia, Kind.VIEWER, "Grandma")


def test_each_of_them_lets_in_as_long_as_nothing_ends_them(grandma: Person, mia: Child) -> None:
    assert ways_of(grandma, mia).open() == ALL


def test_a_changed_password_ends_every_other_way_in_and_nobody_elses(
    signed_in: Callable[[], Client], dora: Person, grandma: Person, mia: Child
) -> None:
    browser, hers, others = signed_in(), ways_of(dora, mia), ways_of(grandma, mia)
    answer = browser.post("/account/sign-in/", {"name": "Dora", "password": OTHER_PASSWORD}, follow=True)
    assert "this device alone is signed in as you" in answer.content.decode()
    assert hers.open() == set()
    assert others.open() == ALL
    assert reminding.of(dora), "what somebody asked to be reminded of stays"


def test_an_address_that_somebody_made_up_says_nothing_that_is_not_true(
    signed_in: Callable[[], Client], dora: Person
) -> None:
    browser = signed_in()
    people.phone_of(dora, "Lost")
    assert "this device alone" not in browser.get("/account/?alone").content.decode()


def test_a_passkey_that_goes_on_opening_is_shown_with_the_changed_password(
    signed_in: Callable[[], Client], dora: Person
) -> None:
    people.passkey_of(dora)
    told = {"name": "Dora", "password": OTHER_PASSWORD}
    page = signed_in().post("/account/sign-in/", told, follow=True).content.decode()
    assert "Passkeys go on opening" in page
    assert "Remove<span" in page.split('id="passkeys"')[1]


def test_a_recovery_code_ends_every_other_way_in(
    stranger: Client, dora: Person, grandma: Person, mia: Child
) -> None:
    code, hers, others = (
        signing_in.make_recovery_code(person=dora, now=people.NOW),
        ways_of(dora, mia),
        ways_of(grandma, mia),
    )
    assert stranger.post("/sign-in/recover/", {"code": code}).status_code == 302
    assert stranger.get("/account/").status_code == 200
    assert hers.open() == set()
    assert others.open() == ALL


def test_a_first_password_of_somebody_else_than_the_machines_own_person_ends_every_other_way_in(
    phone: Callable[[Person], Client], grandma: Person, mia: Child
) -> None:
    browser, hers = phone(grandma), ways_of(grandma, mia)
    assert "other devices are signed out" in browser.get("/account/sign-in/").content.decode()
    assert browser.post("/account/sign-in/", {"name": "Gerda", "password": PASSWORD}).status_code == 302
    assert hers.open() == set()
    assert browser.get("/account/").status_code == 200


def test_a_first_passkey_does_so_too_and_a_second_one_does_not(
    phone: Callable[[Person], Client], grandma: Person, mia: Child
) -> None:
    browser, hers = phone(grandma), ways_of(grandma, mia)
    browser.defaults["SERVER_NAME"] = "localhost"
    assert "The first one signs your other devices out" in browser.get("/account/").content.decode()
    made = Authenticator().made(ask(browser, "/account/passkeys/ask/"))
    assert send(browser, "/account/passkeys/add/", made).status_code == 200
    assert hers.open() == set()
    assert browser.get("/account/").status_code == 200
    later = ways_of(grandma, mia)
    told = Authenticator(id=b"another").made(passkeys.ask_to_make(person=grandma, place=HERE, now=people.NOW))
    passkeys.make(person=grandma, place=HERE, told=told, now=people.NOW)
    assert later.open() == ALL


def test_the_machines_own_person_keeps_the_phones_of_the_household_with_a_first_password_or_passkey(
    at_home: Client, alba: Person, mia: Child
) -> None:
    hers = ways_of(alba, mia)
    told = Authenticator().made(passkeys.ask_to_make(person=alba, place=HERE, now=people.NOW))
    passkeys.make(person=alba, place=HERE, told=told, now=people.NOW).delete()
    assert at_home.post("/account/sign-in/", {"name": "Alba", "password": PASSWORD}).status_code == 302
    assert hers.open() == ALL


def test_whoever_becomes_a_young_person_is_alone_with_the_device_in_hand(
    alba: Person, phone: Callable[[Person], Client]
) -> None:
    """What was paired for her at the machine before would read what is private, and could take the sign-in."""
    ada = people.add(alba, "Ada", born=date(2012, 5, 1))
    person = people.guest(ada, Kind.VIEWER, "Ada", None)
    own, before = phone(person), ways_of(person, ada)
    where = reverse("invitation", args=[people.invited(alba, ada, kind=Kind.SELF)])
    assert "other devices" in own.get(where).content.decode()
    assert own.post(where, {"agrees": "yes"}).status_code == 302
    assert before.open() == set()
    assert own.get("/account/").status_code == 200
    assert Device.objects.filter(person=person).count() == 1


def test_whoever_looks_on_or_cares_keeps_what_they_have(grandma: Person, alba: Person, mia: Child) -> None:
    hers = ways_of(grandma, mia)
    code = people.invited(alba, mia, kind=Kind.CARER)
    circle.accept(person=grandma, code=code, guest=Guest(), now=people.NOW)
    assert hers.open() == ALL
