"""All proofs in full, a line each: `python -m tests.proof`. Exit status 1 when anything is bad."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context

from tests.proof import (
    again,
    allowed,
    cue_machine,
    jobs,
    library,
    oil,
    plans,
    power,
    shelf,
    shelf_harms,
    tally,
)
from tests.proof.ages import STAGES
from tests.proof.bench import workbench
from tests.proof.tally import Tally

PROCESSES = 2
PLANS = 120_000
SHELVES = 2_000
HOMES = 500
"""In how many homes massages are left."""

SCHEDULES = 10_000
ATTACKS = 4
"""How often every operation of the API is attacked, from another seed each time."""

LIVES = 200
PAGES = 50
"""How often the page of a phone is killed in mid-session."""

CUTS = 2_000
"""How often the power is cut in each mode that households have."""

DRILLS = 20
"""How often a machine is lost with its disk, and its backup put back on another one."""

STARTED_ANEW = 400
"""How many plans are made again by programs started anew."""

SHOWN = 20
"""How many kinds of fault a proof tells of; the cases are all counted."""

Proof = Callable[[Executor], Tally]


def main() -> int:
    """Run every proof and print its line; return 1 when anything is bad."""
    proofs: dict[str, Proof] = {
        "library": _library,
        "allowed set": lambda workers: tally.total(workers.map(jobs.allowed_set, allowed.chunks())),
        "plans": _plans,
        "oil": _oil,
        "cue machine": _cue_machine,
        "shelf": _shelf,
        "going on": _going_on,
        "sync": _sync,
        "attacked API": lambda workers: tally.total(workers.map(jobs.api_attacked, range(ATTACKS))),
        "killed server": _killed,
        "power cut": _power,
        "killed page": lambda workers: tally.total(
            workers.map(jobs.killed_page, range(0, PAGES, jobs.PAGES_A_PIECE))
        ),
        "restore drill": lambda workers: tally.total(
            workers.map(jobs.drills, range(DRILLS // jobs.DRILLS_A_PIECE))
        ),
        "sabotage of rules and ages": _sabotage,
        "sabotage of oil rules": _oil_sabotage,
        "sabotage of the cue machine": _cue_sabotage,
        "sabotage of the shelf": lambda workers: tally.total(
            workers.map(jobs.harm_to_shelf, shelf_harms.HARMS)
        ),
        "sabotage of going on": lambda workers: tally.total(
            workers.map(jobs.harm_to_going_on, jobs.going_on_harms())
        ),
        "sabotage of the killed server": lambda workers: tally.total(
            workers.map(jobs.hasty_server, range(4))
        ),
        "sabotage of the killed page": lambda workers: tally.total(
            workers.map(jobs.hasty_page, range(0, 2 * jobs.HASTY_PAGES, jobs.HASTY_PAGES))
        ),
        "sabotage of the power cut": lambda workers: tally.total(
            workers.map(jobs.harm_to_power, power.SABOTAGES)
        ),
        "sabotage of the restore drill": lambda workers: tally.total(
            workers.map(jobs.harm_to_drill, jobs.drill_harms())
        ),
        "sabotage of the API": lambda workers: tally.total(workers.map(jobs.harm_to_api, jobs.api_harms())),
        "sabotage of sync": lambda workers: tally.total(workers.map(jobs.harm_to_sync, jobs.sync_harms())),
    }
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as workers:
        said = [_tell(name, prove, workers) for name, prove in proofs.items()]
    return int(any(said))


def _tell(name: str, prove: Proof, workers: Executor) -> bool:
    """Run one proof, print its line and what is bad; return whether anything is."""
    start = time.perf_counter()
    found = prove(workers)
    filled = sum(times for (stage, _), times in found.met.items() if stage in STAGES)
    filling = f", {filled:,} with something in them" if filled else ""
    seconds = time.perf_counter() - start
    lines = [f"{name}: {found.cases:,} cases, {found.bad:,} bad{filling} ({seconds:.0f} s)"]
    lines += [f"    {told}" for told in found.told()[:SHOWN]]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return found.bad > 0 or found.cases == 0


def _library(workers: Executor) -> Tally:
    bench = workbench()
    return tally.of(library.faults(bench.techniques), len(bench.techniques))


def _plans(workers: Executor) -> Tally:
    """Prove plans, that every stage and goal has some, and that programs started anew make the same."""
    found = tally.total(workers.map(jobs.plans, range(0, PLANS, jobs.PLANS_A_PIECE)))
    found.add(tally.of(plans.empty_corners(found), 0))
    found.add(tally.of(again.differs(STARTED_ANEW), 0))
    return found


def _oil(workers: Executor) -> Tally:
    found = tally.total(workers.map(jobs.oil_today, range(jobs.OIL_PIECES)))
    wrong = workbench().oil.wrong_techniques()
    found.add(
        tally.of((f"{name}: oil where the table says none, or none where it says oil" for name in wrong), 0)
    )
    return found


def _cue_machine(workers: Executor) -> Tally:
    return tally.of(cue_machine.disagreements(), cue_machine.edges())


def _shelf(workers: Executor) -> Tally:
    """Prove the shelf, and that most moments were plain enough for the very plan to be asked for."""
    found = tally.total(workers.map(jobs.shelf_of_days, range(0, SHELVES, jobs.SHELVES_A_PIECE)))
    found.add(tally.of(shelf.empty_corners(found), 0))
    return found


def _going_on(workers: Executor) -> Tally:
    """Prove going on, and that enough of every kind was met."""
    found = tally.total(workers.map(jobs.massages_left, range(0, HOMES, jobs.HOMES_A_PIECE)))
    found.add(jobs.unmet_in_going_on(found))
    return found


def _sync(workers: Executor) -> Tally:
    return tally.total(workers.map(jobs.sync_between_phones, range(0, SCHEDULES, jobs.SCHEDULES_A_PIECE)))


def _killed(workers: Executor) -> Tally:
    return tally.total(workers.map(jobs.killed_server, range(LIVES // jobs.LIVES_A_PIECE)))


def _power(workers: Executor) -> Tally:
    seeds = range(CUTS // jobs.CUTS_A_PIECE)
    return tally.total(workers.map(jobs.power_cuts, product(power.SHIPPED, seeds)))


def _sabotage(workers: Executor) -> Tally:
    return tally.total(workers.map(jobs.harm, range(len(jobs.harms())), chunksize=4))


def _oil_sabotage(workers: Executor) -> Tally:
    return tally.total(workers.map(jobs.harm_to_oil, range(len(oil.harms(workbench().oil)))))


def _cue_sabotage(workers: Executor) -> Tally:
    tried, unnoticed = cue_machine.unnoticed()
    return tally.of(unnoticed, tried)


if __name__ == "__main__":
    sys.exit(main())
