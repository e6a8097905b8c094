"""What is done about sessions: begin one, take its events, note how it was."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from handsong.core import progress
from handsong.core import session as craft
from handsong.core.session import EventError, Kind
from handsong.web.accounts.ids import new_id
from handsong.web.diary import rows, stories
from handsong.web.diary.models import Account, Event, Session
from handsong.web.families import zone
from handsong.web.families.models import Child

MOST_AT_ONCE = 500


class UnableToRecord(ValueError):
    """The events cannot be taken at all; the message says why and what to do. Nothing was stored."""


@dataclass(frozen=True)
class Receipt:
    """What became of one event: stored, a duplicate of one that is, or refused and why."""

    id: str
    state: str
    why: str = ""


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


def record_events(*, session: Session, sent: Sequence[object], now: datetime) -> list[Receipt]:
    """Take events in any order, each once, and return what became of each, in the order they came.

    One that cannot be read is refused by itself with a sentence; the others are stored together,
    with what they mean for the session and the child's account. Raises UnableToRecord.
    """
    if len(sent) > MOST_AT_ONCE:
        raise UnableToRecord(f"events: {len(sent)} came at once. Send at most {MOST_AT_ONCE} at a time.")
    read: dict[uuid.UUID, craft.Event] = {}
    refused: dict[int, Receipt] = {}
    for place, row in enumerate(sent):
        try:
            event = rows.read(row, session.pk)
        except EventError as error:
            refused[place] = Receipt(rows.id_of(row), "refused", str(error))
        else:
            read.setdefault(uuid.UUID(event.id), event)
    with transaction.atomic():
        known = dict(Event.objects.filter(pk__in=read).values_list("pk", "session_id"))
        fresh = [event for pk, event in read.items() if pk not in known]
        Event.objects.bulk_create((_row(session, event, now) for event in fresh), ignore_conflicts=True)
        if fresh:
            tell_anew(session=session)
    return [refused.get(place) or _receipt(row, session, known) for place, row in enumerate(sent)]


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
    receipt = record_events(session=session, sent=[event], now=now)[0]
    if receipt.state == "refused":
        raise UnableToRecord(receipt.why)


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


def _row(session: Session, event: craft.Event, now: datetime) -> Event:
    return Event(
        pk=uuid.UUID(event.id),
        family_id=session.family_id,
        session=session,
        number=event.number,
        at=event.at.astimezone(UTC),
        kind=event.kind,
        body=dict(event.body),
        came_at=now,
    )


def _receipt(row: object, session: Session, known: Mapping[uuid.UUID, uuid.UUID]) -> Receipt:
    """Return what became of a row that could be read."""
    claimed = rows.id_of(row)
    where = known.get(uuid.UUID(claimed))
    if where is None:
        return Receipt(claimed, "stored")
    if where == session.pk:
        return Receipt(claimed, "duplicate")
    return Receipt(claimed, "refused", "id: another event has this id. Send it with one of its own.")
