"""This Handsong: what it believes about itself, and a remedy for each thing that is amiss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import lan
from handsong.web.accounts.models import Person
from handsong.web.site import checks, database, serve
from tests import people

DAY = timedelta(days=1)
WAY = lan.Secure("http://192.168.1.5/trust/", "AA BB", "2027-12-01T09:00:00+00:00", ["https://192.168.1.5"])


@pytest.fixture
def household(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is as it was made."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.DATA = tmp_path
    (tmp_path / "handsong.sqlite3").write_bytes(b"x" * 2_000_000)
    (tmp_path / "handsong.sqlite3").chmod(0o600)
    return tmp_path


def names(now: datetime) -> dict[str, checks.Row]:
    return {row.name: row for row in checks.rows(now, with_folder=True)}


@pytest.mark.django_db
def test_a_household_that_is_well_says_so(
    at_home: Client, household: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "durability_fault", lambda _: "")
    monkeypatch.setattr(checks, "_written_at", lambda _: people.NOW - DAY)
    said = at_home.get("/settings/check/").content.decode()
    assert "Everything is in order." in said
    assert "needs a look</span></dt>" not in said.split("data-clocks")[0]
    for words in (
        "2.0 MB",
        str(household),
        "SQLite 3." if connection.vendor == "sqlite" else "PostgreSQL",
        "Python 3.",
        "Tuesday 24 November 2026",
        "on the computer itself",
    ):
        assert words in said, words
    assert f'data-now="{int(people.NOW.timestamp() * 1000)}"' in said
    assert checks.faults(people.NOW) == []


def test_a_phone_is_not_told_where_on_the_disk_it_lies(
    alba: Person, phone: Callable[[Person], Client], household: Path
) -> None:
    said = phone(alba).get("/settings/check/").content.decode()
    assert str(household) not in said
    assert "handsong.sqlite3 in a folder on the computer" in said


def test_a_plain_page_on_a_phone_needs_a_look_and_a_secure_one_does_not(
    alba: Person, phone: Callable[[Person], Client]
) -> None:
    browser = phone(alba)
    plain = browser.get("/settings/check/").content.decode()
    assert "without encryption" in plain
    assert "make run HOME_NETWORK=1" in plain
    secure = browser.get("/settings/check/", secure=True).content.decode()
    assert "encrypted</dd>" in secure
    assert "without encryption" not in secure


@pytest.mark.parametrize(
    ("now", "written_at", "is_amiss"),
    [
        (people.NOW, people.NOW - DAY, False),
        (people.NOW, people.NOW + timedelta(minutes=10), False),
        (people.NOW, None, False),
        (people.NOW, people.NOW + DAY, True),
        (datetime(1970, 1, 1, tzinfo=UTC), None, True),
    ],
)
def test_a_clock_that_stands_before_its_own_data_is_amiss(
    now: datetime, written_at: datetime | None, *, is_amiss: bool
) -> None:
    assert ("Set the computer’s clock" in checks.clock(now, written_at).remedy) is is_amiss


@pytest.mark.parametrize(("free", "is_amiss"), [(80_000_000_000, False), (499_000_000, True), (0, True)])
def test_a_disk_that_is_nearly_full_is_amiss(free: int, *, is_amiss: bool) -> None:
    row = checks.disk(free)
    assert bool(row.remedy) is is_amiss
    assert "GB" in row.what


def test_a_file_that_others_can_read_is_amiss(household: Path) -> None:
    assert not checks.data(household, "here").remedy
    (household / "key").touch(0o644)
    assert "Others on this computer can read it" in checks.data(household, "here").remedy


def test_a_folder_that_cannot_be_written_is_amiss(household: Path, tmp_path: Path) -> None:
    (household / ".trial").mkdir()
    assert "Nothing can be written there" in checks.data(household, "here").remedy


@pytest.mark.django_db(transaction=True)
def test_a_database_that_could_lose_data_is_amiss() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            assert "synchronous is 0, not 2" in checks.kept().remedy
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


@pytest.mark.parametrize(("before", "is_amiss"), [(200, False), (31, False), (29, True), (-3, True)])
def test_a_certificate_that_ends_soon_is_amiss(before: int, *, is_amiss: bool) -> None:
    row = checks.certificate(WAY, datetime.fromisoformat(WAY.until) - before * DAY)
    assert "Until 1 December 2027, for https://192.168.1.5" in row.what
    assert ("Start Handsong again" in row.remedy) is is_amiss


def test_without_a_certificate_it_says_what_that_means(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "the network is not listened to" in checks.certificate(None, people.NOW).what
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.5:8000")
    assert "plain" in checks.certificate(None, people.NOW).what


@pytest.mark.django_db
def test_at_the_start_what_is_amiss_is_said_and_nothing_else(
    household: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "durability_fault", lambda _: "")
    monkeypatch.setattr(checks, "_written_at", lambda _: people.NOW - DAY)
    monkeypatch.setattr(connection, "close", lambda: None)
    serve._say_what_is_amiss()
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(checks, "ENOUGH_BYTES", 10**18)
    serve._say_what_is_amiss()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Free disk: ")
    assert "Make room on the computer" in line
