"""A machine whose clock was behind: what phones told it meanwhile protects as of when it was, once the clock is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts import clock
from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.diary import queries as diary
from handsong.web.diary.models import Account, Event, Session
from handsong.web.families import actions as families
from handsong.web.families.models import Child, Happened
from handsong.web.player import asked, queries
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

ZONE = ZoneInfo(people.HOME.time_zone)
BEHIND = timedelta(days=3)
JUST_NOW = people.NOW - timedelta(minutes=30)
GOOD = {name: answer for name, answer in moments.GOOD.items() if name not in {"navel", "unit"}}
ILL = {"answers": {**GOOD, "well": "not-quite"}, "signs": ["temperature-38"]}
Set = Callable[[timedelta], None]


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who is no newborn any more and has been here for a month."""
    born = people.TODAY - timedelta(days=200)
    return people.add(alba, "Noah", born=born, now=people.NOW - timedelta(days=30))


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Set the machine's clock, ahead of the time of these tests by so much."""

    def set_it(ahead: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: (people.NOW + ahead).astimezone(ZONE))

    return set_it


def answer(at: datetime, **told: Any) -> dict[str, Any]:
    """Return the event of a good moment without a plan, unless said otherwise."""
    usual = {"answers": GOOD, "signs": [], "found": [], "steps": [], "goal": "", "practice": False}
    body = usual | {"shelf": "1", "day": f"{at.astimezone(ZONE):%Y-%m-%d}"} | told
    row = {"id": str(new_id()), "session": str(uuid4()), "number": 0, "at": at.isoformat()}
    return row | {"kind": "asked", "body": body}


def cried(at: datetime) -> list[dict[str, Any]]:
    """Return the events of a massage of two minutes that ended in tears."""
    session = str(uuid4())
    told = [
        ("started", {"practice": False}),
        *(("cue", {"cue": cue}) for cue in ("enjoying", "crying", "end")),
    ]
    return [
        {
            "id": str(new_id()),
            "session": session,
            "number": number,
            "at": (at + timedelta(seconds=40 * number)).isoformat(),
            "kind": kind,
            "body": body,
        }
        for number, (kind, body) in enumerate(told)
    ]


def tell(browser: Client, child: Child, *events: dict[str, Any], sent_at: datetime = people.NOW) -> None:
    """Tell it at a time by the phone's clock."""
    begun = {event["session"]: {"child": str(child.pk), "practice": False} for event in events}
    sent = {"sessions": begun, "events": list(events), "sent_at": sent_at.isoformat()}
    answered = moments.tell(browser, sent).json()
    assert {row["state"] for row in answered["events"]} == {"stored"}


def settled(browser: Client, child: Child) -> moments.Page:
    """Answer everything as well as can be, and that nothing is there any more; return where that leads."""
    page = moments.asked(browser, check := moments.begin(browser, child))
    while moments.where(page) == "open":
        about = queries.standing(check, clock.now()).open_facts()[0]
        given = {"about": str(about.pk), "answer": "gone"}
        page = browser.post(reverse("player-ready", args=[check.pk, "open"]), given, follow=True)
        check.refresh_from_db()
    return moments.asked(browser, check)


