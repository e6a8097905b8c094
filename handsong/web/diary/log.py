"""The log of events as values, read and written many at once: a row object for each would cost more than SQLite does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from handsong.web.diary.models import Event

Given = TypeVar("Given")
Made = TypeVar("Made")


class Entry(NamedTuple):
    """One event as its story is read from it; it answers to the names of its row in models.py.

    Its id is written as phones write it.
    """

    id: str
    session_id: UUID
    number: int
    at: datetime
    kind: str
    body: dict[str, Any]
    came_at: datetime
    clock_behind: int | None = None


class New(NamedTuple):
    """One event that is to be stored: what an entry holds, and what is kept of it and no story needs."""

    id: str
    session_id: UUID
    number: int
    at: datetime
    kind: str
    body: Mapping[str, Any]
    came_at: datetime
    clock_behind: int | None
    family_id: UUID
    place: int
    offset_minutes: int
    device: UUID | None
    sequence: int | None


TABLE = Event._meta.db_table  # noqa: SLF001 - Django's own name for it, meant for everybody
READ = Entry._fields
BODY = READ.index("body")
WRITTEN = New._fields
NOTHING_SAYS = "\0"
"""Rows that hold it are not read as events (rows.py): neither database would keep it."""
AT_ONCE = 400
"""How many ids are asked for at once; older libraries of SQLite take 999 values."""


def of(session: UUID) -> list[Entry]:
    """Return all events of a session, in no order."""
    return _where("session_id", [as_kept()(session)])


def with_ids(ids: Iterable[str]) -> list[Entry]:
    """Return the events that have these ids, whatever session they are of, each once and in no order."""
    kept = list(dict.fromkeys(map(_id_as_kept(), ids)))
    parts = (kept[start : start + AT_ONCE] for start in range(0, len(kept), AT_ONCE))
    return [entry for part in parts for entry in _where("id", part)]


def last_place(family_id: UUID) -> int:
    """Return the place of the event that came last to a family; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MAX(place) FROM {TABLE} WHERE family_id = %s",  # noqa: S608 - our own names
            [as_kept()(family_id)],
        )
        (place,) = cursor.fetchone()
    return place or 0


def add(events: Sequence[New]) -> None:
    """Write events that are new, all or none of them within the transaction of whoever asks."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({', '.join(WRITTEN)}) VALUES ({_marks(WRITTEN)})",  # noqa: S608 - our own names
            list(_as_stored(events)),
        )


def _where(column: str, values: Sequence[Any]) -> list[Entry]:
    """Return the events where a column has one of these values."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(READ)} FROM {TABLE} WHERE {column} IN ({_marks(values)})",  # noqa: S608 - our own names
            values,
        )
        return list(_as_read(cursor.fetchall()))


def _marks(values: Sequence[object]) -> str:
    """Return a place for each value; nothing is in NULL, and both databases take it where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def as_kept() -> Callable[[UUID | None], Any]:
    """Return how this database keeps what something is called by: as what it is, or as its letters."""
    if connection.features.has_native_uuid_field:
        return lambda name: name
    return lambda name: name and name.hex


def _id_as_kept() -> Callable[[str], Any]:
    """Return how this database keeps the id that a phone wrote."""
    if connection.features.has_native_uuid_field:
        return UUID
    return lambda name: name.replace("-", "")


def _time_as_kept() -> Callable[[datetime], Any]:
    """Return how this database keeps a time, which is given in UTC: as what it is, or as Django writes it down."""
    if connection.vendor == "sqlite":
        return lambda at: str(at.replace(tzinfo=None))
    return connection.ops.adapt_datetimefield_value


def _bodies_as_kept(bodies: Iterable[Any]) -> list[Any]:
    """Return what events say as this database keeps it.

    As one list, each followed by what no body holds: to begin writing takes longer than to write what an event says.
    """
    if connection.vendor != "sqlite":
        return [connection.ops.adapt_json_value(body, None) for body in bodies]
    written = json.dumps([part for body in bodies for part in (body, NOTHING_SAYS)])
    between = f", {json.dumps(NOTHING_SAYS)}, "
    return written.removeprefix("[").removesuffix(f"{between.rstrip(', ')}]").split(between)


def each_once(make: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """Return what makes the same, and not again while it is asked for the very thing that it was asked for last.

    What phones tell at once is mostly of one session, and Python takes longer to look up a UUID than to write it.
    """
    last: object = object()
    made: Any = None

    def make_once(given: Given) -> Any:
        nonlocal last, made
        if given is not last:
            last, made = given, make(given)
        return made

    return make_once


def _as_stored(events: Sequence[New]) -> Iterator[tuple[Any, ...]]:
    """Write each value as this database keeps it; what all of a batch share is written once."""
    id_of, time_of = _id_as_kept(), _time_as_kept()
    session_of, family_of, device_of = each_once(as_kept()), each_once(as_kept()), each_once(as_kept())
    arrival_of = each_once(time_of)
    bodies = _bodies_as_kept(row.body for row in events)
    for row, body in zip(events, bodies, strict=True):
        pk, session, number, at, kind, _, came_at, behind, family, place, offset, device, sequence = row
        yield (
            id_of(pk),
            session_of(session),
            number,
            time_of(at),
            kind,
            body,
            arrival_of(came_at),
            behind,
            family_of(family),
            place,
            offset,
            device_of(device),
            sequence,
        )


def _as_read(rows: Sequence[tuple[Any, ...]]) -> Iterator[Entry]:
    """Read what `_as_stored` wrote; a database that has no times of its own keeps them in UTC."""
    name, once = cache(_name), cache(_time)
    # As one list: to begin reading takes longer than to read what an event says.
    bodies = json.loads(f"[{','.join(row[BODY] for row in rows)}]")
    for (pk, session, number, at, kind, _, came_at, behind), body in zip(rows, bodies, strict=True):
        yield Entry(_id(pk), name(session), number, _time(at), kind, body, once(came_at), behind)


def _id(kept: Any) -> str:
    if isinstance(kept, str):
        return f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"
    return str(kept)


def _name(kept: Any) -> Any:
    return UUID(kept) if isinstance(kept, str) else kept


def _time(kept: Any) -> datetime:
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at if at.tzinfo else at.replace(tzinfo=UTC)
