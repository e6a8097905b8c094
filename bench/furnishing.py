"""What is done inside a home to furnish it, in a process where Django is set up (homes.py starts it).

The latest thirty days are written by the program's own deeds, one massage after the other. What came
before are the same rows again, earlier, under ids of their own; the accounts are then told anew.
"""

from __future__ import annotations

import json
import sys
import uuid
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handsong.web.accounts.ids import new_id
from handsong.web.diary import actions as diary
from handsong.web.diary import stories, untold
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child
from handsong.web.player import actions as player
from handsong.web.player import queries
from handsong.web.site import tables
from tests import people

DAY = timedelta(days=1)
WRITTEN = 30
AGE = 800
"""Days: old enough for two years of massages, and at an age where ten minutes are allowed."""

TWINS = ("Mia", "Leo")
A_GOOD_MOMENT = {
    "unit": "yes", "state": "quiet-alert", "feed": "over-45", "well": "yes", "skin": "nothing",
    "navel": "healed", "place": "ready",
}  # fmt: skip


def main() -> None:
    """Do the deed that the command line names, and say what came of it."""
    now = datetime.now(UTC)
    if sys.argv[1] == "furnish":
        said: dict[str, object] = {"queries": furnish(int(sys.argv[2]), now)}
    else:
        said = {"session": str(begin(Child.objects.earliest("made_at", "id"), now).pk)}
    print(json.dumps(said))


def furnish(days: int, now: datetime) -> int:
    """Write twins and a massage of each on every day until yesterday; return how many queries Today asks."""
    tables.bring_up_to_date()
    # One transaction: no family writes two years at once, and nobody waits here for the disk.
    with transaction.atomic():
        made_at = now - AGE * DAY
        twins = [people.add(people.alba(), name, born=made_at.date(), now=made_at) for name in TWINS]
        for day in range(min(days, WRITTEN), 0, -1):
            for child in twins:
                massage(child, now - day * DAY, is_noted=day % 3 == 0)
        for child in twins:
            write_earlier(child, now - days * DAY)
    return queries_of_today()


def massage(child: Child, at: datetime, *, is_noted: bool) -> None:
    """Write one massage as a phone sends it: every step done and enjoyed, the end, sometimes how it was."""
    session = begin(child, at)
    steps = [
        (step["technique"], step["region"], step["seconds"], ("enjoying",))
        for step in session.bundle["steps"]
    ]
    later = at + timedelta(hours=1)
    diary.record_events(session=session, sent=people.story(session, steps), now=later)
    if is_noted:
        diary.note_afterwards(session=session, answers={"child": "Calm"}, now=later)


def begin(child: Child, at: datetime) -> Session:
    """Begin the session that a good moment's plan leads to."""
    check = player.begin_check(child=child, now=at)
    check.answers = dict(A_GOOD_MOMENT)
    check.save()
    standing = queries.standing(check, at)
    return player.begin_session(standing=standing, plan=queries.plan(standing))


def write_earlier(child: Child, first: datetime) -> None:
    """Write the child's sessions again and again, each time earlier, back to the first day."""
    written = list(Session.objects.filter(child=child).order_by("started_at").prefetch_related("events"))
    back, sessions, events = WRITTEN * DAY, [], []
    while written[-1].started_at - back >= first:
        for session in written:
            if session.started_at - back >= first:
                sessions.append(earlier(session, back))
                events += [earlier_event(event, sessions[-1], back) for event in session.events.all()]
        back += WRITTEN * DAY
    Session.objects.bulk_create(sessions)
    for place, event in enumerate(events, start=Event.objects.count() + 1):
        event.place = place
    Event.objects.bulk_create(events)
    if sessions:
        untold.tell(sessions[0])


def earlier(session: Session, back: timedelta) -> Session:
    """Return the session as it would have been so much earlier."""
    again = copy(session)
    again.pk, again.started_at = new_id(), session.started_at - back
    story = stories.from_data(session.story)
    moved = replace(
        story, id=str(again.pk), started_at=story.started_at - back, ended_at=story.ended_at - back
    )
    again.ended_at, again.story = moved.ended_at, stories.as_data(moved)
    return again


def earlier_event(event: Event, session: Session, back: timedelta) -> Event:
    """Return the event as it would have been so much earlier."""
    again = copy(event)
    again.pk, again.session = uuid.uuid4(), session
    again.at, again.came_at = event.at - back, event.came_at - back
    return again


def queries_of_today() -> int:
    """Return how many queries Today asks, with both twins on it."""
    with CaptureQueriesContext(connection) as asked:
        page = Client(SERVER_NAME="localhost").get("/").content.decode()
    if any(name not in page for name in TWINS):
        raise SystemExit("Today does not show both twins.")
    return len(asked)
