"""What comes with a child on the day: answers, happenings, a yes, milestones, a goal, a history; three-wise mixed."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from tests.proof import facts
from tests.proof.arrays import CoveringArray
from tests.proof.facts import DAY, HOUR, Asked, Happened

YESES = (
    "none", "none", "none", "own", "own", "own", "first", "last",
    "born-early", "before-term", "neonatal-unit", "operation", "another", "all",
)  # fmt: skip
"""Which yeses are recorded: for the child's own conditions, for the first or last of them, for others."""

ALL_SEEN = frozenset(facts.MILESTONES)
SEEN = (
    frozenset[str](),
    *(frozenset({name}) for name in facts.MILESTONES),
    *(ALL_SEEN - {name} for name in facts.MILESTONES),
    ALL_SEEN,
    ALL_SEEN,
)

PARTS = (
    "", "", "leg.left", "leg.right", "arm.left", "arm.right", "foot.left", "foot.right", "hand.left",
    "hand.right", "tummy", "navel", "chest", "back", "bottom", "face", "neck", "head", "nappy-area",
)  # fmt: skip

BOUNDS: dict[str, tuple[int, ...]] = {
    "injection": (72 * HOUR, 7 * DAY),
    "injury": (72 * HOUR,),
    "head-knock": (48 * HOUR,),
    "procedure": (48 * HOUR,),
    "operation": (42 * DAY,),
    "seizure": (24 * HOUR,),
    "unwell": (24 * HOUR,),
    "fever": (24 * HOUR,),
    "tummy-upset": (48 * HOUR,),
}
"""How long each happening counts, after sections 4.1 and 4.2 of the domain reference."""

STOPS = tuple(
    tuple(ago * HOUR for ago in hours)
    for hours in ((), (), (1,), (1, 24), (2, 23), (23, 25), (24, 25), (1, 2, 30), (23, 23))
)

CARES = tuple(tuple(ago * HOUR for ago in hours) for hours in ((), (), (), (1,), (23, 30), (24,), (25,)))

GOALS = (
    "", "relax", "sleep", "tummy-comfort", "closeness", "body-awareness", "movement-play", "unwind", "after-sport",
)  # fmt: skip
MINUTES = (None, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0, 12.0, 15.0, 20.0, 30.0, 60.0)
HISTORIES = 12
CLOCKS = 4


class Mix(NamedTuple):
    """One row of a covering array, in words."""

    asked: Asked | None
    happened: tuple[Happened, ...]
    yes: str
    seen: frozenset[str]
    navel_healed: bool
    stops: tuple[int, ...]
    clock: int
    cares: tuple[int, ...]
    goal: str
    minutes: float | None
    history: int
    test: str


class Mixes:
    """A covering array over pools of values."""

    def __init__(self, prime: int, pools: dict[str, tuple[Any, ...]]) -> None:
        self._names = tuple(pools)
        self._pools = tuple(pools.values())
        self._array = CoveringArray(prime, [len(pool) for pool in self._pools])
        self._made: dict[int, Mix] = {}

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._array)

    def __getitem__(self, number: int) -> Mix:
        """Return a row, beginning again after the last; they come round many times and are made once."""
        place = number % len(self._array)
        if place not in self._made:
            slots = zip(self._names, self._pools, self._array.row(place), strict=True)
            self._made[place] = _mix({name: pool[slot] for name, pool, slot in slots})
        return self._made[place]


def _mix(value: dict[str, Any]) -> Mix:
    signs = frozenset(filter(None, (value["sign"], value["second sign"])))
    answers = {question: value[question] for question in facts.ANSWERS}
    happened = tuple(
        Happened(value[f"what {each}"], _ago(value[f"what {each}"], value[f"ago {each}"]), value[f"part {each}"],
                 value[f"still {each}"])
        for each in (1, 2)
        if value[f"what {each}"]
    )  # fmt: skip
    return Mix(
        Asked(**answers, signs=signs) if value["asked"] else None,
        happened,
        value["yes"],
        value["seen"],
        value["navel"],
        value["stops"],
        value["clock"],
        value["cares"],
        value["goal"],
        value["minutes"],
        value["history"],
        value["test"],
    )


@cache
def steps(what: str) -> tuple[int, ...]:
    """Return the times ago at which this happening may change what it means: its bounds and around them."""
    around = (-DAY, -HOUR, -1, 0, 1, HOUR, DAY)
    bounds = BOUNDS.get(what, (DAY,))
    near = {bound + off for bound in bounds for off in around if bound + off > 0}
    return (0, *sorted(near), 400 * DAY)


def _ago(what: str, slot: int) -> int:
    return steps(what)[slot % len(steps(what))]


def _pools(prime: int, **changed: tuple[Any, ...]) -> dict[str, tuple[Any, ...]]:
    """Return the pools that both arrays share, with those that differ."""
    pools: dict[str, tuple[Any, ...]] = {
        "asked": (True, True, False),
        "second sign": ("",),
        "yes": YESES,
        "seen": SEEN,
        "navel": (False, True),
        "stops": STOPS,
        "clock": tuple(range(CLOCKS)),
        "goal": GOALS,
        "minutes": MINUTES,
        "history": tuple(range(HISTORIES)),
        "test": ("clear", "clear", "untested", "pending", "reacted"),
    }
    for each in (1, 2):
        pools[f"ago {each}"] = tuple(range(prime))
        pools[f"part {each}"] = PARTS
        pools[f"still {each}"] = (False, True)
    return pools | changed


_STOPPING = frozenset({"head-knock", "seizure", "unwell", "fever", "tummy-upset", "contagious", "reaction"})
_MILD = tuple(what for what in facts.HAPPENINGS if what not in _STOPPING)

GENTLE = Mixes(
    29,
    _pools(
        29,
        state=("quiet-alert", "quiet-alert", "active-alert"),
        feed=("over-45", "over-45", "under-45"),
        well=("yes",),
        skin=("nothing", "something"),
        place=("ready",),
        unit=("yes", "yes", ""),
        sign=("",),
        stops=((), (HOUR,), (HOUR, DAY)),
        **{"what 1": ("", "", "", *_MILD), "what 2": ("", "", "", "", "", "", *_MILD), "cares": ((), (DAY,))},
    ),
)
"""Mixes in which little or nothing stops a massage, so that what a child's conditions leave out can be seen."""

CAREFUL = Mixes(
    37,
    _pools(
        37,
        **{question: (*answers, "") for question, answers in facts.ANSWERS.items()},
        sign=("", "", "", *facts.SIGNS),
        **{
            "second sign": ("", "", "", "", "", "", *facts.SIGNS[:5], *facts.SIGNS[10:20]),
            "what 1": ("", *facts.HAPPENINGS),
            "what 2": ("", "", "", "", *facts.HAPPENINGS),
            "cares": CARES,
        },
    ),
)
"""Mixes of everything that can be answered, ticked or reported."""
