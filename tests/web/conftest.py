"""What every test of the pages stands on: who asks, from which machine, and when."""

from __future__ import annotations

import os
import string
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.middleware import csrf
from django.test import Client
from pytest_django import Settings
from whitenoise.base import WhiteNoise

from handsong.web.accounts import clock, door
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child
from tests import people
from tests.web import signing

PHONE = "192.168.1.23"


@pytest.fixture(autouse=True)
def _plain_files(settings: Settings) -> None:
    """Name static files plainly: how they are hashed has its own test."""
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True, scope="session")
def _files_looked_at_once() -> Iterator[None]:
    """Go through the gathered files once: each browser of a test has a site of its own, which would do so again."""
    look, known = WhiteNoise.update_files_dictionary, dict[tuple[str, str], dict[str, Any]]()

    def look_once(site: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            look(site, root, prefix)
            known[root, prefix] = dict(site.files)
        site.files.update(known[root, prefix])

    with mock.patch.object(WhiteNoise, "update_files_dictionary", look_once):
        yield


@pytest.fixture(autouse=True, scope="session")
def _secrets_of_digits() -> Iterator[None]:
    """Let the secret of a form be digits: letters by chance would now and then spell the name of a child."""
    with mock.patch.object(csrf, "CSRF_ALLOWED_CHARS", string.digits):
        yield


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    """Hash passwords quickly: how slowly it is done has its own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _files_as_before() -> Iterator[None]:
    """Let a command that keeps what it writes to its owner, and ran within a test, change nothing for the next one."""
    mask = os.umask(0)
    os.umask(mask)
    yield
    os.umask(mask)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let every page believe that it is the same Tuesday morning in the family's zone."""
    from django.utils import timezone

    def still() -> datetime:
        local = people.NOW.astimezone(timezone.get_current_timezone())
        return datetime.fromisoformat(local.isoformat())

    monkeypatch.setattr(clock, "now", still)
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    clock.WATCH.look(lambda _: None)
    return people.NOW


@pytest.fixture
def set_clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the machine's clock, ahead of that Tuesday morning by so much."""
    zone = ZoneInfo(people.HOME.time_zone)

    def set_it(ahead: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: (now + ahead).astimezone(zone))

    return set_it


@pytest.fixture
def alba(db: None) -> Person:
    """The parent at the machine."""
    return people.alba()


@pytest.fixture
def mia(alba: Person) -> Child:
    """Alba's daughter."""
    return people.mia(alba)


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, added after Mia."""
    return people.noah(alba)


@pytest.fixture
def at_home(db: None) -> Client:
    """A browser on the machine itself."""
    return Client()


@pytest.fixture
def phone(db: None) -> Callable[[Person], Client]:
    """Make a browser on a paired phone of a person."""

    def paired(person: Person) -> Client:
        browser = Client(REMOTE_ADDR=PHONE)
        browser.cookies[door.DEVICE_COOKIE] = people.phone_of(person)
        return browser

    return paired


@pytest.fixture
def dora(db: None) -> Person:
    """Somebody with a name and a password, who has no device and no family here."""
    return signing.dora()


@pytest.fixture
def carla(phone: Callable[[Person], Client]) -> Client:
    """The browser of a stranger who is paired for a family of her own."""
    return phone(people.carla())


@pytest.fixture
def bruno(phone: Callable[[Person], Client], mia: Child) -> Client:
    """The browser of Mia's other parent."""
    return phone(people.bruno(mia))


@pytest.fixture
def program(db: None) -> Callable[..., Client]:
    """Make a program of a person that shows a token, from a phone's address; it may do everything unless told."""

    def made(person: Person, *scopes: str, **told: Any) -> Client:
        _, secret = people.token_of(person, *scopes, **told)
        return Client(REMOTE_ADDR=PHONE, headers={"Authorization": f"Bearer {secret}"})

    return made
