"""A clock that is wrong for a while: the weekly backup is still made, and neither a real one goes nor a later one stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handsong.web.site.backup import kept
from tests.web.site.households import NOW

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REAL = [NOW - days * DAY for days in (28, 21, 14, 7)]


def made(data: Path, at: datetime, why: str = kept.WEEKLY) -> Path:
    """Let a backup be made at this time of the clock; what is in it does not matter here."""
    file = kept.free_name(data, why=why, now=at)
    file.write_bytes(b"closed")
    kept.rotate(data, at, stays=file)
    return file


def looked(data: Path, at: datetime) -> bool:
    """Look once whether the weekly one is due, as the server does every hour; return whether one was made."""
    if is_due := kept.is_due(data, at):
        made(data, at)
    else:
        kept.rotate(data, at)
    return is_due


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A household with four weekly backups."""
    (tmp_path / "key").write_bytes(b"of this household")
    for at in REAL:
        made(tmp_path, at)
    return tmp_path


def times(data: Path) -> set[datetime]:
    """Return when those that are kept were made."""
    return {backup.made_at for backup in kept.backups(data)}


@pytest.mark.parametrize("ahead", [8 * DAY, 13 * DAY, 300 * DAY])
def test_after_a_clock_that_was_ahead_one_is_made_and_not_one_every_hour(
    data: Path, ahead: timedelta
) -> None:
    kept.free_name(data, why=kept.WEEKLY, now=NOW + ahead).write_bytes(b"closed")
    assert [looked(data, NOW + hours * HOUR) for hours in range(6)] == [True, *[False] * 5]
    assert times(data) == {*REAL[1:], NOW}


@pytest.mark.parametrize("why", kept.KEPT)
def test_none_from_a_clock_that_was_ahead_stays_beyond_its_time(tmp_path: Path, why: str) -> None:
    (tmp_path / "key").write_bytes(b"of this household")
    late = made(tmp_path, NOW + 300 * DAY, why)
    for days in range(kept.LONGEST.days):
        looked(tmp_path, NOW + days * DAY)
    assert not late.exists()


def test_one_that_is_ahead_by_less_than_a_week_takes_no_place_of_a_real_one(data: Path) -> None:
    made(data, NOW + 3 * DAY)
    assert looked(data, NOW)
    assert times(data) == {*REAL[1:], NOW, NOW + 3 * DAY}
    assert not any(looked(data, NOW + days * DAY) for days in range(1, 7))
    assert times(data) == {*REAL[2:], NOW, NOW + 3 * DAY}


def test_a_clock_that_is_behind_for_some_days_costs_no_real_one(data: Path) -> None:
    """Now the other side is right: what seems to be ahead is all that a family has."""
    behind = NOW - 3650 * DAY
    for days in range(14):
        looked(data, behind + days * DAY)
    assert times(data) >= set(REAL)
    assert looked(data, NOW)
    assert times(data) == {*REAL[1:], NOW}


@pytest.mark.parametrize("ahead", [3 * DAY, 300 * DAY])
def test_none_of_the_future_hides_that_none_was_made_for_long(data: Path, ahead: timedelta) -> None:
    kept.free_name(data, why=kept.BY_HAND, now=NOW + 30 * DAY + ahead).write_bytes(b"closed")
    assert kept.is_overdue(data, NOW + 30 * DAY) is (ahead > kept.EVERY)
