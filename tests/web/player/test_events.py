"""What a phone tells: each event once, in any order, and a receipt that names what became of each."""

from __future__ import annotations

import json
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts import epoch
from handsong.web.accounts.ids import new_id
from handsong.web.diary import actions, queries, untold
from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments


@pytest.fixture
def session(at_home: Client, noah: Child) -> Session:
    """A session with Noah that has just been begun."""
    return moments.started(at_home, noah)


def found(session: Session) -> Session:
    """Return the session as whoever asks next finds it."""
    untold.tell_everything()
    return Session.objects.get(pk=session.pk)


def receipts(browser: Client, session: Session, sent: list[Any]) -> list[tuple[str, str]]:
    """Send events, and return what became of each."""
    answer = moments.send(browser, session, sent)
    assert answer.status_code == 200
    return [(row["id"], row["state"]) for row in answer.json()["events"]]


def raw(browser: Client, body: bytes) -> moments.Page:
    """Send bytes where events belong."""
    return browser.post(reverse("player-tell"), body, content_type="application/json")


def told(session: Session) -> tuple[Any, ...]:
    """Return what is remembered of the session and of the child."""
    session = found(session)
    return session.story, session.is_over, session.minutes, queries.progress_of(session.child)


def test_a_session_is_remembered_and_today_knows_it(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    assert receipts(at_home, session, sent) == [(event["id"], "stored") for event in sent]
    session = found(session)
    assert (session.is_over, session.ended_by) == (True, "plan")
    assert "Last time" in moments.text(at_home.get(reverse("today")))


def test_events_that_come_twice_count_once(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    receipts(at_home, session, sent[:5])
    once = receipts(at_home, session, sent)
    before = told(session)
    assert [state for _, state in once] == ["duplicate"] * 5 + ["stored"] * (len(sent) - 5)
    assert {state for _, state in receipts(at_home, session, [*sent, *sent])} == {"duplicate"}
    assert told(session) == before
    assert Event.objects.count() == len(sent)


def test_twice_within_one_message_is_once_and_both_are_named(at_home: Client, session: Session) -> None:
    first = people.story(session)[0]
    assert receipts(at_home, session, [first, first]) == [(first["id"], "stored")] * 2
    assert Event.objects.count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_any_order_tells_the_same(at_home: Client, session: Session, seed: int) -> None:
    sent = people.story(session, [("lower-leg-glide", "legs", 90, ("unsure", "enjoying"))], ends=("crying",))
    receipts(at_home, session, sent)
    expected = told(session)
    Event.objects.all().delete()
    random.Random(seed).shuffle(sent)  # noqa: S311 - a shuffle, no secret
    for event in sent:
        receipts(at_home, session, [event])
    assert told(session) == expected


def test_what_came_so_far_tells_the_story_so_far(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    receipts(at_home, session, sent[:4])
    session = found(session)
    assert (session.is_over, session.minutes) == (False, 0)
    receipts(at_home, session, sent[4:6])
    session = found(session)
    assert (session.is_over, session.minutes) == (False, pytest.approx(2))


def test_an_end_that_comes_before_its_beginning_waits_for_it(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    receipts(at_home, session, sent[3:])
    session.refresh_from_db()
    assert session.story == {}
    receipts(at_home, session, sent[:3])
    session = found(session)
    assert session.is_over


def test_what_is_not_known_is_set_aside_by_name_and_the_rest_is_stored(
    at_home: Client, session: Session
) -> None:
    good = people.story(session)
    bad: list[Any] = [
        people.event(session, 90, people.NOW, "tickled"),
        people.event(session, 91, people.NOW, "cue", cue="giggling"),
        people.event(session, 92, people.NOW, "cue", cue="crying") | {"session": str(uuid.uuid4())},
        people.event(session, 93, people.NOW, "cue", cue="crying") | {"id": "one"},
        "no object",
        None,
        [],
    ]
    answer = moments.send(at_home, session, [*bad[:3], *good, *bad[3:]]).json()["events"]
    assert [row["state"] for row in answer] == ["aside"] * 3 + ["stored"] * len(good) + ["aside"] * 4
    assert [row["id"] for row in answer[:3]] == [event["id"] for event in bad[:3]]
    assert answer[0]["why"] == (
        "kind: “tickled” is not known. Give one of started, step-begun, step-done, skipped, cue, paused, "
        "resumed, afterwards, asked."
    )
    assert "it is not known here, nor whose it was" in answer[2]["why"]
    assert all(row["why"] for row in answer if row["state"] == "aside")
    assert SetAside.objects.count() == len(bad)
    session = found(session)
    assert (session.is_over, session.ended_by) == (True, "plan")


@pytest.mark.parametrize("text", ["half a letter \ud800", "\udfff", "a zero \0"], ids=["high", "low", "zero"])
def test_text_that_no_database_keeps_is_set_aside_by_itself(
    at_home: Client, session: Session, text: str
) -> None:
    good = people.story(session)[0]
    broken = people.event(session, 90, people.NOW, "cue", cue="crying", note=text)
    named = people.event(session, 91, people.NOW, "cue", **{"cue": "crying", text: 1})
    states = [state for _, state in receipts(at_home, session, [broken, good, named])]
    assert states == ["aside", "stored", "aside"]
    kept = at_home.get(reverse("player-aside")).json()["set_aside"]
    assert sorted(json.dumps(row["row"]) for row in kept) == sorted(map(json.dumps, (broken, named)))


def test_letters_of_every_script_are_kept(at_home: Client, session: Session) -> None:
    note = "ありがとう · שלום · 👶🏽"
    sent = [people.story(session)[0], people.event(session, 5, people.NOW, "afterwards", remember=note)]
    receipts(at_home, session, sent)
    session = found(session)
    assert session.afterwards == {"remember": note}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>", b"\xff\xfe", b"[" * 100_000, b'{"events": {}}', b'"events"', b"7", b"null", b"[]"],
    ids=["nothing", "half", "a page", "no text", "deep", "no list", "text", "a number", "null", "a list"],
)
def test_what_is_no_message_gets_a_sentence(at_home: Client, session: Session, body: bytes) -> None:
    answer = raw(at_home, body)
    assert answer.status_code == 400
    assert answer.json()["fault"].startswith("events: ")
    assert "list" in answer.json()["fault"]
    assert not Event.objects.exists()


def test_too_much_at_once_gets_a_sentence_and_nothing_is_half_done(at_home: Client, session: Session) -> None:
    rows = [people.event(session, number, people.NOW, "cue", cue="enjoying") for number in range(501)]
    answer = moments.send(at_home, session, rows)
    assert answer.status_code == 400
    assert answer.json() == {"fault": "events: 501 came at once. Send at most 500 at a time."}
    answer = raw(at_home, json.dumps({"events": [*rows[:3], "x" * 600_000]}).encode())
    assert answer.status_code == 413
    assert answer.json() == {"fault": "events: too much came at once. Send fewer at a time."}
    assert not Event.objects.exists()


def test_a_message_without_events_is_answered(at_home: Client, session: Session) -> None:
    assert receipts(at_home, session, []) == []


def test_another_phone_gets_what_is_known_in_order(at_home: Client, bruno: Client, mia: Child) -> None:
    session = moments.started(at_home, mia)
    sent = people.story(session)
    receipts(at_home, session, list(reversed(sent)))
    known = bruno.get(reverse("player-log", args=[session.pk])).json()["events"]
    assert [event["id"] for event in known] == [event["id"] for event in sent]
    assert {state for _, state in receipts(bruno, session, known)} == {"duplicate"}


def test_two_phones_tell_one_story(at_home: Client, bruno: Client, mia: Child) -> None:
    session = moments.started(at_home, mia)
    sent = people.story(session)
    for place, event in enumerate(sent):
        receipts((at_home, bruno)[place % 2], session, [event])
    session = found(session)
    assert session.is_over
    assert session.minutes == pytest.approx(140 / 60)


def test_what_an_offline_phone_brings_a_day_later_counts(at_home: Client, noah: Child) -> None:
    session = people.begun(noah, people.NOW - timedelta(days=1))
    sent = people.story(session)
    receipts(at_home, session, sent)
    session = found(session)
    assert session.ended_at == datetime.fromisoformat(sent[-1]["at"])


def test_strangers_hear_nothing_and_tell_nothing(at_home: Client, carla: Client, session: Session) -> None:
    assert carla.get(reverse("player-log", args=[session.pk])).status_code == 404
    sent = [*people.story(session), people.event(session, 90, people.NOW, "tickled")]
    begun = {"child": str(session.child_id), "practice": False}
    hers = begun | {"child": str(Child.objects.get(name="Cleo").pk)}
    for said in ({str(session.pk): begun}, {str(session.pk): hers}, {}):
        answer = moments.tell(carla, {"events": sent, "sessions": said})
        assert {row["state"] for row in answer.json()["events"]} == {"later"}
    assert not Event.objects.exists()
    assert not SetAside.objects.exists()
    mine = people.event(session, 77, people.NOW, "cue", cue="enjoying")
    moments.send(at_home, session, [mine])
    actions.take_again(now=people.NOW)
    assert [str(event.pk) for event in Event.objects.all()] == [mine["id"]]


def test_what_a_tablet_could_not_send_waits_on_it_for_whoever_did_it(
    at_home: Client, carla: Client, noah: Child, session: Session
) -> None:
    """Alba massages without a network and signs out; Carla, who lives elsewhere, signs in there first."""
    note = "Wolfsmilk on the left knee"
    offline = Session(pk=new_id(), child=noah, started_at=people.NOW - timedelta(hours=1))
    rows = [
        *people.story(offline),
        people.event(offline, 90, people.NOW, "afterwards", remember=note),
        *people.story(session),
        people.event(session, 91, people.NOW, "tickled", remember=note),
    ]
    begun = {"child": str(noah.pk), "practice": False}
    told = {"device": str(uuid.uuid4()), "sessions": {str(offline.pk): begun, str(session.pk): begun}}
    for _ in range(2):
        answer = moments.tell(carla, told | {"events": rows}).json()["events"]
        assert [row["id"] for row in answer] == [row["id"] for row in rows]
        assert {row["state"] for row in answer} == {"later"}, "the tablet keeps them"
    assert not SetAside.objects.exists()
    assert not Event.objects.exists()
    assert not Session.objects.filter(pk=offline.pk).exists()

    answer = moments.tell(at_home, told | {"events": rows}).json()["events"]
    assert [row["state"] for row in answer] == ["stored"] * (len(rows) - 1) + ["aside"]
    assert sorted(str(event.pk) for event in Event.objects.all()) == sorted(row["id"] for row in rows[:-1])
    assert note in moments.whole(at_home.get(reverse("player-aside")))
    for page in ("today", "diary", "player-told", "player-aside"):
        assert note not in moments.whole(carla.get(reverse(page), follow=True)), page
    copy = moments.whole(carla.post(reverse("household-copy")))
    assert "Cleo" in copy
    assert note not in copy


@pytest.mark.parametrize("is_told", [True, False], ids=["of a child that is not here", "of no child"])
def test_what_belongs_nowhere_here_is_kept_at_home_as_it_came(
    at_home: Client, session: Session, *, is_told: bool
) -> None:
    """As after a backup was put back that is older than the child."""
    sent, child = people.story(session), session.child
    told = moments.message(session, sent) if is_told else {"events": sent}
    Child.objects.filter(pk=child.pk).delete()
    answer = moments.tell(at_home, told).json()["events"]
    assert {row["state"] for row in answer} == {"aside"}
    assert [row["id"] for row in answer] == [event["id"] for event in sent]
    assert SetAside.objects.filter(family=session.family_id, child=None).count() == len(sent)


def test_what_comes_of_a_child_that_was_erased_is_gone_and_not_kept(
    at_home: Client, session: Session
) -> None:
    sent = people.story(session)
    told = moments.message(session, sent)
    at_home.post(reverse("child-erase", args=[session.child_id]), {"name": "Noah"})
    answer = moments.tell(at_home, told)
    assert {row["state"] for row in answer.json()["events"]} == {"gone"}
    assert not SetAside.objects.exists()


def test_what_was_set_aside_is_erased_with_its_child(at_home: Client, session: Session) -> None:
    moments.send(at_home, session, [people.event(session, 3, people.NOW, "tickled")])
    assert SetAside.objects.exists()
    at_home.post(reverse("child-erase", args=[session.child_id]), {"name": "Noah"})
    assert not SetAside.objects.exists()


def test_after_an_erasure_phones_hear_of_it_by_another_epoch(at_home: Client, session: Session) -> None:
    told = moments.message(session, people.story(session))
    before = moments.tell(at_home, told).json()["epoch"]
    at_home.post(reverse("child-erase", args=[session.child_id]), {"name": "Noah"})
    answer = moments.tell(at_home, told).json()
    assert answer["epoch"] != before
    assert {row["state"] for row in answer["events"]} == {"gone"}


def test_practice_stays_practice_when_its_session_is_made_again(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    sent[0]["body"]["practice"] = True
    told = moments.message(session, sent)
    Session.objects.all().delete()
    moments.tell(at_home, told)
    assert Session.objects.get().is_practice


def test_a_session_made_again_begins_when_it_began_whatever_part_of_it_comes_first(
    at_home: Client, session: Session
) -> None:
    sent = people.story(session)
    receipts(at_home, session, sent)
    before = found(session).story
    started_at = session.started_at
    Session.objects.all().delete()
    for part in (sent[4:], sent[:4]):
        moments.tell(at_home, moments.message(session, part))
    again = found(session)
    assert abs(again.started_at - started_at) < timedelta(minutes=1)
    assert again.story["done"] == before["done"]


@pytest.mark.parametrize(
    "made_up", ["ffffffff-ffff-7fff-bfff-ffffffffffff", "00000000-0000-7000-8000-000000000000"]
)
def test_a_session_whose_id_names_no_time_blocks_nothing(
    at_home: Client, session: Session, made_up: str
) -> None:
    begun = {"child": str(session.child_id), "practice": False}
    row = people.story(session)[0] | {"session": made_up}
    answer = moments.tell(at_home, {"sessions": {made_up: begun}, "events": [row]})
    assert [told["state"] for told in answer.json()["events"]] == ["stored"]
    assert session.child.made_at <= Session.objects.get(pk=made_up).started_at


def test_what_another_phone_passes_on_is_kept_as_the_first_one_told_it(
    at_home: Client, bruno: Client, mia: Child
) -> None:
    session = moments.started(at_home, mia)
    device = str(uuid.uuid4())
    row = people.story(session)[0] | {"at": "2026-11-24T20:30:00+11:00", "sequence": 7}
    moments.tell(at_home, moments.message(session, [row], device=device))
    known = bruno.get(reverse("player-log", args=[session.pk])).json()["events"]
    Session.objects.all().delete()
    moments.tell(bruno, moments.message(session, known, device=str(uuid.uuid4())))
    (event,) = Event.objects.all()
    assert (str(event.device), event.sequence, event.offset_minutes) == (device, 7, 11 * 60)


def test_a_session_that_is_lost_here_is_made_again_from_what_its_phone_tells(
    at_home: Client, session: Session
) -> None:
    sent = people.story(session)
    receipts(at_home, session, sent)
    story = found(session).story
    told = moments.message(session, sent)
    Session.objects.all().delete()
    assert {row["state"] for row in moments.tell(at_home, told).json()["events"]} == {"stored"}
    again = found(session)
    assert (again.child_id, again.story) == (session.child_id, story)


def test_a_lost_session_that_is_not_over_can_be_ended_and_plays_no_plan(
    at_home: Client, session: Session
) -> None:
    told = moments.message(session, people.story(session)[:4])
    Session.objects.all().delete()
    moments.tell(at_home, told)
    page = at_home.get(reverse("player-session", args=[session.pk]))
    assert "What you did is kept" in moments.text(page)
    assert at_home.get(reverse("player-bundle", args=[session.pk])).status_code == 404
    at_home.post(reverse("player-close", args=[session.pk]))
    assert Session.objects.get(pk=session.pk).is_over


def test_what_comes_before_there_is_any_family_stays_on_the_phone(at_home: Client, db: None) -> None:
    told = {"events": [{"id": str(uuid.uuid4()), "session": str(uuid.uuid4())}]}
    assert [row["state"] for row in moments.tell(at_home, told).json()["events"]] == ["later"]


def test_the_answer_names_the_epoch_and_another_one_after_a_backup_was_put_back(
    at_home: Client, session: Session
) -> None:
    first = moments.send(at_home, session, []).json()["epoch"]
    assert moments.send(at_home, session, []).json()["epoch"] == first
    epoch.renew()
    assert moments.send(at_home, session, []).json()["epoch"] not in {"", first}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_events_are_never_changed_or_taken_back(at_home: Client, session: Session, method: str) -> None:
    receipts(at_home, session, people.story(session))
    for address in (reverse("player-log", args=[session.pk]), reverse("player-tell")):
        assert getattr(at_home, method)(address).status_code == 405
    assert Event.objects.exists()
