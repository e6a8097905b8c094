"""The plan: what, how long and why each; why not each of the others; or why not now, and whom to call."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.content import load
from handsong.core.child import Fact, Happening
from handsong.core.planner import OPENING_SECONDS
from handsong.web.accounts.models import Person
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments


@pytest.fixture
def check(at_home: Client, noah: Child) -> Check:
    """A plan for Noah, made in a good moment."""
    return moments.planned(at_home, noah)


def swap(browser: Client, check: Check, **given: str) -> None:
    browser.post(reverse("player-swap", args=[check.pk]), given)


def test_the_plan_says_what_it_is_how_long_it_takes_and_why_each(at_home: Client, check: Check) -> None:
    page = moments.plan(at_home, check)
    plan, said = page.context["plan"], moments.text(page)
    assert plan.seconds == OPENING_SECONDS + sum(item.seconds for item in plan.items)
    assert "Two minutes together" in said
    assert "Sessions begin short at this age" in said
    rows = page.content.decode().split('<li class="plan-row">')[1:]
    assert len(rows) == len(plan.items) >= 2
    for row, item in zip(rows, plan.items, strict=True):
        assert item.technique.words["en"].name in row
        assert re.search(r"([Uu]nder a|[Oo]ne|[Tt]wo) minutes?, ", row)
        why = row.split('<ul class="why')[1].split("</ul>")[0]
        assert why.count("<li>") >= 1
        assert "<svg" in row


def test_a_plan_begins_with_asking_and_ends_with_a_hold_that_thanks(at_home: Client, check: Check) -> None:
    page = moments.plan(at_home, check)
    assert moments.text(page).index("Ask first") < moments.text(page).index("Lower-leg glide")
    assert page.context["plan"].items[-1].technique.closes


def test_every_other_technique_of_the_library_is_listed_once_with_the_reason_folded_away(
    at_home: Client, check: Check
) -> None:
    page = moments.plan(at_home, check).content.decode()
    folded = page.split("<summary>Not today, and why")[1].split("</section>")[0]
    assert "<details open" not in page.split("<summary>Not today, and why")[0][-20:]
    listed = re.findall(r'href="/library/techniques/([a-z0-9-]+)/"', folded)
    everything = {technique.id for technique in load.once().craft.library}
    assert sorted(listed) == sorted(everything - set(moments.planned_techniques(at_home, check)))
    reasons = re.findall(r"<dt>(.*?)</dt>", folded)
    assert len(reasons) == len(set(reasons)) > 1
    assert all(re.search(r"\w+ \w+.*\.$", reason) for reason in reasons)


def test_the_same_answers_give_the_same_plan(at_home: Client, check: Check, noah: Child) -> None:
    again = moments.planned(at_home, noah)
    assert moments.text(moments.plan(at_home, check)) == moments.text(moments.plan(at_home, again))


def test_what_is_different_today_is_said_with_its_sources(at_home: Client, mia: Child) -> None:
    page = moments.text(moments.plan(at_home, moments.planned(at_home, mia)))
    assert "Different today" in page
    assert "Your child was born small or early." in page
    assert "Where this comes from" in page


def test_a_technique_that_is_not_wanted_makes_room_for_another_and_can_come_back(
    at_home: Client, check: Check
) -> None:
    before = moments.planned_techniques(at_home, check)
    swap(at_home, check, technique=before[0])
    after = moments.planned_techniques(at_home, check)
    assert before[0] not in after
    assert after[-1] == before[-1]
    assert set(after) - set(before)
    assert "Left out for today: Lower-leg glide" in moments.text(moments.plan(at_home, check))
    swap(at_home, check, back=before[0])
    assert moments.planned_techniques(at_home, check) == before
    assert "Left out for today" not in moments.text(moments.plan(at_home, check))


def test_swapping_twice_is_swapping_once(at_home: Client, check: Check) -> None:
    first = moments.planned_techniques(at_home, check)[0]
    swap(at_home, check, technique=first)
    after = moments.planned_techniques(at_home, check)
    swap(at_home, check, technique=first)
    assert moments.planned_techniques(at_home, check) == after


def test_one_can_swap_until_the_closing_hold_alone_is_left(at_home: Client, check: Check) -> None:
    for _ in range(len(list(load.once().craft.library))):
        first, *rest = moments.planned_techniques(at_home, check)
        if not rest:
            break
        swap(at_home, check, technique=first)
    assert first == "closing-hold"
    assert "Closing hold" in moments.text(moments.plan(at_home, check))


@pytest.mark.parametrize(
    "given",
    [{"technique": "closing-hold"}, {"technique": "tickling"}, {"technique": "bicycle"}, {"back": "tickling"}, {}],
)  # fmt: skip
def test_what_is_not_to_be_swapped_changes_nothing(
    at_home: Client, check: Check, given: dict[str, str]
) -> None:
    before = moments.planned_techniques(at_home, check)
    swap(at_home, check, **given)
    assert moments.planned_techniques(at_home, check) == before
    check.refresh_from_db()
    assert check.without == []


def test_a_wish_for_fewer_minutes_is_kept_and_said(at_home: Client, noah: Child) -> None:
    for days in (4, 3, 2, 1):
        people.held(noah, people.NOW - timedelta(days=days), steps=[("toe-roll", "feet", 240, ("enjoying",))])
    check = moments.planned(at_home, noah)
    longer = moments.plan(at_home, check).context["plan"].seconds
    at_home.post(reverse("player-ready", args=[check.pk, "wish"]), {"goal": "", "minutes": "2"})
    page = moments.plan(at_home, check)
    assert page.context["plan"].seconds <= 120 < longer
    assert "Two minutes together" in moments.text(page)


@pytest.mark.parametrize(
    ("goal", "minutes"),
    [("immunity", "many"), ("growth", "500"), ("", "-3"), ("x" * 500, "0"), ("", "9" * 5000)],
)
def test_a_wish_that_is_none_leaves_it_open(at_home: Client, check: Check, goal: str, minutes: str) -> None:
    before = moments.planned_techniques(at_home, check)
    at_home.post(reverse("player-ready", args=[check.pk, "wish"]), {"goal": goal, "minutes": minutes})
    check.refresh_from_db()
    assert (check.goal, check.minutes) == ("", None)
    assert moments.planned_techniques(at_home, check) == before


def test_a_new_wish_brings_back_what_was_swapped(at_home: Client, check: Check) -> None:
    swap(at_home, check, technique=moments.planned_techniques(at_home, check)[0])
    at_home.post(reverse("player-ready", args=[check.pk, "wish"]), {"goal": "relax", "minutes": ""})
    check.refresh_from_db()
    assert (check.goal, check.without) == ("relax", [])


# Not now


def test_a_wait_says_until_when_and_why_and_shows_the_hold_that_is_fine_meanwhile(
    at_home: Client, noah: Child
) -> None:
    check = moments.begin(at_home, noah)
    for step, given in (("state", "quiet-alert"), ("feed", "hungry"), ("well", "yes"), ("skin", "nothing")):
        moments.answer(at_home, check, step, given)
    page = moments.answer(at_home, check, "place", "ready")
    said = moments.text(page)
    assert re.search(r"Not now Try again from \d\d:\d\d\.", said)
    assert "Hungry children cannot enjoy" in said
    hold = page.context["meanwhile"]
    assert hold.touch == "hold"
    assert f"Meanwhile this is fine {hold.words['en'].name}" in said
    assert "<svg" in page.content.decode()
    assert reverse("player-start", args=[check.pk]) not in page.content.decode()


def test_while_it_waits_the_next_open_question_leads_to_a_hold(at_home: Client, noah: Child) -> None:
    check = moments.begin(at_home, noah)
    page = moments.answer(at_home, check, "feed", "hungry")
    address = reverse("player-ready", args=[check.pk, "state"])
    assert f'href="{address}">Is a still hold fine meanwhile?</a>' in page.content.decode()
    assert "Meanwhile this is fine" not in moments.text(page)


def test_a_child_that_had_enough_today_waits_until_tomorrow(at_home: Client, noah: Child) -> None:
    people.held(noah, people.NOW - timedelta(hours=5), steps=[("toe-roll", "feet", 1800, ("enjoying",))])
    page = moments.text(moments.plan(at_home, moments.planned(at_home, noah)))
    assert "Not now Try again from tomorrow" in page


@pytest.mark.parametrize(
    ("sign", "heading", "is_emergency"),
    [("hard-breathing", "Call now", True), ("strong-worry", "A doctor today", False)],
)
def test_a_grave_sign_shows_the_number_and_what_to_say_and_no_way_into_a_massage(
    at_home: Client, noah: Child, sign: str, heading: str, *, is_emergency: bool
) -> None:
    check = moments.begin(at_home, noah)
    moments.answer(at_home, check, "well", "not-quite")
    at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": sign})
    page = moments.plan(at_home, check)
    body, said = page.content.decode(), moments.text(page)
    assert f"{heading} No massage now." in said
    assert 'href="tel:000"' in body
    assert "What to say “" in said
    assert ("call is-second" in body) is not is_emergency
    assert ("1800 022 222" in said) is not is_emergency
    assert "Meanwhile this is fine" not in said
    assert reverse("player-start", args=[check.pk]) not in body
    assert reverse("player-practise-plan", args=[check.pk]) not in body
    assert moments.start(at_home, check).url == reverse("player-plan", args=[check.pk])
    assert not noah.sessions.exists()


def test_where_the_country_is_not_known_the_number_is_named_in_words(at_home: Client, noah: Child) -> None:
    noah.family.country = ""
    noah.family.save()
    check = moments.begin(at_home, noah)
    moments.answer(at_home, check, "well", "not-quite")
    page = at_home.post(
        reverse("player-ready", args=[check.pk, "signs"]), {"sign": "hard-breathing"}, follow=True
    )
    assert "your local emergency number" in moments.text(page)
    assert "tel:" not in page.content.decode()


def test_what_happened_since_the_plan_was_made_counts(at_home: Client, check: Check, noah: Child) -> None:
    assert moments.planned_techniques(at_home, check)
    fever = Fact(Happening.FEVER, people.NOW - timedelta(hours=1))
    families.remember_facts(child=noah, facts=[fever], now=people.NOW)
    assert "Not now" in moments.text(moments.plan(at_home, check))


def test_a_name_that_is_markup_is_shown_as_a_name(at_home: Client, alba: Person) -> None:
    child = people.add(alba, "<img src=x>", born=date(2026, 5, 1))
    page = moments.plan(at_home, moments.planned(at_home, child)).content.decode()
    assert "&lt;img src=x&gt;" in page
    assert "<img src=x>" not in page


# Whose it is


def test_strangers_find_no_plan_and_change_none(carla: Client, at_home: Client, check: Check) -> None:
    before = moments.planned_techniques(at_home, check)
    assert carla.get(reverse("player-plan", args=[check.pk])).status_code == 404
    answer = carla.post(reverse("player-swap", args=[check.pk]), {"technique": before[0]})
    assert answer.status_code == 404
    assert moments.planned_techniques(at_home, check) == before


def test_the_other_parent_sees_the_same_plan(bruno: Client, at_home: Client, mia: Child) -> None:
    check = moments.planned(at_home, mia)
    assert moments.planned_techniques(bruno, check) == moments.planned_techniques(at_home, check) != []


def test_a_plan_is_only_looked_at_and_a_swap_only_sent(at_home: Client, check: Check) -> None:
    assert at_home.post(reverse("player-plan", args=[check.pk])).status_code == 405
    assert at_home.get(reverse("player-swap", args=[check.pk])).status_code == 405
