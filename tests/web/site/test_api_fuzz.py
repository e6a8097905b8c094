"""A share of the attack on the API for every run of the tests; `make prove` attacks in full."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.proof import fuzz

pytestmark = pytest.mark.household

SEED = 20_261_126


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """Keep hundreds of refusals out of what a failing test shows."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("db")
def test_whoever_asks_and_whatever_is_asked_each_operation_answers_as_described_and_to_its_family_alone() -> (
    None
):
    found, met = fuzz.run(fuzz.laid(), examples=3, seed=SEED)
    assert not found.bad, "\n".join(found.told())
    assert fuzz.unmet(met) == []


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("harm", fuzz.HARMS)
def test_an_api_that_was_harmed_is_found_out(harm: str) -> None:
    found, _ = fuzz.run(fuzz.laid(), examples=3, seed=SEED, sabotage=harm)
    assert found.bad
