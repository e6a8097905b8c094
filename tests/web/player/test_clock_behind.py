"""A machine whose clock was behind: what phones told it meanwhile protects as of when it was, once the clock is right."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts import clock
from handsong.web.accounts.models import Person
from handsong.web.diary import accounts, untold
from handsong.web.diary import queries as diary
from handsong.web.diary.models import Account, Event, Session
from handsong.web.families import actions as families
from handsong.web.families import door
from handsong.web.families.models import Child, Happened
from handsong.web.families.rights import Kind
from handsong.web.player import asked, queries
from handsong.web.player.models import Check
from tests import people
from tests.web.diary.by_clocks import (
    BEHIND,
    GOOD,
    ILL,
    JUST_NOW,
    ZONE,
    Set,
    answer,
    cried,
    here_for_a_month,
    tell,
)
from tests.web.player import moments


@pytest.fixture
def noah(alba: Person, mia: Child) -> Child:
    """Alba's son, who has been here for a month."""
    return here_for_a_month(alba)


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
    untold.tell_everything()
    before = [row.worst for row in diary.progress_of(noah).recent]
    set_clock(timedelta())
    at_home.get(reverse("today"))
    assert [row.worst for row in diary.progress_of(noah).recent] == before
    assert diary.progress_of(noah).holds_only


def test_it_is_put_right_once_and_a_clock_that_runs_changes_nothing(
    at_home: Client, noah: Child, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[clock.Jump] = []
    monkeypatch.setattr(asked, "put_right", runs.append)
    for ahead in (timedelta(), timedelta(minutes=4), timedelta(minutes=-30)):
        set_clock(ahead)
        at_home.get(reverse("today"))
    assert runs == []
    set_clock(timedelta())
    for _ in range(3):
        at_home.get(reverse("today"))
    assert [(jump.now, round(jump.by / timedelta(minutes=1))) for jump in runs if jump.by] == [
        (people.NOW, 30)
    ]


def test_where_it_fails_it_is_tried_again(set_clock: Set) -> None:
    runs: list[clock.Jump] = []

    def fails(jump: clock.Jump) -> None:
        runs.append(jump)
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


def test_a_clock_that_is_put_right_in_two_steps_is_followed_to_the_end(
    at_home: Client, noah: Child, set_clock: Set
) -> None:
    set_clock(-BEHIND)
    tell(at_home, noah, answer(JUST_NOW, **ILL))
    for ahead in (timedelta(hours=-20), timedelta()):
        set_clock(ahead)
        at_home.get(reverse("today"))
        assert {round((row.at - JUST_NOW) / timedelta(minutes=1)) for row in Happened.objects.all()} == {
            round(ahead / timedelta(minutes=1))
        }
    told = Event.objects.get()
    assert told.clock_behind == 0
    assert abs(told.came_at - people.NOW) < timedelta(seconds=2)


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
    assert len(people.only_account().apart) == 1
    assert people.only_account().apart[0].ended_at == JUST_NOW + timedelta(minutes=2)


def test_a_young_person_sees_their_own_tears_as_of_when_they_were(
    at_home: Client, alba: Person, mia: Child, set_clock: Set
) -> None:
    born = people.TODAY - timedelta(days=15 * 366)
    ada = people.add(alba, "Ada", born=born, now=people.NOW - timedelta(days=30))
    herself = people.guest(ada, Kind.SELF, "Ada")
    set_clock(-BEHIND)
    tell(at_home, ada, *cried(JUST_NOW))
    Session.objects.update(is_private=True, by=herself)
    assert diary.progress_of(door.child_or_404(herself, ada.pk)).crying_stops(people.NOW) == ()
    set_clock(timedelta())
    at_home.get(reverse("today"))
    ends = diary.progress_of(door.child_or_404(herself, ada.pk)).crying_stops(people.NOW)
    assert ends == (JUST_NOW + timedelta(minutes=2),)


def test_each_account_is_made_anew_once_however_many_massages_are_put_right(
    at_home: Client, noah: Child, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(6, 0, -1):
        at = people.NOW - timedelta(days=day)
        set_clock(at - BEHIND - people.NOW)
        tell(at_home, noah, *cried(at - timedelta(minutes=30)), sent_at=at)
    made = []
    of = accounts.progress.of
    monkeypatch.setattr(accounts.progress, "of", lambda told: made.append(1) or of(told))
    monkeypatch.setattr(clock, "WATCH", clock.Watch())
    clock.WATCH.look(asked.put_right)
    set_clock(timedelta(days=-1))
    at_home.get(reverse("today"))
    assert (len(made), Event.objects.filter(clock_behind=0).count()) == (1, 24)
    account = Account.objects.get()
    before = (account.before, account.latest_id)
    accounts.make_anew(Session.objects.latest("started_at"))
    account.refresh_from_db()
    assert (account.before, account.latest_id) == before
