"""A new epoch sorts after every one that is known, whatever the clock of the machine says."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from handsong.web.accounts import epoch, ids
from handsong.web.accounts.models import Epoch

pytestmark = pytest.mark.django_db

DAYS = 3 * 86400 * 10**9


def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the machine be three days behind."""
    real = time.time_ns
    monkeypatch.setattr(ids.time, "time_ns", lambda: real() - DAYS)


def test_it_is_later_than_the_one_of_before_while_the_clock_is_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = [epoch.renew()]
    behind(monkeypatch)
    seen += [epoch.renew() for _ in range(3)]
    assert seen == sorted(set(seen))
    assert epoch.current() == seen[-1]
    assert {UUID(name).version for name in seen} == {7}


def test_where_there_is_none_yet_one_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    Epoch.objects.all().delete()
    behind(monkeypatch)
    first = epoch.renew()
    assert epoch.renew() > first
    assert Epoch.objects.count() == 1
