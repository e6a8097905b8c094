"""The cue machine: what the baby says, and what is done about it. One table and one step.

The ladder of responses follows section 2.2 of the domain reference (ncast-pt, doh-wa, h2m):
an unsure baby softens the touch, one who turns away stills it, one who cries ends it. The
player carries the same table as data and looks it up; nothing is decided anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Cue(StrEnum):
    """What the machine is told. The first six are the targets on the screen."""

    ENJOYING = "enjoying"
    UNSURE = "unsure"
    TURNING_AWAY = "turning-away"
    CRYING = "crying"
    ASLEEP = "asleep"
    SOMETHING_WRONG = "something-wrong"
    NO_ANSWER = "no-answer"
    MOMENT = "moment"
    QUESTION = "question"
    PLAN_OVER = "plan-over"
    END = "end"


TARGETS = (
    Cue.ENJOYING,
    Cue.UNSURE,
    Cue.TURNING_AWAY,
    Cue.CRYING,
    Cue.ASLEEP,
    Cue.SOMETHING_WRONG,
)
"""The six targets of the player, in the order of the screen."""

BY_DISTRESS = (Cue.ENJOYING, Cue.UNSURE, Cue.TURNING_AWAY, Cue.CRYING, Cue.SOMETHING_WRONG)
"""What the baby says, least distressed first; sleep is no distress and stands apart."""


class Response(StrEnum):
    """What is done, least careful first (r0 to r5 of the domain reference)."""

    GO_ON = "go-on"
    SOFTEN = "soften"
    PAUSE_AND_HOLD = "pause-and-hold"
    CHANGE = "change"
    STOP_FOR_NOW = "stop-for-now"
    CHECK_HEALTH = "check-health"

    @property
    def care(self) -> int:
        """How careful it is, from 0."""
        return _HOW_CAREFUL[self]


_HOW_CAREFUL = {response: place for place, response in enumerate(Response)}


class State(StrEnum):
    """Where a session is."""

    ASKING = "asking"
    WAITING = "waiting"
    GOING = "going"
    SOFTENED = "softened"
    ASKING_ON = "asking-on"
    HOLDING = "holding"
    CHANGING = "changing"
    COMFORT = "comfort"
    HOLD_ONLY = "hold-only"
    MOMENT = "moment"
    SLEEPING = "sleeping"
    SETTLED = "settled"
    CLOSING = "closing"
    CARE = "care"
    ENDED = "ended"


START = State.ASKING

MASSAGING = frozenset({State.GOING, State.SOFTENED})
"""Where hands stroke or move; everywhere else they rest or are away."""

QUESTIONS = frozenset({State.ASKING, State.WAITING, State.ASKING_ON, State.HOLDING, State.CHANGING})
"""Where the baby's answer is waited for, and silence for a minute ends the session kindly."""

NO_ANSWER_SECONDS = 60
LOOK_SECONDS = 60
"""A minute without an answer, and how often the eyes are sent to the face: our careful defaults."""

SOFTEN_RATE = 0.7
"""Softened touch goes at this share of its pace: slower, never lighter (domain reference 2.2)."""


class EndedBy(StrEnum):
    """Who or what ended a session; each is as good as the others."""

    PLAN = "plan"
    PARENT = "parent"
    BABY = "baby"
    SLEEP = "sleep"
    CARE = "care"


@dataclass(frozen=True)
class Step:
    """One answer of the machine: the state it goes to, what is done, and who ends it once that is clear."""

    state: State
    response: Response
    ended_by: EndedBy | None = None


Table = Mapping[State, Mapping[Cue, Step]]


def _end(by: EndedBy, response: Response = Response.STOP_FOR_NOW) -> Step:
    return Step(State.ENDED, response, by)


_COMFORT = Step(State.COMFORT, Response.STOP_FOR_NOW)
_MOMENT = Step(State.MOMENT, Response.STOP_FOR_NOW)
_SLEEP = Step(State.SLEEPING, Response.STOP_FOR_NOW)
_SETTLE = Step(State.SETTLED, Response.STOP_FOR_NOW)
_CARE = Step(State.CARE, Response.CHECK_HEALTH, EndedBy.CARE)
_BABY_ENDS = _end(EndedBy.BABY)
_PARENT_ENDS = _end(EndedBy.PARENT)

