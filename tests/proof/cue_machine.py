"""The proof of the cue machine: every guarantee over every state and cue, and every edge changed in every way.

The table is looked at as the plain data that the player gets. The guarantees are those of the
domain reference, 2.2: the ladder of responses, and what outranks it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import pairwise, product

from handsong.core import cues

Edge = dict[str, str]
Data = dict[str, dict[str, Edge]]

RESPONSES = ("go-on", "soften", "pause-and-hold", "change", "stop-for-now", "check-health")
"""Least careful first (r0 to r5)."""

CARE = {response: place for place, response in enumerate(RESPONSES)}

TARGETS = ("enjoying", "unsure", "turning-away", "crying", "asleep", "something-wrong")
CUES = (*TARGETS, "no-answer", "moment", "question", "plan-over", "end")
BY_DISTRESS = ("enjoying", "unsure", "turning-away", "crying", "something-wrong")

ENDERS = ("plan", "parent", "baby", "sleep", "care")

MASSAGING = ("going", "softened")
PAUSES = ("holding", "changing")
QUESTIONS = ("asking", "waiting", "asking-on", *PAUSES)
ASLEEP = ("sleeping", "settled")
AFTER_CRYING = ("comfort", "hold-only", "moment", "settled")
STROKES_OVER = (*AFTER_CRYING, "sleeping", "closing", "care", "ended")
STATES = (*MASSAGING, *QUESTIONS, *STROKES_OVER)

DISTANCE = {"going": 0, "softened": 1} | dict.fromkeys((*QUESTIONS, "closing"), 2)
"""How far a state is from stroking; those that are not named are at 3, and the care page at 4."""

AT_REST = {"going": "go-on", "closing": "go-on", "softened": "soften", "care": "check-health"}
"""What is done while nothing new is said; questions pause and hold, all others have stopped."""


def _distance(state: str) -> int:
    return 4 if state == "care" else DISTANCE.get(state, 3)


def _leads(data: Data, state: str, cue: str, *wanted: str) -> Iterator[str]:
    """Say so when an edge leads elsewhere: wanted are the state, the response, and who ended it, if it ends."""
    edge = data[state][cue]
    got = tuple(filter(None, (edge["state"], edge["response"], edge.get("ended_by", ""))))
    if got != wanted:
        yield f"{state}, {cue}: {', '.join(got)} where {', '.join(wanted)} is due"


def more_distress_is_never_answered_less_carefully(data: Data) -> Iterator[str]:
    for state in STATES:
        for milder, graver in pairwise(BY_DISTRESS):
            one, other = data[state][milder], data[state][graver]
            if CARE[other["response"]] < CARE[one["response"]]:
                yield f"{state}: {graver} is answered less carefully than {milder}"
            if _distance(other["state"]) < _distance(one["state"]):
                yield f"{state}: {graver} leads nearer to strokes than {milder}"


def after_a_potent_cue_it_never_goes_on(data: Data) -> Iterator[str]:
    least = {
        "turning-away": "pause-and-hold",
        "crying": "stop-for-now",
        "asleep": "stop-for-now",
        "something-wrong": "check-health",
    }
    for state, (cue, response) in product(STATES, least.items()):
        if CARE[data[state][cue]["response"]] < CARE[response]:
            yield f"{state}: after {cue} it does no more than {data[state][cue]['response']}"


def massage_begins_and_resumes_only_after_enjoying(data: Data) -> Iterator[str]:
    for state, cue in product(STATES, CUES):
        to = data[state][cue]["state"]
        softens = state == "going" and cue == "unsure" and to == "softened"
        means_nothing = to == state and cue == "no-answer"
        if to in MASSAGING and cue != "enjoying" and not softens and not means_nothing:
            yield f"{state}: {cue} leads to {to}"


def two_pauses_without_recovery_end_it(data: Data) -> Iterator[str]:
    for start in (*MASSAGING, *QUESTIONS):
        for path in product(("unsure", "turning-away"), repeat=4):
            state, pauses = start, int(start in PAUSES)
            for cue in path:
                state = data[state][cue]["state"]
                pauses += state in PAUSES
            if pauses > 2 or state != "ended":
                yield f"{start}: {', '.join(path)} pauses {pauses} times and is in {state}"


def the_ladder_has_every_rung(data: Data) -> Iterator[str]:
    """2.2: one doubt softens, two pause, a pause that does not help changes one thing, then it stops."""
    yield from _leads(data, "going", "unsure", "softened", "soften")
    for state in ("softened", "asking-on"):
        yield from _leads(data, state, "unsure", "holding", "pause-and-hold")
    for state in MASSAGING:
        yield from _leads(data, state, "turning-away", "holding", "pause-and-hold")
    yield from _leads(data, "asking-on", "turning-away", "changing", "change")
    for cue in ("unsure", "turning-away"):
        yield from _leads(data, "holding", cue, "changing", "change")
        yield from _leads(data, "changing", cue, "ended", "stop-for-now", "baby")
        yield from _leads(data, "waiting", cue, "ended", "stop-for-now", "baby")
    yield from _leads(data, "asking", "unsure", "waiting", "pause-and-hold")
    yield from _leads(data, "asking", "turning-away", "ended", "stop-for-now", "baby")


def engagement_leads_back_one_rung_at_a_time(data: Data) -> Iterator[str]:
    for state in ("asking", "waiting", "asking-on", *MASSAGING):
        yield from _leads(data, state, "enjoying", "going", "go-on")
    for state in PAUSES:
        yield from _leads(data, state, "enjoying", "softened", "soften")


def something_wrong_reaches_the_care_page_from_everywhere(data: Data) -> Iterator[str]:
    for state in STATES:
        yield from _leads(data, state, "something-wrong", "care", "check-health", "care")


def the_care_page_is_left_for_help_or_the_end_alone(data: Data) -> Iterator[str]:
    for cue in TARGETS:
        yield from _leads(data, "care", cue, "care", "check-health", "care")
    yield from _leads(data, "care", "end", "ended", "check-health", "care")


def every_state_can_end(data: Data) -> Iterator[str]:
    by = {"comfort": "baby", "hold-only": "baby"} | dict.fromkeys(ASLEEP, "sleep")
    for state in STATES:
        if state not in {"care", "ended"}:
            yield from _leads(data, state, "end", "ended", "stop-for-now", by.get(state, "parent"))
    for state in STATES:
        if "ended" not in _reached(data, state):
            yield f"{state} never ends"


def once_strokes_are_over_they_do_not_come_back(data: Data) -> Iterator[str]:
    for state in STATES:
        after_crying = data[state]["crying"]["state"]
        if set(MASSAGING) & _reached(data, after_crying):
            yield f"after crying in {state} strokes come back"
    for state in STROKES_OVER:
        if set(MASSAGING) & _reached(data, state):
            yield f"from {state} strokes come back"


def _reached(data: Data, start: str) -> set[str]:
    """Return the states that any cues lead to, the first included."""
    found, waiting = {start}, [start]
    while waiting:
        for edge in data[waiting.pop()].values():
            if edge["state"] not in found:
                found.add(edge["state"])
                waiting.append(edge["state"])
    return found


def after_crying_a_settled_baby_may_be_held(data: Data) -> Iterator[str]:
    """2.2: crying that stops in your arms leads to a hold and no further; any doubt leads back to comfort."""
    for state in ("comfort", "hold-only"):
        yield from _leads(data, state, "enjoying", "hold-only", "stop-for-now")
        for cue in ("unsure", "turning-away"):
            yield from _leads(data, state, cue, "comfort", "stop-for-now")


def silence_after_a_question_ends_it_kindly(data: Data) -> Iterator[str]:
    for state in (*QUESTIONS, "comfort", "hold-only"):
        yield from _leads(data, state, "no-answer", "ended", "stop-for-now", "baby")
    for state in ASLEEP:
        yield from _leads(data, state, "no-answer", "ended", "stop-for-now", "sleep")


def a_question_is_never_passed_unanswered(data: Data) -> Iterator[str]:
    for state in MASSAGING:
        yield from _leads(data, state, "question", "asking-on", "pause-and-hold")


def a_plan_ends_with_its_closing_hold(data: Data) -> Iterator[str]:
    for state in MASSAGING:
        yield from _leads(data, state, "plan-over", "closing", "go-on")
    yield from _leads(data, "closing", "plan-over", "ended", "go-on", "plan")
    yield from _leads(data, "closing", "enjoying", "closing", "go-on")
    yield from _leads(data, "closing", "unsure", "closing", "soften")
    yield from _leads(data, "closing", "turning-away", "ended", "stop-for-now", "plan")


def sleep_is_left_alone(data: Data) -> Iterator[str]:
    for state in STATES:
        if state not in {"care", "ended"}:
            to = "settled" if state in AFTER_CRYING else "sleeping"
            yield from _leads(data, state, "asleep", to, "stop-for-now")
    for state, cue in product(ASLEEP, ("enjoying", "unsure", "turning-away")):
        yield from _leads(data, state, cue, state, "stop-for-now")


def a_parent_can_always_step_away(data: Data) -> Iterator[str]:
    for state in STATES:
        response = "check-health" if state == "care" else "stop-for-now"
        yield from _leads(data, state, "moment", "moment", response)
    for cue in ("enjoying", "unsure", "turning-away", "crying"):
        yield from _leads(data, "moment", cue, "moment", "stop-for-now")


def what_means_nothing_changes_nothing(data: Data) -> Iterator[str]:
    for state in STATES:
        rest = AT_REST.get(state, "pause-and-hold" if state in QUESTIONS else "stop-for-now")
        nothing = {
            "question": state not in MASSAGING,
            "plan-over": state not in {*MASSAGING, "closing"},
            "no-answer": state in {*MASSAGING, "closing", "moment", "care"},
        }
        for cue in CUES:
            if nothing.get(cue) or (state == "ended" and cue not in {"something-wrong", "moment"}):
                yield from _leads(data, state, cue, state, rest)


def crying_is_comforted_and_crying_again_sends_help(data: Data, *, cried_today: bool) -> Iterator[str]:
    """4.5 sg-shake: at the second crying stop in a day the adult is told to put the baby down and step away."""
    for state in (*MASSAGING, *QUESTIONS, "sleeping", "closing"):
        yield from _leads(data, state, "crying", "moment" if cried_today else "comfort", "stop-for-now")
    for state in AFTER_CRYING:
        yield from _leads(data, state, "crying", "moment", "stop-for-now")
    for state in STATES:
        after_crying = _reached(data, data[state]["crying"]["state"])
        if "comfort" in {data[later]["crying"]["state"] for later in after_crying}:
            yield f"after crying in {state} a second cry shows no way to step away"


GUARANTEES: tuple[Callable[[Data], Iterator[str]], ...] = (
    more_distress_is_never_answered_less_carefully,
    after_a_potent_cue_it_never_goes_on,
    massage_begins_and_resumes_only_after_enjoying,
    something_wrong_reaches_the_care_page_from_everywhere,
    once_strokes_are_over_they_do_not_come_back,
    after_crying_a_settled_baby_may_be_held,
    two_pauses_without_recovery_end_it,
    every_state_can_end,
    the_ladder_has_every_rung,
    engagement_leads_back_one_rung_at_a_time,
    the_care_page_is_left_for_help_or_the_end_alone,
    silence_after_a_question_ends_it_kindly,
    a_question_is_never_passed_unanswered,
    a_plan_ends_with_its_closing_hold,
    sleep_is_left_alone,
    a_parent_can_always_step_away,
    what_means_nothing_changes_nothing,
)


def table(*, cried_today: bool) -> Data:
    """Return the program's table as the player gets it."""
    return cues.as_data(cues.table_for(cried_today=cried_today))


