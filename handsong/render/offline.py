"""A session from a shelf: looked up and taken away from, as a phone without a network does it.

The phone's own twin is engine/shelf.js; shared vectors hold the two together, and a proof holds what
comes out against the rules themselves. No rule stands here: every number and name is the shelf's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from handsong.render import pieces

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked of a shelf: when, and all that was answered, on this phone, now and before.

    `now`, `newest` (the latest moment this phone has kept anything of) and `at` are seconds since 1970. `own` are
    its sessions, `told` its earlier answers; `missed`: it sent a form since the shelf was fetched. `fetched_at` is when
    it asked for the shelf, by its own clock.
    """

    session: str
    now: float
    day: str
    answers: Mapping[str, str]
    signs: Sequence[str] = ()
    found: Sequence[Data] = ()
    goal: str = ""
    newest: float | None = None
    own: Sequence[Data] = ()
    told: Sequence[Data] = ()
    is_practice: bool = False
    missed: bool = False
    fetched_at: float | None = None


@dataclass(frozen=True)
class _Where:
    """Which of its days a shelf is looked up for, and why it may be no more than holds."""

    row: Data
    why: str = ""


@dataclass(frozen=True)
class _Holding:
    """The effects that hold, and those among them that hold whatever is answered to what is still open."""

    effects: Sequence[Data]
    certain: Sequence[Data]

    def and_also(self, effect: Data) -> _Holding:
        return _Holding([*self.effects, effect], [*self.certain, effect])


def session_from(shelf: Data, asked: Asked) -> dict[str, Any]:
    """Return the session as a bundle, or why there is none, until when, and what may be fine meanwhile."""
    where = _where(shelf, asked)
    holding = _effects(shelf, where, asked)
    effects = holding.effects
    level = _gravest(shelf, effects)
    removed = {name for effect in effects for name in shelf["sets"][effect["removes"]]}
    if _stops(shelf, level):
        return _stop(shelf, where, holding, removed, asked)
    plan, nothing = _plan_left(shelf, where, removed, asked)
    if plan is None:
        also = shelf["effects"][shelf["after"][nothing]]
        return _stop(shelf, where, holding.and_also(also), removed, asked)
    return {
        "kind": "session",
        "why": where.why,
        "level": level,
        "reasons": _reasons(shelf, effects, "adapt"),
        "bundle": pieces.bundle_of(shelf, where.row, plan, _session(shelf, asked)),
    }


def _session(shelf: Data, asked: Asked) -> dict[str, Any]:
    return {
        "session": asked.session,
        "practice": asked.is_practice,
        "goal": asked.goal,
        "cried_today": bool(_cried(shelf, asked)),
    }


def _grave(shelf: Data, level: str) -> int:
    return int(shelf["levels"].index(level))


def _gravest(shelf: Data, effects: Sequence[Data]) -> str:
    return max((str(effect["level"]) for effect in effects), key=lambda level: _grave(shelf, level))


def _stops(shelf: Data, level: str) -> bool:
    return _grave(shelf, level) >= _grave(shelf, shelf["stops_from"])


def _where(shelf: Data, asked: Asked) -> _Where:
    """Return the day that is looked up. Past the last one, or by a clock that is not believed: only holds."""
    days = shelf["days"]
    if _is_wrong_clock(shelf, asked):
        return _Where(days[0], "clock")
    if asked.day >= shelf["until"]:
        return _Where(days[-1], "old")
    row = next(row for row in days if row["from"] <= asked.day < row["until"])
    return _Where(row, "missed" if asked.missed else "")


def _is_wrong_clock(shelf: Data, asked: Asked) -> bool:
    """Whether the phone's clock cannot be right: by when the shelf was made, or by what the phone itself has kept.

    One that stood elsewhere than the shelf's own when this was fetched is ahead of it, or behind, ever since.
    """
    clock = shelf["clock"]
    made_at = datetime.fromisoformat(shelf["made_at"]).timestamp()
    if asked.now < made_at - clock["earlier_seconds"] or asked.day < shelf["days"][0]["from"]:
        return True
    if asked.fetched_at is not None and abs(asked.fetched_at - made_at) > clock["later_seconds"]:
        return True
    return asked.newest is not None and asked.newest > asked.now + clock["later_seconds"]


