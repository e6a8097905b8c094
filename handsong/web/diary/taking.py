"""Taking what phones tell: each event is stored once, or set aside as it came; nothing is dropped."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max

from handsong.core import session as craft
from handsong.core.session import EventError
from handsong.web.diary import rows
from handsong.web.diary.models import Event, Session, SetAside

NOT_BEGUN = "session: it is not known here, nor whose it was. It is kept as it came."
TAKEN_ID = "id: another event has this id. It is kept beside that one until somebody has looked."


@dataclass(frozen=True)
class Receipt:
    """What became of one event.

    `stored`, `duplicate` of one that is, `aside` with why, `gone` with its child who was erased, or
    `later`: it could not be kept here, and the phone must keep it.
    """

    id: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that a phone told: as it came, and the event it is or why it is none."""

    raw: object
    device: uuid.UUID | None = None
    event: craft.Event | None = None
    why: str = ""
    aside: SetAside | None = None


@dataclass(frozen=True)
class Homes:
    """Where events belong: the sessions they may be of, the family of the rest, those whose child was erased.

    What was set aside of the sessions in `again` is tried once more.
    """

    sessions: Mapping[uuid.UUID, Session]
    family_id: uuid.UUID | None
    erased: Collection[uuid.UUID] = frozenset()
    again: Collection[uuid.UUID] = frozenset()


@dataclass
class _Taken:
    """What is being taken at once: events that are stored, and rows that are set aside or no longer are."""

    known: Mapping[uuid.UUID, Event]
    fresh: dict[uuid.UUID, tuple[Row, Session]] = field(default_factory=dict)
    aside: list[SetAside] = field(default_factory=list)
    changed: list[SetAside] = field(default_factory=list)
    settled: list[SetAside] = field(default_factory=list)


def read(raw: object, device: uuid.UUID | None, aside: SetAside | None = None) -> Row:
    """Return a row with the event it says, or with a sentence why it says none."""
    try:
        return Row(raw, device, rows.read(raw), "", aside)
    except EventError as error:
        return Row(raw, device, None, str(error), aside)


def take(homes: Homes, told: Sequence[Row], now: datetime) -> tuple[list[Receipt], list[Session]]:
    """Store or set aside each row; return a receipt for each, and the sessions of which more is known.

    Runs within a transaction, once nobody else writes into these families.
    """
    waiting = _waiting(homes)
    taken = _Taken(_known([*told, *waiting]))
    receipts = [_judge(row, homes, taken) for row in [*told, *waiting]]
    _store(taken.fresh.values(), now)
    for row in taken.aside:
        row.came_at = now
    SetAside.objects.bulk_create(taken.aside, ignore_conflicts=True)
    SetAside.objects.bulk_update(taken.changed, ["why"])
    SetAside.objects.filter(pk__in=[row.pk for row in taken.settled]).delete()
    touched = {session.pk: session for _, session in taken.fresh.values()}
    return receipts[: len(told)], list(touched.values())


def _waiting(homes: Homes) -> list[Row]:
    """Return what was set aside of sessions that are tried again; what strangers told of them never counts."""
    aside = SetAside.objects.filter(session__in=homes.again).order_by("came_at", "pk")
    return [
        read(json.loads(row.row), row.device, row)
        for row in aside
        if row.session and row.family_id == homes.sessions[row.session].family_id
    ]


def _judge(row: Row, homes: Homes, taken: _Taken) -> Receipt:
    """Say what becomes of a row, and note it."""
    claimed, of_session = rows.id_of(row.raw), rows.session_of(row.raw)
    if of_session in homes.erased:
        return Receipt(claimed, "gone")
    session = homes.sessions.get(of_session) if of_session else None
    why = row.why or ("" if session else NOT_BEGUN)
    if not why and row.event and session:
        pk = uuid.UUID(row.event.id)
        there = taken.known.get(pk)
        if _is_free(there, row.event, session) and _is_free_here(taken.fresh.get(pk), row):
            if there is None:
                taken.fresh.setdefault(pk, (row, session))
            if row.aside:
                taken.settled.append(row.aside)
            return Receipt(claimed, "stored" if there is None else "duplicate")
        why = TAKEN_ID
    family_id = session.family_id if session else homes.family_id
    if family_id is None:
        return Receipt(claimed, "later")
    if row.aside is None:
        child_id = session.child_id if session else None
        taken.aside.append(_aside(row, family_id, child_id, why))
    elif row.aside.why != _fit(why):
        row.aside.why = _fit(why)
        taken.changed.append(row.aside)
    return Receipt(claimed, "aside", why)


def _is_free(there: Event | None, event: craft.Event, session: Session) -> bool:
    """Whether no other event has this id: none has, or it is this very one."""
    return there is None or (
        there.session_id == session.pk
        and (there.number, there.at, there.kind) == (event.number, event.at, event.kind)
        and there.body == dict(event.body)
    )


def _is_free_here(other: tuple[Row, Session] | None, row: Row) -> bool:
    """The same among what came at once."""
    return other is None or other[0].event == row.event


def _known(told: Iterable[Row]) -> dict[uuid.UUID, Event]:
    return Event.objects.in_bulk([uuid.UUID(row.event.id) for row in told if row.event])


def _store(fresh: Iterable[tuple[Row, Session]], now: datetime) -> None:
    """Store events in their order of arrival, with places that follow those of their family."""
    places: dict[uuid.UUID, int] = {}
    found: list[Event] = []
    for row, session in fresh:
        family_id = session.family_id
        if family_id not in places:
            last = Event.objects.filter(family_id=family_id).aggregate(last=Max("place"))["last"]
            places[family_id] = last or 0
        places[family_id] += 1
        found.append(_event(row, session, places[family_id], now))
    Event.objects.bulk_create(found)


def _event(row: Row, session: Session, place: int, now: datetime) -> Event:
    event: Any = row.event
    return Event(
        pk=uuid.UUID(event.id),
        family_id=session.family_id,
        session=session,
        number=event.number,
        at=event.at.astimezone(UTC),
        offset_minutes=int(event.at.utcoffset().total_seconds()) // 60,
        kind=event.kind,
        body=dict(event.body),
        device=rows.device_of(row.raw) or row.device,
        sequence=rows.sequence_of(row.raw),
        place=place,
        came_at=now,
    )


def _aside(row: Row, family_id: uuid.UUID, child_id: uuid.UUID | None, why: str) -> SetAside:
    # ASCII, so that halves of letters and zeros survive in both databases.
    return SetAside(
        family_id=family_id,
        child_id=child_id,
        row=json.dumps(row.raw),
        digest=hashlib.sha256(json.dumps(row.raw, sort_keys=True).encode()).hexdigest(),
        session=rows.session_of(row.raw),
        claimed=rows.id_of(row.raw),
        device=row.device,
        why=_fit(why),
    )


def _fit(why: str) -> str:
    return rows.fit_to_keep(why)[:300]