def test_a_fever_and_an_injection_are_as_of_when_they_were_and_still_stop(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    found = [
        {"what": "injection", "part": "leg.left", "days_ago": 0},
        {"what": "bruise", "part": "arm.left", "days_ago": 0},
        {"what": "operation", "part": "", "days_ago": 1},
    ]
    ill = {"answers": {**GOOD, "well": "not-quite", "skin": "something"}, "signs": ["temperature-38"]}
    tell(at_home, noah, answer(JUST_NOW, **ill, found=found))
    assert {row.at for row in Happened.objects.filter(what="fever")} == {JUST_NOW - BEHIND}
    set_clock(timedelta())
    at_home.get(reverse("today"))
    check = Check.objects.get()
    assert (check.begun_at, check.signs_at) == (JUST_NOW, JUST_NOW)
    facts = {row.what: row.at.astimezone(ZONE) for row in Happened.objects.all()}
    yesterday = facts.pop("operation")
    assert set(facts.values()) == {JUST_NOW}
    assert f"{yesterday:%Y-%m-%d %H:%M}" == "2026-11-23 23:59"
    assert Event.objects.get().at == JUST_NOW, "what the phone wrote stays"


def test_what_stops_is_not_lost_with_the_best_answers_after_it(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    injection = [{"what": "injection", "part": "leg.left", "days_ago": 0}]
    tell(at_home, noah, answer(JUST_NOW, answers=GOOD | {"skin": "something"}, found=injection))
    set_clock(timedelta())
    page = settled(at_home, noah)
    assert "player/wait.html" in [template.name for template in page.templates]
    check = Check.objects.latest("begun_at", "id")
    at_home.post(reverse("player-start", args=[check.pk]))
    assert not Session.objects.filter(pk=check.pk).exists()


def test_a_red_flag_stands_for_its_day_from_when_it_was_ticked(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL | {"signs": ["hard-breathing"]}))
    set_clock(timedelta())
    page = moments.asked(at_home, moments.begin(at_home, noah))
    assert "player/care.html" in [template.name for template in page.templates]
    assert [flag.name for flag in queries.flags_of(noah, people.NOW)] == ["hard-breathing"]
    assert queries.flags_of(noah, JUST_NOW + timedelta(days=1, hours=1)) == []


@pytest.mark.parametrize("behind", [timedelta(minutes=10), BEHIND, timedelta(days=300)])
def test_tears_count_on_the_day_on_which_they_were(
    at_home: Client, noah: Child, set_clock: Set, behind: timedelta
) -> None:
    noah.made_at = people.NOW - timedelta(days=400)
    noah.save()
    for hours in (2, 1):
        set_clock(-behind - timedelta(hours=hours - 1))
        at = people.NOW - timedelta(hours=hours)
        tell(at_home, noah, *cried(at), sent_at=people.NOW - timedelta(hours=hours - 1))
    set_clock(timedelta())
    at_home.get(reverse("today"))
    ends = diary.progress_of(noah).crying_stops(people.NOW)
    assert ends == (JUST_NOW - timedelta(minutes=88), JUST_NOW - timedelta(minutes=28))


def test_tears_that_the_shelf_knows_again_count_once_on_the_phone_that_told_them(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, *cried(JUST_NOW))
    set_clock(timedelta())
    after = at_home.get(reverse("player-shelf", args=[noah.pk])).json()["after"]
    assert (after["counted"], len(after["cried"])) == ([str(Session.objects.get().pk)], 1)


def test_the_order_in_which_massages_came_is_no_other_afterwards(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    people.held(noah, people.NOW - timedelta(days=4))
    set_clock(-BEHIND)
    for hours in (3, 2):
        tell(at_home, noah, *cried(people.NOW - timedelta(hours=hours)))
    before = [row.worst for row in diary.progress_of(noah).recent]
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert [row.worst for row in diary.progress_of(noah).recent] == before
    assert diary.progress_of(noah).holds_only


def test_it_is_put_right_once_and_a_clock_that_runs_changes_nothing(
    at_home: Client, noah: Child, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[datetime] = []
    monkeypatch.setattr(asked, "put_right", runs.append)
    for ahead in (timedelta(), timedelta(minutes=4), timedelta(minutes=-30)):
        set_clock(ahead)
        at_home.get(reverse("today"))
    assert runs == []
    set_clock(timedelta())
    for _ in range(3):
        at_home.get(reverse("today"))
    assert len(runs) == 1


def test_where_it_fails_it_is_tried_again(set_clock: Set) -> None:
    runs: list[datetime] = []

    def fails(now: datetime) -> None:
        runs.append(now)
        if len(runs) == 1:
            raise ValueError("locked")

    watch = clock.Watch()
    set_clock(-BEHIND)
    watch.look(fails)
    assert runs == []
    set_clock(timedelta())
    with pytest.raises(ValueError, match="locked"):
        watch.look(fails)
    for _ in range(3):
        watch.look(fails)
    assert len(runs) == 2


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=60), timedelta(days=3650)])
def test_a_phone_that_is_ahead_moves_nothing_before_its_time_has_come(
    at_home: Client, noah: Child, ahead: timedelta
) -> None:
    tell(at_home, noah, answer(JUST_NOW + ahead, **ILL), sent_at=people.NOW + ahead)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    before = _all_times()
    for later in (timedelta(), timedelta(hours=30)):
        asked.put_right(people.NOW + later)
    assert _all_times() == before
    assert len(diary.progress_of(noah).crying_stops(people.NOW)) == 1
    assert diary.progress_of(noah).crying_stops(people.NOW + timedelta(days=1)) == ()


