"""A disk that is full, or what is here cannot be read: a restore says so in a sentence, and destroys nothing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import django.db
import pytest

from handsong.web.site import backup_commands
from handsong.web.site.backup import archive, checking, folders, keys, lineage, restore
from tests.web.site.households import contents, names, type_in
from tests.web.site.serving import ROOT, environment

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
"""
"""No file grows beyond so many bytes, as on a disk that is full."""

TYPED = f"{FULL}\nfrom handsong import main\nsys.exit(main.main(sys.argv[2:]))\n"


def limited(program: str, size: int, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program for which the disk is full."""
    return subprocess.run(
        [sys.executable, "-c", program, str(size), *words],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# A journal that SQLite could not write back


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A folder with a database, of which a row stands in the journal alone, as a process that was killed leaves it."""
    (tmp_path / "left").mkdir()
    whole = tmp_path / archive.DATABASE
    with closing(sqlite3.connect(whole)) as database:
        database.execute("PRAGMA journal_mode=wal")
        database.execute("CREATE TABLE told (what)")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO told VALUES ('in the journal')")
        database.commit()
        for name in (archive.DATABASE, f"{archive.DATABASE}-wal"):
            shutil.copyfile(tmp_path / name, tmp_path / "left" / name)
    assert (tmp_path / "left" / f"{archive.DATABASE}-wal").stat().st_size > 0
    return tmp_path / "left"


def told(folder: Path) -> list[str]:
    """Return what stands in the database."""
    with closing(sqlite3.connect(folder / archive.DATABASE)) as database:
        return [row[0] for row in database.execute("SELECT what FROM told")]


def test_what_stands_in_a_journal_is_written_back_before_that_goes(left: Path) -> None:
    folders.settle(left)
    assert [path.name for path in left.iterdir()] == [archive.DATABASE]
    assert told(left) == ["in the journal"]


def test_a_journal_that_cannot_be_written_back_stays(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST_WAIT", 0.05)
    with closing(sqlite3.connect(left / archive.DATABASE)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM told").fetchone()
        with pytest.raises(OSError, match=r"journal.*something else has it open"):
            folders.settle(left)
        assert (left / f"{archive.DATABASE}-wal").stat().st_size > 0
    folders.settle(left)
    assert told(left) == ["in the journal"]


SETTLED = """
import sqlite3
from pathlib import Path
from handsong.web.site.backup import folders
folder = Path(sys.argv[2])
database = sqlite3.connect(folder / "handsong.sqlite3")
database.executemany("INSERT INTO told VALUES (?)", (("more " * 50,) for _ in range(300)))
database.commit()
database.close()
try:
    folders.settle(folder)
except OSError as error:
    print(error.strerror)
"""


def test_on_a_full_disk_no_part_of_a_database_is_thrown_away(left: Path, tmp_path: Path) -> None:
    """SQLite closes such a database without a word, and leaves what it could not write in the journal."""
    with closing(sqlite3.connect(left / archive.DATABASE)) as database, database:
        database.executemany("INSERT INTO told VALUES (?)", (("much " * 50,) for _ in range(2000)))
    size = (left / archive.DATABASE).stat().st_size
    done = limited(FULL + SETTLED, size + 8192, str(left), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "its journal cannot be written into the database" in done.stdout
    assert archive.integrity_fault(left / archive.DATABASE) == ""
    assert len(told(left)) == 1 + 2000 + 300


def test_a_journal_that_is_left_stops_what_is_held_and_what_is_carried_over(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = restore.stage(home, backed_up, identities=keys.here(home), typed=None)

    def journal_stays(file: Path) -> None:
        file.with_name(f"{file.name}-wal").write_bytes(b"pages of the database")

    with monkeypatch.context() as patched:
        patched.setattr(folders, "_write_back", journal_stays)
        with pytest.raises(OSError, match="journal"):
            restore.hold(home, staged)
    assert not (home / restore.CHECKED).exists()
    (staged.folder / f"{archive.DATABASE}-wal").unlink()
    restore.hold(home, staged)
    restore.accept(home)
    with monkeypatch.context() as patched:
        patched.setattr(folders, "_write_back", journal_stays)
        with pytest.raises(restore.UnableToRestore, match=r"journal.*start again"):
            restore.finish(home)
    assert not (home / restore.DECIDED / restore.CARRIED).exists()
    assert set(names(home)) == {"Later"}


# No room to open a backup


@pytest.mark.parametrize("size", [20_000, 100_000, 300_000, 500_000])
@pytest.mark.parametrize("how", ["--yes", "--hold"])
def test_a_full_disk_gets_a_sentence_and_nothing_is_changed(
    home: Path, backed_up: Path, size: int, how: str
) -> None:
    before = contents(home)
    done = limited(TYPED, size, "restore", str(backed_up), how, home=home)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Nothing was changed." in done.stdout
    assert "disk" in done.stdout
    assert contents(home) == before


def test_what_is_full_while_a_backup_is_opened_is_not_said_to_be_its_fault(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(home)
    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(archive.UnableToOpen, match=r"No space left on device.*Nothing was changed"):
        restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    assert contents(home) == before


@pytest.mark.parametrize("step", [(tempfile, "mkdtemp"), (lineage, "note"), (folders, "settle")])
def test_any_step_before_the_decision_that_finds_no_room_gets_a_sentence(
    home: Path,
    backed_up: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    step: tuple[object, str],
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(home)
    monkeypatch.setattr(restore, "bring_up", lambda _: None)
    monkeypatch.setattr(*step, full)
    monkeypatch.setenv("HANDSONG_DATA", str(home))
    assert backup_commands.put_back([str(backed_up), "--yes"]) == 1
    assert f"cannot be made ready in {home} (No space left on device)" in capsys.readouterr().out
    assert contents(home) == before


def test_an_update_of_what_was_opened_that_fails_gets_a_sentence(
    home: Path, backed_up: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: restore.Staged) -> None:
        raise django.db.OperationalError("database or disk is full")

    before = contents(home)
    monkeypatch.setattr(restore, "bring_up", full)
    monkeypatch.setenv("HANDSONG_DATA", str(home))
    assert backup_commands.put_back([str(backed_up), "--yes"]) == 1
    said = capsys.readouterr().out
    assert "database or disk is full" in said
    assert "Nothing was changed." in said
    assert contents(home) == before


def test_no_room_for_what_a_page_sends_gets_a_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    is_whole, said = checking.check(home, SimpleUploadedFile("a.age", b"closed"), key="")
    assert not is_whole
    assert "No space left on device" in said[0]
    assert "Nothing was changed." in said[0]


# What is here cannot be read


@pytest.fixture
def unreadable(home: Path, backed_up: Path) -> Path:
    """A household whose database the system does not give, though its disk is well: it became a folder."""
    (home / archive.DATABASE).rename(home.parent / "taken-away")
    (home / archive.DATABASE).mkdir()
    return backed_up


def test_what_is_here_and_cannot_be_read_gets_a_sentence_with_both_ways(home: Path, unreadable: Path) -> None:
    before = contents(home)
    done = type_in(home, "restore", str(unreadable), "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"cannot be read: {home / archive.DATABASE} (Is a directory)" in done.stdout
    assert "move every file whose name begins with handsong.sqlite3" in done.stdout
    assert "Nothing was changed." in done.stdout
    assert contents(home) == before
    assert not [path.name for path in home.iterdir() if path.name.startswith((".restore", "restore-"))]


def test_moved_away_the_backup_is_put_back(home: Path, unreadable: Path) -> None:
    for file in home.glob(f"{archive.DATABASE}*"):
        file.rename(home.parent / f"moved-{file.name}")
    done = type_in(home, "restore", str(unreadable), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(names(home)) == {"Mia", "Noah"}


def test_the_page_shows_that_sentence(home: Path, unreadable: Path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    is_whole, said = checking.check(home, SimpleUploadedFile("kept.age", unreadable.read_bytes()), key="")
    assert not is_whole
    assert "cannot be read" in " ".join(said)
