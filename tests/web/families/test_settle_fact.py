"""Something that was there is gone: one tap, and what it left out comes back."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from handsong.core.child import Fact, Happening
from handsong.web.families import actions
from handsong.web.families.models import Child
from tests import people


def test_a_plaster_that_is_off_no_longer_rests_the_foot(at_home: Client, mia: Child) -> None:
    fact = Fact(Happening.PLASTER, people.NOW - timedelta(days=3), "foot.right", is_open=True)
    (row,) = actions.remember_facts(child=mia, facts=[fact], now=people.NOW)
    said = at_home.get("/").content.decode()
    assert "The right foot rests while it is there" in said
    assert f"/facts/{row.pk}/settle/" in said
    assert at_home.post(f"/facts/{row.pk}/settle/").status_code == 302
    assert at_home.post(f"/facts/{row.pk}/settle/").status_code == 302
    assert "right foot rests" not in at_home.get("/").content.decode()


def test_an_injection_rests_the_leg_until_a_day(at_home: Client, mia: Child) -> None:
    fact = Fact(Happening.INJECTION, people.NOW - timedelta(days=4), "leg.left")
    actions.remember_facts(child=mia, facts=[fact], now=people.NOW)
    assert "The left leg rests until Friday" in at_home.get("/").content.decode()


def test_what_happened_months_ago_is_fetched_no_more(mia: Child) -> None:
    old = Fact(Happening.INJECTION, people.NOW - timedelta(days=200), "leg.left")
    still = Fact(Happening.LINE, people.NOW - timedelta(days=200), "arm.left", is_open=True)
    actions.remember_facts(child=mia, facts=[old, still], now=people.NOW)
    whole = Child.objects.whole(people.NOW).get()
    assert [fact.what for fact in whole.value().facts] == [Happening.LINE]
