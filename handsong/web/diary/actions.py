"""What is done about sessions: begin one, take its events, note how it was."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from handsong.core import session as craft
from handsong.core.session import EventError, Kind
from handsong.web.accounts.ids import made_at, new_id
from handsong.web.accounts.models import Person
from handsong.web.accounts.prepared import Prepared
from handsong.web.diary import accounts, door, queries, rows, taking, untold
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.diary.taking import Held, Homes, Receipt
from handsong.web.families import door as families
from handsong.web.families.models import Child, Role
from handsong.web.families.rights import Deed
from handsong.web.families.rights import Kind as Who

LOG = logging.getLogger(__name__)
MOST_AT_ONCE = 500
CLOCKS_AGREE_TO = timedelta(minutes=5)


class UnableToRecord(ValueError):
    """Nothing of this can be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Begun:
    """What a phone knows of how a session was begun: of whom, whether as practice, and whether as their own."""

    child: uuid.UUID
    is_practice: bool
    is_own: bool = False


@dataclass(frozen=True)
class Told:
    """What one phone tells at once: its rows, which phone it is, and how the sessions were begun.

    `sent_at`: what its clock says while it tells. `is_here`: it is this machine, and its clock is ours.
    """

    rows: Sequence[object]
    device: uuid.UUID | None = None
    sessions: Mapping[uuid.UUID, Begun] = field(default_factory=dict)
    sent_at: datetime | None = None
    is_here: bool = False


def begin_session(
    *, child: Child, bundle: Mapping[str, Any], now: datetime, by: Person | None = None
) -> Session:
    """Begin the session a bundle was made for; begun twice, it is one session.

    Until something of it has happened, its plan is the one that was made last.
    """
    session, is_new = Session.objects.get_or_create(
        pk=uuid.UUID(bundle["session"]),
        child=child,
        defaults={
            "family_id": child.family_id,
            "by": by,
            "is_private": child.is_self,
            "started_at": now,
            "is_practice": bool(bundle["practice"]),
            "bundle": dict(bundle),
        },
    )
    if not is_new and not queries.has_begun(session):
        session.bundle = dict(bundle)
        session.save(update_fields=["bundle"])
    return session


def put_beside(*, one: Session, other: Session) -> None:
    """Let two sessions take turns: each knows the other."""
    for row, beside in ((one, other), (other, one)):
        row.beside = beside.pk
        row.save(update_fields=["beside"])


def take_events(*, person: Person, told: Told, now: datetime) -> list[Receipt]:
    """Take what a phone tells, of any sessions and in any order; return what became of each, in order.

    Each event is stored once; what it means for its session and the child's account is told before anybody asks.
    What cannot be read, or be placed yet, is set aside as it came, and is never in the way of the rest. A session
    that is not known here, because a backup was put back, is made again. What is of a child here whom the
    person never had to do with stays on the phone, until somebody signs in there who has. Raises UnableToRecord.
    """
    _refuse_too_many(told.rows)
    behind = _clock_behind(told, now)
    rows = taking.read_all(told.rows, told.device, behind)
    with transaction.atomic():
        families.wait_for_homes_of(person)
        receipts, touched = taking.take(_homes(person, told, rows, now), rows, now)
        untold.wait(touched)
        return receipts


def bring(*, person: Person, told: Told, now: datetime) -> list[Receipt]:
    """Take what a phone saved as a file, however much it is, as `take_events` does.

    When it was saved says nothing of the phone's clock.
    """
    parts = range(0, len(told.rows), MOST_AT_ONCE)
    return [
        receipt
        for start in parts
        for receipt in take_events(
            person=person,
            told=replace(told, rows=told.rows[start : start + MOST_AT_ONCE], sent_at=None, is_here=False),
            now=now,
        )
    ]


def record_events(*, session: Session, sent: Sequence[object], now: datetime) -> list[Receipt]:
    """Take events of one session that were told on our own pages, as `take_events` does: by our own clock."""
    _refuse_too_many(sent)
    rows = taking.read_all(sent, clock_behind=0)
    with transaction.atomic():
        families.wait_for_others([session.family_id])
        return _taken(Homes({session.pk: session}, session.family_id), rows, now)


def take_again(*, now: datetime) -> int:
    """Try again what was set aside, as after an update; return how much of it still is."""
    _forget_again()
    waiting = SetAside.objects.exclude(session=None).values_list("session", flat=True).distinct()
    for session in Session.objects.filter(pk__in=waiting):
        homes = Homes({session.pk: session}, session.family_id, again={session.pk})
        try:
            with transaction.atomic():
                families.wait_for_others([session.family_id])
                _taken(homes, [], now)
        except untold.NOT_UNDERSTOOD as error:
            LOG.warning("What was set aside of a session could not be told: %s", type(error).__name__)
    return SetAside.objects.count()


