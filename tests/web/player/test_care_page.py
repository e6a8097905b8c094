"""The page that says call: whom first, what to say, and what to do meanwhile, for a child and for a parent."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Happened
from tests import people
from tests.web.player import moments

LIFELINE, NUMBER = 'href="tel:131114"', 'href="tel:000"'


def ticked(browser: Client, child: Child, *signs: str) -> moments.Page:
    """Tick signs, and see where that leads."""
    check = moments.begin(browser, child)
    moments.answer(browser, check, "well", "not-quite")
    return browser.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": list(signs)}, follow=True)


def test_nobody_is_told_to_keep_a_feverish_child_warm(at_home: Client, noah: Child) -> None:
    said = moments.text(ticked(at_home, noah, "hard-breathing"))
    assert "keep warm" not in said
    assert "Stay with Noah while that is safe, and stay on the line." in said


def test_thoughts_of_harm_lead_to_somebody_who_listens_before_all_else(at_home: Client, alba: Person) -> None:
    baby = people.add(alba, "Eve", born=date(2026, 9, 1))
    page = ticked(at_home, baby, "thoughts-of-harm").content.decode()
    said = moments.text(ticked(at_home, baby, "thoughts-of-harm"))
    assert "You are not alone. Lay Eve on the back in the cot, step away, and talk to somebody now." in said
    assert page.index(LIFELINE) < page.index(NUMBER)
    assert page.index("You are not alone") < page.index(LIFELINE)


def test_with_an_older_child_nobody_is_laid_in_a_cot(at_home: Client, noah: Child) -> None:
    said = moments.text(ticked(at_home, noah, "thoughts-of-harm"))
    assert "in the cot, step away" not in said
    assert "If the thoughts are Noah ’s, stay near." in said


def test_thoughts_of_harm_make_no_child_unwell(at_home: Client, noah: Child) -> None:
    ticked(at_home, noah, "thoughts-of-harm")
    assert not Happened.objects.exists()


def test_other_signs_lead_to_the_number_and_not_to_a_crisis_line(at_home: Client, noah: Child) -> None:
    page = ticked(at_home, noah, "hard-breathing").content.decode()
    assert NUMBER in page
    assert LIFELINE not in page


def test_in_a_session_the_sign_itself_holds_the_crisis_lines(at_home: Client, noah: Child) -> None:
    session = moments.started(at_home, noah)
    body = at_home.get(reverse("player-session", args=[session.pk])).content.decode()
    care = body.split('data-for="care"')[1].split("</section>")[0]
    with_lines = [sign for sign in care.split("<li class=")[1:] if LIFELINE in sign]
    assert len(with_lines) == 1
    assert "Thoughts of harming" in with_lines[0]


@pytest.mark.parametrize(("born", "grade"), [(date(2026, 11, 4), "emergency"), (date(2026, 3, 24), "wait")])
def test_in_a_session_a_fever_is_as_grave_as_it_is_at_this_age(
    at_home: Client, alba: Person, born: date, grade: str
) -> None:
    session = people.begun(people.add(alba, "Gus", born=born), people.NOW)
    body = at_home.get(reverse("player-session", args=[session.pk])).content.decode()
    (fever,) = [sign for sign in body.split("<li class=") if "A temperature of 38" in sign]
    assert fever.startswith(f'"{grade}"')


@pytest.mark.parametrize(("born", "at_once"), [(date(2026, 11, 4), True), (date(2026, 3, 24), False)])
def test_only_a_sign_that_is_an_emergency_at_this_age_ends_the_list_at_once(
    at_home: Client, alba: Person, born: date, *, at_once: bool
) -> None:
    check = moments.begin(at_home, people.add(alba, "Gus", born=born))
    moments.answer(at_home, check, "well", "not-quite")
    body = at_home.get(reverse("player-ready", args=[check.pk, "signs"])).content.decode()
    (fever,) = [row for row in body.split('<li class="tick') if 'value="temperature-38"' in row]
    assert ("data-at-once" in fever) is at_once
    assert body.count("data-at-once") > 5
