"""A share of the attack on the API for every run of the tests; `make prove` attacks in full."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.proof import fuzz

SEED = 20_261_126


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """Keep hundreds of refusals out of what a failing test shows."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _on_one_connection() -> Iterator[None]:
    """Leave the connection open that the test's own transaction lives in, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


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
