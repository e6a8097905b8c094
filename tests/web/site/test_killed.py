"""A share of the proof of durability, with its sabotage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof import kill

pytestmark = pytest.mark.household


def test_a_server_that_is_killed_in_mid_write_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    found, acknowledged, unanswered = kill.run(6, tmp_path, seed=1)
    assert not found.bad, "\n".join(found.told())
    assert found.cases == 6
    assert acknowledged >= 6 * kill.PHONES * kill.AT_ONCE
    assert unanswered >= 6, "every kill came in the middle of writing"


def test_a_server_that_answers_before_it_has_written_is_noticed(tmp_path: Path) -> None:
    found, _, _ = kill.run(2, tmp_path, seed=1, program=kill.HASTY)
    assert any("acknowledged events are lost" in told for told in found.told())