def _effects(shelf: Data, where: _Where, asked: Asked) -> _Holding:
    """Return all that holds: of the day, of each answer, of several together, of what was before."""
    numbers = [where.row["base"]]
    still_open: list[int] = []
    names: set[str] = set()
    for question in where.row["asks"]:
        answer = asked.answers.get(question) or ""
        if answer and (answer != "something" or asked.found):
            numbers.append(_number(shelf, where, f"{question}.{answer}", 0))
        else:
            still_open.append(_number(shelf, where, f"{question}.{shelf['unanswered'][question]}", 0))
    for sign in asked.signs:
        numbers.append(_number(shelf, where, f"signs.{sign}", 0))
        names.add(f"signs.{sign}")
    for found in asked.found:
        numbers.append(_of_found(shelf, where, found["what"], found["part"], found["days_ago"]))
        names.add(f"found.{found['what']}")
    for told in asked.told:
        numbers += _before(shelf, where, told, asked, names)
    for own in _own(shelf, asked):
        if own["needed_care"] and asked.now - own["ended_at"] < shelf["after"]["day_seconds"]:
            numbers.append(_of_found(shelf, where, "unwell", "", _days_between(own["day"], asked.day)))
    table = shelf["tables"][where.row["table"]]
    numbers += [row["effect"] for row in table["together"] if names.issuperset(row["all"])]
    if len(_cried(shelf, asked)) >= shelf["after"]["crying_stops"]:
        numbers.append(shelf["after"]["crying"])
    every = dict.fromkeys([*numbers, *still_open])
    return _Holding(
        [shelf["effects"][number] for number in every],
        [shelf["effects"][number] for number in dict.fromkeys(numbers)],
    )


def _number(shelf: Data, where: _Where, name: str, days_ago: int) -> int:
    """Return which effect an answer has; one that the shelf does not know waits."""
    rows = shelf["tables"][where.row["table"]]["answers"].get(name)
    if rows is None:
        return int(shelf["after"]["nothing"])
    return int([effect for since, effect in rows if since <= days_ago][-1])


def _of_found(shelf: Data, where: _Where, what: str, part: str, days_ago: int) -> int:
    return _number(shelf, where, f"found.{what}.{part}" if part else f"found.{what}", max(days_ago, 0))


def _before(shelf: Data, where: _Where, told: Data, asked: Asked, names: set[str]) -> list[int]:
    """Return the effects of what was answered here before, as far as it still counts.

    A sign that was ticked stands for a day; what it leaves behind and what was found counts on, day by day.
    """
    since = _days_between(told["day"], asked.day)
    leaves = shelf["after"]["leaves"]
    signs = [f"signs.{sign}" for sign in told["signs"]]
    left = signs or ([] if told["answers"].get("well") != "not-quite" else ["well.not-quite"])
    numbers = []
    if asked.now - told["at"] < shelf["after"]["day_seconds"]:
        numbers += [_number(shelf, where, sign, 0) for sign in signs]
        names.update(signs)
    for name in left:
        for what in leaves.get(name, leaves["well.not-quite"]):
            numbers.append(_of_found(shelf, where, what, "", since))
            names.add(f"found.{what}")
    for found in told["found"]:
        numbers.append(_of_found(shelf, where, found["what"], found["part"], found["days_ago"] + since))
        names.add(f"found.{found['what']}")
    return numbers


def _own(shelf: Data, asked: Asked) -> list[Data]:
    """Return this phone's own sessions that the shelf does not know of, the latest last."""
    counted = set(shelf["after"]["counted"])
    return sorted(
        (own for own in asked.own if own["session"] not in counted), key=lambda own: own["ended_at"]
    )


def _cried(shelf: Data, asked: Asked) -> list[float]:
    """Return when sessions of the last day were ended by crying, the latest last."""
    counted = {one["cried"] for one in _open_here(shelf, asked)}
    known = [datetime.fromisoformat(at).timestamp() for at in shelf["after"]["cried"] if at not in counted]
    known += [own["ended_at"] for own in _own(shelf, asked) if own["cried"]]
    return sorted(at for at in known if asked.now - at < shelf["after"]["day_seconds"])


def _open_here(shelf: Data, asked: Asked) -> list[Data]:
    """Return what the shelf has counted of sessions that were not over then, and of which this phone knows the rest."""
    here = {own["session"] for own in asked.own}
    return [one for one in shelf["after"].get("open", ()) if one["session"] in here]


def _days_between(day: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(day)).days


