"""A request lives in its family's time zone and leaves none behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from handsong.web.accounts import clock
from handsong.web.families import zone
from handsong.web.families.models import Child, Family


def test_the_zone_of_one_family_is_not_left_for_the_next_request(at_home: Client, mia: Child) -> None:
    before = timezone.get_current_timezone_name()
    at_home.get("/")
    assert timezone.get_current_timezone_name() == before


def test_a_page_speaks_in_the_familys_own_time(at_home: Client, mia: Child) -> None:
    assert at_home.get("/").context["now"].utcoffset() == timedelta(hours=11)
    Family.objects.update(time_zone="America/New_York")
    assert at_home.get("/").context["now"].utcoffset() == -timedelta(hours=5)


def test_a_zone_that_is_none_is_no_trouble(at_home: Client, mia: Child) -> None:
    Family.objects.update(time_zone="Mars/Olympus")
    assert at_home.get("/").status_code == 200


def test_now_is_a_fixed_offset_so_that_clock_changes_take_no_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with timezone.override("Europe/Berlin"):
        moment = clock.now()
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
    assert "zoneinfo" not in type(moment.tzinfo).__module__


def test_the_machines_zone_is_read_from_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, is_read in (("Asia/Tokyo", "Asia/Tokyo"), (":Asia/Tokyo", "Asia/Tokyo")):
        zone.of_this_machine.cache_clear()
        monkeypatch.setenv("TZ", said)
        assert zone.of_this_machine() == is_read
    zone.of_this_machine.cache_clear()
