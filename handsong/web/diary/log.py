"""The log of events as values, read and written many at once: a row object for each would cost more than SQLite does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from handsong.web.diary.models import Event


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
    """One event that is to be stored, with what is kept of it and no story needs."""

    entry: Entry
    family_id: UUID
    place: int
    offset_minutes: int
    device: UUID | None
    sequence: int | None


TABLE = Event._meta.db_table  # noqa: SLF001 - Django's own name for it, meant for everybody
READ = Entry._fields
BODY = READ.index("body")
WRITTEN = (*READ, *New._fields[1:])
_ENCODER = json.JSONEncoder()
AT_ONCE = 400
"""How many sessions and ids are asked for at once; older libraries of SQLite take 999 values."""


def of(sessions: Sequence[UUID], ids: Sequence[str]) -> list[Entry]:
    """Return all events of these sessions, and those with these ids wherever they are, in no order."""
    found: dict[str, Entry] = {}
    name, id_of = _as_kept(), _id_as_kept()
    with connection.cursor() as cursor:
        for start in range(0, max(len(sessions), len(ids)), AT_ONCE):
            of_sessions, with_ids = sessions[start : start + AT_ONCE], ids[start : start + AT_ONCE]
            wanted = f"session_id IN ({_marks(of_sessions)}) OR id IN ({_marks(with_ids)})"
            cursor.execute(
                f"SELECT {', '.join(READ)} FROM {TABLE} WHERE {wanted}",  # noqa: S608 - our own names
                [*map(name, of_sessions), *map(id_of, with_ids)],
            )
            found |= {entry.id: entry for entry in _as_read(cursor.fetchall())}
    return list(found.values())


def last_place(family_id: UUID) -> int:
    """Return the place of the event that came last to a family; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT MAX(place) FROM {TABLE} WHERE family_id = %s",  # noqa: S608 - our own names
            [_as_kept()(family_id)],
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


def _marks(values: Sequence[object]) -> str:
    """Return a place for each value; nothing is in NULL, and both databases take it where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def _as_kept() -> Callable[[UUID | None], Any]:
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


def _body_as_kept() -> Callable[[Any], Any]:
    """Return how this database keeps what an event says."""
    if connection.vendor == "sqlite":
        return _ENCODER.encode
    return lambda body: connection.ops.adapt_json_value(body, None)


def _as_stored(events: Iterable[New]) -> Iterator[tuple[Any, ...]]:
    """Write each value as this database keeps it; what all of a batch share is written once."""
    id_of, name, time, body = _id_as_kept(), cache(_as_kept()), _time_as_kept(), _body_as_kept()
    once = cache(time)
    for row, family, place, offset, device, sequence in events:
        yield (
            id_of(row.id),
            name(row.session_id),
            row.number,
            time(row.at),
            row.kind,
            body(row.body),
            once(row.came_at),
            row.clock_behind,
            name(family),
            place,
            offset,
            name(device),
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
