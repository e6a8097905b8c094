"""A share of the proof of sync, with its sabotage: each harm must turn it red."""

from __future__ import annotations

import pytest

from handsong.web.families.models import Child
from tests.proof import sync


@pytest.mark.django_db
def test_phones_under_a_hostile_network_lose_and_double_nothing(mia: Child) -> None:
    found, written, restored = sync.run(range(60), mia)
    assert not found.bad, "\n".join(found.told())
    assert found.cases == 60
    assert written > 500
    assert restored > 5


@pytest.mark.django_db
@pytest.mark.parametrize("sabotage", sync.SABOTAGES)
def test_a_harm_to_sync_is_noticed(mia: Child, sabotage: str) -> None:
    found, _, _ = sync.run(range(12), mia, sabotage)
    assert any(sync.SABOTAGES[sabotage] in told for told in found.told())
