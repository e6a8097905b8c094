"""A household in a folder of its own, as a family has one: with backups nobody may mix up with real ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handsong.web.site.backup import make
from tests.web.site import households
from tests.web.site.serving import ROOT, environment

FILL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "handsong.web.site.settings"
from scripts import demo
demo.fill()
from handsong.web.accounts import epoch
epoch.current()
from django.core.management import call_command
for target in {targets}:
    call_command("migrate", *target, verbosity=0, interactive=False)
"""


def furnish(folder: Path, *targets: tuple[str, str]) -> None:
    """Write the invented family into a folder, then take its tables back to these migrations."""
    script = FILL.format(targets=targets)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The household of an invented family, which nobody changes."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder)
    return folder


@pytest.fixture(scope="session")
def furnished_before_an_update(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as a version left it that knew neither epochs nor what came after them."""
    folder = tmp_path_factory.mktemp("earlier")
    furnish(folder, ("accounts", "0001"))
    return folder


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A household of one's own."""
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture
def earlier_home(furnished_before_an_update: Path, tmp_path: Path) -> Path:
    """A household that an earlier version left."""
    return Path(shutil.copytree(furnished_before_an_update, tmp_path / "home"))


@pytest.fixture
def _household_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test be about a household, also where the suite runs on PostgreSQL."""
    for name in ("DATABASE_URL", "HANDSONG_BACKUPS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def backed_up(home: Path, tmp_path: Path) -> Path:
    """A backup of the household, after which the household went on: its children are called otherwise."""
    file = make.by_hand(home, now=households.NOW, file=tmp_path / "kept.age")
    households.rename(home, "Later")
    return file
