"""Taking what phones tell: each event is stored once, or set aside as it came; nothing is dropped."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple

from handsong.core import session as craft
from handsong.core.session import A_MINUTE, EventError
from handsong.web.accounts import typed
from handsong.web.accounts.models import Person
from handsong.web.diary import log, rows
from handsong.web.diary.log import Entry, New
from handsong.web.diary.models import Session, SetAside

NOT_BEGUN = "session: it is not known here, nor whose it was. It is kept as it came."
TAKEN_ID = "id: another event has this id. It is kept beside that one until somebody has looked."
NOT_ALLOWED = (
    "session: whoever told this may not note things for this child now. It is kept as it came; "
    "an owner can let it count."
)
THEIR_OWN = (
    "session: it is a young person's own, and somebody else was signed in. It is kept as it came, for the "
    "young person alone, who can let it count."
)
NOBODYS = "session: it is a young person's own, and nobody here is that young person. Keep it: it is taken once somebody is."
NOT_THEIRS = (
    "session: whoever is signed in here has never had to do with its child. Keep it: it is taken when somebody "
    "tells it who has."
)


class Receipt(NamedTuple):
    """What became of one event.

    `stored`, `duplicate` of one that is or was erased on its own, `aside` with why, `gone` with its child who was erased, or
    `later`: it could not be kept here, and the phone must keep it.
    """

    id: str
    state: str
    why: str = ""


TOO_DEEP = (
    f"event: it holds lists within lists, more than {rows.MOST_DEEP} deep. What lies deeper was not kept; "
    "the rest is kept as it came."
)


class Row(NamedTuple):
    """One thing that a phone told: as it came, of which session it says it is, and its event or why it is none.

    `clock_behind`: the seconds by which the phone's clock stood behind ours, if it is known that it did.
    """

    raw: object
    session: uuid.UUID | None
    device: uuid.UUID | None
    event: craft.Event | None
    why: str = ""
    aside: SetAside | None = None
    clock_behind: int | None = None


@dataclass(frozen=True)
class Held:
    """Whose a session is that the teller may not note anything for: it is kept for an owner to look at.

    `told_by_id`: the young person whose own it is, when their phone told it in somebody else's name.
    """

    family_id: uuid.UUID
    child_id: uuid.UUID
    is_private: bool
    why: str = NOT_ALLOWED
    told_by_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Homes:
    """Where events belong: the sessions they may be of, the family of the rest, those whose child was erased.

    What was set aside of the sessions in `again` is tried once more. `told_by` is who tells; what is set
    aside is private where a young person tells. `held` are sessions that the teller may not tell of, `others`
    those of which nothing is kept, with why: of children here whom the teller never had to do with, or of a
    young person whom nobody is. `erased_rows` are the digests of what was set aside once and then erased.
    """

    sessions: Mapping[uuid.UUID, Session]
    family_id: uuid.UUID | None
    erased: Collection[uuid.UUID] = frozenset()
    again: Collection[uuid.UUID] = frozenset()
    held: Mapping[uuid.UUID, Held] = field(default_factory=dict)
    others: Mapping[uuid.UUID, str] = field(default_factory=dict)
    erased_rows: Collection[str] = frozenset()
    told_by: Person | None = None
    is_private: bool = False


@dataclass
class _Taken:
    """What is being taken at once: events that are stored, and rows that are set aside or no longer are."""

    known: Mapping[str, Entry]
    session_of: Callable[[uuid.UUID | None], Session | None]
    fresh: dict[str, tuple[Row, Session]] = field(default_factory=dict)
    aside: list[SetAside] = field(default_factory=list)
    changed: list[SetAside] = field(default_factory=list)
    settled: list[SetAside] = field(default_factory=list)


def read_all(
    told: Sequence[object], device: uuid.UUID | None = None, clock_behind: int | None = None
) -> list[Row]:
    """Return each row with the event it says, or with a sentence why it says none."""
    read = _read_or_cut_off if rows.is_too_deep(told) else _read
    return [read(raw, device, clock_behind) for raw in told]


def read_again(aside: SetAside) -> Row:
    """Return what was set aside, read once more."""
    return _read_or_cut_off(json.loads(aside.row), aside.device)._replace(aside=aside)


def _read(raw: object, device: uuid.UUID | None, clock_behind: int | None = None) -> Row:
    try:
        return Row(raw, rows.session_of(raw), device, rows.read(raw), clock_behind=clock_behind)
    except EventError as error:
        return Row(raw, rows.session_of(raw), device, None, str(error))


def _read_or_cut_off(raw: object, device: uuid.UUID | None, clock_behind: int | None = None) -> Row:
    if rows.is_too_deep(raw):
        return Row(rows.cut_off(raw), rows.session_of(raw), device, None, TOO_DEEP)
    return _read(raw, device, clock_behind)


def take(homes: Homes, told: Sequence[Row], now: datetime) -> tuple[list[Receipt], list[Session]]:
    """Store or set aside each row; return a receipt for each, and the sessions of which more is known.

    Runs within a transaction, once nobody else writes into these families.
    """
    all_told = [*told, *_waiting(homes)]
    known = log.with_ids(row.event.id for row in all_told if row.event)
    taken = _Taken(
        {entry.id: entry for entry in known},
        log.each_once(lambda name: homes.sessions.get(name) if name else None),
    )
    receipts = [_judge(row, homes, taken) for row in all_told]
    touched = list({id(session): session for _, session in taken.fresh.values()}.values())
    _store(taken.fresh.values(), touched, now)
    if taken.aside or taken.changed or taken.settled:
        _set_aside(taken, now)
    return receipts[: len(told)], touched


def _set_aside(taken: _Taken, now: datetime) -> None:
    for row in taken.aside:
        row.came_at = now
    SetAside.objects.bulk_create(taken.aside, ignore_conflicts=True)
    SetAside.objects.bulk_update(taken.changed, ["why", "child"])
    SetAside.objects.filter(pk__in=[row.pk for row in taken.settled]).delete()


def _waiting(homes: Homes) -> list[Row]:
    """Return what was set aside of sessions that are tried again; what strangers told of them never counts."""
    if not homes.again:
        return []
    aside = SetAside.objects.filter(session__in=homes.again, is_held=False).order_by("came_at", "pk")
    return [
        read_again(row)
        for row in aside
        if row.session and row.family_id == homes.sessions[row.session].family_id
    ]


def _judge(row: Row, homes: Homes, taken: _Taken) -> Receipt:
    """Say what becomes of a row, and note it."""
    if receipt := _not_kept(row, homes):
        return receipt
    claimed, of_session = row.event.id if row.event else rows.id_of(row.raw), row.session
    session = taken.session_of(of_session)
    held = homes.held.get(of_session) if homes.held and of_session else None
    why = held.why if held else row.why or ("" if session else NOT_BEGUN)
    if not why and row.event and session:
        pk = row.event.id
        there = taken.known.get(pk)
        if _is_free(there, row.event, session) and _is_free_here(taken.fresh.get(pk), row):
            if there is None:
                taken.fresh.setdefault(pk, (row, session))
            if row.aside:
                taken.settled.append(row.aside)
            return Receipt(claimed, "stored" if there is None else "duplicate")
        why = TAKEN_ID
    whose = held or session
    family_id = whose.family_id if whose else homes.family_id
    if family_id is None:
        return Receipt(claimed, "later")
    if row.aside is None:
        aside = _aside(row, family_id, whose.child_id if whose else None, why)
        aside.told_by, aside.is_held = homes.told_by, held is not None
        aside.is_private = whose.is_private if whose else homes.is_private
        if held and held.told_by_id:
            aside.told_by_id = held.told_by_id
        taken.aside.append(aside)
    elif row.aside.why != _fit(why) or (whose and row.aside.child_id is None):
        row.aside.why = _fit(why)
        row.aside.child_id = whose.child_id if whose else row.aside.child_id
        taken.changed.append(row.aside)
    return Receipt(claimed, "aside", why)


def _not_kept(row: Row, homes: Homes) -> Receipt | None:
    """Return the receipt of a row of which nothing is kept here, whatever it says; None for every other."""
    if homes.erased and row.session in homes.erased:
        return Receipt(rows.id_of(row.raw), "gone")
    if homes.others and row.session and row.session in homes.others:
        return Receipt(rows.id_of(row.raw), "later", homes.others[row.session])
    if homes.erased_rows and digest_of(row.raw) in homes.erased_rows:
        # Not `gone`, or the phone would forget all of that session, also what nobody has erased.
        return Receipt(rows.id_of(row.raw), "duplicate")
    return None


def _is_free(there: Entry | None, event: craft.Event, session: Session) -> bool:
    """Whether no other event has this id: none has, or it is this very one."""
    return there is None or (
        there.session_id == session.pk
        and (there.number, there.at, there.kind) == (event.number, event.at, event.kind)
        and there.body == event.body
    )


def _is_free_here(other: tuple[Row, Session] | None, row: Row) -> bool:
    """The same among what came at once."""
    return other is None or other[0].event == row.event


def _store(fresh: Iterable[tuple[Row, Session]], touched: Iterable[Session], now: datetime) -> None:
    """Store events of these sessions in their order of arrival, with places that follow those of their family."""
    families = {session.family_id for session in touched}
    places = {family: count(log.last_place(family) + 1) for family in families}
    places_of = log.each_once(places.__getitem__)
    came_at = now.astimezone(UTC)
    log.add([_new(row, session, next(places_of(session.family_id)), came_at) for row, session in fresh])


def _new(row: Row, session: Session, place: int, came_at: datetime) -> New:
    event: Any = row.event
    return New(
        event.id,
        session.id,
        event.number,
        event.at.astimezone(UTC),
        str(event.kind),
        event.body,
        came_at,
        row.clock_behind,
        session.family_id,
        place,
        event.at.utcoffset() // A_MINUTE,
        rows.device_of(row.raw) or row.device,
        rows.sequence_of(row.raw),
    )


def digest_of(raw: object) -> str:
    """Return by what something that is set aside is known to be the same."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def _aside(row: Row, family_id: uuid.UUID, child_id: uuid.UUID | None, why: str) -> SetAside:
    # ASCII, so that halves of letters and zeros survive in both databases.
    return SetAside(
        family_id=family_id,
        child_id=child_id,
        row=json.dumps(row.raw),
        digest=digest_of(row.raw),
        session=row.session,
        claimed=rows.id_of(row.raw),
        device=row.device,
        why=_fit(why),
    )


def _fit(why: str) -> str:
    return typed.fit_to_keep(why)[:300]
