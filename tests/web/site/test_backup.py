"""A backup is made: whole, closed, by itself, and never in the way of what a family does."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handsong.web.site.backup import archive, kept, keys, make
from tests.web.site import households
from tests.web.site.households import NOW, Killed, opened_backup, rows

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

DAY = timedelta(days=1)


# What it holds


def test_a_backup_holds_every_row_and_the_key(home: Path, tmp_path: Path) -> None:
    file = make.by_hand(home, now=NOW)
    manifest = opened_backup(home, file, tmp_path / "opened")
    assert rows(tmp_path / "opened") == rows(home)
    assert (tmp_path / "opened" / "key").read_bytes() == (home / "key").read_bytes()
    assert manifest.made() == NOW
    assert dict(manifest.holds())["children"] == 2
    assert ["accounts", "0001_initial"] in manifest.migrations
    within = {"handsong.sqlite3", "key", archive.PUT_BACK}
    assert {path.name for path in (tmp_path / "opened").iterdir()} == within


def test_nobody_reads_it_without_a_key_and_nobody_else_opens_the_file(home: Path) -> None:
    file = make.by_hand(home, now=NOW)
    closed = file.read_bytes()
    assert closed.startswith(b"age-encryption.org/v1\n")
    assert b"Mia" not in closed
    assert b"SQLite" not in closed
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    for name in (keys.PUBLIC, keys.WAITING):
        assert (home / name).stat().st_mode & 0o777 == 0o600


def test_others_write_while_it_is_made_and_it_is_of_one_moment(home: Path, tmp_path: Path) -> None:
    """A writer moves one from one column to the other, all the time: together they are always ten."""
    with closing(sqlite3.connect(home / "handsong.sqlite3")) as database, database:
        database.execute("CREATE TABLE scale (here INTEGER, there INTEGER)")
        database.execute("INSERT INTO scale VALUES (10, 0)")
        database.execute(
            "CREATE TABLE filler AS SELECT randomblob(1000) AS stuff FROM diary_event, diary_event AS b LIMIT 3000"
        )
    over, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        with closing(sqlite3.connect(home / "handsong.sqlite3", timeout=20)) as database:
            while not over.is_set():
                with database:
                    database.execute("UPDATE scale SET here = here - 1")
                    database.execute("UPDATE scale SET there = there + 1")
                written += 1
                over.wait(0.02)  # others get their turn, as beside a family's phones

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [make.by_hand(home, now=NOW + number * DAY) for number in range(3)]
    finally:
        over.set()
        writer.join()
    assert written > 0
    for number, file in enumerate(files):
        opened_backup(home, file, tmp_path / str(number))
        assert archive.integrity_fault(tmp_path / str(number) / "handsong.sqlite3") == ""
        with closing(sqlite3.connect(tmp_path / str(number) / "handsong.sqlite3")) as database:
            here, there = database.execute("SELECT here, there FROM scale").fetchone()
        assert here + there == 10


def test_a_writer_in_the_middle_is_waited_for_and_never_copied_half(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first pages are in the file already, and its journal says that they do not count yet."""
    monkeypatch.setattr(archive, "LONGEST_WAIT", 0.1)
    monkeypatch.setattr(archive, "has_something", lambda _: True)  # the one look that comes before the copy
    with households.opened(home) as database:
        database.execute("CREATE TABLE scale (here INTEGER, there INTEGER)")
        database.execute("INSERT INTO scale VALUES (10, 0)")
        database.execute("CREATE TABLE filler AS SELECT randomblob(3000) AS stuff FROM diary_event")
        database.commit()
        database.execute("PRAGMA cache_size = 5")
        database.execute("UPDATE scale SET here = 9")
        database.execute("UPDATE filler SET stuff = randomblob(3000)")
        refused, during = "", None
        try:
            during = make.by_hand(home, now=NOW)
        except make.UnableToBackUp as error:
            refused = str(error)
        if during:
            assert _balance(home, during, tmp_path / "during") == (10, 0)
        else:
            assert "Try once more in a minute" in refused
            assert kept.backups(home) == []
        database.execute("UPDATE scale SET there = 1")
        database.commit()
    assert _balance(home, make.by_hand(home, now=NOW), tmp_path / "after") == (9, 1)


