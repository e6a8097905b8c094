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
    """One event as it is stored; it answers to the names of its row in models.py."""

    id: UUID
    family_id: UUID
    session_id: UUID
    number: int
    at: datetime
    offset_minutes: int
    kind: str
    body: dict[str, Any]
    device: UUID | None
    sequence: int | None
    place: int
    came_at: datetime
    clock_behind: int | None = None


TABLE, COLUMNS = Event._meta.db_table, ", ".join(Entry._fields)  # noqa: SLF001 - Django's own name for it, meant for everybody
AT_ONCE = 400
"""How many sessions and ids are asked for at once; older libraries of SQLite take 999 values."""


def of(sessions: Sequence[UUID], ids: Sequence[UUID]) -> list[Entry]:
    """Return all events of these sessions, and those with these ids wherever they are, in no order."""
    found: dict[UUID, Entry] = {}
    name = _as_kept()
    with connection.cursor() as cursor:
        for start in range(0, max(len(sessions), len(ids)), AT_ONCE):
            of_sessions, with_ids = sessions[start : start + AT_ONCE], ids[start : start + AT_ONCE]
            wanted = f"session_id IN ({_marks(of_sessions)}) OR id IN ({_marks(with_ids)})"
            cursor.execute(
                f"SELECT {COLUMNS} FROM {TABLE} WHERE {wanted}",  # noqa: S608 - our own names
                [name(pk) for pk in (*of_sessions, *with_ids)],
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


def add(entries: Sequence[Entry]) -> None:
    """Write events that are new, all or none of them within the transaction of whoever asks."""
    if not entries:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({COLUMNS}) VALUES ({_marks(Entry._fields)})",  # noqa: S608 - our own names
            list(_as_stored(entries)),
        )


def _marks(values: Sequence[object]) -> str:
    """Return a place for each value; nothing is in NULL, and both databases take it where there is none."""
    return ", ".join(["%s"] * len(values)) or "NULL"


def _as_kept() -> Callable[[UUID | None], Any]:
    """Return how this database keeps an id: as what it is, or as its letters."""
    if connection.features.has_native_uuid_field:
        return lambda name: name
    return lambda name: name and name.hex


def _as_stored(entries: Iterable[Entry]) -> Iterator[tuple[Any, ...]]:
    """Write each value as this database keeps it; what all of a batch share is written once."""
    once = _as_kept()
    name, time = cache(once), cache(connection.ops.adapt_datetimefield_value)
    body = connection.ops.adapt_json_value
    for row in entries:
        yield (
            once(row.id),
            name(row.family_id),
            name(row.session_id),
            row.number,
            time(row.at),
            row.offset_minutes,
            row.kind,
            body(row.body, None),
            name(row.device),
            row.sequence,
            row.place,
            time(row.came_at),
            row.clock_behind,
        )


def _as_read(rows: Iterable[tuple[Any, ...]]) -> Iterator[Entry]:
    """Read what `_as_stored` wrote; a database that has no times of its own keeps them in UTC."""
    name, time = cache(_name), cache(_time)
    for pk, family, session, number, at, offset, kind, body, device, sequence, place, came_at, behind in rows:
        yield Entry(
            _name(pk),
            name(family),
            name(session),
            number,
            _time(at),
            offset,
            kind,
            json.loads(body),
            name(device),
            sequence,
            place,
            time(came_at),
            behind,
        )


def _name(kept: Any) -> Any:
    return UUID(kept) if isinstance(kept, str) else kept


def _time(kept: Any) -> datetime:
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at if at.tzinfo else at.replace(tzinfo=UTC)
