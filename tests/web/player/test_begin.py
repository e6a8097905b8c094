"""Start on Today: a check begins, for the child that was meant."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments


def test_start_asks_about_the_child_that_was_tapped(at_home: Client, mia: Child, noah: Child) -> None:
    page = at_home.post(reverse("player-begin"), {"child": str(noah.pk)}, follow=True)
    assert Check.objects.get().child == noah
    assert "Noah" in moments.text(page)
    assert moments.where(page) == "state"


def test_start_without_a_child_named_asks_about_the_one_that_is_looked_at(
    at_home: Client, mia: Child
) -> None:
    at_home.post(reverse("player-begin"))
    assert Check.objects.get().child == mia


def test_a_family_without_a_child_is_led_to_add_one(at_home: Client) -> None:
    assert at_home.post(reverse("player-begin")).url == reverse("child-new")


def test_a_stranger_cannot_begin_with_somebody_elses_child(carla: Client, mia: Child) -> None:
    assert carla.post(reverse("player-begin"), {"child": str(mia.pk)}).status_code == 404
    assert not Check.objects.exists()


def test_a_child_that_is_none_is_not_found(at_home: Client, mia: Child) -> None:
    for wrong in (str(uuid.uuid4()), "mia"):
        assert at_home.post(reverse("player-begin"), {"child": wrong}).status_code == 404


def test_a_link_cannot_begin(at_home: Client, mia: Child) -> None:
    assert at_home.get(reverse("player-begin")).status_code == 405


def test_what_stops_already_is_said_before_anything_is_asked(at_home: Client, noah: Child) -> None:
    hurt = Fact(Happening.INJECTION, people.NOW - timedelta(hours=20), "leg.left")
    families.remember_facts(child=noah, facts=[hurt], now=people.NOW)
    page = at_home.post(reverse("player-begin"), {"child": str(noah.pk)}, follow=True)
    assert "Not now" in moments.text(page)
    assert "Try again from Friday" in moments.text(page)
