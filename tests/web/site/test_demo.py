"""The invented household is made of what really exists, and of nothing real."""

from __future__ import annotations

import importlib.util
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from handsong.content import load
from tests.web.site.serving import ROOT, environment

pytestmark = pytest.mark.household

SCRIPT = ROOT / "scripts" / "demo.py"


def test_the_invented_massages_use_techniques_of_the_library() -> None:
    spec = importlib.util.spec_from_file_location("demo", SCRIPT)
    assert spec
    assert spec.loader
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    known = {technique.id: technique.region for technique in load.once().craft.library}
    for _, steps, _, _ in demo.MASSAGES:
        for technique, region, _ in steps:
            assert known[technique] == region


def test_the_household_is_filled_once(tmp_path: Path) -> None:
    words = "import sys; sys.path.insert(0, 'scripts'); import demo; import os; "
    words += "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'handsong.web.site.settings'); demo.fill(); demo.fill()"
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=environment(tmp_path), check=True)
    with sqlite3.connect(tmp_path / "handsong.sqlite3") as file:
        assert file.execute("select name from families_child order by made_at, name").fetchall() == [
            ("Mia",),
            ("Noah",),
        ]
        assert file.execute("select count(*) from diary_session where is_over").fetchone()[0] >= 7
