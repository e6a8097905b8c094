"""What a family has learnt and likes, and how length grows: by what was enjoyed, and never far ahead."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import diary, progress, session
from handsong.core.body import Region
from handsong.core.cues import Cue
from handsong.core.diary import How, When
from handsong.core.progress import Learning, Limits, Progress
from tests.core.making import NOON, Told, good

LIMITS = Limits(first=5, most=15, a_day=40)


def account(*told: Told) -> Progress:
    """Return the account of these sessions."""
    return progress.of(session.fold(event for one in told for event in one.events))


def good_days(how_many: int, *techniques: str, seconds: float = 300) -> list[Told]:
    return [good("day", *techniques, seconds=seconds).on(day) for day in range(how_many)]


def stopped(name: str = "stopped", day: float = 0) -> Told:
    """Return a session that crying ended."""
    return Told(name).cue(Cue.ENJOYING).does("leg", Cue.CRYING).cue(Cue.END).on(day)


def changed(day: float) -> Told:
    """Return a session in which one thing had to be changed, and that went on."""
    told = Told("changed").cue(Cue.ENJOYING)
    return told.does("leg", Cue.TURNING_AWAY, Cue.UNSURE, Cue.ENJOYING).cue(Cue.END).on(day)


def test_before_the_first_session_nothing_is_known() -> None:
    empty = progress.of([])
    assert (empty.sessions, empty.known, empty.liked, empty.regions) == (0, set(), set(), set())
    assert progress.length(empty, LIMITS) == LIMITS.first
    assert progress.permission(empty, NOON) == (Learning.NEW, 0)


def test_practice_changes_nothing() -> None:
    practice = Told("doll", practice=True).cue(Cue.ENJOYING).does("leg", Cue.ENJOYING).cue(Cue.END)
    assert account(practice) == Progress()


def test_a_technique_done_once_without_being_refused_is_known() -> None:
    assert account(good("one", "leg")).known == {"leg"}
    assert account(Told().cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY)).known == set()


def test_what_is_enjoyed_more_often_than_refused_is_liked() -> None:
    refused = Told("refused").cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY).on(5)
    assert account(good("one", "leg")).liked == {"leg"}
    assert account(good("one", "leg"), refused).liked == set()
    assert account(good("one", "leg"), good("two", "leg").on(1), refused).liked == {"leg"}


def test_refused_twice_in_a_row_is_refused_until_it_is_enjoyed_again() -> None:
    no = [Told("no").cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY).on(day) for day in (0, 1)]
    assert account(*no).refused == {"leg"}
    assert account(no[0]).refused == set()
    assert account(*no, no[0].on(5)).refused == {"leg"}
    assert account(*no, good("yes", "leg").on(2)).refused == set()


def test_a_region_is_known_after_two_good_sessions() -> None:
    assert account(good("one", "leg")).regions == set()
    assert account(good("one", "leg"), good("two", "leg").on(1)).regions == {Region.LEGS}


def test_feet_are_learnt_with_the_legs() -> None:
    feet = [
        Told("feet").cue(Cue.ENJOYING).does("toes", Cue.ENJOYING, region=Region.FEET).cue(Cue.END).on(day)
        for day in (0, 1)
    ]
    assert account(*feet).regions == {Region.LEGS}


def test_a_session_that_had_to_change_makes_no_region_known() -> None:
    assert account(changed(0), changed(1), changed(2)).regions == set()


def test_length_grows_by_a_minute_after_three_good_sessions_in_a_row() -> None:
    lengths = [progress.length(account(*good_days(days)), LIMITS) for days in range(6)]
    assert lengths == [5, 5, 5, 6, 7, 7]


def test_length_never_runs_more_than_two_minutes_ahead_of_the_longest_that_was() -> None:
    # Ten good sessions of one minute: five are allowed from the first day, and no more.
    assert progress.length(account(*good_days(10, seconds=60)), LIMITS) == LIMITS.first
    assert progress.length(account(*good_days(10, seconds=300)), LIMITS) == 7
    assert progress.length(account(*good_days(10, seconds=360)), LIMITS) == 8


def test_length_never_passes_the_longest_of_the_age() -> None:
    assert progress.length(account(*good_days(30, seconds=1500)), LIMITS) == LIMITS.most


def test_length_shrinks_by_two_minutes_after_a_change_or_a_stop() -> None:
    grown = good_days(4)
    assert progress.length(account(*grown), LIMITS) == 7
    assert progress.length(account(*grown, changed(10)), LIMITS) == 5
    assert progress.length(account(*grown, stopped(day=10)), LIMITS) == 5
    assert progress.length(account(*grown, stopped(day=10), stopped("again", 11)), LIMITS) == 3


def test_a_stop_shortens_also_what_had_grown_to_the_longest_of_the_age() -> None:
    grown = good_days(40, seconds=900)
    assert progress.length(account(*grown), LIMITS) == LIMITS.most
    assert progress.length(account(*grown, stopped(day=50)), LIMITS) == LIMITS.most - progress.SHRINKS_BY
    two = (stopped(day=50), stopped("again", 51))
    assert progress.length(account(*grown, *two), LIMITS) == LIMITS.most - 2 * progress.SHRINKS_BY


def test_what_was_held_back_comes_back_a_minute_at_a_time_after_three_good_sessions() -> None:
    grown = good_days(4)
    back = [one.on(20) for one in good_days(5)]
    lengths = [progress.length(account(*grown, changed(10), *back[:days]), LIMITS) for days in range(6)]
    assert lengths == [5, 5, 5, 6, 7, 7]


def test_length_never_shrinks_below_two_minutes_nor_below_a_shorter_first_one() -> None:
    stops = [stopped(f"stop-{day}", day) for day in range(10)]
    assert progress.length(account(*stops), Limits(3, 10, 40)) == 2
    assert progress.length(account(*stops), Limits(1, 10, 40)) == 1


def test_a_stop_begins_the_counting_of_good_sessions_anew() -> None:
    told = [*good_days(2), stopped(day=3), *(one.on(10) for one in good_days(2))]
    assert account(*told).good_in_a_row == 2
    assert progress.length(account(*told), LIMITS) == 3


def test_a_pause_neither_grows_nor_shrinks_and_begins_the_counting_anew() -> None:
    paused = Told("paused").cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY, Cue.ENJOYING, seconds=300)
    told = [*good_days(2), paused.cue(Cue.END).on(5), *(one.on(10) for one in good_days(2))]
    assert account(*told).good_in_a_row == 2
    assert progress.length(account(*told), LIMITS) == LIMITS.first


def test_after_two_stops_in_a_row_holds_come_first_and_one_good_session_ends_that() -> None:
    two = [stopped("one"), stopped("two", 1)]
    assert account(*two).holds_only
    assert not account(two[0]).holds_only
    assert account(good("before").on(-3), *two).holds_only
    assert not account(*two, good("better").on(2)).holds_only


def test_a_session_the_parent_ended_after_tears_is_no_stop_of_the_babys() -> None:
    ended = Told("parent").cue(Cue.ENJOYING).does("leg", Cue.TURNING_AWAY, Cue.END)
    assert account(ended).last is not None
    assert not account(ended).last.was_stopped  # type: ignore[union-attr]
    assert account(stopped()).last.was_stopped  # type: ignore[union-attr]


def test_crying_stops_are_those_of_the_last_24_hours() -> None:
    told = [stopped("early"), stopped("late", 0.9)]
    of = account(*told)
    last = max(one.ended_at for one in of.recent)
    assert len(of.crying_stops(last)) == 2
    assert len(of.crying_stops(last + timedelta(hours=20))) == 1
    assert of.crying_stops(last + timedelta(hours=24)) == ()


def test_minutes_of_a_day_are_those_of_the_familys_own_day() -> None:
    # 23:30 in Sydney is 12:30 the same day in UTC; 9:30 there is the evening before in UTC.
    sydney = timezone(timedelta(hours=11))
    at_breakfast = good("breakfast", at=datetime(2026, 11, 22, 22, 30, tzinfo=UTC), seconds=240)
    of = account(at_breakfast)
    assert of.minutes_on(datetime(2026, 11, 23, 18, tzinfo=sydney)) == 4
    assert of.minutes_on(datetime(2026, 11, 22, 18, tzinfo=sydney)) == 0


def cared(day: float = 0) -> Told:
    """Return a session that ended on the care page."""
    return Told("cared").cue(Cue.ENJOYING).does("leg").cue(Cue.SOMETHING_WRONG, Cue.END).on(day)


def test_a_session_that_needed_care_counts_for_a_day() -> None:
    of = account(cared(), good("good").on(0.25))
    ended = of.recent[0].ended_at
    assert of.care_endings(ended + timedelta(hours=23, minutes=59)) == (ended,)
    assert of.care_endings(ended + timedelta(hours=24)) == ()
    assert account(good("good"), stopped(day=1)).care_endings(NOON + timedelta(days=1, hours=1)) == ()


def test_care_on_a_doll_counts_for_nothing() -> None:
    doll = Told("doll", practice=True).cue(Cue.ENJOYING, Cue.SOMETHING_WRONG, Cue.END)
    assert account(doll).care_endings(NOON + timedelta(hours=1)) == ()


def test_a_session_that_is_still_open_is_known_as_open() -> None:
    open_yet = Told("open").cue(Cue.ENJOYING).does("leg")
    of = account(good("good"), open_yet.on(1))
    assert [one.is_over for one in of.recent] == [True, False]
    assert of.last == of.recent[0]
    assert account(open_yet).last is None


def test_an_account_that_was_kept_before_these_were_asked_reads_as_over_and_without_care() -> None:
    kept = progress.as_data(account(good("good")))
    for row in kept["recent"]:
        del row["needed_care"], row["is_over"]
    (one,) = progress.from_data(kept).recent
    assert (one.needed_care, one.is_over) == (False, True)


def test_oil_is_counted_over_seven_days() -> None:
    oiled = [Told("oil", oil=True).cue(Cue.ENJOYING).does("leg").cue(Cue.END).on(day) for day in (0, 3, 6)]
    of = account(*oiled)
    assert of.oil_sessions_this_week(NOON + timedelta(days=6, hours=1)) == 3
    assert of.oil_sessions_this_week(NOON + timedelta(days=8)) == 2
    assert of.oil_sessions_this_week(NOON + timedelta(days=20)) == 0


def test_a_session_that_lies_ahead_counts_in_no_span() -> None:
    assert account(good("later").on(2)).within(timedelta(days=7), NOON) == ()


@pytest.mark.parametrize(("hours", "stops"), [(2, 1), (23, 1), (25, 0)])
def test_crying_that_lies_ahead_protects_all_the_same(hours: float, stops: int) -> None:
    """A clock that was ahead was set back: it was less than a day ago, however it is written down."""
    told = stopped(day=hours / 24)
    assert len(account(told).crying_stops(NOON)) == stops
    apart = progress.Progress(
        apart=(progress.Apart("own", NOON + timedelta(hours=hours), cried=True, needed_care=True),)
    )
    assert len(apart.crying_stops(NOON)) == len(apart.care_endings(NOON)) == stops


def test_the_permission_cue_is_known_after_two_weeks_of_clear_answers() -> None:
    days = [good("day").on(day) for day in range(15)]
    assert progress.permission(account(*days[:2]), NOON + timedelta(days=2)) == (Learning.NEW, 0)
    assert progress.permission(account(*days[:3]), NOON + timedelta(days=6)) == (Learning.LEARNING, 0)
    assert progress.permission(account(*days[:3]), NOON + timedelta(days=7)) == (Learning.LEARNING, 1)
    assert progress.permission(account(*days[:9]), NOON + timedelta(days=9)) == (Learning.LEARNING, 1)
    assert progress.permission(account(*days), NOON + timedelta(days=14)) == (Learning.KNOWN, 2)


@pytest.mark.parametrize(("clear", "known"), [(7, True), (6, False)])
def test_seven_clear_answers_of_the_last_ten_are_enough(clear: int, *, known: bool) -> None:
    days = [good("yes").on(day) for day in range(clear)]
    days += [
        Told("unsure").cue(Cue.UNSURE, Cue.ENJOYING).does("leg").cue(Cue.END).on(day)
        for day in range(clear, 10)
    ]
    learnt, _ = progress.permission(account(*days), NOON + timedelta(days=20))
    assert (learnt is Learning.KNOWN) is known


def test_the_permission_cue_is_not_known_while_answers_are_unclear() -> None:
    unclear = [
        Told("day").cue(Cue.UNSURE, Cue.ENJOYING).does("leg").cue(Cue.END).on(day) for day in range(15)
    ]
    assert progress.permission(account(*unclear), NOON + timedelta(days=30)) == (Learning.LEARNING, 4)


MIXED = st.lists(st.sampled_from(["good", "changed", "stopped", "short"]), max_size=60).map(
    lambda kinds: [
        {
            "good": lambda day: good("good", "leg", "arm", seconds=200).on(day),
            "short": lambda day: good("short", seconds=20).on(day),
            "changed": changed,
            "stopped": lambda day: stopped(day=day),
        }[kind](day)
        for day, kind in enumerate(kinds)
    ]
)


@given(told=MIXED)
def test_length_always_stays_between_the_shortest_and_the_longest_of_the_age(told: list[Told]) -> None:
    of = account(*told)
    assert progress.SHORTEST <= progress.length(of, LIMITS) <= LIMITS.most
    assert progress.length(of, LIMITS) <= max(LIMITS.first, of.longest + progress.AHEAD_OF_LONGEST)


@given(told=MIXED)
def test_the_account_grown_by_one_is_the_account_made_anew(told: list[Told]) -> None:
    sessions = session.fold(event for one in told for event in one.events)
    grown = Progress()
    for one in sessions:
        grown = progress.after(grown, one)
    assert grown == progress.of(sessions)


@given(told=MIXED)
def test_the_account_survives_json(told: list[Told]) -> None:
    of = account(*told)
    assert progress.from_data(json.loads(json.dumps(progress.as_data(of)))) == of


@given(told=MIXED, afterwards=st.sampled_from([{}, {diary.WHEN: When.YESTERDAY, diary.HOW: How.ENJOYED}]))
def test_one_more_session_is_counted_in_plain_data_as_in_the_account(
    told: list[Told], afterwards: dict[str, str]
) -> None:
    *earlier, last = session.fold(event for one in [*told, good("good")] for event in one.events)
    last = replace(last, afterwards=afterwards)
    kept = json.loads(json.dumps(progress.as_data(progress.of(earlier))))
    assert json.loads(json.dumps(progress.data_after(kept, last))) == json.loads(
        json.dumps(progress.as_data(progress.after(progress.of(earlier), last)))
    )


@given(told=MIXED)
def test_the_account_keeps_only_so_many_sessions_one_by_one(told: list[Told]) -> None:
    of = account(*told)
    assert of.sessions == len(told)
    assert len(of.recent) == min(len(told), progress.RECENT)


@pytest.mark.parametrize("told", [good_days(3), [*good_days(3), stopped(day=5)]])
def test_growing_and_shrinking_never_depend_on_the_order_events_arrived_in(told: list[Told]) -> None:
    events = [event for one in told for event in one.events]
    assert progress.of(session.fold(reversed(events))) == progress.of(session.fold(events))
