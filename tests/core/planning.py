"""What the planner is tried on: ten techniques, ten rules, and any child at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from handsong.core import planner, progress, session
from handsong.core.body import Position, Region
from handsong.core.child import Child, Happening
from handsong.core.cues import Cue
from handsong.core.findings import Level
from handsong.core.plan import Craft, Plan, Wish
from handsong.core.progress import Limits, Progress
from handsong.core.readiness import Answers
from handsong.core.score.model import Touch
from handsong.core.technique import Goal, Milestone, Tag
from tests.core import making
from tests.core.making import (
    CLOSING,
    MOVEMENT,
    NOON,
    READY,
    TUMMY,
    Told,
    ago,
    child,
    now,
    rule,
    technique,
)

LONG_HOLD = "hold, resting, 40 s\n  both palms: still on shin\n"
LEG = technique(
    "leg",
    tags={Tag.OIL_OK},
    goals={Goal.RELAX, Goal.SLEEP},
    zones={"left": {"thigh.left"}, "right": {"thigh.right"}},
)
FOOT = technique("foot", region=Region.FEET, tags={Tag.OIL_OK}, goals={Goal.RELAX, Goal.SLEEP})
ARM = technique("arm", region=Region.ARMS, tags={Tag.OIL_OK}, zones={"left": {"upper-arm.left"}})
BELLY = technique("belly", TUMMY, region=Region.TUMMY, tags={Tag.TUMMY_PRESSURE}, goals={Goal.TUMMY_COMFORT})
FACE = technique("face", region=Region.FACE, tags={Tag.OIL_OK}, goals={Goal.SLEEP})
BACK = technique(
    "back",
    region=Region.BACK,
    position=Position.PRONE_LAP,
    tags={Tag.PRONE, Tag.AWAKE_WATCHED},
    needs={Milestone.LIFTS_HEAD},
)
SEAT = technique("seat", region=Region.SHOULDERS, position=Position.SEATED)
MOVE = technique("move", MOVEMENT, tags={Tag.HIP_FLEX, Tag.LEG_MOVEMENT}, goals={Goal.MOVEMENT_PLAY})
HOLDING = technique("holding", LONG_HOLD, region=Region.WHOLE, companion="quiet")
CONTAIN = technique("contain", LONG_HOLD, region=Region.WHOLE, tags={Tag.CONTAINMENT}, goals={Goal.SLEEP})
RESTING = technique("resting", LONG_HOLD)
SILENT = replace(CLOSING, companion="quiet")
ALL = (LEG, FOOT, ARM, BELLY, FACE, BACK, SEAT, MOVE, HOLDING, CONTAIN)

ASKING = rule("ask-hip", Level.ASK, conditions={"hip-harness"}, touches={Touch.STROKE, Touch.MOVEMENT})
WAITING = rule("no-unwell", Level.WAIT, numbers={"hours": 24}, touches={Touch.STROKE, Touch.MOVEMENT})
RULES = (
    rule("milestone-not-seen"),
    rule("age-stage"),
    ASKING,
    WAITING,
    rule("area-vaccine-site", numbers={"hours": 168}),
    rule("tummy-after-feed", tags={Tag.TUMMY_PRESSURE, Tag.PRONE, Tag.HIP_FLEX}),
    rule("reflux", conditions={"reflux"}, tags={Tag.PRONE, Tag.HIP_FLEX}),
    rule("born-small-or-early", Level.ADAPT, numbers={"longest": 10, "light_under_months": 6}),
    rule("rf-breath", Level.EMERGENCY, signs={"hard-breathing"}, everything=True),
    rule("rf-dry", Level.TODAY, signs={"few-wet-nappies"}, touches={Touch.STROKE, Touch.MOVEMENT}),
)
CRAFT = making.craft(*ALL, rules=RULES)
ROOMY = Limits(first=30, most=30, a_day=60)


def made(
    *,
    of: Child | None = None,
    answers: Answers | None = READY,
    wish: Wish | None = None,
    so_far: Progress | None = None,
    craft: Craft = CRAFT,
) -> Plan:
    """Return the plan for a child of five months at a good moment, unless said otherwise."""
    return planner.plan(craft, now(of, answers), wish or Wish(), so_far or Progress())


def account(*told: Told) -> Progress:
    return progress.of(session.fold(event for one in told for event in one.events))


def practised(*names: str, times: int = 2) -> Progress:
    """Return the account of a family that knows and likes these techniques."""
    regions = {one.id: one.region for one in (*ALL, RESTING, CLOSING)}
    sessions = []
    for day in range(times):
        told = Told("known", NOON - timedelta(days=20)).cue(Cue.ENJOYING)
        for name in (*names, "closing"):
            told.does(name, Cue.ENJOYING, region=regions[name], seconds=240)
        sessions.append(told.cue(Cue.PLAN_OVER, Cue.PLAN_OVER).on(day))
    return account(*sessions)


def ids(plan: Plan) -> list[str]:
    return [item.technique.id for item in plan.items]


def reason(plan: Plan, name: str) -> str:
    """Return the rule that says why this technique is not in the plan."""
    return next(out.finding.rule.id for out in plan.left_out if out.technique.id == name)


def notes(plan: Plan) -> list[str]:
    return [finding.rule.id for finding in plan.findings]


CHILDREN = st.builds(
    child,
    st.sampled_from([0, 20, 27, 28, 60, 89, 150, 400, 1200, 3000, 5000]),
    early=st.sampled_from([0, 20, 22, 60]),
    grams=st.sampled_from([None, 1400, 2400, 3400]),
    conditions=st.frozensets(st.sampled_from(["hip-harness", "reflux"])),
    yes=st.frozensets(st.sampled_from(["hip-harness"])),
    facts=st.lists(
        st.builds(
            ago,
            st.sampled_from([Happening.INJECTION, Happening.UNWELL]),
            st.sampled_from([1, 23, 24, 100]),
            st.sampled_from(["", "leg.left", "arm.left"]),
        ),
        max_size=2,
    ),
    seen=st.frozensets(st.sampled_from(Milestone)),
)
ANSWERS = st.one_of(st.none(), st.just(READY), st.just(Answers()))
WISHES = st.builds(
    Wish,
    goal=st.one_of(st.none(), st.sampled_from(Goal)),
    minutes=st.one_of(st.none(), st.sampled_from([0.5, 1, 2, 3, 5, 8, 20])),
    without=st.frozensets(st.sampled_from([one.id for one in ALL]), max_size=3),
    hoped=st.lists(st.sampled_from([one.id for one in ALL]), max_size=4, unique=True).map(tuple),
)
PASTS = st.one_of(
    st.just(Progress()),
    st.sets(st.sampled_from([one.id for one in ALL]), max_size=6).map(lambda names: practised(*sorted(names))),
    st.integers(1, 3).map(
        lambda stops: account(
            *(Told("stop", NOON - timedelta(days=9)).cue(Cue.ENJOYING).does("leg", Cue.CRYING).cue(Cue.END).on(day)
              for day in range(stops))
        )
    ),
)  # fmt: skip
CRAFTS = st.sampled_from(
    [
        CRAFT,
        making.craft(*ALL, rules=RULES, limits=ROOMY),
        making.craft(*ALL, rules=RULES, limits=ROOMY, new=1),
        making.craft(*ALL, rules=RULES, closing=SILENT),
    ]
)
