"""A massage that is added afterwards becomes events, as if a phone had told them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from handsong.core import diary as craft
from handsong.core.diary import Massage
from handsong.core.session import Kind
from handsong.web.diary import actions
from handsong.web.diary.actions import UnableToRecord
from handsong.web.diary.models import Session
from handsong.web.families.models import Child

REMEMBER = "remember"


def add_massage(
    *, child: Child, session_id: uuid.UUID, told: Massage, remember: str, now: datetime
) -> Session:
    """Add a massage that is told afterwards; a form that comes twice adds one.

    Raises UnableToRecord when the form names a session that is none of these.
    """
    with transaction.atomic():
        known = Session.objects.filter(pk=session_id).first()
        if known is not None and (known.child_id != child.pk or craft.WHEN not in known.afterwards):
            raise UnableToRecord("This page is an old one. Nothing was changed. Please tell it once more.")
        session, is_new = Session.objects.get_or_create(
            pk=session_id,
            child=child,
            defaults={
                "family_id": child.family_id,
                "started_at": told.started_at,
                "is_private": child.is_self,
                "by_id": child.asker_id,
                "bundle": {},
            },
        )
        if is_new:
            actions.record_events(session=session, sent=list(_rows(session, told, remember)), now=now)
    return session


def _rows(session: Session, told: Massage, remember: str) -> Iterator[dict[str, Any]]:
    """Yield the events as a phone would send them; each has its id from the session's."""
    for number, (kind, at, body) in enumerate(craft.events(told)):
        kept = {REMEMBER: remember} if remember and kind is Kind.AFTERWARDS else {}
        yield {
            "id": str(uuid.uuid5(session.pk, f"added {number}")),
            "session": str(session.pk),
            "number": number,
            "at": at.isoformat(),
            "kind": str(kind),
            "body": {**body, **kept},
        }
