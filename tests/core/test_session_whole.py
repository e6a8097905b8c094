"""Whatever a phone may tell: what is read as events tells a session, all of it together."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handsong.core import live, session
from handsong.core.cues import Cue
from handsong.core.session import EventError, Kind

ROW = {"session": "monday", "at": "2026-11-23T09:30:00+11:00"}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ODD = st.none() | st.booleans() | st.just(10**400) | st.floats() | st.text(max_size=9) | st.lists(st.none())
BODY = {
    "cue": st.sampled_from(list(Cue)) | ODD,
    "technique": st.sampled_from(["", "leg-hip-to-ankle"]) | ODD,
    "region": st.sampled_from(["legs", "whole"]) | ODD,
    "seconds": st.floats(0, 9000) | ODD,
}
BESIDE = ("practice", "goal", "oil", "cried_today", "told", "how")
ROWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(Kind)),
        "number": st.integers(0, 9),
        "body": st.fixed_dictionaries({}, optional=BODY | dict.fromkeys(BESIDE, ODD)),
    }
)


@given(st.lists(ROWS, min_size=1, max_size=12))
def test_all_that_is_read_tells_a_session_together(rows: list[dict[str, Any]]) -> None:
    events = [session.Event("start", "monday", 0, NOON, Kind.STARTED, {})]
    for number, row in enumerate(rows):
        with suppress(EventError):
            events.append(session.read(ROW | {"id": str(number)} | row))
    (told,) = session.fold(events)
    assert told.minutes >= 0
    live.latest(events)