_EVERYWHERE: Mapping[Cue, Step] = {
    Cue.CRYING: _COMFORT,
    Cue.ASLEEP: _SLEEP,
    Cue.SOMETHING_WRONG: _CARE,
    Cue.MOMENT: _MOMENT,
    Cue.END: _PARENT_ENDS,
}
"""What holds wherever a session is not over."""

_GO = Step(State.GOING, Response.GO_ON)
_SOFT = Step(State.SOFTENED, Response.SOFTEN)
_HOLD = Step(State.HOLDING, Response.PAUSE_AND_HOLD)
_CHANGE = Step(State.CHANGING, Response.CHANGE)
_ASK_ON = Step(State.ASKING_ON, Response.PAUSE_AND_HOLD)
_CLOSE = Step(State.CLOSING, Response.GO_ON)
_STAY_CLOSE = Step(State.HOLD_ONLY, Response.STOP_FOR_NOW)

TABLE: Table = {
    # "Massage, now?" No touch yet; a yes begins, a no is thanked for.
    State.ASKING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _GO,
        Cue.UNSURE: Step(State.WAITING, Response.PAUSE_AND_HOLD),
        Cue.TURNING_AWAY: _BABY_ENDS,
        Cue.NO_ANSWER: _BABY_ENDS,
    },
    # Unsure at the question: hands rest on the first region and the baby is watched.
    State.WAITING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _GO,
        Cue.UNSURE: _BABY_ENDS,
        Cue.TURNING_AWAY: _BABY_ENDS,
        Cue.NO_ANSWER: _BABY_ENDS,
    },
    State.GOING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _GO,
        Cue.UNSURE: _SOFT,
        Cue.TURNING_AWAY: _HOLD,
        Cue.QUESTION: _ASK_ON,
        Cue.PLAN_OVER: _CLOSE,
    },
    State.SOFTENED: {
        **_EVERYWHERE,
        Cue.ENJOYING: _GO,
        Cue.UNSURE: _HOLD,
        Cue.TURNING_AWAY: _HOLD,
        Cue.QUESTION: _ASK_ON,
        Cue.PLAN_OVER: _CLOSE,
    },
    # Before a new region or a movement: hands rest until the baby has answered.
    State.ASKING_ON: {
        **_EVERYWHERE,
        Cue.ENJOYING: _GO,
        Cue.UNSURE: _HOLD,
        Cue.TURNING_AWAY: _CHANGE,
        Cue.NO_ANSWER: _BABY_ENDS,
    },
    # The first pause. Engagement leads back one rung at a time, never straight to the top.
    State.HOLDING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _SOFT,
        Cue.UNSURE: _CHANGE,
        Cue.TURNING_AWAY: _CHANGE,
        Cue.NO_ANSWER: _BABY_ENDS,
    },
    # The second pause: one thing is changed. Without recovery it ends kindly.
    State.CHANGING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _SOFT,
        Cue.UNSURE: _BABY_ENDS,
        Cue.TURNING_AWAY: _BABY_ENDS,
        Cue.NO_ANSWER: _BABY_ENDS,
    },
    # Strokes are over for this session; a settled baby may be held.
    State.COMFORT: {
        **_EVERYWHERE,
        Cue.ENJOYING: _STAY_CLOSE,
        Cue.UNSURE: _COMFORT,
        Cue.TURNING_AWAY: _COMFORT,
        Cue.CRYING: _MOMENT,
        Cue.ASLEEP: _SETTLE,
        Cue.NO_ANSWER: _BABY_ENDS,
        Cue.END: _BABY_ENDS,
    },
    State.HOLD_ONLY: {
        **_EVERYWHERE,
        Cue.ENJOYING: _STAY_CLOSE,
        Cue.UNSURE: _COMFORT,
        Cue.TURNING_AWAY: _COMFORT,
        Cue.CRYING: _MOMENT,
        Cue.ASLEEP: _SETTLE,
        Cue.NO_ANSWER: _BABY_ENDS,
        Cue.END: _BABY_ENDS,
    },
    # The parent needs a moment: the baby lies safely on the back. No way leads back to a massage.
    State.MOMENT: {
        Cue.ENJOYING: _MOMENT,
        Cue.UNSURE: _MOMENT,
        Cue.TURNING_AWAY: _MOMENT,
        Cue.CRYING: _MOMENT,
        Cue.ASLEEP: _SETTLE,
        Cue.SOMETHING_WRONG: _CARE,
        Cue.MOMENT: _MOMENT,
        Cue.END: _PARENT_ENDS,
    },
    # Onto the back, in the baby's own flat bed.
    State.SLEEPING: {
        **_EVERYWHERE,
        **dict.fromkeys((Cue.ENJOYING, Cue.UNSURE, Cue.TURNING_AWAY), _SLEEP),
        Cue.END: _end(EndedBy.SLEEP),
        Cue.NO_ANSWER: _end(EndedBy.SLEEP),
    },
    # The same after crying or a moment of the parent's: the next cry is the second one.
    State.SETTLED: {
        **_EVERYWHERE,
        **dict.fromkeys((Cue.ENJOYING, Cue.UNSURE, Cue.TURNING_AWAY, Cue.ASLEEP), _SETTLE),
        Cue.CRYING: _MOMENT,
        Cue.END: _end(EndedBy.SLEEP),
        Cue.NO_ANSWER: _end(EndedBy.SLEEP),
    },
    # The closing hold: hands are still, and thanks are said.
    State.CLOSING: {
        **_EVERYWHERE,
        Cue.ENJOYING: _CLOSE,
        Cue.UNSURE: Step(State.CLOSING, Response.SOFTEN),
        Cue.TURNING_AWAY: _end(EndedBy.PLAN),
        Cue.PLAN_OVER: _end(EndedBy.PLAN, Response.GO_ON),
    },
    # The care page: it can be left for help or for the end, never for a massage. Whatever comes
    # after it, this session was ended by care.
    State.CARE: {
        **dict.fromkeys(TARGETS, _CARE),
        Cue.MOMENT: Step(State.MOMENT, Response.CHECK_HEALTH),
        Cue.END: _end(EndedBy.CARE, Response.CHECK_HEALTH),
    },
    State.ENDED: {
        Cue.SOMETHING_WRONG: _CARE,
        Cue.MOMENT: _MOMENT,
    },
}


