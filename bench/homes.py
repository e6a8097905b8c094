"""Invented homes to measure: twins of two years, with a massage each on every day of a day, or of two years."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.web.site.serving import ROOT, environment

ONE_DAY, TWO_YEARS = 1, 730
TEN_MINUTES = 40
"""Days of massages after which a plan of these twins fills ten minutes, as long as their age allows."""

SETTINGS = "handsong.web.site.settings"
DEED = "import django; django.setup(); from bench import {0}; {0}.main()"
FURNISHING, INGESTING = "furnishing", "ingesting"
"""Django takes its folder from the environment, so each deed is done by a process of its own."""


def furnish(folder: Path, days: int) -> int:
    """Make a home with this many days of massages; return how many queries its Today asks."""
    return int(_done(folder, "furnish", str(days))["queries"])


def begin(folder: Path) -> str:
    """Begin a massage in a home, as long as the plan allows; return the id of its session."""
    return str(_done(folder, "begin")["session"])


def share_of_sqlite(folder: Path) -> float:
    """Return how fast events are taken in a new home, as a share of the rate of SQLite itself."""
    return float(_done(folder, "ratio", deed=INGESTING))


def messages(folder: Path) -> list[dict[str, Any]]:
    """Make a home with sessions of which nothing was told; return what their phone will tell."""
    told: list[dict[str, Any]] = _done(folder, "messages", deed=INGESTING)
    return told


def _done(folder: Path, *words: str, deed: str = FURNISHING) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", DEED.format(deed), *words],
        cwd=ROOT,
        env=environment(folder, DJANGO_SETTINGS_MODULE=SETTINGS),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)
