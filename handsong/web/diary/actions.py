"""What is done about sessions: begin one, take its events, note how it was."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from handsong.core import progress
from handsong.core import session as craft
from handsong.core.session import EventError, Kind
from handsong.web.accounts.ids import made_at, new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import door, rows, stories, taking
from handsong.web.diary.models import Account, Event, Session, SetAside
from handsong.web.diary.rows import session_of
from handsong.web.diary.taking import Homes, Receipt
from handsong.web.families import door as families
from handsong.web.families import zone
from handsong.web.families.models import Child

MOST_AT_ONCE = 500


class UnableToRecord(ValueError):
    """Nothing of this can be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Begun:
    """What a phone knows of how a session was begun: of whom, and whether it was practice."""

    child: uuid.UUID
    is_practice: bool


@dataclass(frozen=True)
class Told:
    """What one phone tells at once: its rows, which phone it is, and how the sessions were begun."""

    rows: Sequence[object]
    device: uuid.UUID | None = None
    sessions: Mapping[uuid.UUID, Begun] = field(default_factory=dict)


def begin_session(*, child: Child, bundle: Mapping[str, Any], now: datetime) -> Session:
    """Begin the session a bundle was made for; begun twice, it is one session.

    Until something of it has happened, its plan is the one that was made last.
    """
    session, is_new = Session.objects.get_or_create(
        pk=uuid.UUID(bundle["session"]),
        child=child,
        defaults={
            "family_id": child.family_id,
            "started_at": now,
            "is_practice": bool(bundle["practice"]),
            "bundle": dict(bundle),
        },
    )
    if not is_new and not session.story:
        session.bundle = dict(bundle)
        session.save(update_fields=["bundle"])
    return session


def take_events(*, person: Person, told: Told, now: datetime) -> list[Receipt]:
    """Take what a phone tells, of any sessions and in any order; return what became of each, in order.

    Each event is stored once, with what it means for its session and the child's account. What cannot
    be read, or be placed yet, is set aside as it came, and is never in the way of the rest. A session
    that is not known here, because a backup was put back, is made again. Raises UnableToRecord.
    """
    _refuse_too_many(told.rows)
    rows = [taking.read(raw, told.device) for raw in told.rows]
    with transaction.atomic():
        families.wait_for_others(families.families_of(person))
        return _taken(_homes(person, told, rows, now), rows, now)


def bring(*, person: Person, told: Told, now: datetime) -> list[Receipt]:
    """Take what a phone saved as a file, however much it is, as `take_events` does."""
    parts = range(0, len(told.rows), MOST_AT_ONCE)
    return [
        receipt
        for start in parts
        for receipt in take_events(
            person=person, told=replace(told, rows=told.rows[start : start + MOST_AT_ONCE]), now=now
        )
    ]


def record_events(*, session: Session, sent: Sequence[object], now: datetime) -> list[Receipt]:
    """Take events of one session, as `take_events` does."""
    _refuse_too_many(sent)
    rows = [taking.read(raw, None) for raw in sent]
    with transaction.atomic():
        families.wait_for_others([session.family_id])
        return _taken(Homes({session.pk: session}, session.family_id), rows, now)


def take_again(*, now: datetime) -> int:
    """Try again what was set aside, as after an update; return how much of it still is."""
    waiting = SetAside.objects.exclude(session=None).values_list("session", flat=True).distinct()
    for session in Session.objects.filter(pk__in=waiting):
        with transaction.atomic():
            families.wait_for_others([session.family_id])
            homes = Homes({session.pk: session}, session.family_id, again={session.pk})
            _taken(homes, [], now)
    return SetAside.objects.count()


def _refuse_too_many(sent: Sequence[object]) -> None:
    if len(sent) > MOST_AT_ONCE:
        raise UnableToRecord(f"events: {len(sent)} came at once. Send at most {MOST_AT_ONCE} at a time.")


def _taken(homes: Homes, rows: Sequence[taking.Row], now: datetime) -> list[Receipt]:
    receipts, sessions = taking.take(homes, rows, now)
    for session in sessions:
        tell_anew(session=session)
    return receipts


