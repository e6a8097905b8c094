"""Who may see sessions and what phones told of them: whoever has a role for the child.

A young person's private sessions are their own: nobody else gets one, not even as a refusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F, Q, QuerySet
from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session, SetAside
from handsong.web.families import door as families
from handsong.web.families import rights
from handsong.web.families.models import Child, Erased
from handsong.web.families.rights import Deed, Kind

NOT_AT_HOME = (
    "What phones told and nobody could place is erased by those who look after the children where you live. "
    "Ask one of them."
)
NOT_THEIR_OWN = (
    "A young person opens and closes the massages that they began themselves, and nobody else does."
)


def sessions_of(person: Person, to: Deed = Deed.SEE) -> QuerySet[Session]:
    """Return the sessions that the person may see, or do something to; `role` says as what."""
    mine = Q(child__roles__person=person, child__roles__ended_at=None)
    mine &= Q(child__roles__kind__in=rights.that_may(to))
    own = Q(by=person) | Q(by=None)
    mine &= Q(is_private=False) | (Q(child__roles__kind=Kind.SELF) & own)
    rows = Session.objects.filter(mine).annotate(role=F("child__roles__kind"))
    return rows.select_related("child", "family")


def seen_of(child: Child) -> QuerySet[Session]:
    """Return the sessions of a child that came from the door, as its asker may see into them."""
    rows = Session.objects.filter(child=child)
    own = Q(by=child.asker_id) | Q(by=None)
    return rows.filter(Q(is_private=False) | own) if child.is_self else rows.filter(is_private=False)


def is_open_to(session: Session, child: Child) -> bool:
    """Whether whoever asked for the child may look into this session of it, as `seen_of` would give it."""
    is_own = child.is_self and session.by_id in {None, child.asker_id}
    return is_own or not session.is_private


def closed_of(child: Child) -> QuerySet[Session]:
    """Return the sessions of a child that came from the door of which its asker hears the day alone."""
    rows = Session.objects.filter(child=child, is_private=True, is_practice=False)
    return rows.none() if child.is_self else rows


def children_of(sessions: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return of which child each of these sessions is, as far as it is known here; never to be told."""
    return dict(Session.objects.filter(pk__in=sessions).values_list("pk", "child_id"))


def trace_of(session: UUID) -> UUID:
    """Return what stays of a session that was erased: its own id would tell when it was."""
    return uuid5(session, "erased")


def trace_of_self(child: UUID) -> UUID:
    """Return what stays at a child when whoever was that young person erased themselves: that, and not who."""
    return uuid5(child, "the young person, erased")


def self_erased_at(children: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return of which of these children the young person erased themselves, and when the last one did."""
    traces = {trace_of_self(child): child for child in children}
    return {traces[row.pk]: row.at for row in Erased.objects.filter(pk__in=traces)} if traces else {}


def erased_of(sessions: Collection[UUID]) -> set[UUID]:
    """Return which of these were sessions and have been erased."""
    traces = {trace_of(session): session for session in sessions}
    return {traces[trace] for trace in families.erased_of(traces)} if traces else set()


def aside_of(person: Person) -> QuerySet[SetAside]:
    """Return what phones told that could not be taken, as far as the person may see it; the latest first.

    Of a child, to whoever has a role for it. What nobody knows whose it is: to those who live where it
    came from. A young person's own to the young person alone.
    """
    whose = Q(child__in=families.children_of(person).values("pk")) | Q(child=None, family__people=person)
    own = families.selves_of(person).values("pk")
    theirs = (Q(child__in=own) & (Q(told_by=person) | Q(told_by=None))) | Q(child=None, told_by=person)
    private = Q(is_private=False) | theirs
    return SetAside.objects.filter(whose & private).order_by("-came_at", "-pk")


def unplaced_or_404(person: Person, row_id: Any) -> SetAside:
    """Return something that nobody knows whose it is, to be erased by those who decide at home; or raise 404.

    What a young person's phone told is theirs alone.
    """
    row = aside_of(person).filter(pk=row_id, child=None).first()
    if row is None:
        raise Http404
    if not row.is_private and not families.decides_at_home(person):
        raise rights.NotForThisRole(NOT_AT_HOME)
    return row


def trace_of_row(home: UUID, digest: str) -> UUID:
    """Return what stays of something set aside that was erased, so that no phone brings it back; it tells nothing."""
    return uuid5(home, f"set aside {digest}")


def session_or_404(person: Person, session_id: Any, to: Deed = Deed.SEE) -> Session:
    """Return a session that the person may see, with its child; raise 404, or NotForThisRole."""
    session = sessions_of(person).filter(pk=session_id).first()
    if session is None:
        raise Http404
    session.child = families.child_or_404(person, session.child_id, to)
    return session


def own_session_or_404(person: Person, session_id: Any) -> Session:
    """Return a session that a young person began themselves; raise 404, or NotForThisRole for anybody else's."""
    session = session_or_404(person, session_id)
    if not session.child.is_self or session.by_id != person.pk:
        raise rights.NotForThisRole(NOT_THEIR_OWN)
    return session


def held_or_404(person: Person, aside_id: Any) -> SetAside:
    """Return something that is held until a yes of an owner; of a young person's own, until theirs."""
    row = aside_of(person).filter(pk=aside_id, is_held=True).exclude(child=None).first()
    if row is None:
        raise Http404
    row.child = families.child_or_404(person, row.child_id, Deed.CARE if row.is_private else Deed.OWN)
    return row
