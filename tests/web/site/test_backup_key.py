"""The recovery key of a family: shown, written down, lost, made anew; and the command that speaks of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handsong.web.site import backup_commands
from handsong.web.site.backup import archive, kept, keys, make
from tests.web.site import households
from tests.web.site.households import NOW, Killed, opened_backup
from tests.web.site.serving import ROOT

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

DAY = timedelta(days=1)


# The key


def test_the_key_is_taken_off_the_machine_once_its_end_shows_that_it_is_on_paper(home: Path) -> None:
    make.by_hand(home, now=NOW)
    key = keys.waiting(home)
    assert key.startswith("AGE-SECRET-KEY-1")
    with pytest.raises(keys.UnableToUseKey, match="the key stays here"):
        keys.forget(home, "AAAAAA")
    assert keys.waiting(home) == key
    keys.forget(home, f" {key[-6:].lower()} ")
    assert keys.waiting(home) == ""
    assert not any(key.encode() in found for found in households.contents(home).values())
    again = make.by_hand(home, now=NOW + DAY)
    assert str(keys.typed(key).to_public()) == keys.public(home)
    assert again.exists()


def test_with_the_key_on_paper_only_copies_before_an_update_open_on_this_machine(
    home: Path, tmp_path: Path
) -> None:
    before_update = (make.before_update(home, now=NOW), kept.backups(home)[0].file)[1]
    by_hand = make.by_hand(home, now=NOW)
    key = households.paper(home)
    opened_backup(home, before_update, tmp_path / "here")
    with pytest.raises(archive.NoKeyFits):
        opened_backup(home, by_hand, tmp_path / "there")
    for number, file in enumerate((before_update, by_hand)):
        (tmp_path / str(number)).mkdir()
        archive.unpack(file, tmp_path / str(number), [keys.typed(key)])


def test_a_family_that_lost_the_paper_makes_another_key(home: Path) -> None:
    make.by_hand(home, now=NOW)
    first = keys.waiting(home)
    keys.renew(home)
    assert keys.waiting(home) == first, "one that still waits is not exchanged"
    households.paper(home)
    keys.renew(home)
    assert keys.waiting(home) not in {"", first}
    assert str(keys.typed(keys.waiting(home)).to_public()) == keys.public(home)


def test_a_key_is_typed_as_people_type(home: Path) -> None:
    make.by_hand(home, now=NOW)
    key = keys.waiting(home)
    for way in (key, key.lower(), " ".join(keys.grouped(key)), "\n".join(keys.grouped(key))):
        assert str(keys.typed(way)) == key
    for slip in (
        "",
        "hello",
        key[:-1],
        key[:20] + key[21] + key[20] + key[22:] if key[20] != key[21] else key[:-2],
    ):
        with pytest.raises(keys.UnableToUseKey, match="sign by sign"):
            keys.typed(slip)


def test_a_machine_that_stopped_between_the_halves_of_a_key_shows_one_that_opens(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.by_hand(home, now=NOW)
    households.paper(home)
    real, halves = keys.write, 0

    def dying(file: Path, text: str) -> None:
        nonlocal halves
        halves += 1
        if halves == 2:
            raise Killed
        real(file, text)

    with monkeypatch.context() as patched:
        patched.setattr(keys, "write", dying)
        with pytest.raises(Killed):
            keys.renew(home)
    file = make.by_hand(home, now=NOW + DAY)
    key = households.paper(home)
    (tmp_path / "opened").mkdir()
    assert archive.unpack(file, tmp_path / "opened", [keys.typed(key)])
    assert str(keys.typed(key).to_public()) == keys.public(home)


# The command


def test_the_command_backs_up_lists_and_shows_the_key(home: Path, tmp_path: Path) -> None:
    done = households.type_in(home, "backup", "-o", str(tmp_path / "mine.age"))
    assert done.returncode == 0, done.stderr
    assert f"Backed up into {tmp_path / 'mine.age'}" in done.stdout
    assert "handsong backup --key" in done.stdout
    assert "No backup is kept yet" in households.type_in(home, "backup", "--list").stdout
    said = households.type_in(home, "backup", "--key").stdout
    assert " ".join(keys.grouped(keys.waiting(home))) in said


def test_the_command_says_what_stands_in_the_way(home: Path, tmp_path: Path) -> None:
    done = households.type_in(home, "backup", "-o", str(tmp_path / "nowhere" / "mine.age"))
    assert done.returncode == 1
    assert "could not be written (No such file or directory)" in done.stdout
    done = households.type_in(tmp_path / "empty", "backup")
    assert done.returncode == 1
    assert "HANDSONG_DATA=" in done.stdout
    assert not (tmp_path / "empty").exists()


def test_on_a_fresh_machine_the_list_names_the_backups_of_the_one_before(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    settings = {"HANDSONG_BACKUPS": str(tmp_path / "stick")}
    households.type_in(home, "backup", **settings)
    (file,) = (tmp_path / "stick").iterdir()
    done = households.type_in(tmp_path / "fresh", "backup", "--list", **settings)
    assert done.returncode == 0, done.stderr
    assert f"{file}  " in done.stdout
    assert "of another household" in done.stdout
    key = households.paper(home)
    words = ("restore", file.name, "--yes", "--key-file", "-")
    assert households.type_in(tmp_path / "fresh", *words, typed=key, **settings).returncode == 0
    done = households.type_in(tmp_path / "fresh", "backup", "--list", **settings)
    assert "of another household" not in done.stdout


@pytest.mark.parametrize("words", [("backup",), ("restore", "some.age", "--yes")])
def test_a_service_is_told_about_its_own_tools(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = households.type_in(tmp_path, *words, DATABASE_URL="postgresql://me@here/handsong")
    assert done.returncode == 1
    assert "pg_dump" in done.stdout
    assert "docs/backup.md" in done.stdout
    assert "pg_restore" in (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_every_option_is_documented(command: str) -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    parser = getattr(backup_commands, f"{command}_parser")()
    assert f"handsong {command}" in page
    for option in parser._option_string_actions:
        if option.startswith("--") and option != "--help":
            assert f"`{option}" in page, option
