"""Who was erased is noted beside the database too: when that is damaged, an older backup brings nobody back in silence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from handsong.web.accounts.models import Person
from handsong.web.diary.models import SetAside
from handsong.web.families.models import Child, Erased, Family, Member
from handsong.web.site.backup import before, checking, forgetting, keys, make, remembering
from handsong.web.site.erasing import actions
from handsong.web.site.erasing.actions import Where
from tests import people
from tests.web.site.households import NOW, names, opened, type_in

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

ROW = ("1" * 32, "2" * 32, "2026-11-24 09:30:00")
ANOTHER = ("3" * 32, "2" * 32, "2026-11-24 09:31:00")


def truncated(file: Path) -> None:
    file.write_bytes(b"")


def overwritten(file: Path) -> None:
    with file.open("r+b") as out:
        out.write(b"\xff" * 8192)


@pytest.fixture
def stick(home: Path, tmp_path: Path) -> Path:
    """A backup from before anybody was erased."""
    return make.by_hand(home, now=NOW, file=tmp_path / "stick.age")


def test_a_damaged_database_brings_nobody_back_with_an_older_backup(home: Path, stick: Path) -> None:
    assert type_in(home, "erase", "--child", "1", typed="Mia\n").returncode == 0
    overwritten(home / "handsong.sqlite3")
    done = type_in(home, "restore", str(stick), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "who were erased here since, and stay so: 1." in done.stdout
    assert "may come back" not in done.stdout
    assert names(home) == ["Noah"]


def test_where_nothing_can_tell_who_was_erased_the_page_says_that_they_may_come_back(
    home: Path, stick: Path
) -> None:
    assert not before.may_come_back(home), "a database that can be read tells it"
    for damage in (overwritten, truncated):
        damage(home / "handsong.sqlite3")
        assert before.may_come_back(home)
    sent = SimpleUploadedFile(stick.name, stick.read_bytes())
    is_whole, said = checking.check(home, sent, key=keys.waiting(home))
    assert is_whole
    assert "They may come back with it." in said[-1]
    remembering.note(home, [])
    assert not before.may_come_back(home), "it is noted that nobody was"


def test_before_there_is_a_household_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert not before.may_come_back(tmp_path)
    assert remembering.known(tmp_path) == []


def test_what_a_version_before_erased_is_noted_when_it_starts(home: Path) -> None:
    with opened(home) as database, database:
        (family,) = database.execute("SELECT id FROM families_family").fetchone()
        row = (ROW[0], family, ROW[2])
        database.execute("INSERT INTO families_erased (id, family_id, at) VALUES (?, ?, ?)", row)
    with make.weekly_meanwhile(home):
        pass
    truncated(home / "handsong.sqlite3")
    assert remembering.known(home) == [row]
    assert (home / "erased").stat().st_mode & 0o077 == 0


def test_what_is_noted_only_grows_also_when_the_note_was_damaged(home: Path) -> None:
    remembering.note(home, [ROW])
    remembering.note(home, [ANOTHER])
    assert remembering.known(home) == [ROW, ANOTHER]
    (home / "erased").write_bytes(b"\xff{")
    assert remembering.known(home) == []
    assert not before.may_come_back(home), "the database knows"
    remembering.note(home, [ROW])
    assert remembering.known(home) == [ROW]


def test_what_is_noted_is_what_the_database_writes(settings: Settings, mia: Child, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    people.held(mia, people.NOW - timedelta(days=1))
    actions.erase_household(home=mia.family, actor=people.alba(), where=Where(tmp_path, people.NOW))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, family_id, CAST(at AS TEXT) FROM families_erased ORDER BY id")
        assert remembering.known(tmp_path) == cursor.fetchall()
    assert Erased.objects.filter(pk=mia.family_id).exists()


def test_what_cannot_be_noted_stands_on_the_receipt(
    mia: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "write", full)
    told = actions.erase_child(child=mia, actor=people.alba(), where=Where(tmp_path, people.NOW))
    assert not Child.objects.exists()
    assert "cannot be written (No space left on device)" in told.stays[1]


def test_whoever_lives_in_an_older_backup_in_a_home_that_was_erased_keeps_what_came_later(
    mia: Child, tmp_path: Path
) -> None:
    """Bruno had moved out before it was erased; put back, he lives there, and goes on."""
    home = mia.family
    Family.objects.filter(pk=home.pk).update(country="NZ")
    Member.objects.create(person=Person.objects.create(name="Bruno"), family=home)
    for words, days in (("BEFORE", -1), ("LATER", 1)):
        came_at = people.NOW + timedelta(days=days)
        SetAside.objects.create(family=home, row=words, digest=words, why="odd", came_at=came_at)
    file = tmp_path / "backup.sqlite3"
    file.write_bytes(connection.connection.serialize())
    erased_at = "2026-11-24 09:30:00"
    forgetting.forget(file, {name.hex: erased_at for name in (home.pk, people.alba().pk, mia.pk)})
    with closing(sqlite3.connect(file)) as database:
        assert database.execute('SELECT "row" FROM diary_setaside').fetchall() == [("LATER",)]
        assert database.execute("SELECT country FROM families_family").fetchall() == [("NZ",)]