def _forget_again() -> None:
    """Erase what somebody erased once and a backup has brought back."""
    rows = SetAside.objects.filter(child=None).values_list("pk", "family_id", "digest")
    traces = {door.trace_of_row(home, digest): pk for pk, home, digest in rows}
    gone = families.erased_of(traces) if traces else set()
    SetAside.objects.filter(pk__in=[traces[trace] for trace in gone]).delete()


def open_session(*, session: Session, is_private: bool) -> None:
    """Open a young person's own session to the others, or close it again; the account follows."""
    with transaction.atomic():
        families.wait_for_others([session.family_id])
        session.is_private = is_private
        session.save(update_fields=["is_private"])
        if session.story and not session.is_practice:
            accounts.make_anew(session)


def let_count(*, aside: SetAside, now: datetime) -> None:
    """Let count what somebody told who might not: all of it that is held of the same session.

    A session that is not known here is made, as if the phone had told of it in time.
    """
    with transaction.atomic():
        families.wait_for_others([aside.family_id])
        of_it = SetAside.objects.filter(child=aside.child_id, session=aside.session)
        of_it.filter(is_held=True).update(is_held=False)
        if aside.session is None or aside.child is None:
            return
        session = Session.objects.filter(pk=aside.session, child=aside.child_id).first()
        if session is None:
            rows = [taking.read_again(row) for row in of_it]
            begun = _as_told(aside.session, Begun(aside.child.pk, is_practice=False), rows, now)
            session = _made_again(aside.session, aside.child, *begun, aside.told_by)
        _taken(Homes({session.pk: session}, session.family_id, again={session.pk}), [], now)


def _clock_behind(told: Told, now: datetime) -> int | None:
    """Return the seconds by which a phone's clock stands behind ours, if it says so, can be counted with and they matter.

    Section 4.3 of the reliability study: more than five minutes. This machine itself is behind by nothing, which
    is said: that its clock agrees with ours shows nobody that ours is right.
    """
    says_when = told.sent_at and craft.FIRST_YEAR <= told.sent_at.year <= craft.LAST_YEAR
    behind = now - told.sent_at if told.sent_at and says_when else timedelta()
    if abs(behind) > CLOCKS_AGREE_TO:
        return round(behind.total_seconds())
    return 0 if told.is_here else None


def _refuse_too_many(sent: Sequence[object]) -> None:
    if len(sent) > MOST_AT_ONCE:
        raise UnableToRecord(f"events: {len(sent)} came at once. Send at most {MOST_AT_ONCE} at a time.")


def _taken(homes: Homes, rows: Sequence[taking.Row], now: datetime) -> list[Receipt]:
    receipts, touched = taking.take(homes, rows, now)
    for session in touched:
        untold.tell(session)
    return receipts


def _homes(person: Person, told: Told, rows: Sequence[taking.Row], now: datetime) -> Homes:
    """Return the sessions that the rows are of, those made anew that are not known here any more."""
    wanted = {row.session for row in rows if row.session}
    sessions = {row.pk: row for row in _known(len(wanted))(person.pk, *wanted)} if wanted else {}
    missing = {pk: told.sessions[pk] for pk in wanted - sessions.keys() if pk in told.sessions}
    gone = door.erased_of(wanted - sessions.keys()) | _gone_with_their_person(missing, rows, now)
    named = {begun.child for begun in missing.values()}
    children = families.children_of(person, Deed.CARE).in_bulk(named) if named else {}
    anothers = {
        pk for pk, begun in missing.items() if begun.is_own and not _is_self(children.get(begun.child))
    }
    made = {
        pk: _made_again(pk, children[begun.child], *_as_told(pk, begun, rows, now), person)
        for pk, begun in missing.items()
        if begun.child in children
        and pk not in gone | anothers
        and not Session.objects.filter(pk=pk).exists()
    }
    erased = families.erased_of(named - children.keys()) if named - children.keys() else set()
    unknown = wanted - sessions.keys() - made.keys()
    held, others = _not_theirs_now(person, unknown, missing) if unknown else ({}, {})
    may_be_set_aside = bool(unknown) or any(row.why for row in rows)
    family_id = next(iter(families.families_of(person)), None) if may_be_set_aside else None
    return Homes(
        {**sessions, **made},
        family_id,
        erased={pk for pk, begun in missing.items() if begun.child in erased} | gone,
        again=made.keys(),
        held=held,
        others=others,
        erased_rows=_erased_rows(family_id, rows) if family_id else frozenset(),
        told_by=person,
        is_private=may_be_set_aside and families.is_a_young_person(person),
    )