def _balance(home: Path, file: Path, into: Path) -> tuple[int, int]:
    opened_backup(home, file, into)
    assert archive.integrity_fault(into / "handsong.sqlite3") == ""
    with households.opened(into) as database:
        here, there = database.execute("SELECT here, there FROM scale").fetchone()
    return here, there


def test_it_is_open_to_other_programs(home: Path, tmp_path: Path) -> None:
    """Its two formats are known everywhere: age, and a packed tar."""
    import pyrage

    file = make.by_hand(home, now=NOW)
    (tmp_path / "all.tar.gz").write_bytes(pyrage.decrypt(file.read_bytes(), keys.here(home)))
    shutil.unpack_archive(tmp_path / "all.tar.gz", tmp_path / "all", filter="data")
    manifest = json.loads((tmp_path / "all" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == archive.FORMAT
    assert set(manifest["files"]) == {"handsong.sqlite3", "key"}


# What stands against it


def test_two_at_once_are_made_one_after_the_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second clears away what was left unfinished, and must not take the first one's work for that."""
    inside, most, both = 0, 0, threading.Event()
    real = archive.copy

    def counted(*words: Any, **more: Any) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        both.wait(0.3)
        real(*words, **more)
        inside -= 1

    monkeypatch.setattr(archive, "copy", counted)
    makers = [threading.Thread(target=make.by_hand, args=(home,), kwargs={"now": NOW}) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert most == 1
    assert len(kept.backups(home)) == 2


def test_it_is_on_the_disk_before_it_counts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut loses what was not sent to the disk; a name that leads to such a file would be a lie."""
    with households.sent_to_the_disk(monkeypatch) as sent:
        file = make.by_hand(home, now=NOW)
    assert file.stat().st_ino in sent.before_each_name[file.name]
    assert sent.last == file.parent.stat().st_ino


def test_before_the_first_child_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(make.UnableToBackUp, match="nothing to back up yet"):
        make.by_hand(tmp_path, now=NOW)
    assert make.weekly(tmp_path, now=NOW) is None
    make.before_update(tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_said_and_not_backed_up_as_if_it_were_well(home: Path) -> None:
    make.by_hand(home, now=NOW)
    before = kept.backups(home)
    with (home / "handsong.sqlite3").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 200_000)
    with pytest.raises(make.UnableToBackUp, match="handsong restore FILE"):
        make.by_hand(home, now=NOW + DAY)
    assert kept.backups(home) == before


def test_a_chosen_folder_that_is_not_there_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDSONG_BACKUPS", str(home / "stick"))
    with pytest.raises(make.UnableToBackUp, match="Plug in its disk"):
        make.weekly(home, now=NOW)
    make.before_update(home, now=NOW)
    assert [backup.why for backup in kept.backups(home)] == ["before-update"]


def test_a_chosen_folder_is_used(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("HANDSONG_BACKUPS", str(tmp_path / "stick"))
    file = make.by_hand(home, now=NOW)
    assert file.parent == tmp_path / "stick"
    assert [backup.file for backup in kept.backups(home)] == [file]


STEPS: tuple[tuple[object, str], ...] = (
    (os, "fsync"),
    (Path, "replace"),
    (archive, "sync"),
    (archive, "copy"),
    (archive, "pack"),
    (kept, "rotate"),
    (keys, "write"),
)


@pytest.mark.parametrize(("owner", "name"), STEPS)
def test_killed_at_any_step_no_half_backup_counts(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    before = rows(home)
    real: Callable[..., object] = getattr(owner, name)
    calls = 0
    for number in range(20):
        calls, reached = 0, number

        def dying(*words: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls > reached:  # noqa: B023 - called within this very round
                raise Killed
            return real(*words, **more)

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, dying)
            try:
                make.weekly(home, now=NOW + number * kept.EVERY)
            except Killed:
                pass
            else:
                break
        for place, backup in enumerate(kept.backups(home)):
            opened_backup(home, backup.file, tmp_path / f"{number}-{place}")
    else:
        raise AssertionError(f"{name} was called for ever")
    assert number > 0, f"{name} is no step of a backup"
    make.by_hand(home, now=NOW)
    assert rows(home) == before
    assert [path.name for path in home.iterdir() if path.name.startswith(".backup")] == []
    assert [path.name for path in (home / "backups").iterdir() if path.name.startswith(".")] == []