def broken(data: Data, *, cried_today: bool) -> Iterator[str]:
    """Go through the guarantees that a table breaks, in words."""
    for guarantee in GUARANTEES:
        yield from (f"{_spoken(guarantee)}: {told}" for told in guarantee(data))
    again = crying_is_comforted_and_crying_again_sends_help
    yield from (f"{_spoken(again)}: {told}" for told in again(data, cried_today=cried_today))


def _spoken(guarantee: Callable[..., object]) -> str:
    return guarantee.__name__.replace("_", " ")


def disagreements() -> list[str]:
    """Return every broken guarantee of both tables, and whatever the program's step says otherwise."""
    bad = []
    if set(MASSAGING) != cues.MASSAGING or set(QUESTIONS) != cues.QUESTIONS or cues.START != "asking":
        bad.append("the program strokes, asks or begins in other states than the proof thinks")
    for cried_today in (False, True):
        data = table(cried_today=cried_today)
        if set(data) != set(STATES) or any(set(row) != set(CUES) for row in data.values()):
            return ["the table has other states or cues than the proof knows"]
        bad += broken(data, cried_today=cried_today)
        rules = cues.table_for(cried_today=cried_today)
        for state, cue in product(STATES, CUES):
            step = cues.step(rules, cues.State(state), cues.Cue(cue))
            told = {"state": step.state, "response": step.response} | (
                {"ended_by": step.ended_by} if step.ended_by else {}
            )
            if told != data[state][cue]:
                bad.append(f"{state}, {cue}: the step and its data differ")
    return bad


