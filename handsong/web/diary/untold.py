"""What came and is not told yet: a phone's events are stored at once, and what they mean is told before anybody asks.

A massage sends a message with every step, and mostly nobody looks until it is over. So what a phone tells is written
down with a note that its session has more to tell, and whoever asks next (site/middleware.py) finds the session's summary
and its child's account made anew first: no page knows less than a phone was told is stored.
"""

from __future__ import annotations

import logging
import zoneinfo
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
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
NOTE = (
    f"INSERT INTO {TABLE} (id, family_id) VALUES (%s, %s) ON CONFLICT (id) "  # noqa: S608 - our own name
    f"DO UPDATE SET family_id = excluded.family_id WHERE excluded.family_id <> {TABLE}.family_id"
)
"""It changes nothing where the note is there. But PostgreSQL then waits for whoever takes that one away just now."""

AT_ONCE = 200
"""How many sessions are told before others may write again: less than a second, if a phone told two years of them."""

NOT_UNDERSTOOD = (ValueError, LookupError, TypeError, ArithmeticError, AttributeError)
"""What telling something raises that is none of what is known: it is never in the way of the rest, and tried again."""

SUMMARY = ("is_over", "ended_at", "ended_by", "minutes", "afterwards", "story", "moment")


def wait(sessions: Collection[Session]) -> None:
    """Note that these sessions have more to tell, in the transaction that stores what it is."""
    as_kept = log.as_kept()
    with connection.cursor() as cursor:
        for session in sessions:
            cursor.execute(NOTE, [as_kept(session.pk), as_kept(session.family_id)])


def home_of(person: Person) -> Family | None:
    """Return the home that a person lives in, once all is told that came to the homes they may ask about.

    Where nothing came, it is the question for the home alone; None as `families.door.family_of` has it.
    """
    home = next(_home(person.pk, person.pk, person.pk), None)
    if getattr(home, "waits", None) if home else _waiting(person.pk, person.pk).exists():
        _tell_all(families.families_of(person))
    return home


def tell_everything() -> None:
    """Tell what has come to every home."""
    _tell_all(Untold.objects.order_by().values_list("family", flat=True).distinct())


def tell(session: Session) -> None:
    """Make the summary of a session anew from its events, and let its child's account know; within a transaction."""
    # Its note first: what comes after the log was read leaves another one.
    Untold.objects.filter(pk=session.pk).delete()
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


def _tell_all(homes: Iterable[UUID]) -> None:
    """Tell what has come to these homes, the oldest first, some sessions at a time."""
    homes = list(homes)
    waiting = Untold.objects.filter(family__in=homes).order_by("session__started_at", "pk")
    names = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(names), AT_ONCE):
        with transaction.atomic():
            families.wait_for_others(homes)
            # Another request may have told some of them meanwhile.
            still = Session.objects.filter(pk__in=names[start : start + AT_ONCE]).exclude(untold=None)
            _tell_some(list(still.select_related("family").defer("bundle").order_by("started_at", "pk")))


def _tell_some(sessions: Sequence[Session]) -> None:
    """Tell these; where several are of one child, its account is made anew once, at the end."""
    of_a_child = Counter(row.child_id for row in sessions)
    for session in sessions:
        if of_a_child[session.child_id] == 1:
            _try_to_tell(session)
    with accounts.each_once():
        for session in sessions:
            if of_a_child[session.child_id] > 1:
                _try_to_tell(session)


def _try_to_tell(session: Session) -> None:
    try:
        with transaction.atomic():
            tell(session)
    except NOT_UNDERSTOOD as error:
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
