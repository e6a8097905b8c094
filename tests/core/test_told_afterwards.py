"""A massage told afterwards counts as held; nothing grows by it, and only what was told is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import diary, progress, session
from handsong.core.body import Region
from handsong.core.cues import Cue, EndedBy
from handsong.core.diary import How, Massage, Step, When
from handsong.core.progress import Learning, Limits
from handsong.core.session import Event, Session
from tests.core.making import NOON, Told, good

LIMITS = Limits(first=5, most=15, a_day=40)
LEG, FOOT = Step("leg", Region.LEGS, 240), Step("foot", Region.FEET, 120)
HERE = timezone(timedelta(hours=11))


def massage(how: How | None = None, *steps: Step, day: float = 0) -> Massage:
    return Massage(NOON + timedelta(days=day), steps or diary.about_minutes(10), When.JUST_NOW, how)


def told(of: Massage) -> Session:
    """Return the session that the events of a massage tell."""
    return session.fold(
        Event(f"{of.started_at}-{number}", f"{of.started_at}", number, at, kind, body)
        for number, (kind, at, body) in enumerate(diary.events(of))
    )[0]


def live(*days: float) -> list[Session]:
    return list(session.fold(event for day in days for event in good(seconds=300).on(day).events))


@pytest.mark.parametrize("how", [None, *How])
def test_a_massage_told_afterwards_is_over_and_as_long_as_it_was_told(how: How | None) -> None:
    found = told(massage(how, LEG, FOOT))
    assert found.is_over
    assert found.minutes == 6
    assert found.started_at == NOON
    assert not found.is_practice
    assert (diary.told_when(found), diary.told_how(found)) == (When.JUST_NOW, how)


@pytest.mark.parametrize(
    ("how", "ended"),
    [
        (None, EndedBy.PARENT),
        (How.ENJOYED, EndedBy.PARENT),
        (How.ENOUGH, EndedBy.BABY),
        (How.CRIED, EndedBy.BABY),
        (How.SLEPT, EndedBy.SLEEP),
    ],
)
def test_how_it_was_says_who_ended_it(how: How | None, ended: EndedBy) -> None:
    assert told(massage(how)).ended_by is ended


@pytest.mark.parametrize("how", [None, How.ENOUGH, How.CRIED, How.SLEPT])
def test_a_massage_told_afterwards_is_enjoyed_only_when_that_was_told(how: How | None) -> None:
    assert not any(done.was_enjoyed for done in told(massage(how, LEG)).done)
    account = progress.of([told(massage(how, LEG))])
    assert (account.known, account.liked) == (set(), set())
    enjoyed = progress.of([told(massage(How.ENJOYED, LEG))])
    assert (enjoyed.known, enjoyed.liked) == ({"leg"}, {"leg"})


def test_what_was_told_without_a_name_is_no_technique() -> None:
    assert progress.of([told(massage(How.ENJOYED))]).techniques == {}


@pytest.mark.parametrize("how", [None, How.ENJOYED])
def test_nothing_grows_by_what_was_told_afterwards(how: How | None) -> None:
    before = progress.of(live(0, 1))
    after = progress.of([*live(0, 1), *(told(massage(how, LEG, day=day)) for day in (2, 3, 4, 5))])
    kept = ("sessions", "first_at", "good_by_region", "grown", "held_back", "good_in_a_row", "longest")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert progress.length(after, LIMITS) == progress.length(before, LIMITS)


def test_tears_told_afterwards_shorten_the_next_one_and_are_remembered_for_a_day() -> None:
    account = progress.of([*live(0, 1), told(massage(How.CRIED, day=2))])
    assert progress.length(account, LIMITS) < progress.length(progress.of(live(0, 1)), LIMITS)
    assert len(account.crying_stops(NOON + timedelta(days=2, hours=5))) == 1
    assert account.good_in_a_row == 0


def test_its_minutes_count_for_the_day() -> None:
    assert progress.of([told(massage())]).minutes_on(NOON) == 10


def test_it_answers_no_question() -> None:
    days = [*live(*range(16)), *(told(massage(How.ENJOYED, day=day + 0.25)) for day in range(16))]
    account = progress.of(sorted(days, key=lambda one: one.started_at))
    assert progress.permission(account, NOON + timedelta(days=16)) == (Learning.KNOWN, 2)
    alone = progress.of([told(massage(How.ENJOYED, day=day)) for day in range(30)])
    assert progress.permission(alone, NOON + timedelta(days=30)) == (Learning.NEW, 0)


def test_no_answer_to_the_question_is_made_up() -> None:
    assert [one.permission for one in progress.of([told(massage(How.ENJOYED))]).recent] == [None]


def test_it_can_be_a_stop_and_never_the_end_of_stops() -> None:
    cried = [told(massage(How.CRIED, day=day)) for day in (0, 1)]
    assert progress.of(cried).holds_only
    assert progress.of([*cried, told(massage(How.ENJOYED, day=2))]).holds_only
    assert not progress.of([*cried, *live(2)]).holds_only


def test_the_account_comes_back_from_plain_data_with_what_was_told() -> None:
    account = progress.of([*live(0), told(massage(How.ENJOYED, LEG, day=1))])
    assert progress.from_data(progress.as_data(account)) == account
    old = progress.as_data(account)
    for row in old["recent"]:
        del row["told"]
    assert [row.told for row in progress.from_data(old).recent] == [None, None]


# When ---------------------------------------------------------------------------------------------

LENGTHS = st.integers(1, 240).map(lambda minutes: timedelta(minutes=minutes))
NOWS = st.integers(0, 365 * 24 * 60 * 60).map(
    lambda seconds: NOON.astimezone(HERE) + timedelta(seconds=seconds)
)


@given(now=NOWS, length=LENGTHS, starts=st.integers(0, 6))
def test_a_time_in_words_is_as_late_as_the_words_allow(now: datetime, length: timedelta, starts: int) -> None:
    today = diary.begins(diary.day_of(now, HERE, starts), HERE, starts)
    just, earlier, yesterday = (
        diary.start_of(when, length, now, HERE, starts)
        for when in (When.JUST_NOW, When.EARLIER, When.YESTERDAY)
    )
    assert just + length == now
    assert yesterday + length == today - timedelta(seconds=1)
    an_hour_ago = just - timedelta(hours=1)
    if an_hour_ago >= today:
        assert earlier == an_hour_ago
    else:
        assert earlier == min(today, just)


# Weeks --------------------------------------------------------------------------------------------


def test_weeks_tell_the_longest_that_was_enjoyed_and_the_clear_answers() -> None:
    no = Told("no").cue(Cue.TURNING_AWAY).on(8)
    held = [*live(0, 1, 7), *session.fold(no.events), told(massage(How.ENJOYED, day=22))]
    found = diary.weeks(held)
    assert [(week.massages, week.enjoyed, week.asked, week.clear) for week in found] == [
        (2, 5, 2, 2),
        (2, 5, 2, 1),
        (1, 0, 0, 0),
    ]
    assert [(week.begins_date - NOON.date()).days for week in found] == [0, 7, 21]


def test_weeks_leave_practice_out() -> None:
    doll = [replace(one, is_practice=True) for one in live(0)]
    assert diary.weeks(doll) == ()
    assert diary.weeks([]) == ()
