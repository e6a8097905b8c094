"""People: who is what for which child, and what that lets them do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import lan
from handsong.web.accounts.models import Device, Person
from handsong.web.families import door, people
from handsong.web.families.models import Child, Family, Invitation, Member, Role
from handsong.web.families.people import Guest, UnableToChange
from handsong.web.families.rights import Deed, Kind, NotForThisRole
from tests import people as cast
from tests.web.conftest import PHONE

DAY = timedelta(days=1)
NZ = {"country": "NZ", "time_zone": "Pacific/Auckland"}
Phone = Callable[[Person], Client]


def page(browser: Client) -> str:
    """Return the page of people."""
    return browser.get(reverse("people")).content.decode()


# Roles


def test_whoever_adds_a_child_owns_it_and_so_does_the_other_owner_at_home(alba: Person, mia: Child) -> None:
    bruno = cast.bruno(mia)
    noah = cast.noah(alba)
    owners = Role.objects.filter(child=noah, kind=Kind.OWNER).values_list("person", flat=True)
    assert set(owners) == {alba.pk, bruno.pk}


def test_a_viewer_and_a_carer_do_not_get_the_next_child(alba: Person, mia: Child) -> None:
    viewer = Person.objects.create(name="Gita")
    code = cast.invited(alba, mia, kind=Kind.VIEWER, joins_home=True)
    people.accept(person=viewer, code=code, guest=Guest(), now=cast.NOW)
    noah = cast.noah(alba)
    assert not Role.objects.filter(person=viewer, child=noah).exists()


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (Kind.OWNER, {Deed.SEE, Deed.CARE, Deed.OWN}),
        (Kind.CARER, {Deed.SEE, Deed.CARE}),
        (Kind.VIEWER, {Deed.SEE}),
    ],
)
def test_a_role_reaches_as_far_as_the_table_says(mia: Child, kind: Kind, may: set[Deed]) -> None:
    person = cast.guest(mia, kind)
    for deed in Deed:
        if deed in may:
            assert door.child_or_404(person, mia.pk, deed).role == kind
        else:
            with pytest.raises(NotForThisRole):
                door.child_or_404(person, mia.pk, deed)


def test_a_viewer_who_starts_is_told_kindly_who_can(mia: Child, phone: Phone) -> None:
    answer = phone(cast.guest(mia, Kind.VIEWER)).post(reverse("player-begin"), {"child": str(mia.pk)})
    assert answer.status_code == 403
    assert "ask an owner to make you a carer" in answer.content.decode()


def test_pages_hide_what_a_viewer_may_not_do(mia: Child, phone: Phone) -> None:
    browser = phone(cast.guest(mia, Kind.VIEWER))
    today = browser.get("/").content.decode()
    assert "You look on here." in today
    assert reverse("player-begin") not in today
    for name in ("child", "products", "diary-child"):
        said = browser.get(reverse(name, args=[mia.pk])).content.decode()
        for deed in ("child-edit", "child-erase", "product-start", "diary-add"):
            assert reverse(deed, args=[mia.pk]) not in said, (name, deed)


def test_those_who_do_not_decide_change_nothing_about_the_home(
    alba: Person, mia: Child, phone: Phone
) -> None:
    viewer = Person.objects.create(name="Gita")
    code = cast.invited(alba, mia, kind=Kind.VIEWER, joins_home=True)
    people.accept(person=viewer, code=code, guest=Guest(), now=cast.NOW)
    browser = phone(viewer)
    assert browser.post(reverse("settings-home"), NZ).status_code == 403
    assert browser.get(reverse("child-new")).status_code == 403
    assert "Where you live" not in browser.get(reverse("settings")).content.decode()
    assert Family.objects.get().country == "AU"


# Invitations


def test_an_invitation_lets_in_one_new_person_once(alba: Person, mia: Child) -> None:
    people.be_called(person=alba, name="Alba")
    where = reverse("invitation", args=[cast.invited(alba, mia)])
    newcomer = Client(REMOTE_ADDR=PHONE)
    shown = newcomer.get(where).content.decode()
    assert "Alba</bdi> invites you" in shown
    assert "Mia" not in shown
    answer = newcomer.post(where, {"name": "Gita", "device": "Tablet", **NZ})
    assert answer.status_code == 302
    assert "Mia" in newcomer.get("/").content.decode()
    role = Role.objects.get(person__name="Gita")
    assert (role.kind, role.child_id, role.by_id) == ("carer", mia.pk, alba.pk)
    assert Device.objects.get(person=role.person).name == "Tablet"
    assert Family.objects.get(people=role.person).country == "NZ"
    again = Client(REMOTE_ADDR=PHONE)
    assert again.get(where).status_code == 404
    assert again.post(where, {"name": "Eve", "device": "x", **NZ}).status_code == 404
    assert not Person.objects.filter(name="Eve").exists()


def test_only_a_digest_of_an_invitation_is_kept(alba: Person, mia: Child) -> None:
    code = cast.invited(alba, mia)
    assert code not in str(list(Invitation.objects.values_list()))


@pytest.mark.parametrize("end", ["expired", "taken back", "no owner any more", "child is gone"])
def test_an_invitation_that_is_over_opens_nothing(alba: Person, mia: Child, end: str) -> None:
    code = cast.invited(alba, mia)
    invitation = Invitation.objects.get()
    if end == "expired":
        Invitation.objects.update(made_at=cast.NOW - 9 * DAY, expires_at=cast.NOW)
    elif end == "taken back":
        people.take_back(invitation=invitation, now=cast.NOW)
    elif end == "no owner any more":
        cast.bruno(mia)
        people.leave(child=door.child_or_404(alba, mia.pk), person=alba, now=cast.NOW)
    else:
        Child.objects.get(pk=mia.pk).delete()
    assert people.open_invitation(code, cast.NOW) is None
    answer = Client(REMOTE_ADDR=PHONE).post(reverse("invitation", args=[code]), {"name": "Eve", **NZ})
    assert answer.status_code == 404


def test_of_the_wide_world_nobody_opens_an_invitation(alba: Person, mia: Child) -> None:
    answer = Client(REMOTE_ADDR="8.8.8.8").get(reverse("invitation", args=[cast.invited(alba, mia)]))
    assert answer.status_code == 403


def test_ones_own_invitation_is_not_used_up(alba: Person, mia: Child, at_home: Client) -> None:
    where = reverse("invitation", args=[cast.invited(alba, mia)])
    assert at_home.post(where, {}).status_code == 409
    assert Invitation.objects.get().used_at is None


def test_an_invitation_takes_nothing_away_from_whoever_has_more(alba: Person, mia: Child) -> None:
    bruno = cast.bruno(mia)
    people.accept(person=bruno, code=cast.invited(alba, mia, kind=Kind.VIEWER), guest=Guest(), now=cast.NOW)
    assert Role.objects.get(person=bruno, ended_at=None).kind == Kind.OWNER


def test_without_a_name_nobody_comes_in(alba: Person, mia: Child) -> None:
    where = reverse("invitation", args=[cast.invited(alba, mia)])
    answer = Client(REMOTE_ADDR=PHONE).post(where, {"name": " ", **NZ})
    assert answer.status_code == 422
    assert "Give the name by which the others see you" in answer.content.decode()
    assert Person.objects.count() == 1


def test_the_form_makes_an_invitation_and_shows_its_link_once(
    alba: Person, mia: Child, at_home: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDSONG_LAN_ADDRESS", "http://192.168.1.20:8000")
    told = {"children": [str(mia.pk)], "kind": "viewer", "where": "elsewhere", "days": "2"}
    said = at_home.post(reverse("people-invite"), told).content.decode()
    assert "http://192.168.1.20:8000/invitation/" in said
    assert "home network only" in said
    invitation = Invitation.objects.get()
    assert invitation.expires_at == cast.NOW + 2 * DAY
    waiting = page(at_home)
    take_back = reverse("invitation-take-back", args=[invitation.pk])
    assert take_back in waiting
    at_home.post(take_back)
    assert take_back not in page(at_home)


def test_a_form_that_names_a_strangers_child_invites_nobody(mia: Child, carla: Client) -> None:
    told = {"children": [str(mia.pk)], "kind": "owner", "where": "here", "days": "2"}
    assert carla.post(reverse("people-invite"), told).status_code == 422
    assert not Invitation.objects.exists()


# Change, remove, leave


def test_an_owner_makes_a_viewer_a_carer_and_removes_them(mia: Child, at_home: Client, phone: Phone) -> None:
    person = cast.guest(mia, Kind.VIEWER)
    browser, role = phone(person), Role.objects.get(person=person)
    at_home.post(reverse("role-change", args=[role.pk]), {"kind": "carer"})
    role = Role.objects.get(person=person, ended_at=None)
    assert role.kind == Kind.CARER
    assert "Mia" in browser.get("/").content.decode()
    at_home.post(reverse("role-remove", args=[role.pk]))
    assert "Mia" not in browser.get("/", follow=True).content.decode()
    assert browser.get(reverse("child", args=[mia.pk])).status_code == 404
    said = page(at_home)
    assert "Gita</bdi>, carer until 24 November 2026" in said


def test_nobody_removes_or_changes_an_owner_or_a_young_person(alba: Person, at_home: Client) -> None:
    ada = cast.add(alba, "Ada", born=date(2012, 5, 1))
    other = cast.guest(ada, Kind.OWNER, "Carla")
    young = cast.guest(ada, Kind.SELF, "Ada")
    for person in (other, young, alba):
        role = Role.objects.get(person=person, ended_at=None)
        assert at_home.post(reverse("role-remove", args=[role.pk])).status_code == 409
        assert at_home.post(reverse("role-change", args=[role.pk]), {"kind": "viewer"}).status_code == 409
        assert Role.objects.get(pk=role.pk).ended_at is None


def test_whoever_has_just_left_is_not_brought_back(mia: Child, alba: Person) -> None:
    person = cast.guest(mia, Kind.CARER)
    role = door.role_or_404(alba, Role.objects.get(person=person).pk, Deed.OWN)
    people.leave(child=door.child_or_404(person, mia.pk), person=person, now=cast.NOW)
    with pytest.raises(UnableToChange, match="just now"):
        people.change_role(role=role, kind=Kind.VIEWER, by=alba, now=cast.NOW)
    with pytest.raises(UnableToChange, match="just now"):
        people.remove(role=role, by=alba, now=cast.NOW)
    assert not door.children_of(person).exists()


def test_carers_and_viewers_decide_about_nobody(mia: Child, phone: Phone) -> None:
    browser, other = phone(cast.guest(mia, Kind.CARER)), cast.guest(mia, Kind.VIEWER, "Hugo")
    role = Role.objects.get(person=other)
    assert browser.post(reverse("role-remove", args=[role.pk])).status_code == 403
    assert browser.get(reverse("people-invite")).status_code == 302
    assert "Make carer" not in page(browser)


def test_the_last_owner_hands_over_first_and_then_leaves(alba: Person, mia: Child, at_home: Client) -> None:
    where = reverse("child-leave", args=[mia.pk])
    assert at_home.post(where).status_code == 409
    assert "Make somebody else an owner first" in at_home.get(where).content.decode()
    cast.guest(mia, Kind.OWNER, "Carla")
    offered = at_home.get(where).content.decode()
    assert reverse("child-copy", args=[mia.pk]) in offered
    assert at_home.post(where).status_code == 302
    assert at_home.get(reverse("child", args=[mia.pk])).status_code == 404


def test_whoever_left_does_not_live_there_any_more(alba: Person, mia: Child) -> None:
    bruno = cast.bruno(mia)
    people.leave(child=door.child_or_404(bruno, mia.pk), person=bruno, now=cast.NOW)
    assert not Member.objects.filter(person=bruno).exists()
    assert door.decides_at_home(bruno)
    assert door.family_of(bruno) is None


def test_everybody_sets_the_name_the_others_see(mia: Child, bruno: Client, at_home: Client) -> None:
    bruno.post(reverse("people-name"), {"name": "  Papa   Bruno "})
    assert "Papa Bruno" in page(at_home)
    assert bruno.post(reverse("people-name"), {"name": ""}).status_code == 422


def test_where_phones_learn_to_trust_first_the_code_stays_behind_a_hash(
    mia: Child, at_home: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = lan.Secure("http://192.168.1.20:8000/trust/", "AA", "2027-01-01", ["https://192.168.1.20:8000"])
    monkeypatch.setenv(lan.SECURE, json.dumps(asdict(way)))
    told = {"children": [str(mia.pk)], "kind": "carer", "where": "here", "days": "7"}
    said = at_home.post(reverse("people-invite"), told).content.decode()
    code = re.search(r"http://192\.168\.1\.20:8000/trust/#([a-z2-9]{4}(?:-[a-z2-9]{4}){4})<", said)
    assert code
    assert (
        Client(REMOTE_ADDR=PHONE).get(reverse("invitation", args=[code[1]]), secure=True).status_code == 200
    )
    monkeypatch.delenv(lan.SECURE)
