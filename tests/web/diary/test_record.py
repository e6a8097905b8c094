"""Events come in any order, twice or broken: each is taken once, and one bad one spoils no other."""

from __future__ import annotations

import json
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from handsong.core import session as craft
from handsong.core.cues import EndedBy
from handsong.core.session import EventError
from handsong.web.diary import actions
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families.models import Child
from tests import people


@pytest.fixture
def session(mia: Child) -> Session:
    return people.begun(mia, people.NOW)


def record(session: Session, sent: list[Any]) -> list[str]:
    receipts = actions.record_events(session=session, sent=sent, now=people.NOW + timedelta(hours=1))
    return [receipt.state for receipt in receipts]


def test_a_session_is_remembered_as_it_was(session: Session) -> None:
    sent = people.story(session)
    assert set(record(session, sent)) == {"stored"}
    session.refresh_from_db()
    assert session.is_over
    assert session.ended_by == EndedBy.PLAN
    assert session.minutes == pytest.approx(140 / 60)
    assert Event.objects.count() == len(sent)


def test_events_that_come_twice_count_once(session: Session) -> None:
    sent = people.story(session)
    record(session, sent[:4])
    assert record(session, sent) == ["duplicate"] * 4 + ["stored"] * (len(sent) - 4)
    assert record(session, sent + sent) == ["duplicate"] * (2 * len(sent))
    session.refresh_from_db()
    assert session.minutes == pytest.approx(140 / 60)


@pytest.mark.parametrize("seed", range(8))
def test_any_order_and_any_batches_tell_the_same_story(mia: Child, seed: int) -> None:
    whole = people.begun(mia, people.NOW)
    sent = people.story(whole, [("leg-hip-to-ankle", "legs", 90, ("unsure", "enjoying"))], ends=("crying",))
    shuffled, dice = list(sent), random.Random(seed)  # noqa: S311 - a shuffle, no secret
    dice.shuffle(shuffled)
    while shuffled:
        size = dice.randint(1, 4)
        record(whole, shuffled[:size])
        shuffled = shuffled[size:]
    in_pieces = Session.objects.get(pk=whole.pk).story
    Event.objects.all().delete()
    record(whole, sent)
    assert Session.objects.get(pk=whole.pk).story == in_pieces


BROKEN = [
    ("no object", "event: give an object"),
    ({"id": "not-a-uuid"}, "id: give a UUID"),
    ({"id": 7}, "id: missing or of the wrong type"),
    ({"session": str(uuid.uuid4())}, "it is not known here, nor whose it was"),
    ({"number": "one"}, "number: missing or of the wrong type"),
    ({"number": -1}, "is no place in a session"),
    ({"number": 10**12}, "is no place in a session"),
    ({"at": "yesterday"}, "is no time"),
    ({"at": "2026-11-24T09:30:00"}, "has no offset"),
    ({"at": "2026-11-24T09:30:00-23:59:59"}, "is no whole minutes"),
    ({"at": "0001-01-01T00:00:00+14:00"}, "between 1970 and 2999"),
    ({"at": "9999-12-31T23:59:59-14:00"}, "between 1970 and 2999"),
    ({"kind": "tickled"}, "is not known"),
    ({"body": []}, "body: give an object"),
    ({"body": {"cue": "giggling"}}, "Give one of enjoying"),
    ({"body": {}}, "Give one of enjoying"),
    ({"body": {"cue": "crying", "note": "x" * 501}}, "at most 500 letters"),
    ({"body": {"cue": "crying", "note": "a\x00b"}}, "at most 500 letters"),
    ({"body": {"cue": "crying", "n": float("nan")}}, "give a number"),
    ({"body": {"cue": "crying", "n": {"deep": 1}}}, "give text, a number"),
    ({"body": {"cue": "crying"} | {str(n): n for n in range(30)}}, "at most 20 entries"),
    ({"kind": "step-done", "body": {"technique": "<b>", "region": "legs"}}, "body.technique: give the id"),
    ({"kind": "step-done", "body": {"technique": "toe-roll", "region": "moon"}}, "Give one of whole"),
    (
        {"kind": "step-done", "body": {"technique": "toe-roll", "region": "feet", "seconds": "x"}},
        "body.seconds",
    ),
    (
        {"kind": "step-done", "body": {"technique": "toe-roll", "region": "feet", "seconds": 1e9}},
        "body.seconds",
    ),
]


