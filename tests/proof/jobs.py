"""The pieces that the proofs are cut into, each done by one of several processes."""

from __future__ import annotations

from functools import cache
from itertools import islice

from tests.proof import allowed, oil, sabotage, tally
from tests.proof.bench import workbench
from tests.proof.tally import Tally

PLANS_A_PIECE = 2_000
OIL_PIECES = 8


def allowed_set(chunk: allowed.Chunk) -> Tally:
    """Prove the allowed set of some cases."""
    return allowed.check(workbench().safety, chunk)


def plans(start: int) -> Tally:
    """Make some plans and hold them against every promise."""
    return workbench().promises.run(range(start, start + PLANS_A_PIECE))


def oil_today(part: int) -> Tally:
    """Prove some of the moments at which a product may be wished for."""
    return workbench().oil.run(islice(oil.moments(), part, None, OIL_PIECES))


@cache
def harms() -> list[sabotage.Sabotage]:
    """Return every harm that can be done to rules, table and ages."""
    return sabotage.all_harms(sabotage.Saboteur(workbench().safety))


def harm(number: int) -> Tally:
    """Do one harm to rules or ages and see whether it is noticed."""
    saboteur = sabotage.Saboteur(workbench().safety)
    return tally.of(filter(None, [saboteur.goes_unnoticed(harms()[number])]), 1)


def harm_to_oil(number: int) -> Tally:
    """Do one harm to the oil rules and see whether it is noticed."""
    bench = workbench().oil
    return tally.of(filter(None, [oil.goes_unnoticed(bench, *oil.harms(bench)[number])]), 1)
