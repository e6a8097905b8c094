"""The days ahead: alike days are one, and each is as careful as its first moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from handsong.core import outlook, safety
from handsong.core.child import Child, Fact, Happening
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.findings import Level
from handsong.core.outlook import Asking, Day, Kind, Known
from handsong.core.progress import Progress, Recent
from handsong.core.score.model import Touch
from handsong.core.technique import Tag
from tests.core.making import HOLD, NOON, STROKE, TUMMY, ago, child, craft, rule, technique

RASH = Kind(Happening.RASH, asks_part=True, asks_when=False, stays_open=True)
FEVER = Kind(Happening.FEVER, asks_part=False, asks_when=True, stays_open=False)
ASKING = Asking(("hot", "stiff"), (RASH, FEVER))
LEG = technique("leg", STROKE, zones={"left": {"thigh.left"}, "right": {"thigh.right"}})
BELLY = technique("belly", TUMMY, tags=[Tag.TUMMY_PRESSURE], zones={"": {"tummy"}})
REST = technique("rest", HOLD)
RULES = [
    rule("ask-unit", Level.ASK, touches={Touch.STROKE}),
    rule("no-asleep", Level.WAIT, everything=True),
    rule("no-drowsy", Level.WAIT, numbers={"minutes": 10}),
    rule("no-crying", Level.WAIT, numbers={"minutes": 5}),
    rule("no-hungry", Level.WAIT, numbers={"minutes": 30}),
    rule("no-just-fed", Level.WAIT, numbers={"minutes": 30}),
    rule("tummy-after-feed", tags={Tag.TUMMY_PRESSURE}, numbers={"minutes": 45}),
    rule("no-fever", Level.WAIT, numbers={"hours": 24}, touches={Touch.STROKE}),
    rule("area-rash"),
    rule("rf-fever-long", Level.TODAY, signs={"hot", "stiff"}),
    rule("rf-limb-and-fever", Level.EMERGENCY, together=(frozenset({"hot"}), frozenset({"stiff"}))),
    rule("young-hips", Level.ADAPT, numbers={"under_months": 6}),
    rule("two-crying-stops", Level.WAIT, numbers={"hours": 24}),
]


def ahead(
    of: Child | None = None,
    *,
    so_far: Progress | None = None,
    now: datetime = NOON,
    signs: Iterable[str] = (),
) -> list[Day]:
    """Return the days ahead of a child of five months, unless said otherwise."""
    known = Known(
        of or child(),
        so_far or Progress(),
        lambda moment: frozenset(signs) if moment - now < timedelta(hours=24) else frozenset(),
        lambda _: ASKING,
    )
    return outlook.days(craft(LEG, BELLY, REST, rules=RULES), known, now, UTC)


def spans(days: list[Day]) -> list[tuple[int, int]]:
    """Return the days of each row, counted from today."""
    return [((row.start - NOON.date()).days, (row.end - NOON.date()).days) for row in days]


def names(day: Day, **answers: str) -> list[str]:
    """Return the plan for these answers."""
    wanted = {"state": "quiet-alert", "feed": "over-45"} | answers
    return [item.technique.id for row in day.plans if row.answers == wanted for item in row.plan.items]


def test_days_that_are_alike_are_one_and_no_day_is_missing() -> None:
    assert spans(ahead(child(400))) == [(0, 60)]
    rows = spans(ahead())
    assert len(rows) == 2, "the sixth month begins in between"
    assert rows[0][0] == 0
    assert rows[-1][1] == 60
    assert all(before[1] == after[0] for before, after in pairwise(rows))


def test_fewer_days_are_told_of_a_young_child() -> None:
    assert spans(ahead(child(60)))[-1][1] == outlook.DAYS_OF_THE_YOUNG
    assert spans(ahead(child(150, early=70)))[-1][1] == outlook.DAYS_OF_THE_YOUNG, "the corrected age decides"


def test_what_ends_at_noon_counts_all_day() -> None:
    days = ahead(child(400, facts=[ago(Happening.FEVER, 6)]))
    assert [row.base.level.stops for row in days] == [True, False]
    assert spans(days) == [(0, 2), (2, 60)]


def test_a_day_never_becomes_less_careful_while_it_passes() -> None:
    happened = [ago(what, hours) for what in Happening for hours in (0, 5, 23, 47, 71, 167)]
    book = craft(LEG, BELLY, REST, rules=RULES).safety
    for row in ahead(child(160, facts=happened)):
        for hours in (6, 18, 23.9):
            later = row.now.now + timedelta(hours=hours)
            if later.date() == row.now.now.date():
                then = safety.check(book, replace(row.now, now=later))
                assert {one.rule.id for one in then.findings} <= {one.rule.id for one in row.base.findings}


def test_every_plan_is_there_for_the_answers_that_stop_nothing() -> None:
    (day,) = ahead(child(400))
    assert {tuple(row.answers.values()) for row in day.plans} == {
        (state, feed) for state in ("quiet-alert", "active-alert") for feed in ("over-45", "under-45")
    }
    assert "belly" in names(day)
    assert "belly" not in names(day, feed="under-45")


def test_each_answer_says_what_it_changes_and_the_best_ones_nothing() -> None:
    (day,) = ahead(child(400))
    ((since, asleep),) = day.effects["state", "asleep"]
    assert (since, asleep.level, asleep.minutes) == (0, Level.WAIT, None)
    ((_, fed),) = day.effects["feed", "under-30"]
    assert fed.minutes == 30
    assert day.effects["state", "quiet-alert"] == ((0, outlook.Effect()),)


def test_a_find_leaves_its_place_out_and_one_without_a_place_every_place() -> None:
    (day,) = ahead(child(400))
    library = craft(LEG, BELLY, REST, rules=RULES).library
    ((_, left),) = day.effects["found", "rash.leg.left"]
    assert library.places(left.leaves_out) == (("leg", "left"),)
    ((_, anywhere),) = day.effects["found", "rash"]
    assert {name for name, _ in library.places(anywhere.leaves_out)} == {"leg", "belly"}


def test_a_find_of_days_ago_counts_until_its_hours_are_over_by_the_last_moment_of_its_day() -> None:
    (day,) = ahead(child(400), now=datetime(2026, 11, 23, tzinfo=UTC))
    levels = {since: effect.level for since, effect in day.effects["found", "fever"]}
    assert levels == {0: Level.WAIT, 1: Level.WAIT, 2: Level.FINE}


def test_signs_that_are_graver_together_are_told_together() -> None:
    (day,) = ahead(child(400))
    ((answers, effect),) = day.together
    assert answers == (("signs", "hot"), ("signs", "stiff"))
    assert effect.level is Level.EMERGENCY


def test_a_red_flag_stands_for_its_day_and_nothing_is_planned_meanwhile() -> None:
    days = ahead(child(400), signs=["hot"])
    assert [(row.base.level, bool(row.plans), bool(row.holds)) for row in days] == [
        (Level.TODAY, False, False),
        (Level.FINE, True, True),
    ]


def test_holds_are_at_hand_and_are_holds() -> None:
    (day,) = ahead(child(400))
    assert day.holds is not None
    assert {item.technique.touch for item in day.holds.items} == {Touch.HOLD}
    assert {technique.touch for technique, _ in day.meanwhile} == {Touch.HOLD}


def test_minutes_of_today_are_taken_from_today_alone() -> None:
    held = _held(NOON - timedelta(hours=3), minutes=9.0)
    days = ahead(child(400), so_far=Progress(recent=(held,)))
    assert [row.minutes for row in days] == [31.0, 40.0]


def test_crying_today_is_another_day() -> None:
    stops = tuple(_held(NOON - timedelta(hours=hours), cried=True) for hours in (3, 2))
    days = ahead(child(400), so_far=Progress(recent=stops))
    assert days[0].base.level is Level.WAIT
    assert days[-1].base.level is Level.FINE


def test_the_first_moment_of_a_day_is_that_of_its_zone() -> None:
    zone = ZoneInfo("Australia/Melbourne")
    assert outlook.beginning(date(2026, 11, 24), zone).isoformat() == "2026-11-24T00:00:00+11:00"
    assert outlook.beginning(date(2026, 7, 1), zone).isoformat() == "2026-07-01T00:00:00+10:00"


def test_what_happened_so_long_ago_happened_at_the_last_moment_of_its_day() -> None:
    assert outlook.so_long_ago(NOON, 0) == NOON
    assert outlook.so_long_ago(NOON, 2) == datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
    assert Fact(Happening.RASH, outlook.so_long_ago(NOON, 1)).at < NOON


def _held(at: datetime, **more: Any) -> Recent:
    told = {"minutes": 1.0, "cried": False} | more
    by = EndedBy.BABY if told["cried"] else EndedBy.PLAN
    start = at - timedelta(minutes=told["minutes"])
    return Recent(
        start, at, told["minutes"], by, Response.GO_ON, Cue.ENJOYING, with_oil=False, cried=told["cried"]
    )
