"""A massage is added afterwards with two taps: sent twice it is one, and it says that it was added."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from handsong.core.diary import When
from handsong.web.accounts import clock
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import queries, stories
from handsong.web.diary.models import Event, Session
from handsong.web.families.models import Child, Family
from tests import people

DAY = timedelta(days=1)


def plain(answer: Any) -> str:
    return re.sub("</?bdi>|[\u2068\u2069]", "", answer.content.decode())


def add(browser: Client, child: Child, **told: str) -> Any:
    given = {"id": str(new_id()), "when": "just-now", "what": "about-10"} | told
    return browser.post(f"/diary/{child.pk}/add/", given)


def only() -> Any:
    return stories.from_data(Session.objects.get().story)


def test_the_diary_leads_to_the_form_and_one_tap_there_adds_it(at_home: Client, mia: Child) -> None:
    assert f'href="/diary/{mia.pk}/add/"' in plain(at_home.get("/diary/"))
    page = plain(at_home.get(f"/diary/{mia.pk}/add/"))
    taps = re.findall(r'<button name="what" value="([^"]+)"', page)
    assert {"about-2", "about-30", "routine-first-touch"} <= set(taps)
    # What the browser sends when nothing but that button is tapped.
    found = re.search(r'name="id" value="([^"]+)"', page)
    checked = re.search(r'name="when" value="([^"]+)" id="\w+" checked', page)
    assert found
    assert checked
    sent = {"id": found[1], "when": checked[1], "how": "", "remember": "", "at": "", "what": "about-10"}
    answer = at_home.post(f"/diary/{mia.pk}/add/", sent)
    assert answer.headers["Location"] == f"/diary/sessions/{found[1]}/"
    assert "added afterwards" in plain(at_home.get(answer.headers["Location"]))


def test_sent_twice_it_is_one(at_home: Client, mia: Child) -> None:
    name = str(new_id())
    first, second = (add(at_home, mia, id=name, what=what) for what in ("about-10", "routine-first-touch"))
    assert first.headers["Location"] == second.headers["Location"]
    assert Session.objects.count() == 1
    assert queries.progress_of(mia).minutes_on(people.NOW) == 10
    assert Event.objects.filter(kind="step-done").count() == 1


def test_it_is_stored_as_events_and_can_be_told_anew(at_home: Client, mia: Child) -> None:
    add(at_home, mia, how="enjoyed", what="routine-first-touch")
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[0] == "started"
    assert kinds[-2:] == ["cue", "afterwards"]
    assert kinds.count("step-done") == 4


def test_a_form_that_names_a_session_of_the_player_changes_nothing(at_home: Client, mia: Child) -> None:
    session = people.held(mia, people.NOW - DAY)
    before = Event.objects.count()
    answer = add(at_home, mia, id=str(session.pk))
    assert answer.status_code == 422
    assert "tell it once more" in plain(answer)
    assert str(session.pk) not in plain(answer)
    assert Event.objects.count() == before


def test_a_form_cannot_reach_into_another_family(at_home: Client, mia: Child, carla: Client) -> None:
    add(at_home, mia, id=(name := str(new_id())))
    cleo = Child.objects.get(name="Cleo")
    answer = add(carla, cleo, id=name)
    assert answer.status_code == 422
    assert "Mia" not in plain(answer)
    assert Session.objects.filter(child=cleo).count() == 0
    assert add(carla, mia).status_code == 404


def test_the_diary_says_that_it_was_added_and_claims_nothing_else(at_home: Client, mia: Child) -> None:
    add(at_home, mia)
    said = plain(at_home.get("/diary/"))
    assert "added afterwards" in said
    assert "About ten minutes" in said
    for claim in ("you ended it", "Enjoyed:", "A massage was", "to the end", "None"):
        assert claim not in said
    page = plain(at_home.get(f"/diary/sessions/{Session.objects.get().pk}/"))
    for claim in ("no answer noted", "You knew when to end", "What you did", "Told", ">dry<"):
        assert claim not in page
    assert "About ten minutes, added afterwards" not in page
    assert "about ten minutes, added afterwards" in plain(at_home.get("/"))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("enjoyed", "Mia enjoyed it"),
        ("enough", "Mia had enough"),
        ("cried", "Mia cried, and you stopped. That is listening."),
        ("slept", "You saw it, and let Mia sleep."),
    ],
)
def test_how_it_was_is_said_in_the_parents_words(at_home: Client, mia: Child, how: str, words: str) -> None:
    add(at_home, mia, how=how, remember="<b>by the window</b>")
    said = plain(at_home.get("/diary/"))
    assert words in said
    assert "&lt;b&gt;by the window" in said
    assert words.split(",", maxsplit=1)[0] in plain(
        at_home.get(f"/diary/sessions/{Session.objects.get().pk}/")
    )


@pytest.mark.parametrize(
    ("when", "heading", "clock"),
    [
        ("just-now", "Today", "20:20"),
        ("earlier", "Today", ""),
        ("yesterday", "Yesterday", ""),
    ],
)
def test_when_it_was_is_said_as_it_was_told(
    at_home: Client, mia: Child, when: str, heading: str, clock: str
) -> None:
    add(at_home, mia, when=when)
    page = at_home.get("/diary/")
    (day,) = page.context["days"]
    assert day.words == heading.lower()
    assert [entry.clock for entry in day.entries] == [clock]


def test_a_time_is_the_familys_own(at_home: Client, mia: Child) -> None:
    add(at_home, mia, when="at", at="2026-11-23T07:15")
    assert only().started_at.isoformat() == "2026-11-23T07:15:00+11:00"
    assert "07:15" in plain(at_home.get("/diary/"))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"when": "at", "at": ""}, "Give the day and the time it began."),
        ({"when": "at", "at": "soon"}, "such as 2026-11-24 14:30"),
        ({"when": "at", "at": "2026-11-25T09:00"}, "That time has not come yet."),
        ({"when": "at", "at": "2026-08-31T09:00"}, "That is before the birth."),
        ({"when": "at", "at": "0001-01-01T00:00"}, "such as 2026-11-24 14:30"),
        ({"when": "at", "at": "2026-10-04T02:30"}, "that time never was"),
        ({"what": "about-500"}, "Tap one of these"),
        ({"what": "routine-bedtime-story"}, "Tap one of these"),
        ({"what": ""}, "Tap what it was"),
        ({"remember": "x" * 201}, "Keep it to 200 letters."),
        ({"remember": "a\0b"}, "Null characters"),
        ({"when": "someday"}, "Select a valid choice"),
        ({"how": "so-so"}, "Select a valid choice"),
        ({"id": "zebra"}, ""),
    ],
)
def test_a_slip_gets_a_sentence_and_adds_nothing(
    at_home: Client, mia: Child, told: dict[str, str], sentence: str
) -> None:
    answer = add(at_home, mia, **told)
    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert "Nothing was added yet" in plain(answer)
    assert Session.objects.count() == 0


def test_a_slip_keeps_what_was_told(at_home: Client, mia: Child) -> None:
    name = str(uuid.uuid4())
    page = plain(add(at_home, mia, id=name, when="at", at="2026-11-25T09:00", how="cried", remember="sun"))
    assert f'value="{name}"' in page
    assert 'value="2026-11-25T09:00"' in page
    assert 'value="sun"' in page
    assert re.search(r'value="cried" id="\w+" checked', page)


def test_yesterday_of_a_child_born_today_is_refused(at_home: Client, alba: Person) -> None:
    pia = people.add(alba, "Pia", born=people.TODAY)
    assert "before the birth" in plain(add(at_home, pia, when="yesterday"))


def test_an_hour_that_came_twice_counts_as_the_later_one(at_home: Client, alba: Person) -> None:
    noah = people.noah(alba)
    add(at_home, noah, when="at", at="2026-04-05T02:30")
    assert only().started_at.isoformat() == "2026-04-05T02:30:00+10:00"


def test_nothing_of_the_next_massage_grows_by_it(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW - DAY)
    before = queries.progress_of(mia)
    for _ in range(4):
        add(at_home, mia, how="enjoyed", what="about-30")
    after = queries.progress_of(mia)
    assert (after.longest, after.grown, after.sessions) == (before.longest, before.grown, before.sessions)
    assert after.last
    assert after.last.told is When.JUST_NOW


def test_tears_that_are_told_count_as_tears(at_home: Client, mia: Child) -> None:
    add(at_home, mia, how="cried")
    assert len(queries.progress_of(mia).crying_stops(people.NOW)) == 1


def test_no_page_leads_into_a_massage_that_was_added(at_home: Client, mia: Child) -> None:
    add(at_home, mia)
    pk = Session.objects.get().pk
    assert at_home.get(f"/session/{pk}/").status_code == 302
    assert at_home.get(f"/session/{pk}/after/").status_code == 200
    assert at_home.get(f"/session/{pk}/bundle/").status_code == 404
    assert "You were in the middle" not in plain(at_home.get("/"))


def test_yesterday_goes_by_the_hour_the_day_starts_at(
    at_home: Client, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    Family.objects.update(day_starts=4)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-11-24T03:00:00+11:00"))
    add(at_home, mia, when="yesterday")
    assert only().ended_at.isoformat() == "2026-11-23T03:59:59+11:00"
    (day,) = at_home.get("/diary/").context["days"]
    assert (day.day.isoformat(), day.words) == ("2026-11-22", "yesterday")


def test_yesterday_stays_yesterday_although_its_night_was_long(at_home: Client, mia: Child) -> None:
    # Half past eight in the evening; yesterday ended at four this morning.
    Family.objects.update(day_starts=4)
    add(at_home, mia, when="yesterday")
    assert only().ended_at.isoformat() == "2026-11-24T03:59:59+11:00"
    page = plain(at_home.get(f"/diary/sessions/{Session.objects.get().pk}/"))
    assert "<h1>Yesterday</h1>" in page
    assert "Yesterday, about ten minutes, added afterwards" in plain(at_home.get("/"))
