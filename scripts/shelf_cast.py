"""The children whose shelves are written down as cases: at ages, and after days, at which much differs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handsong.content import load
from handsong.core.age import Birth
from handsong.core.child import Child, Fact, Happening
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.progress import Progress, Recent, Tried
from handsong.core.technique import Milestone

NOW = datetime.fromisoformat("2026-11-24T09:30:00+11:00")
SEEN = frozenset({Milestone.LIFTS_HEAD, Milestone.ROLLS})


def cast() -> dict[str, tuple[Child, Progress]]:
    """Return children at ages, and after days, at which much differs."""
    vaccinated = Fact(Happening.INJECTION, NOW - timedelta(days=1), "leg.left", is_open=True)
    return {
        "before term": (Child(Birth(date(2026, 11, 1), 224, 1400)), Progress()),
        "newborn soon older": (Child(Birth(date(2026, 9, 1), 224, 1900)), Progress()),
        "vaccinated yesterday": (
            Child(Birth(date(2026, 7, 20)), seen=SEEN, facts=(vaccinated,), navel_healed=True),
            past(),
        ),
        "baby who knows much": (Child(Birth(date(2026, 5, 1)), seen=SEEN, navel_healed=True), past()),
        "toddler who cried today": (
            Child(Birth(date(2025, 6, 1)), seen=frozenset(Milestone), navel_healed=True),
            past(cried=True),
        ),
        "teenager": (Child(Birth(date(2012, 5, 1)), seen=frozenset(Milestone), navel_healed=True), past()),
    }


def past(*, cried: bool = False) -> Progress:
    """Return a family's past: every second technique is known and liked, and the last session was yesterday or today."""
    names = [item.id for item in load.once().craft.library]
    ended_at = NOW - timedelta(hours=2 if cried else 26)
    last = Recent(
        ended_at - timedelta(minutes=9),
        ended_at,
        9.0,
        EndedBy.BABY if cried else EndedBy.PLAN,
        Response.STOP_FOR_NOW if cried else Response.GO_ON,
        Cue.ENJOYING,
        with_oil=False,
        cried=cried,
    )
    return Progress(
        sessions=20,
        first_at=NOW - timedelta(days=40),
        techniques=dict.fromkeys(names[::2], Tried(enjoyed=3, times=4, last_two=(False, False))),
        good_by_region=dict.fromkeys(("legs", "tummy", "chest", "arms", "face", "back", "whole"), 3),
        grown=10.0,
        longest=14.0,
        recent=(last,),
    )
