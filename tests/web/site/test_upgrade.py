"""A household of every released version comes through the update with all that it had."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from handsong.core import progress
from handsong.web.diary import stories
from tests.web.site.serving import ROOT, free_port, serving, take_back

pytestmark = pytest.mark.household

RELEASED = ROOT / "tests" / "vectors" / "released"
VERSIONS = sorted(file.stem for file in RELEASED.glob("*.sql"))

KEPT = {
    "families_child": "id, name, born_date, days_early, weight_grams, tone, colour, navel_healed",
    "families_happened": "id, what, at, part, told_at",
    "diary_session": "id, child_id, started_at, ended_at, ended_by, minutes, bundle, afterwards, story",
    "diary_event": "id, session_id, number, at, kind, body",
    "diary_account": "child_id, before, latest_id",
    "accounts_device": "id, person_id, name, secret_digest, paired_at",
}
"""What a family would miss: tables, and the columns that every version has had."""


def household(file: Path, *, columns: dict[str, str]) -> dict[str, list[Any]]:
    """Return what a household's file holds."""
    with sqlite3.connect(file) as database:
        return {
            table: sorted(database.execute(f"select {names} from {table}").fetchall())  # noqa: S608 - our own words
            for table, names in columns.items()
        }


def known(file: Path, whole: str = "") -> dict[str, Any]:
    """Return the account of each child: what versions up to 0.2 kept of it, or as it is read now."""
    with sqlite3.connect(file) as database:
        if whole:
            told = database.execute(f"select child_id, {whole} from diary_account")  # noqa: S608 - our own word
            return {child: progress.from_data(json.loads(account)) for child, account in told}
        told = database.execute(
            "select a.child_id, a.before, s.story from diary_account a left join diary_session s on s.id = a.latest_id"
        )
        return {child: so_far(json.loads(account), story) for child, account, story in told}


def so_far(account: dict[str, Any], story: str | None) -> progress.Progress:
    """Return an account with its latest session, where it ends with one."""
    before = progress.from_data(account)
    return progress.after(before, stories.from_data(json.loads(story))) if story else before


def test_every_version_that_was_released_is_tried() -> None:
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(versions[1:]) == VERSIONS, "scripts/released.py writes the household of the version before"


def test_an_update_keeps_what_an_account_knows_that_ends_with_no_massage(tmp_path: Path) -> None:
    file = tmp_path / "handsong.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript((RELEASED / f"{VERSIONS[-1]}.sql").read_text(encoding="utf-8"))
        database.execute("update diary_account set latest_id = null")
    accounts = known(file, "data")
    assert accounts
    with serving(tmp_path, PORT=free_port()) as home:
        assert home.get("/")[0] == 200
    assert known(file) == accounts


def test_the_way_back_tells_the_latest_massage_in_each_account_again(home: Path) -> None:
    accounts = known(home / "handsong.sqlite3")
    assert accounts
    take_back(home, "diary", "0007")
    assert known(home / "handsong.sqlite3", "data") == accounts


@pytest.mark.parametrize("version", VERSIONS)
def test_an_update_loses_nothing_and_keeps_a_copy_of_what_was(version: str, tmp_path: Path) -> None:
    file = tmp_path / "handsong.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript((RELEASED / f"{version}.sql").read_text(encoding="utf-8"))
    before, accounts = household(file, columns=KEPT), known(file, "data")
    assert all(before.values())
    assert accounts
    with serving(tmp_path, PORT=free_port()) as home:
        for page in ("/", "/diary/", "/settings/"):
            status, body, _ = home.get(page)
            assert (status, b"Mia" in body or page == "/settings/") == (200, True)
        session = next(UUID(row[0]) for row in before["diary_session"] if row[4] == "baby")
        assert home.get(f"/session/{session}/after/")[0] == 200
    assert household(file, columns=KEPT) == before
    assert known(file) == accounts
    with sqlite3.connect(file) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert not database.execute("pragma foreign_key_check").fetchall()
    assert list((tmp_path / "backups").glob("*update*")), "made by itself before the tables changed"


def test_what_only_a_newer_version_can_read_waits_through_the_update(tmp_path: Path) -> None:
    aside = {"diary_setaside": "id, row, why"}
    file = tmp_path / "handsong.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript((RELEASED / f"{VERSIONS[-1]}.sql").read_text(encoding="utf-8"))
    before = household(file, columns=aside)
    assert before["diary_setaside"]
    with serving(tmp_path, PORT=free_port()) as home:
        assert home.get("/")[0] == 200
    assert household(file, columns=aside) == before
