"""The site on the file of a household in a folder, within this process, and who gets in there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest_django
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client

from handsong.web.accounts import door as devices
from handsong.web.accounts import epoch, signing_in
from handsong.web.accounts.models import Person
from handsong.web.accounts.signing_in import UnableToSignIn
from handsong.web.diary.models import Reminder
from handsong.web.families.models import Child, Member
from handsong.web.site import database
from handsong.web.site.backup import before, closed, keys, make, restore
from tests import people
from tests.web.conftest import PHONE
from tests.web.site import households

ALIAS = "default"


@dataclass(frozen=True)
class House:
    """A household in its folder, and a backup of it that somebody took along."""

    folder: Path
    blocker: pytest_django.DjangoDbBlocker

    @property
    def file(self) -> Path:
        """Where its database lies."""
        return self.folder / "handsong.sqlite3"

    @property
    def stick(self) -> Path:
        """Where its backup lies."""
        return self.folder.with_name("stick.age")

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let the site be about this household, as long as the block lasts."""
        usual = connections[ALIAS]
        theirs = DatabaseWrapper(usual.settings_dict | database.sqlite(self.file), ALIAS)
        connections[ALIAS] = theirs
        try:
            with self.blocker.unblock():
                yield
                theirs.close()
        finally:
            connections[ALIAS] = usual

    def back_up(self, *, file: Path | None = None, at: datetime = households.NOW) -> Path:
        """Take it along as it is now, and return where the backup lies."""
        return make.by_hand(self.folder, now=at, file=file or self.stick)

    def put_back(self, file: Path | None = None) -> closed.Known:
        """Put that backup in place, with an epoch of its own, and return what was told before of who gets in."""
        staged = restore.stage(self.folder, file or self.stick, identities=keys.here(self.folder), typed=None)
        with House(staged.folder, self.blocker).open():
            epoch.renew()
        told = before.who_gets_in(self.folder, staged)
        restore.hold(self.folder, staged)
        restore.accept(self.folder)
        restore.finish(self.folder)
        with closing(sqlite3.connect(self.file)) as asked:
            assert asked.execute("PRAGMA foreign_key_check").fetchall() == []
        return told


def mia() -> Child:
    """Return the child of the household."""
    return Child.objects.get(name="Mia")


def page(secret: str) -> int:
    """Return what a phone hears that asks for the diary of the child."""
    browser = Client(REMOTE_ADDR=PHONE)
    browser.cookies[devices.DEVICE_COOKIE] = secret
    return browser.get(f"/diary/{mia().pk}/").status_code


def api(secret: str) -> int:
    """Return what a program hears that asks for the child."""
    asking = Client(REMOTE_ADDR=PHONE, headers={"Authorization": f"Bearer {secret}"})
    return asking.get(f"/api/v1/children/{mia().pk}/").status_code


def calendar(secret: str) -> int:
    """Return what a calendar hears at this address."""
    return Client(REMOTE_ADDR=PHONE).get(f"/calendar/{secret}.ics").status_code


def remind(secret: str) -> None:
    """Let Alba be reminded, in a calendar with this address."""
    alba = people.alba()
    told = {
        "family": Member.objects.get(person=alba).family,
        "days": 1,
        "at": "10:00",
        "since_date": people.TODAY,
        "secret_digest": devices.digest(secret),
    }
    Reminder.objects.update_or_create(person=alba, defaults=told)


def with_password(name: str, password: str) -> bool:
    """Whether a name and a password belong together."""
    return _opens(lambda: signing_in.by_password(name=name, password=password, address=PHONE, now=people.NOW))


def with_code(code: str) -> bool:
    """Whether a recovery code lets in."""
    return _opens(lambda: signing_in.by_recovery(code=code, address=PHONE, now=people.NOW))


def _opens(deed: Callable[[], Person]) -> bool:
    try:
        deed()
    except UnableToSignIn:
        return False
    return True
