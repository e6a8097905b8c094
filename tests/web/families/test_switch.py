"""One tap looks at another child."""

from __future__ import annotations

from django.test import Client

from handsong.web.families import choice
from handsong.web.families.models import Child


def test_one_tap_switches_to_another_child(at_home: Client, mia: Child, noah: Child) -> None:
    assert at_home.get("/").context["panels"][0].child == mia
    assert at_home.post(f"/children/{noah.pk}/switch/").status_code == 302
    assert at_home.get("/").context["panels"][0].child == noah
    assert "Noah’s diary" in at_home.get("/diary/").content.decode().replace("<bdi>", "").replace(
        "</bdi>", ""
    )


def test_a_cookie_of_another_familys_child_shows_ones_own(carla: Client, mia: Child) -> None:
    carla.cookies[choice.COOKIE] = str(mia.pk)
    said = carla.get("/").content.decode()
    assert "Cleo" in said
    assert "Mia" not in said


def test_a_cookie_that_makes_no_sense_is_left_aside(at_home: Client, mia: Child) -> None:
    at_home.cookies[choice.COOKIE] = "' OR 1=1"
    assert "Mia" in at_home.get("/").content.decode()