def _homes(person: Person, told: Told, rows: Sequence[taking.Row], now: datetime) -> Homes:
    """Return the sessions that the rows are of, those made anew that are not known here any more."""
    wanted = {found for row in rows if (found := session_of(row.raw))}
    sessions = door.sessions_of(person).in_bulk(wanted)
    missing = {pk: told.sessions[pk] for pk in wanted - sessions.keys() if pk in told.sessions}
    children = families.children_of(person).in_bulk({begun.child for begun in missing.values()})
    made = {
        pk: _made_again(pk, children[begun.child], begun, rows, now)
        for pk, begun in missing.items()
        if begun.child in children and not Session.objects.filter(pk=pk).exists()
    }
    erased = families.erased_of(person, {begun.child for begun in missing.values()} - children.keys())
    return Homes(
        {**sessions, **made},
        next(iter(families.families_of(person)), None),
        erased={pk for pk, begun in missing.items() if begun.child in erased},
        again=made.keys(),
    )


def _made_again(
    pk: uuid.UUID, child: Child, begun: Begun, rows: Sequence[taking.Row], now: datetime
) -> Session:
    """Make a session whose plan is not here: what its events tell is known all the same."""
    events = [row.event for row in rows if row.event and session_of(row.raw) == pk]
    says_practice = any(event.body.get("practice") is True for event in events if event.kind is Kind.STARTED)
    first = made_at(pk) or min((event.at for event in events), default=now)
    return Session.objects.create(
        pk=pk,
        family_id=child.family_id,
        child=child,
        started_at=max(child.made_at, min(first, now)),
        is_practice=begun.is_practice or says_practice,
        bundle={},
    )


def note_afterwards(*, session: Session, answers: Mapping[str, str], now: datetime) -> None:
    """Note how it was, in the few taps after a session; the latest answer to a question counts."""
    last = Event.objects.filter(session=session).aggregate(last=Max("number"))["last"]
    event = {
        "id": str(new_id()),
        "session": str(session.pk),
        "number": 0 if last is None else last + 1,
        "at": now.isoformat(),
        "kind": Kind.AFTERWARDS,
        "body": dict(answers),
    }
    try:
        rows.read(event)
    except EventError as error:
        raise UnableToRecord(str(error)) from error
    record_events(session=session, sent=[event], now=now)


def tell_anew(*, session: Session) -> None:
    """Make the summary of a session, and the child's account, anew from the events."""
    name = session.family.time_zone
    local = zoneinfo.ZoneInfo(name if zone.known(name) else zone.of_this_machine())
    events = session.events.order_by("number", "at", "pk")
    story = stories.told(session, events, local)
    if story is None:
        return
    session.is_over = story.is_over
    session.ended_at = story.ended_at
    session.ended_by = story.ended_by
    session.minutes = story.minutes
    session.afterwards = dict(story.afterwards)
    session.story = stories.as_data(story)
    session.save(update_fields=["is_over", "ended_at", "ended_by", "minutes", "afterwards", "story"])
    if not session.is_practice:
        _account(session, story)


def _account(session: Session, story: craft.Session) -> None:
    """Bring the child's account up to date with this session.

    The latest session is told anew on top of the account before it; an older one, which came
    late, means that all are told again.
    """
    empty = progress.as_data(progress.Progress())
    Account.objects.get_or_create(
        child=session.child, defaults={"family_id": session.family_id, "data": empty, "before": empty}
    )
    account = Account.objects.select_for_update().get(child=session.child)
    latest = (
        Session.objects.defer("bundle").filter(pk=account.latest_id).first() if account.latest_id else None
    )
    if latest is None or (latest.started_at, latest.pk) < (session.started_at, session.pk):
        account.before, account.latest, latest = account.data, session, session
    if latest.pk != session.pk:
        account.before = _all_but(latest)
        story = stories.from_data(latest.story)
    account.data = progress.as_data(progress.after(progress.from_data(account.before), story))
    account.save()


def _all_but(latest: Session) -> dict[str, Any]:
    """Return the account of every session of the child but the latest."""
    told = Session.objects.filter(child=latest.child_id, is_practice=False).exclude(story={})
    ordered = told.exclude(pk=latest.pk).order_by("started_at", "pk").values_list("story", flat=True)
    return progress.as_data(progress.of(stories.from_data(story) for story in ordered))
