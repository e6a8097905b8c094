"""What was decided cannot be put in place: before anything is exchanged it can be given up, and afterwards never."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from handsong.web.site.backup import closed, keys, restore
from tests.web.player import moments
from tests.web.site.households import Killed, contents, names, type_in
from tests.web.site.serving import free_port, serving
from tests.web.site.test_erase_remembered import overwritten, truncated

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]


@pytest.fixture
def decided(home: Path, backed_up: Path) -> Path:
    """The database of a backup that somebody decided to put in place at the next start."""
    restore.hold(home, restore.stage(home, backed_up, identities=keys.here(home), typed=None))
    assert restore.accept(home)
    return home / restore.DECIDED / "handsong.sqlite3"


def household(home: Path) -> dict[str, bytes]:
    """Return what belongs to a household: all but what a restore makes beside it, and notes that were half written."""
    held = contents(home)
    return {name: held[name] for name in held if not name.startswith(("restore-", ".key-"))}


STEPS: tuple[tuple[object, str], ...] = (
    (Path, "replace"),
    (Path, "unlink"),
    (shutil, "rmtree"),
    (keys, "sync"),
    (keys, "write"),
)
CALLS: list[str] = []


def dying_after(steps: int, real: Callable[..., object]) -> Callable[..., object]:
    """Let a step end the process, when so many steps of all kinds were done before."""

    def step(*words: object, **more: object) -> object:
        if len(CALLS) >= steps:
            raise Killed
        CALLS.append(real.__name__)
        return real(*words, **more)

    return step


def full(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


# What is damaged


@pytest.mark.parametrize("damage", [overwritten, truncated])
def test_what_is_damaged_is_given_up_by_itself(
    home: Path, decided: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    before = household(home)
    damage(decided)
    with caplog.at_level(logging.WARNING):
        assert restore.finish(home) is None
    assert "was damaged" in caplog.text
    assert "Nothing was exchanged" in caplog.text
    assert restore.given_up(home) in caplog.text
    assert household(home) == before
    assert not (home / "set-aside").exists()
    assert not restore.is_decided(home)
    caplog.clear()
    assert restore.finish(home) is None
    assert not caplog.text, "it is said once"


@pytest.mark.parametrize("deed", [restore.finish, restore.discard])
def test_killed_at_any_step_of_giving_up_nothing_is_exchanged(
    home: Path, decided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Path], object]
) -> None:
    (home / "key").write_bytes(b"later")
    overwritten(decided)
    before = household(home)
    for number in range(40):
        trial = Path(shutil.copytree(home, tmp_path / f"trial-{number}"))
        with monkeypatch.context() as patched:
            for owner, name in STEPS:
                patched.setattr(owner, name, dying_after(number, getattr(owner, name)))
            try:
                deed(trial)
            except Killed:
                pass
            else:
                break
            finally:
                CALLS.clear()
        restore.finish(trial)
        assert household(trial) == before
        assert {path.name for path in trial.glob("*restore-*")} <= {restore.GIVEN_UP}
    assert 3 < number < 39


def test_the_household_is_served_all_the_same(home: Path, decided: Path) -> None:
    overwritten(decided)
    with serving(home, PORT=free_port()) as running:
        assert b"Later" in running.get("/")[1]


def test_another_backup_is_put_back_all_the_same(home: Path, decided: Path, backed_up: Path) -> None:
    overwritten(decided)
    done = type_in(home, "restore", str(backed_up), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(names(home)) == {"Mia", "Noah"}
    assert restore.given_up(home) == "", "it is over"


def test_what_is_damaged_once_it_was_held_is_not_said_to_be_in_place(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from handsong.web.site import backup_commands

    accept = restore.accept

    def damaged(data: Path) -> bool:
        overwritten(data / restore.CHECKED / "handsong.sqlite3")
        return accept(data)

    monkeypatch.setattr(restore, "bring_up", lambda _: None)
    monkeypatch.setattr(restore, "accept", damaged)
    monkeypatch.setenv("HANDSONG_DATA", str(home))
    assert backup_commands.put_back(["--yes", str(backed_up)]) == 1
    said = capsys.readouterr().out
    assert "Nothing was exchanged" in said
    assert "It is in place" not in said
    assert set(names(home)) == {"Later"}


def test_the_page_says_so_until_somebody_has_read_it(
    at_home: Client, home: Path, decided: Path, settings: Settings, mia: object
) -> None:
    settings.DATA = home
    overwritten(decided)
    restore.finish(home)
    page = at_home.get("/settings/backup/")
    assert "Nothing was exchanged" in moments.text(page)
    assert "ready to be put in place" not in moments.text(page)
    assert "Nothing was exchanged" not in moments.text(at_home.post("/settings/backup/leave/", follow=True))


# What cannot be carried over for another reason


def test_what_cannot_be_carried_over_stays_and_the_sentence_says_both_ways(
    home: Path, decided: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(closed, "carry_over", full)
        with pytest.raises(restore.UnableToRestore) as refused:
            restore.finish(home)
    assert "See that the disk has room, then start again" in str(refused.value)
    assert "handsong restore --leave" in str(refused.value)
    assert restore.is_decided(home)
    assert restore.finish(home)
    assert set(names(home)) == {"Mia", "Noah"}


def test_what_cannot_be_read_just_now_is_not_taken_for_damaged(home: Path, decided: Path) -> None:
    decided.rename(home.parent / "elsewhere")
    decided.mkdir()
    with pytest.raises(restore.UnableToRestore, match="--leave"):
        restore.finish(home)
    assert restore.is_decided(home)
    decided.rmdir()
    (home.parent / "elsewhere").rename(decided)
    assert restore.finish(home)
    assert set(names(home)) == {"Mia", "Noah"}


def test_it_can_be_left_with_a_word(home: Path, decided: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = household(home)
    with monkeypatch.context() as patched:
        patched.setattr(closed, "carry_over", full)
        with pytest.raises(restore.UnableToRestore):
            restore.finish(home)
    done = type_in(home, "restore", "--leave")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "everything is as it was" in done.stdout
    assert household(home) == before
    assert list((home / "set-aside").iterdir()) == []
    again = type_in(home, "restore", "--leave")
    assert again.returncode == 0
    assert "No backup waits" in again.stdout


@pytest.mark.parametrize("words", [[], ["kept.age", "--leave"]])
def test_either_a_backup_or_leaving(home: Path, words: list[str]) -> None:
    done = type_in(home, "restore", *words)
    assert done.returncode == 2
    assert "either the backup FILE or --leave" in done.stderr


@pytest.mark.parametrize("other", ["--check", "--hold"])
def test_leaving_goes_with_nothing_else(home: Path, other: str) -> None:
    done = type_in(home, "restore", "--leave", other)
    assert done.returncode == 2
    assert "--leave goes with no other option" in done.stderr


# Once the exchange has begun


@pytest.fixture
def begun(home: Path, decided: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The power failed when the first file was about to be moved."""

    def dying(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(restore, "_move", dying)
        with pytest.raises(Killed):
            restore.finish(home)
    return decided


def test_once_it_has_begun_it_is_never_given_up(home: Path, begun: Path) -> None:
    done = type_in(home, "restore", "--leave")
    assert done.returncode == 1
    assert "It goes on where it stopped" in done.stdout
    assert restore.is_decided(home)
    assert restore.finish(home)
    assert set(names(home)) == {"Mia", "Noah"}


def test_once_it_has_begun_no_sentence_offers_to_leave_it(
    home: Path, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(restore, "_move", refused)
    with pytest.raises(restore.UnableToRestore, match="it goes on where it stopped") as said:
        restore.finish(home)
    assert "--leave" not in str(said.value)


def test_what_is_damaged_once_it_has_begun_goes_on_all_the_same(home: Path, begun: Path) -> None:
    """Some of it may be in place: half of each would be worse."""
    overwritten(begun)
    assert restore.finish(home)
    assert restore.given_up(home) == ""


@pytest.mark.parametrize("deed", [restore.discard, restore.accept])
def test_letting_go_what_was_decided_is_one_step(
    home: Path, decided: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Path], object]
) -> None:
    """Killed when only the database was deleted: the key that is left must not be put in place alone."""
    (home / restore.CHECKED).mkdir()
    (home / "key").write_bytes(b"later")

    def dying(folder: Path, **_: object) -> None:
        for file in folder.rglob("handsong.sqlite3"):
            file.unlink()
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", dying)
        with pytest.raises(Killed):
            deed(home)
    restore.finish(home)
    assert set(names(home)) == {"Later"}
    assert (home / "key").read_bytes() == b"later"
