"""The file a phone saved is brought here, and what could not be read is seen, kept and taken away as a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.web.diary.models import Event, Session, SetAside
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

TOLD = "/told/"


@pytest.fixture
def session(at_home: Client, noah: Child) -> Session:
    """A session with Noah that has just been begun."""
    return moments.started(at_home, noah)


def bring(browser: Client, saved: bytes) -> moments.Page:
    """Bring a file of these bytes."""
    file = SimpleUploadedFile("handsong-unsent.json", saved, "application/json")
    return browser.post(TOLD, {"file": file})


def saved(session: Session, sent: list[Any]) -> bytes:
    """Return the file that a phone saves."""
    return json.dumps(moments.message(session, sent)).encode()


def test_a_file_tells_the_session_and_twice_does_no_harm(at_home: Client, session: Session) -> None:
    sent = people.story(session)
    assert f"{len(sent)} new, 0 here already" in moments.text(bring(at_home, saved(session, sent)))
    at_home.get("/")
    session.refresh_from_db()
    assert session.is_over
    assert f"0 new, {len(sent)} here already" in moments.text(bring(at_home, saved(session, sent)))
    assert Event.objects.count() == len(sent)


def test_a_long_file_is_taken_whole(at_home: Client, session: Session) -> None:
    first = people.story(session)[0]
    cues = [people.event(session, number, people.NOW, "cue", cue="enjoying") for number in range(1, 1201)]
    assert "1201 new" in moments.text(bring(at_home, saved(session, [first, *cues])))
    assert Event.objects.count() == 1201


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"events": 7}', b"\xff\xd8\xff", b"[" * 9000])
def test_another_file_gets_a_sentence_and_nothing_is_taken(
    at_home: Client, session: Session, content: bytes
) -> None:
    answer = bring(at_home, content or b" ")
    assert answer.status_code == 422
    assert "This is no file that a phone saved with Handsong." in moments.text(answer)
    assert not Event.objects.exists()
    assert not SetAside.objects.exists()


def test_no_file_gets_a_sentence(at_home: Client, session: Session) -> None:
    assert "Choose the file that the phone saved." in moments.text(at_home.post(TOLD))


def test_what_was_set_aside_is_shown_with_its_reason_and_can_be_taken_away(
    at_home: Client, session: Session
) -> None:
    odd = people.event(session, 3, people.NOW, "tickled")
    assert "Nothing. All that came could be read." in moments.text(at_home.get(TOLD))
    moments.send(at_home, session, [odd])
    assert "kind: “tickled” is not known." in moments.text(at_home.get(TOLD))
    answer = at_home.get(reverse("player-aside"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="handsong-set-aside.json"'
    assert [row["row"] for row in answer.json()["set_aside"]] == [odd]


def test_the_file_of_what_was_set_aside_is_json_whatever_came(at_home: Client, session: Session) -> None:
    odd = people.event(session, 3, people.NOW, "cue", cue="crying", n=float("nan"))
    moments.send(at_home, session, [odd])
    said = at_home.get(reverse("player-aside")).content.decode()
    (row,) = json.loads(said, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))["set_aside"]
    assert row["row"]["body"]["n"] == "NaN"


def test_strangers_see_nothing_of_it_and_bring_nothing_into_it(
    at_home: Client, carla: Client, session: Session
) -> None:
    SetAside.objects.create(
        family_id=session.family_id, row='"odd"', digest="0" * 64, why="Zebulonia", came_at=people.NOW
    )
    assert "Zebulonia" not in moments.text(carla.get(TOLD))
    assert carla.get(reverse("player-aside")).json() == {"set_aside": []}
    sent = people.story(session)
    bring(carla, saved(session, sent))
    assert not Event.objects.exists()
    assert SetAside.objects.count() == 1, "nothing of it is kept for somebody who has nothing to do with it"
    bring(at_home, saved(session, sent))
    assert Event.objects.count() == len(sent)


def test_more_leads_there(at_home: Client, session: Session) -> None:
    assert TOLD in at_home.get(reverse("settings")).content.decode()