def table_for(*, cried_today: bool) -> Table:
    """Return the table for a session of this child.

    After a session that crying ended within the last 24 hours, crying leads to the page that
    says how to put the baby down safely and step away (sg-shake: icon, bury).
    """
    if not cried_today:
        return {state: dict(row) for state, row in TABLE.items()}
    return {
        state: {
            cue: _MOMENT if cue is Cue.CRYING and step.state is State.COMFORT else step
            for cue, step in row.items()
        }
        for state, row in TABLE.items()
    }


def step(table: Table, state: State, cue: Cue) -> Step:
    """Return what the machine answers; a cue that means nothing in a state leaves it as it is.

    Something wrong is never ignored.
    """
    found = table[state].get(cue)
    return found if found is not None else Step(state, _resting(state))


def ender(so_far: EndedBy | None, answer: Step) -> EndedBy | None:
    """Return who ended a session: who did so first; care outranks everybody else."""
    if so_far is None or answer.ended_by is EndedBy.CARE:
        return answer.ended_by
    return so_far


def _resting(state: State) -> Response:
    """Return the response that a state shows while nothing new is said."""
    if state is State.SOFTENED:
        return Response.SOFTEN
    if state in {State.GOING, State.CLOSING}:
        return Response.GO_ON
    if state is State.CARE:
        return Response.CHECK_HEALTH
    return Response.PAUSE_AND_HOLD if state in QUESTIONS else Response.STOP_FOR_NOW


LEFT_OPEN = {
    State.SLEEPING: EndedBy.SLEEP,
    State.SETTLED: EndedBy.SLEEP,
    State.COMFORT: EndedBy.BABY,
    State.HOLD_ONLY: EndedBy.BABY,
}
"""Who ended a session whose page was closed before it said so; anywhere else it was the parent."""


def as_data(table: Table) -> dict[str, dict[str, dict[str, str]]]:
    """Return the table as plain data for the player: state, cue, then state, response and who ended."""
    return {
        state: {
            cue: {"state": str(found.state), "response": str(found.response)}
            | ({"ended_by": str(found.ended_by)} if found.ended_by else {})
            for cue, found in ((cue, step(table, state, cue)) for cue in Cue)
        }
        for state in State
    }
