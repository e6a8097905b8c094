"""What may be wrong with a shelf; each must turn the proof of the shelf red."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from handsong.core import readiness
from tests.proof import shelf as proof
from tests.proof.shelf_homes import Shelf

LOOKED_AT = 40
"""In how many shelves a harm is looked for at most."""


def _without_sets(shelf: Shelf) -> None:
    """Let no find and no feed leave anything out."""
    shelf["sets"] = [[] for _ in shelf["sets"]]


def _without_finds(shelf: Shelf) -> None:
    for table in shelf["tables"]:
        for name, rows in table["answers"].items():
            if name.startswith("found."):
                table["answers"][name] = [
                    [since, _changed(shelf, effect, removes=0)] for since, effect in rows
                ]


def _milder(prefix: str, level: str) -> Callable[[Shelf], None]:
    """Return the harm that makes every answer of a question milder."""

    def harm(shelf: Shelf) -> None:
        for table in shelf["tables"]:
            for name, rows in table["answers"].items():
                if name.startswith(prefix):
                    table["answers"][name] = [
                        [since, _changed(shelf, effect, level=level)] for since, effect in rows
                    ]

    return harm


def _changed(shelf: Shelf, effect: int, **more: Any) -> int:
    shelf["effects"].append(shelf["effects"][effect] | more)
    return len(shelf["effects"]) - 1


def _moved(days: int) -> Callable[[Shelf], None]:
    """Return the harm that tells of each day what is so on another."""

    def harm(shelf: Shelf) -> None:
        rows = shelf["days"]
        for name in ("from", "until"):
            for row in rows[:] if name == "until" else rows[1:]:
                row[name] = f"{datetime.fromisoformat(row[name]) + timedelta(days=days):%Y-%m-%d}"
        rows[-1]["until"] = shelf["until"]
        shelf["days"] = [row for row in rows if row["from"] < row["until"]]

    return harm


def _set(what: str, **more: Any) -> Callable[[Shelf], None]:
    def harm(shelf: Shelf) -> None:
        shelf[what] = {**shelf[what], **more}

    return harm


def _in_days(**more: Any) -> Callable[[Shelf], None]:
    def harm(shelf: Shelf) -> None:
        for row in shelf["days"]:
            row.update(more)

    return harm


def _without_base(shelf: Shelf) -> None:
    for row in shelf["days"]:
        row["base"] = _changed(shelf, row["base"], level="fine")


def _without_together(shelf: Shelf) -> None:
    for table in shelf["tables"]:
        table["together"] = []


def _finds_soon_over(shelf: Shelf) -> None:
    """Let what was found count a day less."""
    for table in shelf["tables"]:
        for rows in table["answers"].values():
            rows[:] = [[max(since - 1, 0), effect] for since, effect in rows]


def _waits_end_early(shelf: Shelf) -> None:
    for effect in shelf["effects"]:
        if effect["minutes"] is not None:
            effect["minutes"] -= 120


def _days_end_waits_early(shelf: Shelf) -> None:
    for row in shelf["days"]:
        if row["base_until"]:
            row["base_until"] = (datetime.fromisoformat(row["base_until"]) - timedelta(hours=2)).isoformat()


HARMS: Mapping[str, Callable[[Shelf], None]] = {
    "nothing is left out": _without_sets,
    "no find leaves anything out": _without_finds,
    "no state stops": _milder("state.", "fine"),
    "no feed stops": _milder("feed.", "fine"),
    "no place stops": _milder("place.", "fine"),
    "no skin stops": _milder("skin.", "fine"),
    "no find stops": _milder("found.", "avoid"),
    "no sign is more than a wait": _milder("signs.", "wait"),
    "not quite well is well": _milder("well.", "fine"),
    "signs together are no graver": _without_together,
    "a day too early": _moved(-1),
    "a day too late": _moved(1),
    "what holds anyway stops nothing": _without_base,
    "a day has more minutes": _in_days(minutes=90),
    "own sessions count for no day": _set("after", day_seconds=0),
    "one more crying stop": _set("after", crying_stops=4),
    "nothing is left behind": _set("after", leaves={"well.not-quite": []}),
    "what was found is soon over": _finds_soon_over,
    "a wait ends two hours early": _waits_end_early,
    "what made wait anyway ends two hours early": _days_end_waits_early,
    "no answer is the best": _set(
        "unanswered", **{name: str(value) for name, value in readiness.BEST.items()}
    ),
}
"""What may be wrong with a shelf; each must be noticed."""


def goes_unnoticed(name: str) -> str:
    """Return a sentence when a harm is not noticed."""
    numbers = range(0, LOOKED_AT * proof.STRIDE, proof.STRIDE)
    noticed = any(proof.run([number], HARMS[name]).bad for number in numbers)
    return "" if noticed else f"a shelf with the harm “{name}”: nothing turns red"
