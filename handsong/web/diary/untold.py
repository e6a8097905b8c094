"""What came and is not told yet: a phone's events are stored at once, and what they mean is told before anybody asks.

A massage sends a message with every step, and mostly nobody looks until it is over. So what a phone tells is written
down with a note that its session has more to tell, and whoever asks next (site/middleware.py) finds the session's summary
and its child's account made anew first: no page knows less than a phone was told is stored.
"""

from __future__ import annotations

import logging
import zoneinfo
from collections import Counter
from collections.abc import Collection
from contextlib import nullcontext
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Q, QuerySet

from handsong.web.accounts.models import Person
from handsong.web.accounts.prepared import Prepared
from handsong.web.diary import accounts, log, stories
from handsong.web.diary.models import Session, Untold
from handsong.web.families import door as families
from handsong.web.families import zone
from handsong.web.families.models import Family, Member, Role

LOG = logging.getLogger(__name__)
TABLE = Untold._meta.db_table  # noqa: SLF001 - Django's own name for it, meant for everybody
SUMMARY = ("is_over", "ended_at", "ended_by", "minutes", "afterwards", "story", "moment")


def wait(sessions: Collection[Session]) -> None:
    """Note that these sessions have more to tell, in the transaction that stores what it is."""
    as_kept = log.as_kept()
    with connection.cursor() as cursor:
        for session in sessions:
            cursor.execute(
                f"INSERT INTO {TABLE} (id, family_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608 - our own name
                [as_kept(session.pk), as_kept(session.family_id)],
            )


def home_of(person: Person) -> Family | None:
    """Return the home that a person lives in, once all is told that came to the homes they may ask about.

    Where nothing came, it is the question for the home alone; None as `families.door.family_of` has it.
    """
    home = next(_home(person.pk, person.pk, person.pk), None)
    if getattr(home, "waits", None) if home else _waiting(person.pk, person.pk).exists():
        with transaction.atomic():
            families.wait_for_homes_of(person)
            _tell_all(Session.objects.filter(untold__family__in=families.families_of(person)))
    return home


def tell_everything() -> None:
    """Tell what has come to every home."""
    with transaction.atomic():
        families.wait_for_others(Untold.objects.values_list("family", flat=True).distinct())
        _tell_all(Session.objects.exclude(untold=None))


def tell(session: Session) -> None:
    """Make the summary of a session anew from its events, and let its child's account know; within a transaction."""
    entries = log.of(session.pk)
    name = session.family.time_zone
    local = zoneinfo.ZoneInfo(name if zone.known(name) else zone.of_this_machine())
    events = stories.events_of(session, entries, local)
    if story := stories.told(session, events):
        session.is_over = story.is_over
        session.ended_at = story.ended_at
        session.ended_by = story.ended_by
        session.minutes = story.minutes
        session.afterwards = dict(story.afterwards)
        session.story = stories.as_data(story)
        heard_at = max(row.came_at for row in entries)
        session.moment = {} if story.is_over else stories.moment(events, heard_at)
        session.save(update_fields=SUMMARY)
        if session.is_private and not session.is_practice:
            accounts.keep_apart(session)
        elif not session.is_practice:
            accounts.count(session)
    Untold.objects.filter(pk=session.pk).delete()


def _tell_all(sessions: QuerySet[Session]) -> None:
    """Tell these, the oldest first; where several are of one child, its account is made anew once, at the end."""
    rows = list(sessions.select_related("family").defer("bundle").order_by("started_at", "pk"))
    of_a_child = Counter(row.child_id for row in rows)
    with accounts.each_once() if any(many > 1 for many in of_a_child.values()) else nullcontext():
        for row in rows:
            try:
                with transaction.atomic():
                    tell(row)
            except (ValueError, LookupError) as error:
                # One that cannot be understood is never in the way of the rest; it is tried again next time.
                LOG.warning("What a phone told of a session could not be told on: %s", type(error).__name__)


def _waiting(one: UUID, same: UUID) -> QuerySet[Untold]:
    """Ask for what has come to the home of one person, and to those of the children whom they have to do with."""
    home = Member.objects.filter(person=one).values("family")
    of_children = Role.objects.filter(person=same).values("family")
    return Untold.objects.filter(Q(family__in=home) | Q(family__in=of_children))


def _homes(person: UUID, one: UUID, same: UUID) -> QuerySet[Family]:
    homes = Family.objects.filter(people=person).order_by("id")
    return homes.annotate(waits=Exists(_waiting(one, same)))[:1]


_home = Prepared(_homes, 3)