def edges() -> int:
    """Return how many edges are looked at: every cue in every state, with and without crying today."""
    return 2 * len(STATES) * len(CUES)


def mutants(*, every_way: bool) -> Iterator[tuple[bool, str, str, Edge]]:
    """Go through every edge changed in its state or its response; or in every way, both at once included."""
    for cried_today, state, cue in product((False, True), STATES, CUES):
        now = table(cried_today=cried_today)[state][cue]
        for to, response in product(STATES, RESPONSES):
            differs = (to != now["state"]) + (response != now["response"])
            if differs == 1 or (every_way and differs == 2):
                ended = {"ended_by": now.get("ended_by", "baby")} if to == "ended" != state else {}
                yield cried_today, state, cue, {"state": to, "response": response} | ended
        for by in ({}, *({"ended_by": name} for name in ENDERS)):
            changed = {"state": now["state"], "response": now["response"]} | by
            if changed != now:
                yield cried_today, state, cue, changed


def unnoticed(*, every_way: bool = True) -> tuple[int, list[str]]:
    """Return how many changed tables were tried, and each change that broke no guarantee. No edge is free."""
    tables = {cried: table(cried_today=cried) for cried in (False, True)}
    count, bad = 0, []
    for cried_today, state, cue, edge in mutants(every_way=every_way):
        count += 1
        changed = copy.copy(tables[cried_today])
        changed[state] = changed[state] | {cue: edge}
        if next(broken(changed, cried_today=cried_today), None) is None:
            bad.append(f"{state}, {cue}: {edge['state']} with {edge['response']} breaks nothing")
    return count, bad
