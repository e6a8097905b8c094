"""What happened in a session, read from its events: twice is once, and order does not matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handsong.core import session
from handsong.core.body import Region
from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.session import Event, EventError, Kind, Session
from tests.core.making import NOON, Told, good

ROW = {
    "id": "e1",
    "session": "monday",
    "number": 0,
    "at": "2026-11-23T09:30:00+11:00",
    "kind": "started",
    "body": {"goal": "sleep"},
}


def folded(*told: Told) -> tuple[Session, ...]:
    return session.fold(event for one in told for event in one.events)


def the(told: Told) -> Session:
    (only,) = folded(told)
    return only


def test_a_session_that_went_by_the_plan_is_told_whole() -> None:
    one = the(good("monday", "leg", "arm"))
    assert one.is_over
    assert (one.ended_by, one.permission, one.worst) == (EndedBy.PLAN, Cue.ENJOYING, Response.GO_ON)
    assert [done.technique for done in one.done] == ["leg", "arm"]
    assert (one.minutes, one.was_good, one.cried) == (2, True, False)
    assert one.started_at == NOON
    assert one.ended_at == NOON + timedelta(seconds=120)


def test_the_first_answer_is_the_permission_and_later_ones_are_not() -> None:
    told = Told().cue(Cue.UNSURE, Cue.ENJOYING).does("leg", Cue.TURNING_AWAY)
    assert the(told).permission is Cue.UNSURE


def test_no_answer_at_all_is_no_permission() -> None:
    one = the(Told().cue(Cue.NO_ANSWER))
    assert one.permission is None
    assert (one.is_over, one.ended_by) == (True, EndedBy.BABY)


def test_the_worst_answer_is_remembered_and_the_parents_end_is_none_of_it() -> None:
    told = Told().cue(Cue.ENJOYING).does("leg", Cue.UNSURE).cue(Cue.END)
    one = the(told)
    assert (one.worst, one.ended_by) == (Response.SOFTEN, EndedBy.PARENT)
    assert one.was_good


def test_being_asked_for_a_new_region_is_no_complaint() -> None:
    told = Told().cue(Cue.ENJOYING).does("leg").cue(Cue.QUESTION, Cue.ENJOYING).does("arm")
    assert the(told).worst is Response.GO_ON


def test_crying_is_remembered_with_who_ended_it() -> None:
    one = the(Told().cue(Cue.ENJOYING).does("leg", Cue.CRYING).cue(Cue.END))
    assert (one.cried, one.ended_by, one.worst) == (True, EndedBy.BABY, Response.STOP_FOR_NOW)
    assert not one.was_good


def test_a_technique_is_enjoyed_or_refused_by_what_came_while_it_was_done() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.does("leg", Cue.ENJOYING).does("foot", Cue.ENJOYING, Cue.TURNING_AWAY).does("toe")
    leg, foot, toe = the(told).done
    assert (leg.was_enjoyed, leg.was_refused) == (True, False)
    assert (foot.was_enjoyed, foot.was_refused) == (False, True)
    assert (toe.was_enjoyed, toe.was_refused) == (False, False)


def test_a_step_that_was_skipped_at_once_was_not_done() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs")
    told.add(Kind.SKIPPED, technique="leg", region="legs", seconds=0)
    assert the(told).done == ()
    assert not the(told).was_good


def test_what_hands_did_counts_although_the_event_that_says_so_was_lost() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs")
    told.add(Kind.CUE, after=35, cue="turning-away").add(Kind.CUE, after=60, cue="no-answer")
    (done,) = the(told).done
    assert (done.technique, done.region, done.seconds) == ("leg", "legs", 35)
    assert done.was_refused


def test_what_was_told_of_a_step_counts_and_not_what_it_may_have_been() -> None:
    told = Told().cue(Cue.ENJOYING).does("leg", seconds=20)
    told.add(Kind.STEP_BEGUN, technique="foot", region="legs").add(Kind.CUE, after=10, cue="crying")
    told.add(Kind.STEP_DONE, technique="foot", region="legs", seconds=7)
    assert [(done.technique, done.seconds) for done in the(told.cue(Cue.END)).done] == [
        ("leg", 20),
        ("foot", 7),
    ]


def test_pauses_and_still_hands_are_no_part_of_a_step_whose_end_was_lost() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs")
    told.add(Kind.PAUSED, after=10, why="parent").add(Kind.RESUMED, after=100)
    told.add(Kind.CUE, after=5, cue="turning-away").add(Kind.CUE, after=40, cue="enjoying")
    told.add(Kind.CUE, after=8, cue="end").add(Kind.AFTERWARDS, after=3600, baby="calm")
    assert [done.seconds for done in the(told).done] == [23]


def test_a_step_under_way_is_not_told_before_its_strokes_are_over() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs").add(Kind.CUE, after=30, cue="unsure")
    assert the(told).done == ()


def test_a_clock_that_was_set_back_takes_nothing_away_from_what_hands_did() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs").add(Kind.CUE, after=10, cue="enjoying")
    told.add(Kind.CUE, after=-3600, cue="unsure").add(Kind.CUE, after=5, cue="end")
    assert [done.seconds for done in the(told).done] == [15]


def test_no_step_of_a_clock_that_ran_away_is_longer_than_a_step_may_be() -> None:
    told = Told().cue(Cue.ENJOYING)
    told.add(Kind.STEP_BEGUN, technique="leg", region="legs")
    told.add(Kind.CUE, after=10**6, cue="end")
    assert [done.seconds for done in the(told).done] == [session.MOST_SECONDS]


def test_a_session_in_which_something_was_wrong_was_ended_by_care_whatever_came_after() -> None:
    for said in (
        (Cue.SOMETHING_WRONG, Cue.MOMENT, Cue.END),
        (Cue.SOMETHING_WRONG, Cue.MOMENT),
        (Cue.SOMETHING_WRONG, Cue.MOMENT, Cue.ASLEEP, Cue.END),
        (Cue.END, Cue.SOMETHING_WRONG, Cue.END, Cue.MOMENT, Cue.END),
    ):
        assert the(Told().cue(Cue.ENJOYING, *said)).ended_by is EndedBy.CARE, said


def test_who_ended_it_first_is_not_put_right_by_a_moment_after_the_end() -> None:
    told = good().cue(Cue.MOMENT, Cue.END)
    assert the(told).ended_by is EndedBy.PLAN


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ((Cue.ENJOYING,), EndedBy.PARENT),
        ((Cue.ENJOYING, Cue.CRYING), EndedBy.BABY),
        ((Cue.ENJOYING, Cue.ASLEEP), EndedBy.SLEEP),
        ((Cue.ENJOYING, Cue.SOMETHING_WRONG), EndedBy.CARE),
    ],
)
def test_a_session_left_open_says_who_ended_it_by_where_it_was(said: tuple[Cue, ...], by: EndedBy) -> None:
    one = the(Told().cue(*said))
    assert (one.is_over, one.ended_by) == (False, by)


@pytest.mark.parametrize(
    "said",
    [
        (Cue.SOMETHING_WRONG,),
        (Cue.ENJOYING, Cue.SOMETHING_WRONG, Cue.END),
        (Cue.ENJOYING, Cue.SOMETHING_WRONG, Cue.MOMENT, Cue.END),
        (Cue.ENJOYING, Cue.END, Cue.SOMETHING_WRONG),
    ],
)
def test_a_session_that_reached_the_care_page_needed_care_however_it_ended(said: tuple[Cue, ...]) -> None:
    assert the(Told().cue(*said)).needed_care
    assert not the(Told().cue(*(cue for cue in said if cue is not Cue.SOMETHING_WRONG))).needed_care


def test_practice_is_told_as_practice() -> None:
    assert the(Told(practice=True)).is_practice
    assert not the(Told()).is_practice


def test_what_was_noted_afterwards_belongs_to_the_session_but_not_to_its_time() -> None:
    told = good()
    ended = told.at
    told.add(Kind.AFTERWARDS, after=3600, baby="calm", remember="likes feet")
    one = the(told)
    assert one.afterwards == {"baby": "calm", "remember": "likes feet"}
    assert one.ended_at == ended


def test_a_session_whose_beginning_has_not_arrived_is_not_told_yet() -> None:
    assert session.fold(good().events[1:]) == ()


def test_after_crying_earlier_that_day_the_same_tears_end_it_sooner() -> None:
    told = Told(cried_today=True).cue(Cue.ENJOYING).does("leg", Cue.CRYING, Cue.END)
    assert the(told).ended_by is EndedBy.PARENT


def test_sessions_come_oldest_first() -> None:
    later, earlier = good("a-later", at=NOON + timedelta(days=1)), good("z-earlier")
    assert [one.id for one in folded(later, earlier)] == ["z-earlier", "a-later"]


TALES = st.lists(
    st.lists(st.sampled_from(Cue), max_size=8).map(
        lambda said: Told().cue(Cue.ENJOYING).does("leg", *said).does("arm", region=Region.ARMS).events
    ),
    min_size=1,
    max_size=3,
).map(
    lambda tales: [
        Event(f"{number}-{event.id}", f"{number}", event.number, event.at, event.kind, event.body)
        for number, events in enumerate(tales)
        for event in events
    ]
)


@given(data=st.data(), events=TALES)
def test_events_in_any_order_and_twice_tell_the_same_story(data: st.DataObject, events: list[Event]) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=10))
    shuffled = data.draw(st.permutations(events + again))
    assert session.fold(shuffled) == session.fold(events)


@given(data=st.data(), events=TALES)
def test_events_of_two_phones_with_the_same_numbers_tell_one_story(
    data: st.DataObject, events: list[Event]
) -> None:
    other = [
        Event(f"other-{event.id}", event.session, event.number, event.at, event.kind, event.body)
        for event in events
        if event.kind is Kind.CUE
    ]
    shuffled = data.draw(st.permutations(events + other))
    assert session.fold(shuffled) == session.fold(events + other)


@given(events=TALES)
def test_a_story_told_so_far_is_never_longer_than_the_whole(events: list[Event]) -> None:
    whole = session.fold(events)
    for cut in range(len(events)):
        assert sum(len(one.done) for one in session.fold(events[:cut])) <= sum(len(one.done) for one in whole)


def test_a_row_reads_as_its_event() -> None:
    event = session.read(ROW)
    assert (event.id, event.session, event.number, event.kind) == ("e1", "monday", 0, Kind.STARTED)
    assert event.at.isoformat() == "2026-11-23T09:30:00+11:00"
    assert event.body == {"goal": "sleep"}


def test_a_row_without_a_body_has_an_empty_one() -> None:
    assert session.read({key: value for key, value in ROW.items() if key != "body"}).body == {}


@pytest.mark.parametrize(
    "more",
    [
        {"at": "1970-01-01T00:00:00+00:00"},
        {"at": "2999-12-31T00:00:00+00:00"},
        {"kind": "step-done", "body": {"technique": "leg", "region": "legs", "seconds": 0}},
        {
            "kind": "step-done",
            "body": {"technique": "leg", "region": "legs", "seconds": session.MOST_SECONDS},
        },
        {"kind": "skipped", "body": {"technique": "leg", "region": "legs"}},
        {"kind": "skipped", "body": {}},
        {"kind": "step-begun", "body": {"technique": "leg", "region": "legs", "step": 0}},
        {"kind": "cue", "body": {"cue": "enjoying", "technique": "leg"}},
        {"kind": "paused", "body": {"region": "anywhere", "seconds": "long"}},
    ],
)
def test_a_row_at_the_edge_of_what_is_believed_reads(more: dict[str, Any]) -> None:
    assert session.read(ROW | more)


def test_half_a_second_is_done_and_none_is_not() -> None:
    told = Told().cue(Cue.ENJOYING).does("leg", seconds=0.5).does("arm", seconds=0)
    assert [(done.technique, done.seconds) for done in the(told).done] == [("leg", 0.5)]


BAD: dict[str, dict[str, Any]] = {
    "at: missing": {"at": ...},
    "at: “soon” is no time": {"at": "soon"},
    "at: the time has no offset": {"at": "2026-11-23T09:30:00"},
    "at: the offset -1 day, 0:00:01 is no whole minutes": {"at": "2026-11-23T09:30:00-23:59:59"},
    "at: the year 1969": {"at": "1969-12-31T23:30:00+00:00"},
    "at: the year 3000": {"at": "3000-01-01T09:30:00+11:00"},
    "id: missing or of the wrong type": {"id": 7},
    "session: missing or of the wrong type": {"session": ...},
    "number: missing or of the wrong type. Give a number": {"number": "0"},
    "number: missing or of the wrong type": {"number": True},
    "kind: missing or of the wrong type": {"kind": None},
    "kind: “dance” is not known. Give one of started, step-begun": {"kind": "dance"},
    "body: give an object": {"body": [1]},
    "body.cue: “sneezing” is not known. Give one of enjoying": {"kind": "cue", "body": {"cue": "sneezing"}},
    "body.cue: “None” is not known": {"kind": "cue", "body": {}},
    "body.region: “tail” is not known": {
        "kind": "step-done",
        "body": {"technique": "leg", "region": "tail", "seconds": 3},
    },
    "body.region: “tail” is not known. Give one": {
        "kind": "step-begun",
        "body": {"technique": "leg", "region": "tail"},
    },
    "body.seconds: give a number of seconds": {
        "kind": "step-done",
        "body": {"technique": "leg", "region": "legs", "seconds": "long"},
    },
    "body.seconds: give a number": {
        "kind": "skipped",
        "body": {"technique": "leg", "region": "legs", "seconds": float("nan")},
    },
    "body.seconds: give a number of seconds from 0 to 14400": {
        "kind": "step-done",
        "body": {"technique": "leg", "region": "legs", "seconds": 14401},
    },
    "body.seconds: give a number of seconds from 0": {"kind": "step-done", "body": {"seconds": None}},
    "body.seconds: give a number of seconds from": {"kind": "skipped", "body": {"seconds": 10**400}},
    "body.seconds: give a number of": {
        "kind": "step-done",
        "body": {"technique": "leg", "region": "legs", "seconds": -1},
    },
}


@pytest.mark.parametrize("words", BAD)
def test_a_bad_row_names_its_field_and_the_remedy(words: str) -> None:
    row = {key: value for key, value in {**ROW, **BAD[words]}.items() if value is not ...}
    with pytest.raises(EventError) as fault:
        session.read(row)
    assert str(fault.value).startswith(words)
    assert "ive " in str(fault.value)


@given(
    row=st.dictionaries(
        st.sampled_from(["id", "session", "number", "at", "kind", "body", "more"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.text(max_size=30),
            st.sampled_from([ROW["at"], *Kind]),
            st.dictionaries(
                st.sampled_from(["cue", "technique", "region", "seconds"]),
                st.one_of(st.text(), st.integers(), st.lists(st.none())),
            ),
        ),
    )
)
def test_any_row_is_either_an_event_that_can_be_folded_or_a_sentence(row: dict[str, Any]) -> None:
    try:
        event = session.read(row)
    except EventError:
        return
    start = Event("start", event.session, -1, NOON, Kind.STARTED, {})
    assert len(session.fold([start, event])) == 1
