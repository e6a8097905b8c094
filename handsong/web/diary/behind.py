"""What was told while this machine's clock was behind, put right once the clock is.

A small computer without a battery goes on after a power cut where it stopped, and learns the time later. What phones
tell meanwhile is written down in its past, where nothing of it protects any more when the clock is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import FloatField, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from handsong.web.accounts.clock import Jump
from handsong.web.diary import stories, untold
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Family

MOST_UNSEEN = timedelta(days=14)
"""What was told by clocks that are further apart is not moved at a start: it is the phone's that may be wrong."""


class Late(NamedTuple):
    """What of one family may have come while our clock was behind, and by how much it was set forward since.

    Only what came `after` a phone last agreed with our clock. `to_spare`: how far a phone may be ahead itself.
    `since`: whatever was written here later than this, and until then, was written while our clock was behind by just
    so much; None where nobody knows.
    """

    now: datetime
    by: timedelta
    to_spare: timedelta
    after: int
    until: datetime
    since: datetime | None = None

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Leave out what came when our clock was right."""
        return events.filter(place__gt=self.after, came_at__lte=self.until)

    def knows(self, came_at: datetime) -> bool:
        """Whether it is known when one of these came, whatever a phone said."""
        return self.since is not None and self.since < came_at


def homes(jump: Jump) -> Iterator[tuple[UUID, Late, list[UUID]]]:
    """Go through the families of which something came, or may have come, while our clock was behind.

    With each the sessions of which something came then, the oldest first.
    """
    families = set(_ahead(Event.objects.all()).order_by().values_list("family", flat=True).distinct())
    if jump.since:
        families |= set(Family.objects.values_list("pk", flat=True))
    for family in sorted(families - jump.done):
        late = _late(family, jump)
        if late:
            rows = late.of(_ahead(Event.objects.filter(family=family), late.since))
            found = Session.objects.filter(pk__in=rows.order_by().values("session"))
            yield family, late, list(found.order_by("started_at", "pk").values_list("pk", flat=True))


def _late(family: UUID, jump: Jump) -> Late | None:
    """Return what of a family may have come too early by our clock.

    Where nothing ran when it was set, it was by no more than the time in which the family told nothing.
    """
    told = Event.objects.filter(family=family)
    by, to_spare = jump.by, stories.A_DAY
    until = jump.now - (by or timedelta()) + stories.CLOCKS_DIFFER
    if by is None:
        last = told.order_by("-place").values_list("came_at", flat=True).first() or jump.now
        by, to_spare = min(jump.now - last, MOST_UNSEEN), timedelta()
    if by <= stories.CLOCKS_DIFFER:
        return None
    agreed = _agreed(told.filter(came_at__lte=until))
    if agreed is None:
        return Late(jump.now, by, to_spare, 0, until, jump.since)
    since = jump.since and max(jump.since, agreed.came_at)
    return Late(jump.now, by, to_spare, agreed.place, until, since)


def _agreed(told: QuerySet[Event]) -> Event | None:
    """Return what a phone told last by a clock that agreed with ours, as it happened; None where none did.

    What is told on our own pages, or by this machine, is no phone's. A file says nothing of its phone's clock, and
    what in it happened just when ours shows is chance where the rest is still to come.
    """
    near = stories.CLOCKS_DIFFER.total_seconds()
    rows = told.exclude(device=None).filter(clock_behind=None)
    rows = rows.alias(ahead=_LEAD).filter(ahead__range=(-near, near))
    rows = rows.exclude(came_at__in=_ahead(told).order_by().values("came_at"))
    return rows.only("place", "came_at").order_by("place").last()


class Seconds(Func):
    """A moment as a number, so that SQLite can count with it without asking Django for each event."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field = FloatField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **more: Any) -> Any:
        """Return it as SQLite writes it."""
        return self.as_sql(compiler, connection, template="(julianday(%(expressions)s) * 86400)", **more)


_LEAD = Seconds("at") - Seconds("came_at")


def _ahead(events: QuerySet[Event], since: datetime | None = None) -> QuerySet[Event]:
    """Return the events that came while a phone's clock was ahead of ours, as far as it said so or they themselves do.

    With them all that came later than `since`, where that is known.
    """
    as_written = Q(clock_behind=None, ahead__gt=stories.CLOCKS_DIFFER.total_seconds())
    known = Q(came_at__gt=since) if since else Q()
    return events.alias(ahead=_LEAD).filter(Q(clock_behind__lt=0) | as_written | known)


def put_right(session: Session, late: Late) -> list[Event]:
    """Put right when events of a session came here, tell it anew, and return these events.

    By how far our clock was set forward where it is known that it was behind by so much; else by the phone's clock,
    and by no more than that. No later than now. `at` stays as the phone wrote it, and the order in which sessions
    came as it is. Runs within a transaction, once nobody else writes into this family.
    """
    rows = list(late.of(session.events.order_by("number", "at", "pk")))
    later = {row.pk: came_at for row, came_at in stories.came_later(rows, late.by, late.to_spare)}
    later |= {row.pk: row.came_at + late.by for row in rows if late.knows(row.came_at)}
    changed = []
    for row in rows:
        moved = min(later.get(row.pk, row.came_at), late.now) - row.came_at
        if moved <= timedelta():
            continue
        if row.clock_behind is not None:
            row.clock_behind += round(moved.total_seconds())
        row.came_at += moved
        row.save(update_fields=["came_at", "clock_behind"])
        changed.append(row)
    if changed:
        untold.tell(session)
    return changed
