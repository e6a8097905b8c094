"""A share of the proof that a power cut loses nothing, with its sabotage: each harm must turn it red."""

from __future__ import annotations

import random

import pytest

from tests.proof import disk, power
from tests.proof.disk import FOLDER, MAKE, SYNC, TAKE_AWAY, TRUNCATE, WRITE, Operation, Recording

pytestmark = pytest.mark.household

CUTS = 75


@pytest.mark.parametrize("mode", power.SHIPPED, ids=str)
def test_a_power_cut_loses_nothing_that_was_acknowledged(mode: power.Mode) -> None:
    found, acknowledged, lost = power.run(mode, CUTS, seed=1)
    assert not found.bad, "\n".join(found.told())
    assert found.cases == CUTS
    assert power.is_enough(mode, CUTS, acknowledged, lost)


@pytest.mark.parametrize("mode", power.SABOTAGES, ids=str)
def test_a_journal_that_a_power_cut_can_harm_is_noticed(mode: power.Mode) -> None:
    found, _, _ = power.run(mode, power.ENOUGH_TO_NOTICE, seed=1)
    assert found.bad


def _left(recording: Recording, cut: int, draws: int) -> list[tuple[dict[str, bytes], int]]:
    """Return what so many cuts at one moment leave, and how much each loses."""
    dice = random.Random(1)  # noqa: S311 - a draw that anybody can repeat
    return [recording.after_the_cut(cut, dice) for _ in range(draws)]


def test_a_power_cut_loses_half_of_what_was_not_synced_and_nothing_else() -> None:
    synced = [Operation(WRITE, 0, 0, b"abc"), Operation(SYNC, 0)]
    recording = Recording(
        {"file": b""}, [*synced, Operation(WRITE, 0, 4, b"e"), Operation(TAKE_AWAY, 0, name="file")]
    )
    seen = _left(recording, 4, draws=200)
    assert {tuple(left.items()) for left, _ in seen} == {
        (),
        (("file", b"abc"),),
        (("file", b"abc\0e"),),
    }
    assert 140 < sum(lost for _, lost in seen) < 260
    assert _left(recording, 2, draws=1) == [({"file": b"abc"}, 0)]


def test_a_new_file_is_certain_when_its_folder_was_synced() -> None:
    made = [Operation(MAKE, 1, name="journal"), Operation(WRITE, 1, 0, b"abc"), Operation(SYNC, 1)]
    recording = Recording({"file": b""}, [*made, Operation(SYNC, FOLDER), Operation(TRUNCATE, 1, 0)])
    assert {"journal" in left for left, _ in _left(recording, 3, draws=50)} == {True, False}
    assert all(left["journal"] == b"abc" for left, _ in _left(recording, 4, draws=50))
    assert disk.files(recording.first, recording.operations) == {"file": b"", "journal": b""}
