"""A new home gets its tables at once: they are those that an older home has after all steps."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.site.serving import ROOT, environment

pytestmark = pytest.mark.household

SET_UP = "import django; django.setup(); from django.core.management import call_command; "
AT_ONCE = "from handsong.web.site import tables; tables.bring_up_to_date(); assert tables.are_up_to_date()"
GROWN = {"sqlite_sequence"}
"""The database's own count of rows."""

POWER_CUT = 77
STOPPED = f"""
import os
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from handsong.web.site import tables

note = MigrationRecorder.record_applied

def note_until_the_last(recorder, app, name):
    note(recorder, app, name)
    if len(recorder.applied_migrations()) == len(MigrationLoader(None).disk_migrations):
        assert "diary_session" in recorder.connection.introspection.table_names()
        os._exit({POWER_CUT})

MigrationRecorder.record_applied = note_until_the_last
tables.bring_up_to_date()
"""
"""It is over once every table is made and every step noted, and before anything of it is kept."""

STEP_BY_STEP = 'call_command("migrate", verbosity=0)'

POINTS = re.compile(r'"(\w+)" [^",]*REFERENCES "\w+" \("\w+"\)((?: NOT)? DEFERRABLE(?: INITIALLY \w+)?)?')
"""A column that points at another table, up to whether that is looked at with each row or at the end."""

Shape = dict[str, object]


@pytest.fixture(scope="module")
def stepped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("stepped"), STEP_BY_STEP)


def made(folder: Path, how: str) -> Path:
    """Make the tables of a home in this way, in a process of its own, and return its file."""
    given = environment(folder, DJANGO_SETTINGS_MODULE="handsong.web.site.settings")
    subprocess.run([sys.executable, "-c", SET_UP + how], cwd=ROOT, env=given, check=True)
    return folder / "handsong.sqlite3"


def shape(file: Path) -> dict[str, Shape]:
    """Return what each table of a home is: columns, what they point at, indexes, checks, and how many rows."""
    with sqlite3.connect(file) as database:
        tables = database.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
        return {name: of_table(database, name, sql) for name, sql in tables}


def of_table(database: sqlite3.Connection, table: str, sql: str) -> Shape:
    def ask(question: str) -> list[tuple[object, ...]]:
        return database.execute(question).fetchall()

    return {
        # A column that was added later stands last in an older table.
        "columns": sorted(row[1:] for row in ask(f"pragma table_info('{table}')")),
        "points at": sorted(row[2:] for row in ask(f"pragma foreign_key_list('{table}')")),
        "when it is looked": sorted(POINTS.findall(sql)),
        "indexes": {
            (
                name if origin == "c" else "",
                *(unique, partial),
                # Which column, which way it is sorted, and how letters are compared.
                *(row[2:5] for row in ask(f"pragma index_xinfo('{name}')") if row[5]),
                # With what a partial one leaves out. One that a table makes by itself has no words.
                *ask(f"select sql from sqlite_master where type = 'index' and name = '{name}'"),  # noqa: S608 - our own names
            )
            for _, name, unique, origin, partial in ask(f"pragma index_list('{table}')")
        },
        "checks": sorted(checks(sql)),
        "rows": 0 if table in GROWN else ask(f"select count(*) from {table}"),  # noqa: S608 - our own names
    }


def checks(sql: str) -> Iterator[str]:
    """Yield what a table checks of its rows."""
    for found in re.finditer(r"CHECK \(", sql):
        depth = 1
        for end in range(found.end(), len(sql)):
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            if not depth:
                yield sql[found.end() : end]
                break


def test_a_new_home_has_the_tables_that_all_steps_make(stepped: Path, tmp_path: Path) -> None:
    at_once, after_steps = shape(made(tmp_path, AT_ONCE)), shape(stepped)
    assert len(after_steps) > 20, "nothing is compared"
    assert at_once == after_steps


HARMS = {
    "another part is left out": (
        "DROP INDEX one_role_for_a_child",
        "CREATE UNIQUE INDEX one_role_for_a_child ON families_role (child_id, person_id) WHERE kind = 'self'",
    ),
    "sorted the other way": (
        "DROP INDEX sessions_of_a_child",
        "CREATE INDEX sessions_of_a_child ON diary_session (child_id, started_at)",
    ),
    "looked at with each row": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' DEFERRABLE INITIALLY DEFERRED', '') WHERE name = 'diary_event'",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_differs_in_a_word_alone_is_noticed(stepped: Path, tmp_path: Path, harm: str) -> None:
    harmed = Path(shutil.copy(stepped, tmp_path))
    with sqlite3.connect(harmed) as database:
        for word in HARMS[harm]:
            database.execute(word)
    assert shape(harmed) != shape(stepped)


def test_whoever_is_stopped_while_the_tables_are_made_has_none_of_them(stepped: Path, tmp_path: Path) -> None:
    """The power goes when the last step is noted; the next start makes them all."""
    given = environment(tmp_path, DJANGO_SETTINGS_MODULE="handsong.web.site.settings")
    done = subprocess.run([sys.executable, "-c", SET_UP + STOPPED], cwd=ROOT, env=given, check=False)
    assert done.returncode == POWER_CUT
    assert shape(tmp_path / "handsong.sqlite3") == {}
    assert shape(made(tmp_path, AT_ONCE)) == shape(stepped)


def test_an_older_home_takes_the_steps_that_are_left(stepped: Path, tmp_path: Path) -> None:
    older = made(tmp_path, 'call_command("migrate", "diary", "0003", verbosity=0)')
    assert shape(older) != shape(stepped)
    made(tmp_path, AT_ONCE)
    assert shape(older) == shape(stepped)
