"""A share of the proof of going on, with its sabotage."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.proof import reopened


def test_a_page_that_is_killed_goes_on_from_what_it_showed_and_one_that_shows_first_is_noticed(
    tmp_path: Path,
) -> None:
    # A process of its own: in this one another browser is driven already.
    with ProcessPoolExecutor(1, get_context("spawn")) as own:
        found, noticed = own.submit(reopened.run, tmp_path, range(3), harmed=range(1)).result()
    assert found.cases == 3
    assert not found.bad, "\n".join(found.told())
    assert any("another thing is shown" in told for told in noticed.told())
