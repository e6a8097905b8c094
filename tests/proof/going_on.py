"""The proof of going on: a massage that was left goes on without a network only where the rules would let it, there and then.

A massage is planned, left, and something may come between: answers, finds, tears, forms, another day, a clock set
back. The phone's own scripts (tests/js/going_on.js) say whether it goes on; each time the whole rule book is asked
about the same child at that very moment. Where nothing came between, it must go on.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from handsong.core import safety
from handsong.core.findings import Verdict
from tests.proof import left_massages
from tests.proof.left_massages import Left
from tests.proof.phones import COUNTS_FOR
from tests.proof.shelf_homes import content
from tests.proof.tally import Tally

ROOT = Path(__file__).resolve().parents[2]
PHONES = (str(Path(sys.executable).parent / "node"), str(ROOT / "tests" / "js" / "going_on.js"))

LEFT = 40
"""How many massages are left in each home."""

STRIDE = 59
"""From one home to the next of a share: far enough that ages, conditions and pasts all change."""

CORNERS: Mapping[str, int] = {
    "goes on": 5,
    "is offered": 8,
    "stop": 30,
    "old": 100,
    "since": 30,
    "rests": 100,
    "too late for the player": 30,
    "plain": 30,
    "never begun": 100,
    "practice": 100,
    "planned here": 8,
    "planned on the pages": 8,
    "a later shelf": 8,
    "goes on with its own tears": 100,
    "goes on with a clock set back": 100,
    "goes on over another massage": 200,
    "goes on over other answers": 100,
    "goes on on another day": 200,
    "the rules let it not go on": 10,
}
"""What must be met, or a proof has proved nothing: each at least once in so many cases."""


HARMS: Mapping[str, int] = {
    "forms are forgotten": 0,
    "no shelf is later than a plan": 0,
    "other answers are forgotten": 0,
    "other massages are forgotten": 0,
    "everything is free": 0,
    "answers count for ever": 0,
    "the day of the plan never ends": 80,
    "every clock is right": 28,
    "tears count for no day": 0,
    "what is written has no order": 0,
}
"""What may be wrong with a phone or its shelf (tests/js/going_on.js); each must be noticed, looked for from this home on."""

LOOKED_AT = 40
"""In how many homes a harm is looked for at most."""


def run(numbers: Iterable[int], harm: str = "") -> Tally:
    """Leave massages in the homes with these numbers; with a harm done to phones if there is one."""
    tally = Tally()
    with _phones() as program:
        for number in numbers:
            _take(tally, program, number, harm)
    return tally


@contextmanager
def _phones() -> Iterator[subprocess.Popen[str]]:
    """Start the program that plays the phones."""
    with subprocess.Popen(PHONES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def _take(tally: Tally, program: subprocess.Popen[str], number: int, harm: str) -> None:
    """Count the massages of one home, and what is wrong with each."""
    for turn, (left, said) in enumerate(_decided(program, number, harm)):
        corners = [*left.met, *_corners(left, said)]
        tally.met.update(("going on", corner) for corner in corners)
        tally.take(_faults(left, said), f"home {number}, turn {turn}, {sorted(corners)}, {_told(left)}")


def empty_corners(found: Tally) -> Iterator[str]:
    """Go through what a run has met too seldom."""
    for corner, seldom in CORNERS.items():
        if found.met["going on", corner] < found.cases / seldom:
            yield f"met too seldom: {corner}"


def goes_unnoticed(harm: str) -> str:
    """Return a sentence when a harm is not noticed."""
    tally = Tally()
    with _phones() as program:
        for number in range(HARMS[harm], HARMS[harm] + LOOKED_AT):
            _take(tally, program, number * STRIDE, harm)
            if tally.bad:
                return ""
    return f"going on with the harm “{harm}”: nothing turns red"


@cache
def _left(number: int) -> tuple[Left, ...]:
    dice = random.Random(number)  # noqa: S311 - cases, not secrets
    return tuple(left_massages.left(left_massages.household_of(number), dice, LEFT))


def _decided(program: subprocess.Popen[str], number: int, harm: str) -> Iterator[tuple[Left, dict[str, Any]]]:
    """Go through the massages of a home, each with what its phone decides."""
    assert program.stdin
    assert program.stdout
    left = _left(number)
    shelf = left_massages.household_of(number).home.shelf
    program.stdin.write(json.dumps({"shelf": shelf, "harm": harm, "rows": [one.row for one in left]}) + "\n")
    program.stdin.flush()
    yield from zip(left, json.loads(program.stdout.readline()), strict=True)


def _goes_on(said: Mapping[str, Any]) -> bool:
    return said["why"] == "" and not said["is_stale"] and not said["is_over"]


def _corners(left: Left, said: Mapping[str, Any]) -> Iterator[str]:
    yield said["why"] or "nothing against it"
    if said["is_offered"]:
        yield "is offered"
    if said["why"] == "" and said["is_stale"]:
        yield "too late for the player"
    if left.is_plain:
        yield "plain"
    if any(_against(left)):
        yield "the rules let it not go on"
    if _goes_on(said):
        yield "goes on"
        for corner, name in OVER.items():
            if corner in left.met:
                yield name


OVER = {
    "its own tears": "goes on with its own tears",
    "a clock set back": "goes on with a clock set back",
    "another massage between": "goes on over another massage",
    "answered between": "goes on over other answers",
    "another day": "goes on on another day",
}


def _faults(left: Left, said: Mapping[str, Any]) -> Iterator[str]:
    """Go through what is wrong with what a phone decides."""
    is_begun = "never begun" not in left.met
    if (
        said["is_offered"]
        and "a clock set back" not in left.met
        and not (said["is_left_open"] and _goes_on(said))
    ):
        yield "Today offers what does not go on"
    if said["is_offered"] and "practice" in left.met:
        yield "Today offers practice"
    if _goes_on(said):
        if "practice" not in left.met:
            yield from _against(left)
        if said["is_open"] and abs(left.quiet) >= COUNTS_FOR:
            yield "it goes on after half an hour"
    elif left.is_plain and not any(_against(left)):
        yield f"nothing came between, and it does not go on ({said['why']})"
    if left.is_plain and is_begun and _goes_on(said) and not said["is_offered"]:
        yield "nothing came between, and Today does not offer it"


def _against(left: Left) -> Iterator[str]:
    """Go through why the rules would not let it go on."""
    craft, now = content().craft, left.now
    real = safety.check(craft.safety, now)
    stopping = [one.rule.id for one in real.findings if one.level.stops]
    if stopping:
        yield f"the rules stop with {real.level.word}: {stopping}"
    free = set(craft.library.places(safety.allowed(craft.library, now, _by_this_clock(left, real))))
    gone = [step for step in left.steps if step not in free]
    if gone:
        yield f"a step is done that the rules leave out: {gone}"


def _by_this_clock(left: Left, real: Verdict) -> Verdict:
    """Return the verdict; by a clock that shows another day without the ages, which nobody here can know."""
    ages = {"age-stage"} if "by another day" in left.met else set()
    return Verdict(tuple(one for one in real.findings if one.rule.id not in ages))


def _told(left: Left) -> str:
    """Return what happened, for whoever looks for a fault."""
    row = left.row
    writes = [(one["session"][-4:], one["kind"], one["at"], one["body"]) for one in row["writes"]]
    rest = {name: row[name] for name in ("session", "named", "form", "fetched", "now")}
    return f"{rest}, {writes}, {left.now.answers}"
