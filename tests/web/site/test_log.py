"""The log says which route and which line, never what a family wrote."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client

from handsong.web.families.models import Child
from handsong.web.site.log import Discreet


@pytest.fixture
def log(db: None) -> object:
    """Catch the log as the terminal would show it."""
    screen = io.StringIO()
    handler = logging.StreamHandler(screen)
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield screen
    root.removeHandler(handler)


def test_a_page_that_is_not_there_is_logged_without_its_address(at_home: Client, log: io.StringIO) -> None:
    at_home.get("/secret-name/?name=Mia")
    assert "Mia" not in log.getvalue()
    assert "secret-name" not in log.getvalue()
    assert "GET an address that is not ours: 404" in log.getvalue()


def test_a_code_that_is_used_up_is_not_written_down(log: io.StringIO) -> None:
    Client(REMOTE_ADDR="192.168.1.9").get("/pair/very-secret/")
    assert "very-secret" not in log.getvalue()
    assert "pair/<str:code>/" in log.getvalue()


def test_a_fault_is_logged_by_its_place_and_kind_without_its_words(
    mia: Child, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handsong.web.families import queries

    def fail(*_: object) -> None:
        raise ValueError(mia.name)

    monkeypatch.setattr(queries, "verdict", fail)
    answer = Client(raise_request_exception=False).get(f"/children/{mia.pk}/?q=Mia")
    assert answer.status_code == 500
    said = log.getvalue()
    assert "views.py" in said
    assert "ValueError" in said
    assert "Mia" not in said
    assert str(mia.pk) not in said


def test_the_page_of_a_fault_says_what_is_safe_and_what_to_do(
    mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handsong.web.families import queries

    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(queries, "verdict", fail)
    said = Client(raise_request_exception=False).get(f"/children/{mia.pk}/").content.decode()
    assert "everything before it is" in said
    assert "emergency number" in said