@pytest.mark.parametrize(("changed", "sentence"), BROKEN)
def test_one_broken_event_is_set_aside_as_it_came_and_the_rest_is_stored(
    session: Session, changed: Any, sentence: str
) -> None:
    sent: list[Any] = people.story(session)
    good = people.event(session, 500, people.NOW, "cue", cue="crying")
    broken = good | changed if isinstance(changed, dict) else changed
    receipts = actions.record_events(session=session, sent=[broken, *sent], now=people.NOW)
    assert receipts[0].state == "aside"
    assert sentence in receipts[0].why
    (aside,) = SetAside.objects.all()
    assert aside.row == json.dumps(broken)
    assert sentence in aside.why
    assert {receipt.state for receipt in receipts[1:]} == {"stored"}
    session.refresh_from_db()
    assert session.is_over


@pytest.mark.parametrize("deep", [48, 60, 500, 800])
def test_one_that_is_nested_too_deep_is_never_in_the_way_of_the_rest(
    at_home: Client, session: Session, deep: int
) -> None:
    nested: Any = "in the middle"
    for _ in range(deep):
        nested = [nested]
    odd = people.event(session, 500, people.NOW, "cue", cue="crying") | {"more": nested}
    sent = json.dumps({"events": [odd, *people.story(session)]})
    answered = at_home.post("/events/", sent, content_type="application/json").json()["events"]
    assert {row["state"] for row in answered[1:]} == {"stored"}
    assert (answered[0]["state"], "deep" in answered[0]["why"]) == (
        ("stored", False) if deep == 48 else ("aside", True)
    )


def test_an_event_of_another_session_is_never_taken_over(session: Session, noah: Child) -> None:
    other = people.held(noah, people.NOW - timedelta(hours=3))
    taken = Event.objects.filter(session=other).first()
    assert taken
    mine = people.event(session, 3, people.NOW, "cue", cue="crying") | {"id": str(taken.pk)}
    (receipt,) = actions.record_events(session=session, sent=[mine], now=people.NOW)
    assert receipt.state == "aside"
    taken.refresh_from_db()
    assert taken.session_id == other.pk


def test_too_many_at_once_are_refused_with_nothing_stored(session: Session) -> None:
    sent = [people.event(session, number, people.NOW, "cue", cue="enjoying") for number in range(501)]
    with pytest.raises(actions.UnableToRecord, match="501 came at once"):
        record(session, sent)
    assert not Event.objects.exists()


def test_what_was_set_aside_is_kept_once_however_often_it_comes(session: Session) -> None:
    odd = people.event(session, 3, people.NOW, "tickled")
    assert record(session, [odd, odd]) == record(session, [odd]) * 2 == ["aside"] * 2
    assert SetAside.objects.count() == 1


