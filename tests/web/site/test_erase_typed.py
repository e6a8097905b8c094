"""`handsong erase` and `handsong copy` on a real folder, and what a restore does with those who were erased."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from handsong.web.site.backup import archive, make
from tests.web.site.households import NOW, names, opened, type_in
from tests.web.site.serving import ROOT, environment, free_port, serving

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]


def where_it_says(folder: Path, *letters: str) -> set[str]:
    """Return the files of a folder in which one of these words can be read; backups are closed."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in letters)
    }


def marked(home: Path) -> None:
    """Write words into the household that can be found again: a child's, and a person's."""
    with opened(home) as database, database:
        database.execute("UPDATE families_child SET name = 'Zebulonia' WHERE name = 'Mia'")
        database.execute("UPDATE accounts_person SET name = 'Xylophilus'")
        database.execute(
            'UPDATE diary_session SET bundle = \'{"note": "Wolfsmilk"}\' '
            "WHERE child_id IN (SELECT id FROM families_child WHERE name = 'Zebulonia')"
        )


WORDS = ("Zebulonia", "Wolfsmilk")


def test_a_child_erased_at_the_machine_is_nowhere_in_its_folder_but_in_closed_backups(
    home: Path, tmp_path: Path
) -> None:
    marked(home)
    stick = make.by_hand(home, now=NOW)
    assert type_in(home, "restore", str(stick), "--yes").returncode == 0
    assert len(where_it_says(home, *WORDS)) == 2, "in place, and set aside"
    listed = type_in(home, "erase").stdout
    number = next(line for line in listed.splitlines() if "Zebulonia" in line).split()[1]
    done = type_in(home, "erase", "--child", number, typed="zebulonia\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert where_it_says(home, *WORDS) == set()
    assert stick.name in done.stdout
    assert "A child whose name begins with Z." in done.stdout
    assert names(home) == ["Noah"]
    (aside,) = (home / "set-aside").iterdir()
    assert names(aside) == ["Noah"]
    assert archive.integrity_fault(aside / "handsong.sqlite3") == ""


def test_other_words_erase_nothing(home: Path) -> None:
    for words in (("--household",), ("--child", "77")):
        done = type_in(home, "erase", *words, typed="no\n")
        assert done.returncode == 1
        assert "Nothing was changed" in done.stdout
    assert sorted(names(home)) == ["Mia", "Noah"]


@pytest.mark.parametrize("what", ["--child", "--person", "--household"])
def test_what_somebody_erases_while_it_is_typed_is_said_to_be_gone(home: Path, what: str) -> None:
    with opened(home) as database, database:
        database.execute(
            "INSERT INTO accounts_person (id, name, password, is_local, is_left_handed, made_at) "
            "VALUES (?, 'Gita', '', FALSE, FALSE, '2026-11-20 08:00:00')",
            ("f" * 32,),
        )
    listed = [line for line in type_in(home, "erase").stdout.splitlines() if line.startswith(what)]
    _, *number, name = [*listed[-1].split(), *(["erase everything"] if what == "--household" else [])]
    words = [sys.executable, "-m", "handsong.main", "erase", what, *number]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, env=environment(home), text=True, **pipes) as slow:
        assert slow.stdout
        assert any(f"type: {name}" in line for line in slow.stdout), "it never asked"
        assert type_in(home, "erase", what, *number, typed=f"{name}\n").returncode == 0
        said, fault = slow.communicate(f"{name}\n")
    assert (slow.returncode, fault) == (1, "")
    assert "This is not here any more for you to erase." in said
    assert "was erased" not in said, "no receipt of what somebody else erased"


