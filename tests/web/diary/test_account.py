"""The child's account is the same however its sessions arrive."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handsong.core import progress
from handsong.web.diary import actions, queries, stories
from handsong.web.diary.models import Account, Session
from handsong.web.families.models import Child
from tests import people

DAY = timedelta(days=1)


def from_the_start(child: Child) -> progress.Progress:
    """Return the account made anew from every session."""
    rows = (
        Session.objects.filter(child=child, is_practice=False).exclude(story={}).order_by("started_at", "pk")
    )
    return progress.of(stories.from_data(row.story) for row in rows)


def test_each_session_is_counted_once_while_its_events_trickle_in(mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    for event in people.story(session):
        actions.record_events(session=session, sent=[event], now=people.NOW)
    account = queries.progress_of(mia)
    assert account.sessions == 1
    assert account == from_the_start(mia)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_sessions_that_arrive_late_give_the_same_account(mia: Child, order: tuple[int, ...]) -> None:
    begun = [people.begun(mia, people.NOW - (4 - day) * DAY) for day in range(4)]
    stories_of = [
        people.story(begun[0]),
        people.story(begun[1], ends=("crying", "end")),
        people.story(begun[2], [("toe-roll", "feet", 60, ("enjoying",))]),
        people.story(begun[3], ends=("asleep", "end")),
    ]
    for place in order:
        half = len(stories_of[place]) // 2
        actions.record_events(session=begun[place], sent=stories_of[place][:half], now=people.NOW)
    for place in reversed(order):
        actions.record_events(session=begun[place], sent=stories_of[place], now=people.NOW)
    assert queries.progress_of(mia) == from_the_start(mia)
    assert queries.progress_of(mia).sessions == 4


@pytest.fixture
def let_go(mia: Child) -> list[Session]:
    """A good massage and two that ended in tears, in an account that ends with none (site/backup/anew.py)."""
    good = people.held(mia, people.NOW - 3 * DAY)
    cried = [people.held(mia, people.NOW - day * DAY, ends=("crying", "end")) for day in (2, 1)]
    Account.objects.update(latest=None, before=progress.as_data(from_the_start(mia)))
    return [good, *cried]


def test_in_an_account_that_ends_with_none_an_old_massage_counts_once(
    mia: Child, let_go: list[Session]
) -> None:
    assert queries.progress_of(mia).holds_only
    for session in let_go:
        actions.note_afterwards(session=session, answers={"sleep": "well"}, now=people.NOW)
        assert queries.progress_of(mia) == from_the_start(mia)
        Account.objects.update(latest=None, before=progress.as_data(from_the_start(mia)))


@pytest.mark.usefixtures("let_go")
def test_with_an_account_that_ends_with_none_a_new_massage_goes_on_from_what_it_knows(mia: Child) -> None:
    people.held(mia, people.NOW)
    assert queries.progress_of(mia) == from_the_start(mia)
    assert queries.progress_of(mia).sessions == 4


def test_practice_changes_nothing(mia: Child) -> None:
    people.held(mia, people.NOW - DAY)
    before = queries.progress_of(mia)
    session = people.begun(mia, people.NOW, practice=True)
    lying = [event | {"body": event["body"] | {"practice": False}} for event in people.story(session)]
    actions.record_events(session=session, sent=lying, now=people.NOW)
    assert queries.progress_of(mia) == before
    session.refresh_from_db()
    assert session.is_over


def test_children_have_accounts_of_their_own(mia: Child, noah: Child) -> None:
    people.held(mia, people.NOW - DAY)
    assert queries.progress_of(mia).sessions == 1
    assert queries.progress_of(noah).sessions == 0


def test_a_day_is_the_familys_day(mia: Child) -> None:
    # 14:00 UTC on the 23rd is one in the morning of the 24th in Melbourne.
    people.held(mia, people.NOW.replace(day=23, hour=14))
    melbourne = people.NOW.astimezone(stories.from_data(Session.objects.get().story).started_at.tzinfo)
    assert queries.progress_of(mia).minutes_on(melbourne) > 0


@pytest.mark.parametrize(
    "wrong", [timedelta(days=400), timedelta(hours=5), -timedelta(days=4000), timedelta(seconds=90)]
)
def test_a_phone_with_a_wrong_clock_hides_no_crying(mia: Child, wrong: timedelta) -> None:
    session = people.begun(mia, people.NOW)
    sent = people.story(session, at=people.NOW + wrong, ends=("crying", "end"))
    actions.record_events(session=session, sent=sent, now=people.NOW + timedelta(minutes=5))
    soon = people.NOW + timedelta(minutes=6)
    assert len(queries.progress_of(mia).crying_stops(soon)) == 1


def test_a_phone_that_was_offline_keeps_its_times(mia: Child) -> None:
    session = people.begun(mia, people.NOW)
    at = people.NOW + timedelta(minutes=20)
    sent = people.story(session, at=at)
    actions.record_events(session=session, sent=sent, now=people.NOW + DAY)
    session.refresh_from_db()
    assert stories.from_data(session.story).started_at == at


def test_two_years_of_sessions_cost_a_new_one_nothing_more(mia: Child) -> None:
    def queries_of_one(day: int) -> int:
        session = people.begun(mia, people.NOW + day * DAY)
        with CaptureQueriesContext(connection) as asked:
            actions.record_events(session=session, sent=people.story(session), now=people.NOW + day * DAY)
        return len(asked)

    queries_of_one(0)
    first = queries_of_one(1)
    for day in range(2, 60):
        people.held(mia, people.NOW + day * DAY)
    assert queries_of_one(100) == first
    assert len(str(Account.objects.get().before)) < 40_000
