"""A share of the proof of going on for every run of the tests; `make prove` runs it in full."""

from __future__ import annotations

import pytest

from tests.proof import going_on

HOMES = 20


def test_without_a_network_a_left_massage_goes_on_only_where_the_rules_let_it() -> None:
    found = going_on.run(range(0, HOMES * going_on.STRIDE, going_on.STRIDE))
    assert not found.bad, "\n".join(found.told())
    assert found.cases >= HOMES * going_on.LEFT / 2
    assert not [*going_on.empty_corners(found)]


@pytest.mark.parametrize("harm", going_on.HARMS)
def test_no_phone_that_goes_on_is_harmed_unnoticed(harm: str) -> None:
    assert going_on.goes_unnoticed(harm) == ""