def test_what_a_newer_app_wrote_is_read_after_the_update(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def knows_less(row: Any) -> craft.Event:
        if row["kind"] == "step-done":
            raise EventError("kind: “step-done” is not known.")
        return newer(row)

    newer = craft.read
    sent = people.story(session)
    with monkeypatch.context() as older:
        older.setattr(craft, "read", knows_less)
        states = record(session, sent)
    assert states.count("aside") == 2
    assert actions.take_again(now=people.NOW + timedelta(days=1)) == 0
    session.refresh_from_db()
    assert session.minutes == pytest.approx(140 / 60)
    assert not SetAside.objects.exists()


def test_what_stays_unreadable_stays_aside(session: Session) -> None:
    record(session, [people.event(session, 3, people.NOW, "tickled"), "no object"])
    assert actions.take_again(now=people.NOW) == 2
    assert SetAside.objects.count() == 2


def test_places_follow_the_order_of_arrival_without_gaps(session: Session, noah: Child) -> None:
    other = people.begun(noah, people.NOW)
    mine, its = people.story(session), people.story(other)
    for sent, of in ((mine[3:], session), (its, other), ([*mine, "broken"], session)):
        record(of, sent)
    events = Event.objects.order_by("place")
    assert [event.place for event in events] == list(range(1, len(mine) + len(its) + 1))
    assert [str(event.pk) for event in events] == [row["id"] for row in [*mine[3:], *its, *mine[:3]]]


def test_which_phone_told_it_and_what_its_clock_said_is_kept(session: Session, mia: Child) -> None:
    device = uuid.uuid4()
    row = people.story(session)[0] | {"sequence": 7, "at": "2026-11-24T20:30:00+11:00"}
    told = actions.Told([row], device)
    actions.take_events(person=people.alba(), told=told, now=people.NOW)
    (event,) = Event.objects.all()
    assert (event.device, event.sequence, event.offset_minutes) == (device, 7, 11 * 60)
    assert event.at == people.NOW


def test_a_session_begun_twice_is_one(mia: Child) -> None:
    bundle = {"session": str(uuid.uuid4()), "practice": False}
    first = actions.begin_session(child=mia, bundle=bundle, now=people.NOW)
    again = actions.begin_session(child=mia, bundle=bundle, now=people.NOW + timedelta(minutes=1))
    assert first == again
    assert Session.objects.get().started_at == people.NOW


def test_how_it_was_is_noted_and_the_latest_answer_counts(session: Session) -> None:
    record(session, people.story(session))
    for child in ("calm", "happy"):
        actions.note_afterwards(session=session, answers={"child": child}, now=people.NOW)
    actions.note_afterwards(session=session, answers={"remember": "loved her feet"}, now=people.NOW)
    session.refresh_from_db()
    assert session.afterwards == {"child": "happy", "remember": "loved her feet"}


def test_too_long_a_note_is_refused_with_a_sentence(session: Session) -> None:
    with pytest.raises(actions.UnableToRecord, match="at most 500 letters"):
        actions.note_afterwards(session=session, answers={"remember": "x" * 501}, now=people.NOW)


FAR_AHEAD, LONG_AGO = "2999-11-24T09:30:00+00:00", "1970-01-02T09:30:00+00:00"


@pytest.mark.parametrize("number", [0, 3, 6])
@pytest.mark.parametrize("at", [FAR_AHEAD, LONG_AGO])
def test_one_event_of_an_impossible_time_moves_no_other(session: Session, number: int, at: str) -> None:
    sent = people.story(session)
    sent[number] |= {"at": at}
    assert set(record(session, sent)) == {"stored"}
    session.refresh_from_db()
    begun, ended = (datetime.fromisoformat(session.story[name]) for name in ("started_at", "ended_at"))
    came = people.NOW + timedelta(hours=1)
    assert people.NOW <= begun <= ended <= came
    usual = timedelta(seconds=10 * (len(sent) - 1))
    assert ended in ({came} if at == FAR_AHEAD else {people.NOW + usual})
    assert (session.ended_by, session.is_over) == (EndedBy.PLAN, True)


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=900)])
def test_a_clock_that_is_wrong_throughout_is_put_right_with_the_lengths_it_told(
    session: Session, wrong: timedelta
) -> None:
    sent = people.story(session, at=people.NOW + wrong)
    actions.record_events(session=session, sent=sent, now=people.NOW + timedelta(seconds=10 * len(sent)))
    session.refresh_from_db()
    begun, ended = (datetime.fromisoformat(session.story[name]) for name in ("started_at", "ended_at"))
    assert ended - begun == timedelta(seconds=10 * (len(sent) - 1))
    assert abs(begun - people.NOW) <= timedelta(seconds=10)
