"""What the rows of one session tell, in the family's own time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, TypeVar

from handsong.core import live
from handsong.core import session as craft
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.session import Done, Kind
from handsong.web.diary.log import Entry
from handsong.web.diary.models import Event, Session

Row = TypeVar("Row", bound=Event | Entry)

A_DAY = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)
MOST_BEHIND = timedelta(days=366)
"""A machine that was off for longer is not put right by a phone: that one may be years ahead itself."""


def events_of(session: Session, rows: Sequence[Event | Entry], zone: tzinfo) -> list[craft.Event]:
    """Return the events that the rows of a session say, by a clock that is right."""
    wrong_by, name = clock_was_wrong_by(session, rows), str(session.pk)
    return [_event(row, name, put_right(session, row, wrong_by), zone) for row in rows]


def told(session: Session, events: Iterable[craft.Event]) -> craft.Session | None:
    """Return what happened in a session, or None while its beginning has not come.

    Whether it was practice is known from how it was begun, whatever the phone says.
    """
    sessions = craft.fold(events)
    return replace(sessions[0], is_practice=session.is_practice) if sessions else None


def clock_was_wrong_by(session: Session, rows: Sequence[Event | Entry]) -> timedelta:
    """Return what must be added to the phone's times, beside what it said itself.

    Nothing can have happened after it came here, nor before the session was begun. A clock that
    says so is put right, or crying an hour ago could count as crying last year, or next. One time
    that lies far from the others says nothing about them.
    """
    felt = [row for row in rows if row.kind != Kind.AFTERWARDS]
    if not felt:
        return timedelta()
    near = _near([(row, _at(row)) for row in felt])
    most = min(row.came_at - at for row, at in near)
    least = session.started_at - min(at for _, at in near)
    return min(most, max(least, timedelta()))


def came_later(
    rows: Sequence[Event], by: timedelta, to_spare: timedelta = timedelta()
) -> list[tuple[Event, datetime]]:
    """Return the events that came here later than was written down, with when: their phone's clock was ahead of ours.

    Ours was behind by no more than it was set forward since, and nothing came later than by so much. A phone may have
    been ahead `to_spare` itself; one that was further ahead tells nothing of our clock. Whoever sent no time with it
    has at least told nothing that was to come.
    """
    ahead = [(row, timedelta(seconds=-row.clock_behind)) for row in rows if row.clock_behind]
    ahead += [
        (row, at - row.came_at)
        for row, at in _near([(row, row.at) for row in rows if row.clock_behind is None])
    ]
    most = min(by + max(to_spare, CLOCKS_DIFFER), MOST_BEHIND)
    late = [(row, lead) for row, lead in ahead if CLOCKS_DIFFER < lead <= most]
    return [(row, row.came_at + (lead if lead <= by + CLOCKS_DIFFER else by)) for row, lead in late]


def _near(times: Sequence[tuple[Row, datetime]]) -> list[tuple[Row, datetime]]:
    """Leave out times that lie far from the others: they say nothing about these."""
    if not times:
        return []
    middle = sorted(at for _, at in times)[len(times) // 2]
    return [(row, at) for row, at in times if abs(at - middle) < A_DAY]


def put_right(session: Session, row: Event | Entry, wrong_by: timedelta) -> datetime:
    """Return when it happened, by a clock that is right: between the beginning and its arrival here."""
    return min(max(_at(row) + wrong_by, session.started_at), row.came_at)


def _at(row: Event | Entry) -> datetime:
    """Return when it happened, as far as the phone and its clock were told apart when it told this."""
    return row.at + timedelta(seconds=row.clock_behind) if row.clock_behind else row.at


def _event(row: Event | Entry, session: str, at: datetime, zone: tzinfo) -> craft.Event:
    local = at.astimezone(zone)
    # By its offset: between two times of one zone Python counts what clocks say, and not what passed.
    local = local.replace(tzinfo=_by_offset(local.utcoffset()))
    return craft.Event(str(row.id), session, row.number, local, craft.KINDS[row.kind], row.body)


@cache
def _by_offset(offset: timedelta) -> timezone:
    return timezone(offset)


def moment(events: Iterable[craft.Event], heard_at: datetime) -> dict[str, Any]:
    """Return how a session stands after its latest event, as plain data, and when it was heard of."""
    return {**vars(live.latest(events)), "heard_at": heard_at.isoformat()}


def as_data(session: craft.Session) -> dict[str, Any]:
    """Return a session as plain data that JSON can carry."""
    return {
        **vars(session),
        "started_at": session.started_at.isoformat(),
        "ended_at": session.ended_at.isoformat(),
        "done": [{**vars(done)} for done in session.done],
        "afterwards": {**session.afterwards},
    }


def from_data(data: Mapping[str, Any]) -> craft.Session:
    """Return the session that `as_data` made plain."""
    return craft.Session(
        id=data["id"],
        started_at=datetime.fromisoformat(data["started_at"]),
        ended_at=datetime.fromisoformat(data["ended_at"]),
        is_over=data["is_over"],
        ended_by=EndedBy(data["ended_by"]),
        is_practice=data["is_practice"],
        goal=data["goal"],
        with_oil=data["with_oil"],
        permission=Cue(data["permission"]) if data["permission"] else None,
        done=tuple(
            Done(row["technique"], row["region"], row["seconds"], tuple(Cue(cue) for cue in row["cues"]))
            for row in data["done"]
        ),
        worst=Response(data["worst"]),
        cried=data["cried"],
        needed_care=data.get("needed_care", False),
        afterwards=data["afterwards"],
    )
