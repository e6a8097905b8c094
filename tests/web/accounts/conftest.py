"""What tests of signing in stand on: somebody unknown, somebody who signed in, a way from afar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts.models import Person
from tests.web.conftest import PHONE
from tests.web.signing import RIGHT

PROXY, NAME, FAR_AWAY = "127.0.0.1", "handsong.example", "8.8.8.8"
FROM_AFAR = {"Host": NAME, "X-Forwarded-For": FAR_AWAY, "X-Forwarded-Proto": "https"}


@pytest.fixture
def stranger(db: None) -> Client:
    """A browser at home that nobody knows."""
    return Client(REMOTE_ADDR=PHONE)


@pytest.fixture
def from_afar(db: None, settings: Settings) -> Client:
    """A browser anywhere in the world that comes encrypted, through the proxy that is believed."""
    settings.TRUSTED_PROXY = PROXY
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NAME]
    return Client(REMOTE_ADDR=PROXY, headers=FROM_AFAR)


@pytest.fixture
def signed_in(dora: Person) -> Callable[[], Client]:
    """Make a browser at home in which Dora has just signed in."""

    def browser() -> Client:
        made = Client(REMOTE_ADDR=PHONE)
        assert made.post("/sign-in/", RIGHT).status_code == 302
        return made

    return browser