def test_a_phone_that_is_ahead_by_less_than_a_day_counts_until_a_day_after_its_own_time_at_most(
    at_home: Client, noah: Child
) -> None:
    ahead = timedelta(hours=10)
    tell(at_home, noah, *cried(JUST_NOW + ahead), sent_at=people.NOW + ahead)
    for hours in (1, 5, 9, 20, 30, 90):
        now = people.NOW + timedelta(hours=hours)
        asked.put_right(now)
        ended = Account.objects.get().value().recent[-1].ended_at
        assert ended <= min(now, JUST_NOW + ahead + timedelta(minutes=2))
    assert ended == JUST_NOW + ahead + timedelta(minutes=2)


def test_a_clock_that_is_put_right_in_two_steps_is_followed_to_the_end(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL))
    for ahead in (timedelta(hours=-20), timedelta()):
        set_clock(ahead)
        asked.put_right(people.NOW + ahead)
        assert {row.at for row in Happened.objects.all()} == {JUST_NOW + ahead}
    assert (Event.objects.get().came_at, Event.objects.get().clock_behind) == (people.NOW, 0)


def test_a_file_that_a_phone_saved_is_put_right_too(at_home: Client, noah: Child, set_clock: Set) -> None:
    set_clock(-BEHIND)
    events = [answer(JUST_NOW, **ILL), *cried(JUST_NOW)]
    begun = {event["session"]: {"child": str(noah.pk), "practice": False} for event in events}
    saved = json.dumps({"sessions": begun, "events": events}).encode()
    file = SimpleUploadedFile("handsong-unsent.json", saved, "application/json")
    at_home.post("/told/", {"file": file})
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert Check.objects.get().begun_at == JUST_NOW
    assert diary.progress_of(noah).crying_stops(people.NOW) == (JUST_NOW + timedelta(minutes=2),)


def test_what_was_told_later_about_a_child_is_left_as_it_is(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL))
    check = Check.objects.get()
    check.told = {"well": []}
    check.save()
    Happened.objects.all().delete()
    rash = Fact(Happening.RASH, people.NOW - BEHIND, "arm.left")
    families.remember_facts(child=noah, facts=[rash], now=people.NOW - BEHIND)
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert [(row.what, row.at) for row in Happened.objects.all()] == [("rash", people.NOW - BEHIND)]


def test_a_young_persons_own_tears_protect_as_of_when_they_were(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, *cried(JUST_NOW))
    Session.objects.update(is_private=True)
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert len(Account.objects.get().value().apart) == 1
    assert Account.objects.get().value().apart[0].ended_at == JUST_NOW + timedelta(minutes=2)


def _all_times() -> list[Any]:
    stories = Session.objects.order_by("pk").values_list("started_at", "ended_at", "story")
    checks = Check.objects.values_list("begun_at", "signs_at")
    return [*stories, *checks, *Happened.objects.order_by("pk").values_list("at", "told_at")]
