"""Measure Handsong, print a table, write bench/results.json; the exit status is 1 when an aim is missed.

A benchmark, never a test: run it on a quiet machine. It takes about five minutes.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench import away, figures, homes, household, ingest, lighthouse, planning, wire
from tests.web.site.serving import ROOT, free_port, serving

RESULTS = ROOT / "bench" / "results.json"
BUSY = "\nIt was busy with other things when this began: starts come out slower than they are."


def main() -> int:
    """Measure everything, show it, keep it; return 1 when an aim is missed."""
    was_busy = is_busy()
    with tempfile.TemporaryDirectory() as folder:
        rows = figures.rows(measure(Path(folder)))
    print(f"\nHandsong on {machine()}{BUSY if was_busy else ''}\n")
    print(*figures.table(rows), sep="\n")
    result = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    RESULTS.write_text(json.dumps(result | {"figures": figures.as_data(rows)}, indent=1), encoding="utf-8")
    return int(any(row.verdict in {"over", "under"} for row in rows))


def measure(folder: Path) -> Mapping[str, float]:
    """Return every figure that this system can tell."""
    _say("plans and content")
    measured = dict(planning.measure())
    _say("two homes, one with a day of sessions and one with two years (this takes longest)")
    one_day, two_years = folder / "one-day", folder / "two-years"
    measured["today-queries"] = max(
        homes.furnish(one_day, homes.ONE_DAY), homes.furnish(two_years, homes.TWO_YEARS)
    )
    _say("Today in both")
    measured["today-ratio"] = household.today_ratio(one_day, two_years)
    _say("how a server starts")
    measured["start"] = household.start_seconds([two_years] * household.STARTS)
    measured["start-new"] = household.start_seconds(
        folder / f"new-{each}" for each in range(household.STARTS)
    )
    _say("what comes to a browser")
    session = homes.begin(two_years)
    with serving(two_years, PORT=free_port()) as running:
        measured |= wire.measure(running.address, session)
        _say("Lighthouse, fifteen runs")
        measured |= lighthouse.measure(running.address, session)
    _say("a phone that leaves home")
    measured |= away.measure(two_years)
    _say("events taken")
    measured |= ingest.measure(folder / "ingest")
    _say("forty pages")
    return measured | household.memory(two_years, session)


def is_busy() -> bool:
    """Whether others keep this machine busy already, as far as the system tells."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) / 2


def machine() -> str:
    """Return what the figures were measured on, without naming it."""
    return (
        f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _say(what: str) -> None:
    print(f"Measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
