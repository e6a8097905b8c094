"""Serve an invented household, made anew each time and kept apart from any real one."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handsong.web.families.models import Child

FOLDER = Path(__file__).resolve().parent.parent / "build" / "demo"
DAY = timedelta(days=1)

LEGS = ("leg-hip-to-ankle", "legs", 110)
FOOT = ("foot-thumb-over-thumb", "feet", 60)
ARM = ("arm-shoulder-to-wrist", "arms", 70)
CLOSING = ("closing-hold", "whole", 20)

MASSAGES: tuple[tuple[int, tuple[tuple[str, str, float], ...], tuple[str, ...], dict[str, str]], ...] = (
    (27, (LEGS, CLOSING), ("plan-over", "plan-over"), {"child": "Calm"}),
    (24, (LEGS,), ("crying", "end"), {"remember": "Another time of day"}),
    (20, (LEGS, CLOSING), ("plan-over", "plan-over"), {"child": "Sleepy"}),
    (16, (LEGS, FOOT, CLOSING), ("plan-over", "plan-over"), {"remember": "One thing was loved"}),
    (12, (LEGS, FOOT), ("asleep", "end"), {}),
    (8, (LEGS, FOOT, CLOSING), ("plan-over", "plan-over"), {"child": "Happy and lively"}),
    (5, (LEGS, FOOT, ARM), ("turning-away", "turning-away", "end"), {"you": "Close to my child"}),
    (1, (LEGS, FOOT, CLOSING), ("plan-over", "plan-over"), {"child": "Calm", "remember": "The same again"}),
)
"""Mia's massages: how many days ago, what was done and for how many seconds, how it ended, what was noted."""


def main() -> int:
    """Make the household and serve it until somebody stops it."""
    os.environ.setdefault("HANDSONG_DATA", str(FOLDER))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    if os.environ["HANDSONG_DATA"] == str(FOLDER):
        shutil.rmtree(FOLDER, ignore_errors=True)
        os.environ.pop("HANDSONG_BACKUPS", None)
    from handsong.web.site import serve  # noqa: PLC0415 - settings are read on import

    if serve.prepare():
        return 1
    fill()
    return serve.main()


def fill() -> None:
    """Write the invented family: Mia, born early, her brother Noah, and Mia's first weeks of massage."""
    import django  # noqa: PLC0415 - the folder must be chosen first

    django.setup()
    from handsong.web.site import tables  # noqa: PLC0415 - the same

    tables.bring_up_to_date()
    from handsong.core.child import Fact, Happening  # noqa: PLC0415 - the same
    from handsong.web.families import actions, door  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    if door.children_of(_person()).exists():
        return
    mia = _child("Mia", born=now - 84 * DAY, early=56, grams=1900, colour="clay", tone=3, now=now)
    _child("Noah", born=now - 1290 * DAY, early=None, grams=3450, colour="dusk", tone=3, now=now)
    actions.remember_facts(child=mia, facts=[Fact(Happening.INJECTION, now - 4 * DAY, "leg.left")], now=now)
    for days, steps, ends, afterwards in MASSAGES:
        _massage(mia, _morning(now, days), steps, ends, afterwards)
    print("An invented family: Mia, twelve weeks old and born eight weeks early, and her brother Noah.")


def _morning(now: datetime, days: int) -> datetime:
    """Return a moment in the morning, some days ago, never at quite the same time."""
    return (now - days * DAY).astimezone().replace(hour=9, minute=(days * 7) % 60)


def _person() -> Any:
    from handsong.web.accounts import door  # noqa: PLC0415 - Django must be set up first

    return door.local_person()


def _child(name: str, *, born: datetime, now: datetime, **told: Any) -> Child:
    from handsong.web.accounts.ids import new_id  # noqa: PLC0415 - Django must be set up first
    from handsong.web.families import actions, zone  # noqa: PLC0415 - the same

    return actions.add_child(
        person=_person(),
        child_id=new_id(),
        told=actions.ChildTold(
            name=name,
            birth=actions.BirthTold(born.date(), days_early=told["early"], weight_grams=told["grams"]),
            milestones=frozenset(),
            conditions=frozenset(),
            something_else="",
            tone=told["tone"],
            colour=told["colour"],
        ),
        home=actions.Home("AU", zone.of_this_machine()),
        now=now,
    )


def _massage(
    child: Child,
    at: datetime,
    steps: tuple[tuple[str, str, float], ...],
    ends: tuple[str, ...],
    afterwards: dict[str, str],
) -> None:
    """Write one massage as a phone would have sent it."""
    from handsong.web.diary import actions as diary  # noqa: PLC0415 - Django must be set up first

    session = diary.begin_session(
        child=child, bundle={"session": str(uuid.uuid4()), "practice": False}, now=at
    )
    told: list[tuple[str, dict[str, Any]]] = [("started", {}), ("cue", {"cue": "enjoying"})]
    for technique, region, seconds in steps:
        step = {"technique": technique, "region": region, "seconds": seconds}
        told += [("step-begun", step), ("cue", {"cue": "enjoying"}), ("step-done", step)]
    told += [("cue", {"cue": cue}) for cue in ends]
    sent = [
        {
            "id": str(uuid.uuid4()),
            "session": str(session.pk),
            "number": number,
            "at": (at + timedelta(seconds=15 * number)).isoformat(),
            "kind": kind,
            "body": body,
        }
        for number, (kind, body) in enumerate(told)
    ]
    diary.record_events(session=session, sent=sent, now=at + timedelta(minutes=10))
    if afterwards:
        diary.note_afterwards(session=session, answers=afterwards, now=at + timedelta(minutes=11))


if __name__ == "__main__":
    sys.exit(main())
