"""Who may see sessions and what phones told of them: the people of the family."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session, SetAside


def sessions_of(person: Person) -> QuerySet[Session]:
    """Return the sessions of the person's family."""
    return Session.objects.filter(child__family__people=person).select_related("child", "family")


def aside_of(person: Person) -> QuerySet[SetAside]:
    """Return what the person's phones told that could not be taken, the latest first."""
    return SetAside.objects.filter(family__people=person).order_by("-came_at", "-pk")


def session_or_404(person: Person, session_id: Any) -> Session:
    """Return a session of the person's family, with its child and family; or raise 404."""
    session = sessions_of(person).filter(pk=session_id).first()
    if session is None:
        raise Http404
    return session
