"""How a session that is not over stands, for somebody who is elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from handsong.core import live
from handsong.core.cues import State
from handsong.core.session import Event, Kind

START = datetime(2026, 11, 24, 10, 12, tzinfo=UTC)


def told(*rows: tuple[Kind, dict[str, Any]]) -> list[Event]:
    """Return the events of one session, ten seconds apart."""
    return [
        Event(str(number), "a", number, START + timedelta(seconds=10 * number), kind, body)
        for number, (kind, body) in enumerate(rows)
    ]


BEGUN = (Kind.STARTED, {})
YES, CRIES = (Kind.CUE, {"cue": "enjoying"}), (Kind.CUE, {"cue": "crying"})
STROKE = (Kind.STEP_BEGUN, {"technique": "leg-hip-to-ankle", "region": "legs"})
DONE = (Kind.STEP_DONE, {"technique": "leg-hip-to-ankle", "region": "legs", "seconds": 60})


def test_before_anything_is_heard_the_child_is_being_asked() -> None:
    assert live.latest([]) == live.Moment(State.ASKING)


def test_a_step_under_way_is_named_until_it_is_done() -> None:
    assert live.latest(told(BEGUN, YES, STROKE)) == live.Moment(State.GOING, "leg-hip-to-ankle")
    assert live.latest(told(BEGUN, YES, STROKE, DONE)) == live.Moment(State.GOING)


def test_a_pause_lasts_until_it_is_gone_on_with() -> None:
    paused = told(BEGUN, YES, STROKE, (Kind.PAUSED, {"why": "parent"}))
    assert live.latest(paused).is_paused
    assert not live.latest([*paused, Event("x", "a", 9, START, Kind.RESUMED, {})]).is_paused


def test_after_a_session_that_crying_ended_crying_leads_to_the_parents_moment() -> None:
    assert live.latest(told(BEGUN, YES, CRIES)).state is State.COMFORT
    assert live.latest(told((Kind.STARTED, {"cried_today": True}), YES, CRIES)).state is State.MOMENT


def test_order_and_repetition_change_nothing() -> None:
    events = told(BEGUN, YES, STROKE, (Kind.CUE, {"cue": "unsure"}), DONE, STROKE)
    mixed = [*events[3:], *events[:4], events[2]]
    assert live.latest(mixed) == live.latest(events) == live.Moment(State.SOFTENED, "leg-hip-to-ankle")


def test_a_cue_of_a_newer_version_changes_nothing() -> None:
    assert live.latest(told(BEGUN, YES, (Kind.CUE, {"cue": "humming"}))).state is State.GOING
