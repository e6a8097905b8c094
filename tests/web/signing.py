"""What somebody signs in with in the tests, and how time goes by meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handsong.web.accounts import clock, signing_in
from handsong.web.accounts.models import Person
from tests import people

PASSWORD = "four green ducks swim"  # noqa: S105 - invented
OTHER_PASSWORD = "seven slow boats turn"  # noqa: S105 - invented

RIGHT = {"name": "Dora", "password": PASSWORD}
WRONG = {"name": "Dora", "password": "not this one at all"}


def dora() -> Person:
    """Return somebody with a name and a password, who has no device and no family here."""
    person = Person.objects.create(name="Dora")
    signing_in.set_up(person=person, name="Dora", password=PASSWORD)
    return person


def later(monkeypatch: pytest.MonkeyPatch, **how: float) -> None:
    """Let time go by in every page."""
    moment = people.NOW + timedelta(**how)
    monkeypatch.setattr(clock, "now", lambda: moment)
