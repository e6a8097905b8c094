"""Reminders: only when asked for, never in quiet hours, and a calendar that says nothing about a child."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from handsong.web.accounts import lan
from handsong.web.accounts.models import Person
from handsong.web.diary import course
from handsong.web.diary.models import Reminder
from handsong.web.families.models import Child
from tests import people
from tests.web.conftest import PHONE

ASKED = {"days": ["0", "4"], "at": "09:30", "quiet_from": "20:00", "quiet_to": "07:00"}
ABROAD = "93.184.216.34"


def ask(browser: Client, **changed: Any) -> Any:
    return browser.post("/reminders/", ASKED | changed)


def address(browser: Client) -> str:
    """Make an address and return its path."""
    said = browser.post("/reminders/address/").content.decode()
    found = re.search(r'value="https?://[^/"]+(/calendar/[\w-]+\.ics)"', said)
    assert found
    return found[1]


def events(browser: Client, where: str) -> list[Any]:
    answer = browser.get(where)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_nobody_is_reminded_of_anything_unasked(at_home: Client, mia: Child) -> None:
    said = at_home.get("/reminders/").content.decode()
    assert "when you ask for it, and at no other time" in said
    assert "In your calendar" not in said
    assert at_home.get("/reminders/handsong.ics").status_code == 302
    at_home.post("/reminders/address/")
    assert not Reminder.objects.exists()


def test_what_is_asked_for_is_kept_and_shown_again(at_home: Client, mia: Child) -> None:
    assert ask(at_home).status_code == 302
    row = Reminder.objects.get()
    assert (row.value().days, row.at, row.family_id) == (frozenset({0, 4}), time(9, 30), mia.family_id)
    said = at_home.get("/reminders/").content.decode()
    assert said.count(" checked") == 2
    assert 'value="09:30"' in said
    ask(at_home, days=["6"])
    assert Reminder.objects.get().value().days == frozenset({6})


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"at": "21:00"}, "is in your quiet hours"),
        ({"at": "06:59"}, "Choose another time, or other quiet hours"),
        ({"quiet_to": "20:00"}, "they begin and end at the same time"),
        ({"days": []}, "Choose at least one day"),
        ({"days": ["9"]}, "Choose days of the week"),
        ({"at": "half past"}, "Give a time as hours and minutes"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_remedy(
    at_home: Client, mia: Child, changed: dict[str, Any], sentence: str
) -> None:
    answer = ask(at_home, **changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Reminder.objects.exists()


def test_the_database_too_keeps_quiet_hours_quiet(at_home: Client, mia: Child) -> None:
    ask(at_home)
    for change in (
        {"at": time(20)},
        {"at": time(3)},
        {"days": 0},
        {"quiet_from": time(9), "quiet_to": time(10)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.update(**change)
    Reminder.objects.update(at=time(7))


def test_a_calendar_reads_without_a_cookie_and_hears_of_no_child(
    at_home: Client, phone: Any, mia: Child
) -> None:
    ask(at_home, with_looks="on", with_course="on")
    course.begin(child=mia, now=people.NOW)
    mia.products.create(
        family=mia.family,
        product="coconut",
        place="inner-forearm.left",
        started_at=people.NOW - timedelta(hours=2),
    )
    where = address(at_home)
    found = events(Client(REMOTE_ADDR=PHONE), where)
    assert [str(event["SUMMARY"]) for event in found] == [
        "A quiet moment with Handsong",
        "A short look, for Handsong",
        "A page to read in Handsong",
    ]
    text = Client(REMOTE_ADDR=PHONE).get(where).content.decode()
    for told in ("Mia", str(mia.pk), str(mia.family_id), "coconut", "http", "patch", "baby", "child"):
        assert told not in text


def test_it_comes_on_the_days_at_the_time_of_the_familys_zone(at_home: Client, mia: Child) -> None:
    ask(at_home)
    (event,) = events(at_home, "/reminders/handsong.ics")
    assert event["DTSTART"].to_ical() == b"20261127T093000"
    assert event["DTSTART"].params["TZID"] == "Australia/Melbourne"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,FR"


def test_looks_and_the_course_stand_there_when_asked_for_alone(at_home: Client, mia: Child) -> None:
    course.begin(child=mia, now=people.NOW)
    ask(at_home)
    assert len(events(at_home, "/reminders/handsong.ics")) == 1
    ask(at_home, with_course="on")
    assert len(events(at_home, "/reminders/handsong.ics")) == 2
    course.leave(course=mia.course, now=people.NOW)
    assert len(events(at_home, "/reminders/handsong.ics")) == 1


def test_a_look_in_quiet_hours_waits_for_the_morning(at_home: Client, mia: Child) -> None:
    ask(at_home, with_looks="on")
    mia.products.create(
        family=mia.family,
        product="coconut",
        place="inner-forearm.left",
        started_at=people.NOW - timedelta(minutes=5),
    )
    _, first, *_ = events(at_home, "/reminders/handsong.ics")
    local = datetime.fromisoformat("2026-11-24T20:35:00+11:00")
    assert local == people.NOW + timedelta(minutes=5)
    assert first["DTSTART"].to_ical() == b"20261125T070000"


def test_a_look_that_came_in_the_night_is_still_there_when_the_calendar_asks_again(
    at_home: Client, mia: Child
) -> None:
    """Calendars ask twice a day: what leaves the file before it rings would never ring."""
    ask(at_home, with_looks="on")
    mia.products.create(
        family=mia.family,
        product="coconut",
        place="inner-forearm.left",
        started_at=people.NOW - timedelta(minutes=20),
    )
    _, first, *_ = events(at_home, "/reminders/handsong.ics")
    assert first["DTSTART"].to_ical() == b"20261125T070000"
    mia.products.update(started_at=people.NOW - timedelta(days=2))
    kept = [row["DTSTART"].to_ical() for row in events(at_home, "/reminders/handsong.ics")[1:]]
    assert b"20261123T070000" not in kept


def test_an_address_is_shown_once_and_only_its_digest_is_kept(at_home: Client, mia: Child) -> None:
    ask(at_home)
    where = address(at_home)
    secret = where.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in at_home.get("/reminders/").content.decode()
    assert secret not in str(Reminder.objects.values())


def test_a_new_address_ends_the_old_one_and_both_can_be_ended(at_home: Client, mia: Child) -> None:
    ask(at_home)
    old, asker = address(at_home), Client(REMOTE_ADDR=PHONE)
    new = address(at_home)
    assert [asker.get(where).status_code for where in (old, new)] == [404, 200]
    ask(at_home, at="10:00")
    assert asker.get(new).status_code == 200
    at_home.post("/reminders/address/end/")
    assert asker.get(new).status_code == 404
    again = address(at_home)
    at_home.post("/reminders/stop/")
    assert asker.get(again).status_code == 404
    assert not Reminder.objects.exists()


def test_a_calendar_far_away_is_answered_only_by_an_encrypted_way(
    at_home: Client, mia: Child, settings: Settings
) -> None:
    ask(at_home)
    where = address(at_home)
    settings.TRUSTED_PROXY = "192.168.1.2"
    through = Client(REMOTE_ADDR="192.168.1.2", headers={"X-Forwarded-For": ABROAD})
    assert [through.get(where, secure=secure).status_code for secure in (False, True)] == [403, 200]
    direct = Client(REMOTE_ADDR=ABROAD)
    assert [direct.get(where, secure=secure).status_code for secure in (False, True)] == [403, 403]


def test_what_is_no_address_says_so_and_nothing_else(db: None) -> None:
    asker = Client(REMOTE_ADDR=PHONE)
    for where in ("/calendar/made-up.ics", f"/calendar/{'x' * 43}.ics"):
        answer = asker.get(where)
        assert (answer.status_code, answer.content) == (404, b"There is no calendar here.")
        assert asker.post(where).status_code in {403, 405}


def test_the_address_is_one_that_a_phone_at_home_can_ask(
    at_home: Client, mia: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(at_home)
    assert "only a calendar on this computer" in at_home.get("/reminders/").content.decode()
    monkeypatch.setenv(lan.LISTENING, "http://192.168.1.20:8000")
    said = at_home.post("/reminders/address/").content.decode()
    assert 'value="http://192.168.1.20:8000/calendar/' in said
    assert 'href="webcal://192.168.1.20:8000/calendar/' in said
    assert "not encrypted on its way" in said


def test_each_person_has_reminders_of_their_own(at_home: Client, bruno: Client, mia: Child) -> None:
    ask(at_home)
    assert bruno.get("/reminders/handsong.ics").status_code == 302
    ask(bruno, days=["2"])
    at_home.post("/reminders/stop/")
    assert Reminder.objects.get().person == Person.objects.get(name="Bruno")
