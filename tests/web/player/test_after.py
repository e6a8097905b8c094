"""After a session: thanks, three taps at most, and peace."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child
from handsong.web.player import offline_views
from tests import people
from tests.web.player import moments

ENDS = {
    "plan": ("plan-over", "plan-over"),
    "parent": ("end",),
    "baby": ("turning-away", "turning-away", "turning-away"),
    "sleep": ("asleep", "end"),
    "care": ("something-wrong", "end"),
}
TAPS = {"child": "Calm", "you": "Close to my child", "remember": "The same again"}


@pytest.fixture
def session(noah: Child) -> Session:
    """A session that was enjoyed to the end."""
    return people.held(noah, people.NOW - timedelta(hours=2))


def address(session: Session) -> str:
    return reverse("player-after", args=[session.pk])


def said(browser: Client, session: Session) -> str:
    """Return what the page says, names without what isolates them."""
    return re.sub("[\u2068\u2069]", "", moments.text(browser.get(address(session))))


def test_three_taps_are_kept_and_lead_to_today(at_home: Client, session: Session) -> None:
    assert at_home.post(address(session), TAPS).url == reverse("today")
    session.refresh_from_db()
    assert session.afterwards == TAPS
    diary = reverse("diary-child", args=[session.child_id])
    assert "The same again" in moments.text(at_home.get(diary))


def test_without_a_network_the_same_is_asked_in_the_same_words(at_home: Client, session: Session) -> None:
    offline_views._shell.cache_clear()
    pages = [at_home.get(where).content.decode() for where in (address(session), reverse("player-shell"))]
    asked, without = (re.findall(r'<fieldset class="tap">.*</fieldset>', page) for page in pages)
    assert len(asked) == len(TAPS)
    assert asked == without


def test_all_of_it_is_free_to_leave_out(at_home: Client, session: Session) -> None:
    before = Event.objects.count()
    assert at_home.post(address(session)).url == reverse("today")
    session.refresh_from_db()
    assert session.afterwards == {}
    assert Event.objects.count() == before


def test_one_tap_is_enough(at_home: Client, session: Session) -> None:
    at_home.post(address(session), {"you": "Worn out"})
    session.refresh_from_db()
    assert session.afterwards == {"you": "Worn out"}
    assert "Noted. Nothing more to do." in said(at_home, session)


def test_tapped_twice_the_latest_counts_and_nothing_of_the_session_changes(
    at_home: Client, session: Session
) -> None:
    before = (session.minutes, session.ended_at, session.ended_by)
    at_home.post(address(session), TAPS)
    at_home.post(address(session), TAPS)
    at_home.post(address(session), {"child": "Sleepy"})
    session.refresh_from_db()
    assert session.afterwards == TAPS | {"child": "Sleepy"}
    assert (session.minutes, session.ended_at, session.ended_by) == before


def test_the_other_parent_adds_a_tap(bruno: Client, at_home: Client, mia: Child) -> None:
    session = people.held(mia, people.NOW - timedelta(hours=2))
    at_home.post(address(session), {"child": "Calm"})
    bruno.post(address(session), {"you": "Calm"})
    session.refresh_from_db()
    assert session.afterwards == {"child": "Calm", "you": "Calm"}


@pytest.mark.parametrize("ended_by", ENDS)
def test_every_ending_is_thanked_for(at_home: Client, noah: Child, ended_by: str) -> None:
    session = people.held(noah, people.NOW - timedelta(hours=2), ends=ENDS[ended_by])
    assert session.ended_by == ended_by
    words = said(at_home, session)
    assert "two minutes" in words
    assert re.search(r"You (saw|knew|watched|stopped)", words)
    assert "{" not in words
    for guilt in ("fail", "only", "should", "unfortunately", "sorry", "try harder", "not finished"):
        assert guilt not in words.lower()


def test_ends_by_plan_by_parent_and_by_baby_are_praised_alike(at_home: Client, noah: Child) -> None:
    pages = []
    for ended_by in ("plan", "parent", "baby"):
        session = people.held(noah, people.NOW - timedelta(hours=2), ends=ENDS[ended_by])
        assert re.search(r"(two minutes).* You [a-z ,]+\. That is the massage\.", said(at_home, session))
        page = at_home.get(address(session)).content.decode()
        shape = re.sub(r">[^<]+<", "><", page.split('<div class="column after"')[1])
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", shape))
    assert pages[0] == pages[1] == pages[2]


def test_a_no_to_the_first_question_is_thanked_for(at_home: Client, noah: Child) -> None:
    session = people.begun(noah, people.NOW)
    sent = [
        people.event(session, 0, people.NOW, "started"),
        people.event(session, 1, people.NOW, "cue", cue="turning-away"),
    ]
    moments.send(at_home, session, sent)
    words = said(at_home, session)
    assert "Noah said not now. You asked, and you listened. That is the massage." in words
    assert "minute" not in words


def test_practice_is_thanked_for_and_asks_nothing(at_home: Client, noah: Child) -> None:
    practice = people.held(noah, people.NOW - timedelta(hours=2), practice=True)
    words = said(at_home, practice)
    assert "Well practised" in words
    assert "not counted as a massage" in words
    assert "<fieldset" not in at_home.get(address(practice)).content.decode()
    at_home.post(address(practice), TAPS)
    practice.refresh_from_db()
    assert practice.afterwards == {}


@pytest.mark.parametrize(
    "wrong", [{"child": "Purple"}, {"you": "x" * 5000}, {"remember": "<b>"}, TAPS | {"you": "\0"}]
)
def test_a_tap_that_does_not_exist_gets_a_sentence_and_nothing_is_kept(
    at_home: Client, session: Session, wrong: dict[str, str]
) -> None:
    answer = at_home.post(address(session), wrong)
    assert answer.status_code == 422
    assert "Tap one of these, or none." in moments.text(answer)
    session.refresh_from_db()
    assert session.afterwards == {}


def test_strangers_see_and_note_nothing(carla: Client, session: Session) -> None:
    assert carla.get(address(session)).status_code == 404
    assert carla.post(address(session), TAPS).status_code == 404
    session.refresh_from_db()
    assert session.afterwards == {}


def test_other_methods_are_refused(at_home: Client, session: Session) -> None:
    assert at_home.put(address(session)).status_code == 405
    assert at_home.delete(address(session)).status_code == 405
