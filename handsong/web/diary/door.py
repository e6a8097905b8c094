"""Who may see a session: the people of the child's family."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session


def sessions_of(person: Person) -> QuerySet[Session]:
    """Return the sessions of the person's family."""
    return Session.objects.filter(child__family__people=person).select_related("child", "family")


def session_or_404(person: Person, session_id: Any) -> Session:
    """Return a session of the person's family, with its child and family; or raise 404."""
    session = sessions_of(person).filter(pk=session_id).first()
    if session is None:
        raise Http404
    return session
