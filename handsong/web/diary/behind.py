"""What was told while this machine's clock was behind, put right once the clock is.

A small computer without a battery goes on after a power cut where it stopped, and learns the time later. What phones
tell meanwhile is written down in its past, where nothing of it protects any more when the clock is right.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import FloatField, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from handsong.web.diary import actions, stories
from handsong.web.diary.models import Event, Session


def sessions(now: datetime) -> list[UUID]:
    """Return the sessions of which something came while a phone's clock was ahead of ours, the oldest first."""
    most = round(stories.MOST_BEHIND.total_seconds())
    as_sent = Q(clock_behind__lt=0, clock_behind__gte=-most)
    as_written = Q(clock_behind=None, ahead__gt=stories.CLOCKS_DIFFER.total_seconds())
    rows = Event.objects.alias(ahead=_Seconds("at") - _Seconds("came_at"))
    rows = rows.filter(as_sent | as_written, at__lt=now + stories.A_DAY)
    found = Session.objects.filter(pk__in=rows.order_by().values("session"))
    return list(found.order_by("started_at", "pk").values_list("pk", flat=True))


class _Seconds(Func):
    """A moment as a number, so that SQLite can tell by how much one is later without asking Django for each event."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field = FloatField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **more: Any) -> Any:
        """Return it as SQLite writes it."""
        return self.as_sql(compiler, connection, template="(julianday(%(expressions)s) * 86400)", **more)


def put_right(session: Session, now: datetime) -> list[Event]:
    """Put right when events of a session came here, tell it anew, and return these events.

    By the phone's clock and no later than now: where it is the phone that was ahead, what it told counts for longer,
    which is the more careful error. `at` stays as the phone wrote it, and the order in which sessions came as it is.
    Runs within a transaction, once nobody else writes into this family.
    """
    rows = list(session.events.order_by("number", "at", "pk"))
    changed = []
    for row, came_at in stories.came_later(rows, now):
        if row.clock_behind is not None:
            row.clock_behind += round((came_at - row.came_at).total_seconds())
        row.came_at = came_at
        changed.append(row)
    if changed:
        Event.objects.bulk_update(changed, ["came_at", "clock_behind"])
        actions.tell_anew(session=session)
    return changed
