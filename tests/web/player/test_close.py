"""A session that was left open is ended, as of the last that was heard of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import clock
from handsong.web.diary import queries, untold
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

LATER = timedelta(minutes=40)


def until(monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    """Let it be so long after now."""
    moment = people.NOW.astimezone(clock.now().tzinfo) + after
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def session(at_home: Client, mia: Child, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session with Mia that was left in the middle of a stroke, forty minutes ago."""
    session = people.begun(mia, people.NOW)
    until(monkeypatch, timedelta(minutes=1))
    moments.send(at_home, session, people.story(session)[:5])
    until(monkeypatch, LATER)
    return session


def close(browser: Client, session: Session) -> moments.Page:
    """Tap "It is over for now"."""
    return browser.post(reverse("player-close", args=[session.pk]))


def test_it_ends_when_it_was_last_heard_of_and_asks_how_it_was(at_home: Client, session: Session) -> None:
    last = Event.objects.filter(session=session).latest("number").at
    assert close(at_home, session).url == reverse("player-after", args=[session.pk])
    session.refresh_from_db()
    assert (session.is_over, session.ended_by, session.ended_at) == (True, "parent", last)
    assert "You were in the middle" not in moments.text(at_home.get(reverse("today")))


def test_what_was_done_before_counts(at_home: Client, session: Session) -> None:
    close(at_home, session)
    assert queries.progress_of(session.child).sessions == 1


def test_closed_twice_it_ended_once(at_home: Client, session: Session) -> None:
    close(at_home, session)
    before = Event.objects.count()
    close(at_home, session)
    assert Event.objects.count() == before


def test_a_session_that_is_over_stays_as_it_ended(at_home: Client, noah: Child) -> None:
    session = people.held(noah, people.NOW - timedelta(hours=2), ends=("crying", "end"))
    close(at_home, session)
    session.refresh_from_db()
    assert session.ended_by == "baby"


def test_a_session_that_was_never_begun_is_no_longer_spoken_of_and_counts_as_none(
    at_home: Client, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = people.begun(mia, people.NOW)
    moments.goes_on_here(at_home, session)
    until(monkeypatch, LATER)
    assert "You were in the middle" in moments.text(at_home.get(reverse("today")))
    assert close(at_home, session).url == reverse("today")
    assert "You were in the middle" not in moments.text(at_home.get(reverse("today")))
    assert queries.progress_of(mia).sessions == 0
    assert "Nothing here yet" in moments.text(at_home.get(reverse("diary")))


def test_a_phone_that_was_offline_is_heard_after_its_session_was_closed(at_home: Client, noah: Child) -> None:
    session = people.begun(noah, people.NOW)
    close(at_home, session)
    moments.send(at_home, session, people.story(session, ends=("crying", "end")))
    untold.tell_everything()
    session.refresh_from_db()
    assert (session.is_over, session.ended_by) == (True, "baby")
    assert queries.progress_of(noah).sessions == 1


def test_events_that_come_after_it_was_closed_still_count(at_home: Client, session: Session) -> None:
    close(at_home, session)
    sent = people.story(session)
    moments.send(at_home, session, sent)
    untold.tell_everything()
    session.refresh_from_db()
    assert session.is_over
    assert session.minutes == pytest.approx(140 / 60)


def test_strangers_close_nothing(carla: Client, session: Session) -> None:
    assert close(carla, session).status_code == 404
    session.refresh_from_db()
    assert not session.is_over


def test_a_link_closes_nothing(at_home: Client, session: Session) -> None:
    assert at_home.get(reverse("player-close", args=[session.pk])).status_code == 405
    session.refresh_from_db()
    assert not session.is_over
