"""Backups are made without anybody asking: every week, and before an update changes the database."""

from __future__ import annotations

import logging
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handsong.web.accounts import clock
from handsong.web.site.backup import archive, kept, make
from tests.web.site import households
from tests.web.site.households import NOW, opened_backup, rows
from tests.web.site.serving import free_port, serving

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

DAY = timedelta(days=1)
LONGEST_LOOK = 30


def test_the_weekly_one_is_made_once_a_week(home: Path) -> None:
    assert make.weekly(home, now=NOW)
    assert make.weekly(home, now=NOW + 6 * DAY) is None
    assert make.weekly(home, now=NOW + 7 * DAY)
    assert not kept.is_overdue(home, NOW + 8 * DAY)
    assert kept.is_overdue(home, NOW + 20 * DAY)


def test_one_made_by_hand_does_not_stand_for_the_weekly_one(home: Path) -> None:
    make.by_hand(home, now=NOW)
    assert make.weekly(home, now=NOW)


def test_a_clock_that_was_wrong_for_a_while_does_not_end_the_weekly_ones(home: Path) -> None:
    for week in range(kept.KEPT[kept.WEEKLY]):
        make.weekly(home, now=NOW + 3650 * DAY + week * kept.EVERY)
    right = make.weekly(home, now=NOW)
    assert right
    assert right.exists()


def test_so_many_of_each_kind_are_kept_and_none_too_long(home: Path) -> None:
    (home / "backups").mkdir()
    (home / "backups" / "a-letter.txt").touch()
    for week in range(7):
        make.weekly(home, now=NOW + week * kept.EVERY)
    for day in range(5):
        make.by_hand(home, now=NOW + day * DAY)
        make.before_update(home, now=NOW + day * DAY)
    found = kept.backups(home)
    for why, number in kept.KEPT.items():
        assert sum(backup.why == why for backup in found) == number, why
    assert max(backup.made_at for backup in found) == NOW + 6 * kept.EVERY
    late = NOW + 6 * kept.EVERY + kept.LONGEST + DAY
    newest = make.by_hand(home, now=late)
    assert [backup.file for backup in kept.backups(home)] == [newest]
    assert (home / "backups" / "a-letter.txt").exists()


def test_a_fresh_machine_lets_go_nothing_of_the_household_it_replaces(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one broke two months ago; the new one has a child already, and uses the same folder for backups."""
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("HANDSONG_BACKUPS", str(tmp_path / "stick"))
    last = make.weekly(home, now=NOW)
    fresh = Path(shutil.copytree(home, tmp_path / "fresh"))
    (fresh / "key").write_text("another", encoding="ascii")
    for week in range(6):
        make.weekly(fresh, now=NOW + 60 * DAY + week * kept.EVERY)
    assert last
    assert last.exists()
    assert last not in [backup.file for backup in kept.backups(fresh)]
    assert last in [backup.file for backup in kept.everybodys(fresh)]


def test_what_has_grown_too_old_goes_between_two_weekly_ones_too(home: Path) -> None:
    by_hand = make.by_hand(home, now=NOW)
    weekly = make.weekly(home, now=NOW + 34 * DAY)
    assert by_hand.exists()
    assert make.weekly(home, now=NOW + 36 * DAY) is None
    assert [backup.file for backup in kept.backups(home)] == [weekly]


def test_the_server_makes_the_weekly_one_while_it_runs(home: Path) -> None:
    with serving(home, PORT=free_port()) as running:
        waited = threading.Event()
        for _ in range(LONGEST_LOOK * 10):
            if kept.backups(home):
                break
            waited.wait(0.1)
        assert running.get("/")[0] == 200
    assert [backup.why for backup in kept.backups(home)] == ["weekly"]
    modes = {path.name: path.stat().st_mode & 0o777 for path in home.iterdir() if path.is_file()}
    assert set(modes.values()) == {0o600}, modes


class TwoLooks(threading.Event):
    """An hour passes at once; after the first, what stood in the way is gone, and after the second it ends."""

    def __init__(self, in_the_way: Path) -> None:
        super().__init__()
        self.in_the_way = in_the_way

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout == make.LOOKED_EVERY
        if self.in_the_way.is_dir():
            self.set()
        else:
            self.in_the_way.unlink()
        return self.is_set()


def test_a_weekly_one_that_fails_is_said_and_tried_again(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "backups").write_text("in the way", encoding="ascii")
    with caplog.at_level(logging.WARNING):
        make._keep_looking(home, TwoLooks(home / "backups"))
    assert caplog.text.count("The weekly backup was not made. The backup could not be written") == 1
    assert len(kept.backups(home)) == 1


def test_an_old_one_that_cannot_be_deleted_does_not_end_the_weekly_ones(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make.weekly(home, now=clock.now())
    looks = 0

    def refused(*_: object, **__: object) -> None:
        nonlocal looks
        looks += 1
        raise PermissionError(13, "Permission denied")

    class UntilTwo(threading.Event):
        def is_set(self) -> bool:
            return looks > 1

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == make.LOOKED_EVERY
            return self.is_set()

    monkeypatch.setattr(kept, "rotate", refused)
    make._keep_looking(home, UntilTwo())
    assert looks == 2
    assert caplog.text.count("cannot be deleted (Permission denied). See that their folder") == 2


def test_one_that_is_being_made_is_finished_when_the_server_ends(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on, real = threading.Event(), threading.Event(), archive.pack

    def slow(*words: Any) -> None:
        begun.set()
        may_go_on.wait(LONGEST_LOOK)
        real(*words)

    monkeypatch.setattr(archive, "pack", slow)
    with make.weekly_meanwhile(home):
        assert begun.wait(LONGEST_LOOK)
        assert kept.backups(home) == []
        may_go_on.set()
    assert len(kept.backups(home)) == 1


def test_ended_at_once_the_server_ends(home: Path) -> None:
    for _ in range(3):
        with serving(home, PORT=free_port()):
            pass


# Before an update


def test_before_an_update_changes_the_database_it_is_backed_up(earlier_home: Path, tmp_path: Path) -> None:
    before = rows(earlier_home)
    with serving(earlier_home, PORT=free_port()) as running:
        assert b"Mia" in running.get("/")[1]
    (backup,) = [found for found in kept.backups(earlier_home) if found.why == "before-update"]
    manifest = opened_backup(earlier_home, backup.file, tmp_path / "opened")
    assert ["accounts", "0002_epoch"] not in manifest.migrations
    assert rows(tmp_path / "opened") == before
    assert rows(earlier_home)["families_child"] == before["families_child"]


def test_an_update_that_cannot_be_backed_up_does_not_begin(earlier_home: Path) -> None:
    (earlier_home / "backups").write_text("in the way", encoding="ascii")
    before = rows(earlier_home)
    done = households.type_in(earlier_home, "serve", PORT=free_port())
    assert done.returncode == 1
    assert "no backup could be made before" in done.stdout
    assert "Nothing was changed" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert rows(earlier_home) == before


def test_a_start_that_changes_nothing_makes_none(home: Path) -> None:
    with serving(home, PORT=free_port()):
        pass
    assert [backup for backup in kept.backups(home) if backup.why == "before-update"] == []
