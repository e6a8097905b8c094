"""A new home gets its tables at once: they are those that an older home has after all steps."""

from __future__ import annotations

import re
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
GROWN = {"sqlite_sequence", "accounts_epoch"}
"""The database's own count, and the name of the data, which a new home gets when it is first asked for."""

STEP_BY_STEP = 'call_command("migrate", verbosity=0)'

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
        "indexes": {
            (
                name if origin == "c" else "",
                *(unique, partial),
                *(row[2] for row in ask(f"pragma index_info('{name}')")),
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


def test_an_older_home_takes_the_steps_that_are_left(stepped: Path, tmp_path: Path) -> None:
    older = made(tmp_path, 'call_command("migrate", "diary", "0003", verbosity=0)')
    assert shape(older) != shape(stepped)
    made(tmp_path, AT_ONCE)
    assert shape(older) == shape(stepped)
