"""`handsong recover` on a real folder: whoever lost everything is let in by the machine, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handsong.web.accounts import door
from tests.web.site.households import opened, type_in

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]


def test_the_machine_makes_one_code_for_somebody_and_keeps_its_digest_alone(home: Path) -> None:
    assert type_in(home, "recover").stdout.startswith("1  ")
    assert type_in(home, "recover", "99").returncode == 1
    done = type_in(home, "recover", "1")
    code = done.stdout.splitlines()[0]
    assert done.returncode == 0
    with opened(home) as database:
        kept = database.execute("SELECT code_digest, used_at FROM accounts_recoverycode").fetchall()
    assert kept == [(door.digest(code.replace("-", "")), None)]
