"""A backup is put back: checked first, all or nothing, and what was there is never lost."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from handsong.web.site.backup import archive, kept, keys, make, restore
from tests.web.site import households
from tests.web.site.households import NOW, contents, epoch, names, rows, type_in
from tests.web.site.serving import free_port, serving

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]


# The drill


def test_back_up_lose_everything_restore_and_all_is_there(home: Path, tmp_path: Path) -> None:
    """The disk is gone. What is left: the file on a stick, and the paper."""
    done = type_in(home, "backup", "-o", str(tmp_path / "stick.age"))
    assert done.returncode == 0, done.stderr
    before, key_file, first_epoch = rows(home), (home / "key").read_bytes(), epoch(home)
    paper = households.paper(home)
    shutil.rmtree(home)

    fresh = tmp_path / "another-machine"
    done = type_in(fresh, "restore", str(tmp_path / "stick.age"), "--yes", "--key-file", "-", typed=paper)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Children: 2; sessions: 8" in done.stdout
    assert "set-aside" not in done.stdout
    assert rows(fresh) == before
    assert (fresh / "key").read_bytes() == key_file
    assert epoch(fresh) != first_epoch
    with serving(fresh, PORT=free_port()) as running:
        assert b"Mia" in running.get("/")[1]
    make.by_hand(fresh, now=NOW)
    assert keys.public(fresh) == str(keys.typed(paper).to_public()), "the paper stays good"
    assert keys.waiting(fresh) == ""


def test_what_was_there_before_is_set_aside_whole(home: Path, backed_up: Path) -> None:
    later = rows(home)
    done = type_in(home, "restore", str(backed_up), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(names(home)) == ["Mia", "Noah"]
    (aside,) = (home / "set-aside").iterdir()
    assert str(aside) in done.stdout
    assert rows(aside) == later
    assert archive.integrity_fault(aside / "handsong.sqlite3") == ""
    modes = {path.stat().st_mode & 0o077 for path in home.rglob("*")}
    assert modes == {0}, "nobody else may look at either"


def test_restored_twice_both_former_households_are_there(home: Path, backed_up: Path) -> None:
    for _ in range(2):
        households.rename(home, "Later")
        assert type_in(home, "restore", str(backed_up), "--yes").returncode == 0
    found = [set(names(aside)) for aside in (home / "set-aside").iterdir()]
    assert found == [{"Later"}, {"Later"}]


def test_each_restore_begins_an_epoch_of_its_own(home: Path, backed_up: Path) -> None:
    seen = {epoch(home)}
    for _ in range(2):
        assert type_in(home, "restore", str(backed_up), "--yes").returncode == 0
        seen.add(epoch(home))
    assert len(seen) == 3


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(
    earlier_home: Path, home_of_today: Path
) -> None:
    file = make.by_hand(earlier_home, now=NOW)
    key = keys.waiting(earlier_home)
    done = type_in(home_of_today, "restore", str(file), "--yes", "--key-file", "-", typed=key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert epoch(home_of_today)
    with serving(home_of_today, PORT=free_port()) as running:
        assert b"Mia" in running.get("/")[1]
    assert [backup for backup in kept.backups(home_of_today) if backup.why == "before-update"] == []


@pytest.fixture
def home_of_today(furnished: Path, tmp_path: Path) -> Path:
    """A household of this version."""
    return Path(shutil.copytree(furnished, tmp_path / "today"))


# What is refused, with nothing touched


def resealed(file: Path, home: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Open a backup, change what is in it, and close it again, as somebody could who knows the formats."""
    packed = pyrage.decrypt(file.read_bytes(), keys.here(home))
    inside: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar:
            found = tar.extractfile(member)
            assert found
            inside[member.name] = found.read()
    change(inside)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in inside.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    file.write_bytes(pyrage.encrypt(out.getvalue(), keys.recipients(home, also_this_machine=False)))


def manifest_says(**other: object) -> Callable[[dict[str, bytes]], None]:
    """Let the manifest say something else."""

    def change(inside: dict[str, bytes]) -> None:
        inside["manifest.json"] = json.dumps(json.loads(inside["manifest.json"]) | other).encode()

    return change


def another_key(inside: dict[str, bytes]) -> None:
    inside["key"] = b"of somebody else"


def no_database(inside: dict[str, bytes]) -> None:
    del inside["handsong.sqlite3"]


def damaged_before_it_was_closed(inside: dict[str, bytes]) -> None:
    """A database that was damaged already, with a manifest that fits it."""
    broken = bytearray(inside["handsong.sqlite3"])
    broken[8192:200_000] = b"\xff" * (200_000 - 8192)
    inside["handsong.sqlite3"] = bytes(broken)
    told = json.loads(inside["manifest.json"])
    told["files"]["handsong.sqlite3"]["sha256"] = hashlib.sha256(broken).hexdigest()
    inside["manifest.json"] = json.dumps(told).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (manifest_says(format=2, version="9.1"), "made by a newer Handsong (9.1)"),
        (manifest_says(files={}), "no backup of Handsong"),
        (manifest_says(files={"../../key": {}}), "no backup of Handsong"),
        (another_key, "not what its own list says"),
        (no_database, "no backup of Handsong"),
        (damaged_before_it_was_closed, "is damaged"),
    ],
)
def test_what_is_not_true_inside_is_refused(
    home: Path, backed_up: Path, change: Callable[[dict[str, bytes]], None], sentence: str
) -> None:
    resealed(backed_up, home, change)
    before = contents(home)
    with pytest.raises(archive.UnableToOpen) as refused:
        restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    assert sentence in str(refused.value)
    assert "Nothing was changed" in str(refused.value)
    assert contents(home) == before


