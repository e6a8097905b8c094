"""The proof of the shelf: what a phone finds without a network is never less careful than the rules would be there and then.

A shelf is made for a child, then asked at any moment of its days and after them, with any answers, signs,
finds, earlier answers and own sessions; each time the whole rule book is asked about the same child at that
very moment. With plain answers the session must be the very plan that the planner makes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC
from typing import Any

from handsong.core import outlook, planner, readiness, safety
from handsong.core.findings import Level, Verdict
from handsong.core.plan import Wish
from handsong.core.situation import Situation
from handsong.core.technique import Goal
from handsong.render import offline
from tests.proof import shelf_homes
from tests.proof.shelf_homes import Home, Moment, Shelf, content
from tests.proof.tally import Tally

ASKED = 40
"""How often each shelf is asked."""

STRIDE = 59
"""From one shelf to the next of a share: far enough that ages, conditions and pasts all change."""


def run(numbers: Iterable[int], harm: Callable[[Shelf], None] | None = None) -> Tally:
    """Make the shelves with these numbers and ask each; with a harm done to them if there is one."""
    tally = Tally()
    for number in numbers:
        home = shelf_homes.home_of(number)
        if harm is not None:
            home = replace(home, shelf=deepcopy(home.shelf))
            harm(home.shelf)
        dice = random.Random(number)  # noqa: S311 - cases, not secrets
        for turn in range(ASKED):
            moment = shelf_homes.moment_of(home, dice)
            result = offline.session_from(home.shelf, moment.asked)
            tally.take(_faults(home, moment, result, tally), f"shelf {number}, turn {turn}, {moment.asked}")
            tally.met["shelf", f"{result['kind']} {result['why']}"] += 1
    return tally


CORNERS = ("stop ", "session ", "session old", "stop old", "the very plan")
"""What must be met, or a proof has proved nothing; the very plan at a quarter of all moments."""


def empty_corners(found: Tally) -> Iterator[str]:
    """Go through what a run has met too seldom."""
    for corner in CORNERS:
        if found.met["shelf", corner] < found.cases / (4 if corner == CORNERS[-1] else 50):
            yield f"met too seldom: {corner}"


def _faults(home: Home, moment: Moment, result: Mapping[str, Any], tally: Tally) -> Iterator[str]:
    real = safety.check(content().craft.safety, moment.real)
    if result["kind"] == "stop":
        yield from _faults_of_a_stop(home, moment, result, real)
    else:
        yield from _faults_of_a_session(home, moment, result, real)
    if moment.is_plain and result["why"] == "" and _is_as_at_first(home, moment, real):
        tally.met["shelf", "the very plan"] += 1
        yield from _is_the_very_plan(home, moment, result)


def _faults_of_a_stop(home: Home, moment: Moment, result: Mapping[str, Any], real: Verdict) -> Iterator[str]:
    if real.level.stops and Level[result["level"].upper()] < real.level and result["why"] != "old":
        yield f"the rules say {real.level.word}, the shelf says {result['level']}"
    told_of = _asked_of(moment, result)
    online = planner.plan(content().craft, told_of, Wish(), moment.so_far)
    # A day may wait for what the rules have let go by its evening: then they know no end, and it has one.
    stops = safety.check(content().craft.safety, told_of).level.stops
    if result["until"] is not None and stops and result["why"] == "":
        if online.until is None:
            yield "the shelf knows an end and the rules do not"
        elif result["until"] < online.until.timestamp() - 60:
            yield "the shelf lets a wait end too early"
    if result["meanwhile"] and not _is_allowed(home, moment, _as_told(real, result), [result["meanwhile"]]):
        yield "a hold is offered meanwhile that the rules leave out"
    if result["meanwhile"] and real.level is Level.EMERGENCY:
        yield "a hold is offered in an emergency"


def _asked_of(moment: Moment, result: Mapping[str, Any]) -> Situation:
    """Return what the end of a wait is told of, as on a page: of what is certain, where that stops by itself."""
    answers = moment.real.answers
    still_open = [name for name in readiness.BEST if getattr(answers, name) is None]
    if not result["is_certain"]:
        return moment.real
    return replace(
        moment.real, answers=replace(answers, **{name: readiness.BEST[name] for name in still_open})
    )


def _faults_of_a_session(
    home: Home, moment: Moment, result: Mapping[str, Any], real: Verdict
) -> Iterator[str]:
    bundle = result["bundle"]
    names = [step["drawing"] for step in bundle["steps"]]
    if real.level.stops:
        yield f"the rules stop with {real.level.word}, the shelf goes on"
    if result["why"] and any(step["touch"] != "hold" for step in bundle["steps"]):
        yield "more than holds past the last day"
    if not _is_allowed(home, moment, _as_told(real, result), names):
        yield "a step is done that the rules leave out"
    if not bundle["steps"][-1]["is_closing"]:
        yield "no closing"
    strokes = {step["group"] for step in bundle["steps"] if step["touch"] == "stroke"}
    if any(step["touch"] == "movement" and step["group"] not in strokes for step in bundle["steps"]):
        yield "a movement without a stroke of its region"
    limits = content().craft.band(moment.real).limits
    if (
        not result["why"]
        and bundle["seconds"] / 60 > limits.a_day - moment.so_far.minutes_on(moment.at) + 0.01
    ):
        yield "more than the day holds"
    if bundle["cried_today"] is not bool(moment.real.crying_stops):
        yield "the cue machine of another day"


def _as_told(real: Verdict, result: Mapping[str, Any]) -> Verdict:
    """Return the verdict; past the last day, when a hold may be one of a younger age, without the ages."""
    ages = {"age-stage"} if result["why"] else set()
    return Verdict(tuple(one for one in real.findings if one.rule.id not in ages))


def _is_allowed(home: Home, moment: Moment, real: Verdict, names: Iterable[str]) -> bool:
    library = content().craft.library
    free = set(library.places(safety.allowed(library, moment.real, real)))
    pieces = home.shelf["pieces"]
    return all((pieces[name]["technique"], pieces[name]["side"]) in free for name in names)


def _is_as_at_first(home: Home, moment: Moment, real: Verdict) -> bool:
    """Whether the rules say the same as at the first moment of the day, ends of waits apart."""
    is_first_day = moment.at.date() == home.made_at.date()
    first = home.made_at if is_first_day else outlook.beginning(moment.at.date(), home.made_at.tzinfo or UTC)
    then, _ = shelf_homes.real(home, replace(moment.asked, found=(), told=(), own=()), first)
    before = safety.check(content().craft.safety, then)
    return [(one.rule.id, one.where, one.scope) for one in before.findings] == [
        (one.rule.id, one.where, one.scope) for one in real.findings
    ] and then.crying_stops == moment.real.crying_stops


def _is_the_very_plan(home: Home, moment: Moment, result: Mapping[str, Any]) -> Iterator[str]:
    goal = Goal(moment.asked.goal) if moment.asked.goal else None
    plan = planner.plan(content().craft, moment.real, Wish(goal), moment.so_far)
    steps = [(item.technique.id, str(side or "")) for item in plan.items for side in (item.sides or (None,))]
    if result["kind"] == "stop":
        if steps:
            yield "the planner makes a plan, the shelf stops"
        return
    if [(step["technique"], step["side"]) for step in result["bundle"]["steps"]] != steps:
        yield "another plan than the planner's"
    elif abs(result["bundle"]["seconds"] - plan.seconds) > 0.2:
        yield "another length than the planner's"
