"""What is made of the pieces of a shelf: steps that are left and that fit, and the bundle for the player.

No rule stands here. The phone's own twin is engine/pieces.js.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import floor
from typing import Any

Data = Mapping[str, Any]


def left(shelf: Data, plan: Data, removed: Collection[str]) -> dict[str, Any] | None:
    """Return what is left of a plan; None without its closing. A movement goes with the strokes before it."""
    names = [name for name in plan["steps"] if name not in removed]
    if not any(technique_of(shelf, name) == plan["closing"] for name in names):
        return None
    needs = shelf["needs"]
    steps = [name for name in names if name not in needs or any(stroke in names for stroke in needs[name])]
    return {"steps": steps, "closing": plan["closing"]}


def fitting(shelf: Data, plan: Data | None, seconds: float) -> dict[str, Any] | None:
    """Return what of a plan fits into the time: the last before the closing is taken away first."""
    while plan is not None and seconds_of(shelf, plan["steps"]) > seconds:
        body = [name for name in plan["steps"] if technique_of(shelf, name) != plan["closing"]]
        if not body:
            return None
        gone = technique_of(shelf, body[-1])
        plan = left(shelf, plan, {name for name in plan["steps"] if technique_of(shelf, name) == gone})
    return None if plan is None else dict(plan)


def has_body(shelf: Data, plan: Data) -> bool:
    """Whether there is more in a plan than its closing."""
    return any(technique_of(shelf, name) != plan["closing"] for name in plan["steps"])


def technique_of(shelf: Data, name: str) -> str:
    """Return which technique a piece is a side of."""
    return str(shelf["pieces"][name]["technique"])


def seconds_of(shelf: Data, steps: Iterable[str]) -> float:
    """Return how long they last, to a tenth of a second, the opening counted."""
    total = float(shelf["opening_seconds"])
    for name in steps:
        total += shelf["pieces"][name]["seconds"]
    return floor(total * 10 + 0.5) / 10


def bundle_of(shelf: Data, day: Data, plan: Data, session: Data) -> dict[str, Any]:
    """Return a plan as the player gets it (content/schema/bundle.json).

    `session` gives its id, its goal, whether it is practice and whether the child cried today.
    """
    pieces = [shelf["pieces"][name] for name in plan["steps"]]
    return {
        "format": 1,
        **session,
        "language": shelf["language"],
        "child": {"name": shelf["child"]["name"], "colour": shelf["child"]["colour"]},
        "oil": False,
        "seconds": seconds_of(shelf, plan["steps"]),
        "opening": shelf["openings"][day["opening"]],
        "opening_for": pieces[0]["group"],
        "steps": [_step(shelf, pieces, number, plan["closing"]) for number in range(len(pieces))],
        "parts": shelf["parts"],
        "drawings": {piece["drawing"]: shelf["drawings"][piece["drawing"]] for piece in pieces},
        "cues": shelf["cues"]["cried" if session["cried_today"] else "fresh"],
        "words": shelf["words"],
    }


def _step(shelf: Data, pieces: Sequence[Data], number: int, closing: str) -> dict[str, Any]:
    piece = pieces[number]
    is_closing = piece["technique"] == closing
    is_other_side = number > 0 and pieces[number - 1]["technique"] == piece["technique"]
    if is_closing:
        lead = "none" if is_other_side else "closing"
    else:
        lead = "other" if is_other_side else "none" if number else "first"
    return {
        **piece,
        "number": number,
        "asks": [] if is_closing else piece["asks"],
        "lead": shelf["leads"][lead],
        "is_closing": is_closing,
        "with_oil": False,
    }
