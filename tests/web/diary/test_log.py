"""The log of events as values: what is read is what was written, in parts or at once, and tells one story."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from handsong.web.accounts.models import Person
from handsong.web.diary import actions, log, untold
from handsong.web.diary.actions import Told
from handsong.web.diary.models import Account, Event, Session
from handsong.web.families.models import Child
from tests import people
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_what_is_read_is_what_the_rows_say(mia: Child) -> None:
    session = people.held(mia, NOW)
    entries = log.of(session.pk)
    assert len(entries) == session.events.count() > 5
    rows = {str(row.pk): row for row in Event.objects.all()}
    for entry in entries:
        row = rows[entry.id]
        assert {name: getattr(row, name) for name in entry._fields} == {**entry._asdict(), "id": row.pk}


def test_a_log_read_in_parts_is_whole(mia: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = [people.held(mia, NOW - timedelta(days=days)) for days in range(3)]
    elsewhere = people.held(mia, NOW - timedelta(days=5)).events.first()
    assert elsewhere
    monkeypatch.setattr(log, "AT_ONCE", 1)
    wanted = [str(elsewhere.pk), *(str(row.pk) for session in sessions for row in session.events.all())]
    found = [entry.id for entry in log.with_ids([*wanted, *wanted, str(uuid4())])]
    assert sorted(found) == sorted(wanted)


def test_a_story_told_in_pieces_out_of_order_is_that_of_the_whole_log(alba: Person, mia: Child) -> None:
    session = people.begun(mia, NOW)
    rows = people.story(session)
    for piece in (rows[5:], rows[2:5], rows[:2], rows[4:6]):
        actions.take_events(person=alba, told=Told(piece), now=NOW + timedelta(hours=1))
        untold.tell_everything()
    told = Session.objects.values().get(), Account.objects.values().get()
    assert told[0]["is_over"]
    untold.tell(Session.objects.get())
    assert (Session.objects.values().get(), Account.objects.values().get()) == told
