"""What may come over the wire to a phone at home: the figures of `make bench` that are counts, not times.

A real browser counts, in a process of its own. How often Today asks the database is held in test_today.py,
how light the server is in test_serve.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from bench import figures, homes
from tests.web.site.serving import ROOT, free_port, serving

pytestmark = pytest.mark.household

LIGHTEST = {"script": 5, "font-files": 1, "font": 10, "visit-form": 20, "visit-today": 20, "visit-player": 40, "bundle": 20}  # fmt: skip
"""Less than this, and something did not come at all."""


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, float]:
    """Return what came from the home of twins who are about to have a massage of ten minutes."""
    home = tmp_path_factory.mktemp("home")
    homes.furnish(home, homes.TEN_MINUTES)
    session = homes.begin(home)
    with serving(home, PORT=free_port()) as running:
        done = subprocess.run(
            [sys.executable, "-m", "bench.wire", running.address, session],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
    measured: Mapping[str, float] = json.loads(done.stdout)
    return measured


@pytest.mark.parametrize("figure", LIGHTEST)
def test_what_comes_to_a_phone_stays_within_its_budget(came: Mapping[str, float], figure: str) -> None:
    assert LIGHTEST[figure] <= came[figure] <= figures.aim(figure)
