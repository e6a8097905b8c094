"""The pieces that the proofs are cut into, each done by one of several processes."""

from __future__ import annotations

import logging
import os
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.proof import allowed, kill, oil, power, sabotage, shelf, shelf_harms, tally
from tests.proof.bench import workbench
from tests.proof.tally import Tally

PLANS_A_PIECE = 2_000
SCHEDULES_A_PIECE = 250
LIVES_A_PIECE = 25
PAGES_A_PIECE = 25
CUTS_A_PIECE = 250
OIL_PIECES = 8
EXAMPLES = 25
DRILLS_A_PIECE = 5
SEEDS_A_PIECE = 15
SHELVES_A_PIECE = 25
HOMES_A_PIECE = 25
HASTY_PAGES = 8
"""Not every kill falls between what was shown and what was written: of so many, one at least does."""


def allowed_set(chunk: allowed.Chunk) -> Tally:
    """Prove the allowed set of some cases."""
    return allowed.check(workbench().safety, chunk)


def plans(start: int) -> Tally:
    """Make some plans and hold them against every promise."""
    return workbench().promises.run(range(start, start + PLANS_A_PIECE))


def oil_today(part: int) -> Tally:
    """Prove some of the moments at which a product may be wished for."""
    return workbench().oil.run(islice(oil.moments(), part, None, OIL_PIECES))


def shelf_of_days(start: int) -> Tally:
    """Make some shelves and ask each at any moment of its days."""
    return shelf.run(range(start, start + SHELVES_A_PIECE))


def harm_to_shelf(name: str) -> Tally:
    """Do one harm to shelves and see whether it is noticed."""
    return tally.of(filter(None, [shelf_harms.goes_unnoticed(name)]), 1)


def massages_left(start: int) -> Tally:
    """Leave massages in some homes, and see which of them go on without a network."""
    _django()
    from tests.proof import going_on

    return going_on.run(range(start, start + HOMES_A_PIECE))


def unmet_in_going_on(found: Tally) -> Tally:
    """Return what the massages that were left have met too seldom."""
    _django()
    from tests.proof import going_on

    return tally.of(going_on.empty_corners(found), 0)


def harm_to_going_on(name: str) -> Tally:
    """Do one harm to the phones that go on and see whether it is noticed."""
    _django()
    from tests.proof import going_on

    return tally.of(filter(None, [going_on.goes_unnoticed(name)]), 1)


def going_on_harms() -> tuple[str, ...]:
    """Return the harms to going on."""
    _django()
    from tests.proof import going_on

    return tuple(going_on.HARMS)


def sync_between_phones(start: int, sabotage: str = "") -> Tally:
    """Play some schedules of phones under a hostile network, or with a harm that must be noticed."""
    _django()
    from tests.proof import sync

    found, _, _ = sync.run(range(start, start + SCHEDULES_A_PIECE), sync.in_memory(), sabotage)
    return found


def harm_to_sync(sabotage: str) -> Tally:
    """Do one harm to sync and see whether it is noticed."""
    noticed = sync_between_phones(0, sabotage).bad
    return tally.of([] if noticed else [f"sync with the harm “{sabotage}”: nothing turns red"], 1)


def sync_harms() -> tuple[str, ...]:
    """Return the harms to sync."""
    _django()
    from tests.proof import sync

    return tuple(sync.SABOTAGES)


def api_attacked(seed: int, sabotage: str = "", examples: int = EXAMPLES) -> Tally:
    """Attack the API with so many examples for each operation and whose things it names, from this seed."""
    _django()
    from tests.proof import fuzz

    logging.disable(logging.CRITICAL)
    found, met = fuzz.attacked(examples, seed, sabotage)
    logging.disable(logging.NOTSET)
    if not sabotage:
        found.take(fuzz.unmet(met), seed)
    return found


def harm_to_api(sabotage: str) -> Tally:
    """Do one harm to the API and see whether it is noticed."""
    noticed = api_attacked(0, sabotage, 4).bad
    return tally.of([] if noticed else [f"the API with the harm “{sabotage}”: nothing turns red"], 1)


def api_harms() -> tuple[str, ...]:
    """Return the harms to the API."""
    _django()
    from tests.proof import fuzz

    return tuple(fuzz.HARMS)


def killed_server(seed: int, program: str = "handsong.main", lives: int = LIVES_A_PIECE) -> Tally:
    """Kill the real server so many times in mid-write, in a home of its own."""
    with TemporaryDirectory() as home:
        found, acknowledged, _ = kill.run(lives, Path(home), seed, program)
    if acknowledged < lives * kill.PHONES * kill.AT_ONCE:
        found.take(["too little was written to prove anything"], seed)
    return found


def hasty_server(seed: int) -> Tally:
    """See whether a server that answers before it has written is noticed."""
    noticed = killed_server(seed, kill.HASTY, 2).bad
    return tally.of([] if noticed else ["a hasty server: nothing turns red"], 1)


def killed_page(start: int) -> Tally:
    """Kill the page of a real browser at so many moments, without a network."""
    from tests.proof import reopened

    with TemporaryDirectory() as home:
        return reopened.run(Path(home), range(start, start + PAGES_A_PIECE))[0]


def hasty_page(start: int) -> Tally:
    """See whether a phone that shows first and writes a moment later is noticed."""
    from tests.proof import reopened

    with TemporaryDirectory() as home:
        noticed = reopened.run(Path(home), range(0), harmed=range(start, start + HASTY_PAGES))[1].bad
    return tally.of([] if noticed else ["a hasty page: nothing turns red"], 1)


def power_cuts(piece: tuple[power.Mode, int]) -> Tally:
    """Cut the power so many times while a file of this mode is written."""
    mode, seed = piece
    found, acknowledged, lost = power.run(mode, CUTS_A_PIECE, seed)
    if not power.is_enough(mode, CUTS_A_PIECE, acknowledged, lost):
        found.take(["too little was written or lost to prove anything"], piece)
    return found


def harm_to_power(mode: power.Mode) -> Tally:
    """Cut the power while a file of a harmful mode is written and see whether it is noticed."""
    found, _, _ = power.run(mode, power.ENOUGH_TO_NOTICE, 1)
    return tally.of([] if found.bad else [f"a power cut in the mode {mode}: nothing turns red"], 1)


def drills(piece: int, sabotage: str = "") -> Tally:
    """Hold some restore drills, each on a folder of its own, or with a harm that must be noticed."""
    _django()
    from tests.proof import drill

    seeds = range(piece * SEEDS_A_PIECE, (piece + 1) * SEEDS_A_PIECE)
    wanted = 1 if sabotage else DRILLS_A_PIECE
    with TemporaryDirectory() as folder:
        found, held = drill.run(seeds, Path(folder), wanted, sabotage)
    if held < wanted:
        found.take(["too few drills came as far as the loss to prove anything"], piece)
    return found


def harm_to_drill(sabotage: str) -> Tally:
    """Do one harm to the restore drill and see whether it is noticed as it must be."""
    _django()
    from tests.proof import drill

    told = "\n".join(drills(0, sabotage).told())
    is_noticed = drill.SABOTAGES[sabotage] in told
    return tally.of([] if is_noticed else [f"a drill with the harm “{sabotage}”: nothing turns red"], 1)


def drill_harms() -> tuple[str, ...]:
    """Return the harms to the restore drill."""
    _django()
    from tests.proof import drill

    return tuple(drill.SABOTAGES)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    django.setup()


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