def test_a_household_is_erased_at_the_machine_and_begins_anew(home: Path) -> None:
    marked(home)
    done = type_in(home, "erase", "--household", typed="erase everything\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert where_it_says(home, *WORDS, "Xylophilus", "Noah") == set()
    with serving(home, PORT=free_port()) as running:
        assert b"Zebulonia" not in running.get("/")[1]


def test_an_older_backup_does_not_bring_back_who_was_erased(home: Path, tmp_path: Path) -> None:
    marked(home)
    with opened(home) as database:
        (child,) = database.execute("SELECT id FROM families_child WHERE name = 'Zebulonia'").fetchone()
        waits = "INSERT INTO diary_untold (id, family_id) SELECT id, family_id FROM diary_session WHERE child_id = ?"
        assert database.execute(waits, [child]).rowcount > 0
    stick = make.by_hand(home, now=NOW, file=tmp_path / "stick.age")
    listed = type_in(home, "erase").stdout
    number = next(line for line in listed.splitlines() if "Zebulonia" in line).split()[1]
    assert type_in(home, "erase", "--child", number, typed="Zebulonia\n").returncode == 0
    fresh = Path(shutil.copytree(home, tmp_path / "another"))
    for name in ("handsong.sqlite3", "erased"):
        (fresh / name).unlink()

    done = type_in(home, "restore", str(stick), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "who were erased here since, and stay so: 1." in done.stdout
    assert names(home) == ["Noah"]
    assert where_it_says(home, *WORDS) == set()
    with opened(home) as database:
        # The child, and of each of her sessions a trace, so that no phone tells of it again.
        assert (child,) in database.execute("SELECT id FROM families_erased").fetchall()
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []

    assert type_in(fresh, "restore", str(stick), "--yes").returncode == 0
    assert names(fresh) == ["Noah", "Zebulonia"], "where nothing says so, it comes back, as the receipt tells"


def test_an_older_backup_brings_nothing_back_of_an_erased_household(home: Path, tmp_path: Path) -> None:
    """Neither what it says of itself, nor what phones told of nobody that is known."""
    marked(home)
    with opened(home) as database, database:
        database.execute("UPDATE families_family SET service = 'https://wolfsmilk.example', country = 'NZ'")
        (family,) = database.execute("SELECT id FROM families_family").fetchone()
        database.execute(
            "INSERT INTO diary_setaside (id, family_id, row, digest, claimed, why, is_private, is_held, came_at) "
            "VALUES (?, ?, 'Wolfsmilk', '1', '', 'odd', FALSE, FALSE, '2026-11-20 08:00:00')",
            ("0" * 32, family),
        )
    stick = make.by_hand(home, now=NOW, file=tmp_path / "stick.age")
    aside = home / "set-aside" / "2026-11-24T09-30-00Z"
    aside.mkdir(parents=True)
    shutil.copyfile(home / "handsong.sqlite3", aside / "handsong.sqlite3")
    assert type_in(home, "erase", "--household", typed="erase everything\n").returncode == 0
    assert where_it_says(home, *WORDS, "wolfsmilk") == set(), "nor in what a restore had set aside"
    assert type_in(home, "restore", str(stick), "--yes").returncode == 0
    assert where_it_says(home, *WORDS, "wolfsmilk") == set()
    with opened(home) as database:
        left = database.execute("SELECT id, country, time_zone, service FROM families_family").fetchall()
        assert left == [(family, "", "UTC", "")]
        assert (family,) in database.execute("SELECT id FROM families_erased").fetchall()


def test_whoever_is_erased_while_a_backup_waits_does_not_come_back_with_it(
    home: Path, tmp_path: Path
) -> None:
    """The pages hold a backup until Handsong starts again; a child may be erased meanwhile."""
    marked(home)
    stick = make.by_hand(home, now=NOW, file=tmp_path / "stick.age")
    assert type_in(home, "restore", str(stick), "--hold").returncode == 0
    (home / "restore-checked").rename(home / "restore-decided")
    number = next(line for line in type_in(home, "erase").stdout.splitlines() if "Zebulonia" in line).split()[
        1
    ]
    assert type_in(home, "erase", "--child", number, typed="Zebulonia\n").returncode == 0
    assert where_it_says(home, *WORDS) == set()
    with serving(home, PORT=free_port()):
        assert names(home) == ["Noah"]
        assert where_it_says(home, *WORDS) == set()


def test_a_copy_is_written_at_the_machine(home: Path, tmp_path: Path) -> None:
    with opened(home) as database, database:
        database.execute("UPDATE diary_session SET story = '{}', ended_by = ''")
        database.execute("INSERT INTO diary_untold (id, family_id) SELECT id, family_id FROM diary_session")
    done = type_in(home, "copy", str(tmp_path / "copy.zip"))
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(tmp_path / "copy.zip") as packed:
        assert b"Noah" in packed.read("data/children.json")
        sessions = json.loads(packed.read("data/sessions.json"))["rows"]
        assert sessions
        assert all(row["story"] for row in sessions), "told before it is copied"
    assert type_in(home, "copy", str(tmp_path / "nowhere" / "copy.zip")).returncode == 1
    assert type_in(tmp_path / "empty", "copy", str(tmp_path / "copy.zip")).returncode == 1
