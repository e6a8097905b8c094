"""A share of the proof of the shelf for every run of the tests; `make prove` runs it in full."""

from __future__ import annotations

import pytest

from tests.proof import shelf, shelf_harms

SHELVES = 30


def test_without_a_network_a_phone_is_never_less_careful_than_the_rules() -> None:
    found = shelf.run(range(0, SHELVES * shelf.STRIDE, shelf.STRIDE))
    assert not found.bad, "\n".join(found.told())
    assert found.cases >= SHELVES * shelf.ASKED
    assert not [*shelf.empty_corners(found)]


@pytest.mark.parametrize("name", shelf_harms.HARMS)
def test_no_shelf_is_harmed_unnoticed(name: str) -> None:
    assert shelf_harms.goes_unnoticed(name) == ""
