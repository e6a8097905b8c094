"""Tokens: made by somebody who is there, shown once, ended by themselves, and nothing else opens the API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from handsong.web.accounts import api, clock, door, lan, tokens
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Device, Person, Token
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE

ME = "/api/v1/me/"
PAGE = "/settings/programs/"


def form(**told: object) -> dict[str, object]:
    return {
        "id": str(new_id()),
        "name": "Button",
        "scopes": ["read"],
        "child": "",
        "last_day": "2027-02-01",
    } | told


def secret_in(page: str) -> str:
    found = re.search(r"handsong_[\w-]{43}", page)
    assert found
    return found[0]


def with_token(secret: str, **more: str) -> Client:
    return Client(REMOTE_ADDR=PHONE, headers={"Authorization": f"Bearer {secret}"}, **more)


# Made and ended


def test_a_token_is_made_on_the_page_and_shown_once(at_home: Client, alba: Person) -> None:
    answer = at_home.post(PAGE, form())
    secret = secret_in(answer.content.decode())
    (token,) = Token.objects.all()
    assert (token.person, token.name, token.scopes) == (alba, "Button", ("read",))
    assert token.secret_digest == door.digest(secret)
    assert secret not in str(Token.objects.values_list().get())
    assert answer["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in at_home.post(PAGE, form(), headers={"Accept-Encoding": "gzip"})
    listed = at_home.get(PAGE).content.decode()
    assert "Button" in listed
    assert secret not in listed
    assert with_token(secret).get(ME).json()["token"]["name"] == "Button"


def test_a_form_that_comes_twice_makes_one_token(at_home: Client, alba: Person) -> None:
    told = form()
    assert at_home.post(PAGE, told).status_code == 200
    again = at_home.post(PAGE, told)
    assert again.status_code == 422
    assert "shown once" in again.content.decode()
    assert Token.objects.count() == 1


def test_it_ends_as_the_day_after_its_last_one_begins(at_home: Client, mia: Child) -> None:
    at_home.post(PAGE, form(last_day="2026-12-31"))
    ends = Token.objects.get().ends_at
    assert timezone.localtime(ends, timezone.zoneinfo.ZoneInfo("Australia/Melbourne")).isoformat() == (
        "2027-01-01T00:00:00+11:00"
    )


@pytest.mark.parametrize("last_day", ["2026-11-23", "2027-11-26", "soon", ""])
def test_a_token_that_would_not_end_within_a_year_is_refused(
    at_home: Client, mia: Child, last_day: str
) -> None:
    assert at_home.post(PAGE, form(last_day=last_day)).status_code == 422
    with pytest.raises(tokens.UnableToMakeToken):
        people.token_of(people.alba(), ends_at=people.NOW + timedelta(days=367))
    assert not Token.objects.exists()


@pytest.mark.parametrize("wrong", [{"may_read": False}, {"ends_at": people.NOW}])
def test_the_database_holds_no_token_that_opens_nothing_or_has_ended_before_it_began(
    alba: Person, wrong: dict[str, object]
) -> None:
    token, _ = people.token_of(alba, "read")
    with pytest.raises(IntegrityError):
        Token.objects.filter(pk=token.pk).update(**wrong)


def test_an_ended_token_opens_nothing(at_home: Client, alba: Person) -> None:
    token, secret = people.token_of(alba)
    assert with_token(secret).get(ME).status_code == 200
    assert at_home.post(f"{PAGE}{token.pk}/end/").status_code == 302
    assert with_token(secret).get(ME).status_code == 401


def test_a_token_ends_by_itself(alba: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = people.token_of(alba, ends_at=people.NOW + timedelta(hours=1))
    assert with_token(secret).get(ME).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: people.NOW + timedelta(hours=1))
    assert with_token(secret).get(ME).status_code == 401


def test_when_it_was_last_used_is_noted_once_an_hour(alba: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = people.token_of(alba)
    for minutes, noted in ((0, 0), (59, 0), (60, 60)):
        at = people.NOW + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        with_token(secret).get(ME)
        token.refresh_from_db()
        assert token.used_at == people.NOW + timedelta(minutes=noted)


def test_a_phone_makes_none_before_its_person_has_confirmed(bruno: Client, mia: Child) -> None:
    assert "Make the token" not in bruno.get(PAGE).content.decode()
    refused = bruno.post(PAGE, form())
    assert (refused.status_code, refused["Location"]) == (302, "/confirm/?next=%2Fsettings%2Fprograms%2F")
    assert not Token.objects.exists()
    Device.objects.update(confirmed_at=people.NOW)
    assert "Make the token" in bruno.get(PAGE).content.decode()
    assert secret_in(bruno.post(PAGE, form()).content.decode())


def test_a_token_goes_with_its_person_and_what_it_may_see_with_their_role(
    bruno: Client, mia: Child, program: Callable[..., Client]
) -> None:
    person = Person.objects.get(name="Bruno")
    asking = program(person)
    assert len(asking.get("/api/v1/children/").json()) == 1
    person.roles.update(ended_at=people.NOW)
    assert asking.get("/api/v1/children/").json() == []
    assert asking.get(f"/api/v1/children/{mia.pk}/").status_code == 404
    person.delete()
    assert asking.get(ME).status_code == 401


# What opens the API, and what does not


def test_neither_a_cookie_nor_the_machine_itself_opens_the_api(
    bruno: Client, at_home: Client, mia: Child
) -> None:
    for browser in (bruno, at_home):
        answer = browser.get(ME)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"
        assert (
            browser.post("/api/v1/events/", {"events": []}, content_type="application/json").status_code
            == 401
        )


def test_the_token_says_who_asks_whatever_cookie_comes_along(alba: Person, mia: Child, carla: Client) -> None:
    _, secret = people.token_of(alba)
    carla.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    assert [child["name"] for child in carla.get("/api/v1/children/").json()] == ["Mia"]


def test_a_token_opens_no_page(alba: Person) -> None:
    _, secret = people.token_of(alba)
    assert with_token(secret).get("/settings/").status_code == 403


def test_nothing_else_needs_to_be_sent_with_a_token(alba: Person) -> None:
    _, secret = people.token_of(alba)
    strict = Client(
        enforce_csrf_checks=True, REMOTE_ADDR=PHONE, headers={"Authorization": f"Bearer {secret}"}
    )
    answer = strict.post("/api/v1/events/", {"events": []}, content_type="application/json")
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Bearer handsong_wrong", "Basic {}", "{}", "Token {}"]
)
def test_what_is_no_token_opens_nothing(alba: Person, said: str) -> None:
    _, secret = people.token_of(alba)
    assert Client(headers={"Authorization": said.format(secret)}).get(ME).status_code == 401


def test_from_the_wide_world_a_token_counts_by_an_encrypted_way_alone(
    alba: Person, settings: Settings
) -> None:
    _, secret = people.token_of(alba)
    far = Client(REMOTE_ADDR="8.8.8.8", headers={"Authorization": f"Bearer {secret}"})
    assert far.get(ME).status_code == 401
    settings.TRUSTED_PROXY = "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    passed_on = {"Authorization": f"Bearer {secret}", "X-Forwarded-For": "8.8.8.8"}
    assert Client(headers=passed_on).get(ME).status_code == 401
    assert Client(headers=passed_on | {"X-Forwarded-Proto": "https"}).get(ME).status_code == 200


def test_where_there_is_an_encrypted_way_no_other_counts(
    alba: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = lan.Secure("http://192.168.1.5:8000/trust/", "AB", "2027-01-01", ["https://192.168.1.5:8000"])
    monkeypatch.setenv(lan.SECURE, json.dumps(asdict(way)))
    _, secret = people.token_of(alba)
    answer = with_token(secret).get(ME)
    assert answer.status_code == 403
    assert "https" in answer.json()["problems"][0]["remedy"]
    assert with_token(secret).get(ME, secure=True).status_code == 200


# How much it may


@pytest.mark.parametrize("scope", tokens.SCOPES)
def test_a_token_may_do_what_it_was_made_for_and_no_more(
    alba: Person, mia: Child, program: Callable[..., Client], scope: str
) -> None:
    asking = program(alba, scope)
    massage = {"id": str(new_id()), "minutes": 10}
    answers = {
        "read": asking.get("/api/v1/children/"),
        "tell": asking.post("/api/v1/events/", {"events": []}, content_type="application/json"),
        "write": asking.post(
            f"/api/v1/children/{mia.pk}/sessions/", massage, content_type="application/json"
        ),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 200 if name == scope else 403 for name in tokens.SCOPES
    }
    assert asking.get(ME).status_code == 200


def test_a_token_for_one_child_sees_no_other(
    alba: Person, mia: Child, noah: Child, program: Callable[..., Client]
) -> None:
    theirs, hers = (
        people.held(noah, people.NOW - timedelta(hours=3)),
        people.held(mia, people.NOW - timedelta(hours=3)),
    )
    asking = program(alba, only_child=noah)
    assert [child["name"] for child in asking.get("/api/v1/children/").json()] == ["Noah"]
    assert asking.get(f"/api/v1/children/{mia.pk}/").status_code == 404
    assert asking.get(f"/api/v1/sessions/{theirs.pk}/").status_code == 200
    assert asking.get(f"/api/v1/sessions/{hers.pk}/").status_code == 404
    massage = {"id": str(new_id()), "minutes": 10}
    for child, status in ((noah, 200), (mia, 404)):
        where = f"/api/v1/children/{child.pk}/sessions/"
        assert asking.post(where, massage, content_type="application/json").status_code == status


def test_a_token_for_a_child_who_was_erased_is_gone_and_the_others_stay(alba: Person, mia: Child) -> None:
    people.token_of(alba, only_child=mia)
    stays, _ = people.token_of(alba)
    families.erase_child(child=mia, now=people.NOW)
    assert list(Token.objects.all()) == [stays]


def test_who_asks_too_often_waits(
    alba: Person, program: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.LIMIT, "most", 2)
    asking, other = program(alba), program(alba)
    assert [asking.get(ME).status_code for _ in range(3)] == [200, 200, 429]
    refused = asking.get(ME)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["problems"][0]["remedy"].startswith("Wait")
    assert other.get(ME).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: people.NOW + timedelta(minutes=1))
    assert asking.get(ME).status_code == 200