@cache
def _known(how_many: int) -> Prepared[Session]:
    """Return the question for so many sessions that a person may tell of, and of each no more than that needs."""

    def ask(person: uuid.UUID, *sessions: uuid.UUID) -> QuerySet[Session]:
        rows = door.sessions_of(Person(pk=person), Deed.CARE).select_related(None)
        return rows.filter(pk__in=sessions).only("family", "child", "is_private")

    return Prepared(ask, how_many + 1)


def _not_theirs_now(
    person: Person, unknown: AbstractSet[uuid.UUID], begun: Mapping[uuid.UUID, Begun]
) -> tuple[dict[uuid.UUID, Held], dict[uuid.UUID, str]]:
    """Return of the sessions that the person may not tell of now whose those are that they could see once, and the others.

    The others, each with why, are of children here whom they never had to do with: a tablet that is shared still
    tells what somebody else did there, and nobody may read it before an owner can. Or they are a young person's
    own, and nobody is that young person: kept here, nobody could see it, nor would it go with anybody.
    """
    there = {row.pk: row for row in Session.objects.filter(pk__in=unknown).only("child", "is_private", "by")}
    told = {pk: row.child for pk, row in begun.items() if pk in unknown}
    children = told | {pk: row.child_id for pk, row in there.items()}
    roles = families.roles_ever(person, set(children.values()))
    never = families.known_of(set(children.values()) - roles.keys())
    kept = {
        pk: _kept_for(roles[child], there.get(pk), begun.get(pk))
        for pk, child in children.items()
        if child in roles
    }
    others = {pk: taking.NOT_THEIRS for pk, child in children.items() if child in never}
    others |= {pk: taking.NOBODYS for pk, held in kept.items() if held is None}
    return {pk: held for pk, held in kept.items() if held}, others


def _kept_for(role: Role, there: Session | None, begun: Begun | None) -> Held | None:
    """Return who looks at what was told: of a young person's own that somebody else told, they themselves.

    None where nobody is known to be that young person.
    """
    is_theirs = role.kind == Who.SELF
    is_private = there.is_private if there else is_theirs or (begun is not None and begun.is_own)
    held = Held(role.family_id, role.child_id, is_private=is_private)
    if is_theirs or not is_private:
        return held
    whose = (there.by_id if there else None) or families.self_of(role.child_id)
    return replace(held, why=taking.THEIR_OWN, told_by_id=whose) if whose else None


def _erased_rows(family_id: uuid.UUID, rows: Sequence[taking.Row]) -> frozenset[str]:
    """Return the digests of those rows that were set aside in this home once, and then erased."""
    digests = {taking.digest_of(row.raw) for row in rows}
    traces = {door.trace_of_row(family_id, digest): digest for digest in digests}
    return frozenset(traces[trace] for trace in families.erased_of(traces))


def _gone_with_their_person(
    missing: Mapping[uuid.UUID, Begun], rows: Sequence[taking.Row], now: datetime
) -> set[uuid.UUID]:
    """Return which of a young person's own were begun before that person erased themselves, whoever tells them."""
    own = {pk: begun for pk, begun in missing.items() if begun.is_own}
    erased_at = door.self_erased_at({begun.child for begun in own.values()})
    return {
        pk
        for pk, begun in own.items()
        if begun.child in erased_at and _as_told(pk, begun, rows, now)[1] <= erased_at[begun.child]
    }


def _is_self(child: Child | None) -> bool:
    return child is not None and child.is_self


def _made_again(pk: uuid.UUID, child: Child, begun: Begun, began_at: datetime, by: Person | None) -> Session:
    """Make a session whose plan is not here: what its events tell is known all the same."""
    return Session.objects.create(
        pk=pk,
        family_id=child.family_id,
        child=child,
        by=by,
        is_private=child.is_self,
        started_at=max(child.made_at, began_at),
        is_practice=begun.is_practice,
        bundle={},
    )


def _as_told(
    pk: uuid.UUID, begun: Begun, rows: Sequence[taking.Row], now: datetime
) -> tuple[Begun, datetime]:
    """Return how a session was begun and when, as its events tell: none began later than now."""
    events = [row.event for row in rows if row.event and row.session == pk]
    says_practice = any(event.body.get("practice") is True for event in events if event.kind is Kind.STARTED)
    first = made_at(pk) or min((event.at for event in events), default=now)
    first += timedelta(seconds=next((row.clock_behind for row in rows if row.clock_behind), 0))
    return replace(begun, is_practice=begun.is_practice or says_practice), min(first, now)


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
