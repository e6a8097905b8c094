"""What is noticed of this machine's clock: that it was set forward, by how much, and since when it had been behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handsong.web.accounts import clock
from tests import people
from tests.web.diary.by_clocks import BEHIND, Set


def test_a_clock_that_is_set_again_while_things_are_put_right_is_put_right_again(set_clock: Set) -> None:
    jumps: list[clock.Jump] = []
    set_clock(-BEHIND)
    watch = clock.Watch()
    watch.look(jumps.append)

    def is_set_meanwhile(jump: clock.Jump) -> None:
        jumps.append(jump)
        set_clock(timedelta())

    set_clock(timedelta(days=-1))
    watch.look(is_set_meanwhile)
    watch.look(jumps.append)
    watch.look(jumps.append)
    assert [round((jump.by or timedelta()) / timedelta(hours=1)) for jump in jumps] == [48, 24]


def test_where_others_may_write_too_nobody_says_since_when_the_clock_was_behind(set_clock: Set) -> None:
    jumps: list[clock.Jump] = []
    set_clock(-BEHIND)
    watch = clock.Watch()
    watch.look(jumps.append)
    set_clock(timedelta())
    watch.look(jumps.append)
    assert [jump.since for jump in jumps] == [None]


def test_it_was_behind_since_the_first_look_and_next_time_since_it_was_set(set_clock: Set) -> None:
    jumps: list[clock.Jump] = []
    set_clock(-BEHIND)
    watch = clock.Watch()
    watch.look(jumps.append)
    watch.writes_alone(None)
    for ahead in (timedelta(days=-1), timedelta()):
        set_clock(ahead)
        watch.look(jumps.append)
    assert [jump.since for jump in jumps] == [people.NOW - BEHIND, people.NOW - timedelta(days=1)]


def test_what_was_there_before_and_later_by_the_clock_was_not_written_since(set_clock: Set) -> None:
    jumps: list[clock.Jump] = []
    there = people.NOW - BEHIND + timedelta(minutes=40)
    set_clock(-BEHIND)
    watch = clock.Watch()
    watch.look(jumps.append)
    watch.writes_alone(there)
    set_clock(timedelta())
    watch.look(jumps.append)
    assert [jump.since for jump in jumps] == [there]


@pytest.mark.parametrize("back", [BEHIND, timedelta(minutes=10)])
def test_what_was_written_before_a_clock_was_set_back_was_not_written_since(
    set_clock: Set, back: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumps: list[clock.Jump] = []
    began_at = people.NOW - timedelta(hours=5)
    set_clock(-timedelta(hours=5))
    monkeypatch.setattr(clock, "_seconds", lambda: 0)
    watch = clock.Watch()
    watch.look(jumps.append)
    watch.writes_alone(None)
    monkeypatch.setattr(clock, "_seconds", lambda: (people.NOW - began_at) / timedelta(seconds=1))
    for ahead in (-back, timedelta()):
        set_clock(ahead)
        watch.look(jumps.append)
    assert [jump.since for jump in jumps] == [people.NOW]


def test_a_clock_that_is_a_little_back_stays_behind_since_the_first_look(set_clock: Set) -> None:
    jumps: list[clock.Jump] = []
    set_clock(-BEHIND)
    watch = clock.Watch()
    watch.look(jumps.append)
    watch.writes_alone(None)
    for ahead in (-BEHIND - timedelta(seconds=1), timedelta()):
        set_clock(ahead)
        watch.look(jumps.append)
    assert [jump.since for jump in jumps] == [people.NOW - BEHIND]


def test_what_is_done_once_is_remembered_until_all_of_it_is(set_clock: Set) -> None:
    found: list[set[object]] = []

    def half(jump: clock.Jump) -> None:
        found.append(set(jump.done))
        jump.done.add(len(found))
        if len(found) == 1:
            raise ValueError("locked")

    set_clock(timedelta(days=-2))
    watch = clock.Watch()
    watch.look(half)
    set_clock(timedelta(days=-1))
    with pytest.raises(ValueError, match="locked"):
        watch.look(half)
    watch.look(half)
    set_clock(timedelta())
    watch.look(half)
    assert found == [set(), {1}, set()]
