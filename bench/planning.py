"""How long the craft takes: a plan over the whole library, the days ahead, and all content loaded in a new process.

Both only think, so their own processor time is told: what else the machine does is not theirs.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from statistics import median, quantiles
from time import process_time

from tests.proof import bench, histories, plans, program, shelf, shelf_homes
from tests.web.site.serving import ROOT

PLANS, ROUNDS = 2000, 3
SHELVES = 60
LOADS = 9

LOADING = """
from time import process_time
start = process_time()
from handsong.content import load
load.once()
print((process_time() - start) * 1000)
"""


def measure() -> Mapping[str, float]:
    """Return the figures of plans and content."""
    times = plan_times()
    return {
        "plan-median": median(times),
        "plan-p99": quantiles(times, n=100)[-1],
        "shelf": median(shelf_time(number) for number in range(0, SHELVES * shelf.STRIDE, shelf.STRIDE)),
        "content": median(load_time() for _ in range(LOADS)),
    }


def plan_times() -> list[float]:
    """Return the milliseconds that each plan takes, the middle of several rounds."""
    promises = bench.workbench().promises
    rounds = [[plan_time(promises, number) for number in range(PLANS)] for _ in range(ROUNDS)]
    return [median(of_one) for of_one in zip(*rounds, strict=True)]


def plan_time(promises: plans.Promises, number: int) -> float:
    """Return the milliseconds that the plan with this number takes; child, moment and past are as new."""
    wish, past = plans.wished(number, promises.names)
    now = program.situation(wish.case)
    so_far = histories.history(past, promises.names, now.now)
    start = process_time()
    promises.make(now, wish, so_far)
    return (process_time() - start) * 1000


def shelf_time(number: int) -> float:
    """Return the milliseconds that the days ahead of one child take, drawings apart; the second time counts."""
    home = shelf_homes.home_of(number)
    start = process_time()
    shelf_homes.made(home)
    return (process_time() - start) * 1000


def load_time() -> float:
    """Return the milliseconds from a new process's first line to all content."""
    done = subprocess.run(
        [sys.executable, "-c", LOADING], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)
