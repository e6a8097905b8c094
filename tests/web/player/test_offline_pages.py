"""What a phone fetches to start without a network: the worker, its page, and whose shelves it may keep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from handsong.web.accounts import door
from handsong.web.accounts.models import Device, Person
from handsong.web.families.models import Child
from handsong.web.player import offline_views


@pytest.fixture(autouse=True)
def _anew() -> None:
    """Forget what was made for another test, with files named otherwise."""
    for made in (offline_views._shell, offline_views._worker, offline_views._version, offline_views._files):
        made.cache_clear()


def _given(script: str, name: str) -> object:
    return json.loads(re.findall(rf"^const {name} = (.*);$", script, re.MULTILINE)[0])


def test_the_worker_is_a_script_that_is_never_kept_and_names_every_file_it_needs(at_home: Client) -> None:
    answer = at_home.get("/sw.js")
    script = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    files = _given(script, "FILES")
    assert isinstance(files, list)
    page = at_home.get(str(_given(script, "SHELL"))).content.decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert named <= set(files)
    assert {address.rpartition(".")[2] for address in files} == {"js", "css", "woff2", "svg"}


def test_the_page_for_no_network_knows_nobody(
    at_home: Client, phone: Callable[[Person], Client], alba: Person, mia: Child
) -> None:
    browsers = at_home, phone(alba)
    for browser in browsers:
        answer = browser.get("/offline/")
        said = answer.content.decode()
        assert mia.name not in said
        assert str(mia.pk) not in said
        assert re.findall(r'data-(?:token|epoch)="([^"]*)"', said) == ["", ""]
        assert "handsong_csrf" not in answer.cookies
    assert len({browser.get("/offline/").content for browser in browsers}) == 1


def test_another_page_or_another_worker_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first = offline_views._version()
    for part in ("_shell", "_script"):
        offline_views._version.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(offline_views, part, lambda: "another")
            assert offline_views._version() != first
    offline_views._version.cache_clear()
    assert offline_views._version() == first


def test_a_phone_is_told_of_the_children_it_may_keep_and_of_no_others(
    at_home: Client, carla: Client, bruno: Client, mia: Child, noah: Child
) -> None:
    told = at_home.get("/offline/known/").json()
    assert told["children"] == [str(mia.pk), str(noah.pk)]
    assert str(mia.pk) in bruno.get("/offline/known/").json()["children"]
    assert str(mia.pk) not in carla.get("/offline/known/").json()["children"]
    assert {"token", "epoch", "version"} <= set(told)


def test_a_phone_that_asks_for_a_pin_keeps_no_child_and_is_told_nothing_while_it_is_locked(
    phone: Callable[[Person], Client], alba: Person, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = phone(alba)
    assert browser.get("/offline/known/").json()["children"] == [str(mia.pk)]
    Device.objects.update(pin="a slow hash")
    assert browser.get("/offline/known/").status_code != 200
    monkeypatch.setattr(door, "quiet_for", lambda *_: timedelta())
    assert browser.get("/offline/known/").json()["children"] == []


def test_a_phone_that_kept_events_can_send_them_with_the_token_it_asks_for(mia: Child) -> None:
    strict = Client(enforce_csrf_checks=True)
    token = strict.get("/offline/known/").json()["token"]
    body = json.dumps({"device": "", "sessions": {}, "events": []})
    plain = strict.post("/events/", body, content_type="application/json")
    assert plain.status_code == 403
    sent = strict.post("/events/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 200
