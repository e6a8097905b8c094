"""Reminders of one person: what was asked for, what stands in the calendar, and the calendar's secret address."""

from __future__ import annotations

import secrets
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from handsong.core import reminders
from handsong.core.reminders import Entry
from handsong.exchange import icalendar
from handsong.web.accounts import door as accounts
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Course, Reminder
from handsong.web.families import door as families
from handsong.web.families import products, zone
from handsong.web.families.models import Family

A_MOMENT = "A quiet moment with Handsong"
A_LOOK = "A short look, for Handsong"
A_PAGE = "A page to read in Handsong"
"""All that a calendar ever says. Others read over a shoulder: there is no name in it, and nothing about a child."""

FILE = "handsong.ics"
KIND = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """What somebody asks to be reminded of: moments, and if wished patch tests and the course."""

    moment: reminders.Reminder
    with_looks: bool = False
    with_course: bool = False


def of(person: Person) -> Reminder | None:
    """Return what the person asked to be reminded of; None where nothing was asked for."""
    return Reminder.objects.filter(person=person).first()


def at_address(secret: str) -> Reminder | None:
    """Return the reminders whose calendar has this secret address, if there is one."""
    digest = accounts.digest(secret)
    return Reminder.objects.select_related("person").filter(secret_digest=digest).first()


def remind(*, person: Person, family: Family, asked: Asked, now: datetime) -> Reminder:
    """Remind the person of this from today on; the calendar keeps its address."""
    moment = asked.moment
    row, _ = Reminder.objects.update_or_create(
        person=person,
        defaults={
            "family": family,
            "days": sum(1 << day for day in moment.days),
            "at": moment.at,
            "quiet_from": moment.quiet.begins,
            "quiet_to": moment.quiet.ends,
            "since_date": now.date(),
            "with_looks": asked.with_looks,
            "with_course": asked.with_course,
        },
    )
    return row


def stop(*, person: Person) -> None:
    """Remind the person of nothing any more; the calendar's address ends with it."""
    Reminder.objects.filter(person=person).delete()


def make_address(*, person: Person, now: datetime) -> str:
    """Return a fresh secret for the person's calendar; an older one ends. Nothing where nothing was asked for."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Reminder.objects.filter(person=person).update(
            secret_digest=accounts.digest(secret), secret_made_at=now
        )
    return secret if made else ""


def end_address(*, person: Person) -> None:
    """End the address of the person's calendar."""
    Reminder.objects.filter(person=person).update(secret_digest=None, secret_made_at=None)


def calendar(row: Reminder, now: datetime) -> bytes:
    """Return the person's reminders as a calendar file."""
    return icalendar.calendar(row.pk, _entries(row, now), now)


def _entries(row: Reminder, now: datetime) -> Iterator[Entry]:
    moment, home = row.value(), families.family_of(row.person)
    name = home.time_zone if home and zone.known(home.time_zone) else zone.of_this_machine()
    place = zoneinfo.ZoneInfo(name)
    yield reminders.moment(row.pk, moment, row.since_date, place, A_MOMENT)
    if not (row.with_looks or row.with_course):
        return
    children = list(families.children_of(row.person))
    if row.with_looks:
        tests = [test.row for tests in products.running(children, now).values() for test in tests if test.row]
        due = [look for test in tests for look in test.test().looks]
        looks = reminders.looks(row.pk, due, moment.quiet, place, A_LOOK)
        # A look that came in quiet hours stays until it rings at their end.
        yield from (look for look in looks if look.starts > now)
    if row.with_course and Course.objects.filter(child__in=children, left_at=None, finished_at=None).exists():
        yield reminders.page_to_read(row.pk, moment, row.since_date, A_PAGE)