def flipped(place: float) -> Callable[[bytes], bytes]:
    """Turn one bit over."""

    def change(whole: bytes) -> bytes:
        at = int(len(whole) * place)
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda whole: whole[:-1], "damaged or was cut short"),
        (lambda whole: whole[: len(whole) // 2], "damaged or was cut short"),
        (lambda whole: whole[:100], "no backup of Handsong"),
        (lambda _: b"", "no backup of Handsong"),
        (lambda _: b"a letter to grandmother\n" * 50, "no backup of Handsong"),
        (flipped(0), "no backup of Handsong"),
        (flipped(0.3), "damaged or was cut short"),
        (flipped(0.7), "damaged or was cut short"),
        (flipped(0.99999), "damaged or was cut short"),
    ],
)
def test_a_file_that_was_damaged_is_refused(
    home: Path, backed_up: Path, change: Callable[[bytes], bytes], sentence: str
) -> None:
    backed_up.write_bytes(change(backed_up.read_bytes()))
    before = contents(home)
    with pytest.raises(archive.UnableToOpen) as refused:
        restore.stage(home, backed_up, identities=keys.here(home), typed=None)
    assert sentence in str(refused.value)
    assert "Nothing was changed" in str(refused.value)
    assert contents(home) == before


def test_another_familys_key_is_refused(home: Path, backed_up: Path) -> None:
    theirs = pyrage.x25519.Identity.generate()
    before = contents(home)
    done = type_in(home, "restore", str(backed_up), "--yes", "--key-file", "-", typed=str(theirs))
    assert done.returncode == 1
    assert "This key does not open “kept.age”" in done.stdout
    assert contents(home) == before


def test_without_its_key_it_says_what_is_needed(home: Path, backed_up: Path) -> None:
    households.paper(home)
    before = contents(home)
    done = type_in(home, "restore", str(backed_up), "--yes")
    assert done.returncode == 1
    assert "--key-file FILE" in done.stdout
    assert contents(home) == before


def test_tables_of_a_newer_version_are_refused(home: Path, backed_up: Path) -> None:
    with closing(sqlite3.connect(home / "handsong.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('diary', '9999_songs', '2027-01-01')"
        )
    newer = make.by_hand(home, now=NOW)
    before = contents(home)
    done = type_in(home, "restore", str(newer), "--yes")
    assert done.returncode == 1
    assert "made by a newer Handsong" in done.stdout
    assert "Install that version or a later one" in done.stdout
    assert contents(home) == before


def test_while_a_server_runs_it_is_refused(home: Path, backed_up: Path) -> None:
    with serving(home, PORT=free_port()) as running:
        done = type_in(home, "restore", str(backed_up), "--yes")
        assert done.returncode == 1
        assert "End it first" in done.stdout
        assert b"Later" in running.get("/")[1]
    assert set(names(home)) == {"Later"}


def test_nobody_is_taken_by_surprise(home: Path, backed_up: Path) -> None:
    before = contents(home)
    done = type_in(home, "restore", str(backed_up))
    assert done.returncode == 1
    assert "Add --yes" in done.stdout
    assert contents(home) == before


def test_a_check_says_what_it_holds_and_changes_nothing(home: Path, backed_up: Path) -> None:
    before = contents(home)
    done = type_in(home, "restore", str(backed_up), "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is whole" in done.stdout
    assert "24 November 2026" in done.stdout
    assert contents(home) == before


def test_a_file_that_is_not_there_is_named(home: Path) -> None:
    done = type_in(home, "restore", "nowhere.age", "--yes")
    assert done.returncode == 1
    assert "“nowhere.age” cannot be opened here (No such file or directory)" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_kept_one_is_found_by_its_name(home: Path) -> None:
    file = make.by_hand(home, now=NOW)
    assert type_in(home, "restore", file.name, "--check").returncode == 0


# The key of the family


def test_a_fresh_machine_takes_the_paper_that_somebody_has(home: Path, home_of_today: Path) -> None:
    """It had made a key of its own with its first backup, which nobody wrote down."""
    file = make.by_hand(home, now=NOW)
    make.by_hand(home_of_today, now=NOW)
    paper, other = households.paper(home), keys.waiting(home_of_today)
    done = type_in(home_of_today, "restore", str(file), "--yes", "--key-file", "-", typed=paper)
    assert done.returncode == 0, done.stdout + done.stderr
    assert keys.public(home_of_today) == str(keys.typed(paper).to_public())
    assert keys.waiting(home_of_today) == ""
    (aside,) = (home_of_today / "set-aside").iterdir()
    assert keys.waiting(aside) == other, "what the other one closed still opens"


def test_a_paper_that_was_written_here_stays_good(home: Path, home_of_today: Path) -> None:
    file = make.by_hand(home, now=NOW)
    make.by_hand(home_of_today, now=NOW)
    theirs, ours = households.paper(home), households.paper(home_of_today)
    done = type_in(home_of_today, "restore", str(file), "--yes", "--key-file", "-", typed=theirs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert keys.public(home_of_today) == str(keys.typed(ours).to_public())
