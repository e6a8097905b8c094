"""What can be chosen: light, hand, home; each where it belongs."""

from __future__ import annotations

import pytest
from django.test import Client

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Family
from handsong.web.site.context import THEME_COOKIE


@pytest.mark.parametrize(("theme", "scheme"), [("day", "light"), ("night", "dark")])
def test_the_light_is_kept_on_this_device(at_home: Client, mia: Child, theme: str, scheme: str) -> None:
    at_home.post("/settings/theme/", {"theme": theme})
    said = at_home.get("/").content.decode()
    assert f'<html lang="en" data-theme="{theme}" ' in said
    assert f'content="{scheme}"' in said
    at_home.post("/settings/theme/", {"theme": "auto"})
    assert "data-theme" not in at_home.get("/").content.decode().split("<body")[0]


def test_a_theme_that_does_not_exist_is_left_aside(at_home: Client, mia: Child) -> None:
    at_home.cookies[THEME_COOKIE] = '"><script>'
    assert "<script>" not in at_home.get("/settings/").content.decode()


def test_the_leading_hand_is_remembered(at_home: Client, alba: Person) -> None:
    at_home.post("/settings/hand/", {"hand": "left"})
    alba.refresh_from_db()
    assert alba.is_left_handed
    at_home.post("/settings/hand/", {"hand": "right"})
    alba.refresh_from_db()
    assert not alba.is_left_handed


def test_the_home_is_changed(at_home: Client, mia: Child) -> None:
    at_home.post("/settings/home/", {"country": "NZ", "time_zone": "Pacific/Auckland"})
    family = Family.objects.get()
    assert (family.country, family.time_zone) == ("NZ", "Pacific/Auckland")


def test_a_country_that_is_none_gets_a_sentence_and_changes_nothing(at_home: Client, mia: Child) -> None:
    answer = at_home.post("/settings/home/", {"country": "XX", "time_zone": "Pacific/Auckland"})
    assert answer.status_code == 422
    assert "not one of the available choices" in answer.content.decode()
    assert Family.objects.get().country == "AU"


def test_a_zone_that_is_none_gets_a_sentence_and_changes_nothing(at_home: Client, mia: Child) -> None:
    answer = at_home.post("/settings/home/", {"country": "NZ", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "such as Australia/Melbourne" in answer.content.decode()
    assert Family.objects.get().country == "AU"


def test_without_a_family_there_is_no_home_to_set(at_home: Client) -> None:
    assert "Time zone" not in at_home.get("/settings/").content.decode()
    assert at_home.post("/settings/home/", {"country": "NZ"}).status_code == 302


def test_the_day_begins_when_the_family_says(at_home: Client, mia: Child) -> None:
    assert 'value="0" selected' in at_home.get("/settings/").content.decode()
    at_home.post("/settings/day/", {"day_starts": "4"})
    assert Family.objects.get().day_starts == 4
    assert 'value="4" selected' in at_home.get("/settings/").content.decode()


@pytest.mark.parametrize("hour", ["7", "-1", "noon", ""])
def test_an_hour_that_no_day_begins_at_gets_a_sentence_and_changes_nothing(
    at_home: Client, mia: Child, hour: str
) -> None:
    answer = at_home.post("/settings/day/", {"day_starts": hour})
    assert answer.status_code == 422
    assert "Choose an hour from midnight to 06:00." in answer.content.decode()
    assert Family.objects.get().day_starts == 0


def test_without_a_family_no_day_begins(at_home: Client) -> None:
    assert "A day begins at" not in at_home.get("/settings/").content.decode()
    assert at_home.post("/settings/day/", {"day_starts": "4"}).headers["Location"] == "/children/new/"


def test_about_says_what_nobody_has_reviewed(at_home: Client) -> None:
    said = at_home.get("/about/").content.decode()
    assert "No clinician has reviewed them yet" in said
    assert "Apache License" in said
    assert "SIL Open Font License" in said
