"""A share of the restore drill; `make prove` holds more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof import drill

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

SEEDS = range(1, 9)
"""Schedules, until one of them comes as far as the loss."""


def test_back_up_lose_the_disk_restore_and_phones_bring_what_came_after(tmp_path: Path) -> None:
    found, held = drill.run(SEEDS, tmp_path, 1)
    assert held == 1
    assert not found.bad, "\n".join(found.told())


def test_phones_that_do_not_hear_of_it_are_noticed(tmp_path: Path) -> None:
    found, _ = drill.run(SEEDS, tmp_path, 1, "phones hear of nothing")
    assert drill.SABOTAGES["phones hear of nothing"] in "\n".join(found.told())