def _stop(shelf: Data, where: _Where, holding: _Holding, removed: set[str], asked: Asked) -> dict[str, Any]:
    """Return why there is no session, until when if that is known, and which hold may be fine meanwhile.

    What is certain speaks alone where it stops by itself: a question that is open is no reason then.
    """
    level = _gravest(shelf, holding.effects)
    is_certain = _stops(shelf, _gravest(shelf, holding.certain))
    telling = holding.certain if is_certain else holding.effects
    holds = [name for name in where.row["meanwhile"] if name not in removed]
    is_emergency = level == shelf["levels"][-1]
    return {
        "kind": "stop",
        "why": where.why,
        "level": level,
        "is_certain": is_certain,
        "until": _until(shelf, where, telling, asked),
        "reasons": _reasons(shelf, telling, shelf["stops_from"]),
        "meanwhile": holds[0] if holds and not is_emergency else "",
    }


def _until(shelf: Data, where: _Where, effects: Sequence[Data], asked: Asked) -> float | None:
    """Return when the wait is over, in seconds since 1970; None where any of its ends is not known.

    A shelf knows days, so that what ended today may still make wait: an end that has passed is none.
    """
    after, cried = shelf["after"], _cried(shelf, asked)
    ends: list[float | None] = []
    for effect in effects:
        if not _stops(shelf, effect["level"]):
            continue
        # The day itself may have the effect of crying that was longer ago.
        if effect is shelf["effects"][after["crying"]] and cried:
            ends.append(cried[-1] + after["day_seconds"])
        elif effect is shelf["effects"][where.row["base"]] and where.row["base_until"]:
            ends.append(datetime.fromisoformat(where.row["base_until"]).timestamp())
        else:
            ends.append(None if effect["minutes"] is None else asked.now + effect["minutes"] * 60)
    known = [end for end in ends if end is not None]
    last = max(known, default=0.0)
    return last if len(known) == len(ends) and last > asked.now else None


def _reasons(shelf: Data, effects: Iterable[Data], at_least: str) -> list[dict[str, Any]]:
    """Return the reasons from this level upwards, each once, the gravest first."""
    names = dict.fromkeys(name for effect in effects for name in effect["reasons"])
    rows = [{"rule": name, **shelf["reasons"][name]} for name in names]
    worth = [row for row in rows if _grave(shelf, row["level"]) >= _grave(shelf, at_least)]
    return sorted(worth, key=lambda row: -_grave(shelf, row["level"]))


def _plan_left(
    shelf: Data, where: _Where, removed: set[str], asked: Asked
) -> tuple[dict[str, Any] | None, str]:
    """Return what is left of a plan and fits; or None, and which effect says why.

    The plan of these answers comes first, then the one of holds; but one of which nothing is left than its
    closing comes last.
    """
    own = _own(shelf, asked)
    played = sum(one["minutes"] for one in own if one["day"] == asked.day)
    counted = sum(one["minutes"] for one in _open_here(shelf, asked) if one["day"] == asked.day)
    seconds = 60 * (where.row["minutes"] - max(played - counted, 0))
    plans = [] if where.why or _is_stopped(shelf, own) else [_plan(shelf, where, asked)]
    usable: list[dict[str, Any]] = []
    nothing = "nothing"
    for plan in filter(None, [*plans, where.row["holds"]]):
        left = pieces.left(shelf, plan, removed)
        fitting = pieces.fitting(shelf, left, seconds)
        if left and not fitting:
            nothing = "enough"
        if fitting and pieces.has_body(shelf, fitting) is pieces.has_body(shelf, plan):
            return fitting, ""
        usable += [fitting] if fitting else []
    return (usable[0], "") if usable else (None, nothing)


def _is_stopped(shelf: Data, own: Sequence[Data]) -> bool:
    """Whether own sessions make the latest two ones that the child stopped, so that holds come first again."""
    stops = len(list(takewhile(lambda one: one["was_stopped"], reversed(own))))
    before = int(shelf["after"]["stopped"]) if stops == len(own) else 0
    return stops > 0 and stops + before >= 2


def _plan(shelf: Data, where: _Where, asked: Asked) -> Data | None:
    """Return the plan of these answers and this goal."""

    def fits(plan: Data) -> bool:
        return all(
            (asked.answers.get(question) or shelf["unanswered"][question]) == answer
            for question, answer in plan["for"].items()
        )

    fitting = [plan for plan in where.row["plans"] if fits(plan)]
    return next((plan for plan in fitting if plan["goal"] == asked.goal), fitting[0] if fitting else None)
