"""One question a screen: what each answer leads to, and that silence is the most careful answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts import clock
from handsong.web.families import actions as families
from handsong.web.families.models import Child, Happened
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments


@pytest.fixture
def check(at_home: Client, noah: Child) -> Check:
    """Noah is asked about."""
    return moments.begin(at_home, noah)


def test_a_good_moment_takes_five_questions_to_the_wish(at_home: Client, check: Check) -> None:
    steps = []
    page = at_home.get(reverse("player-plan", args=[check.pk]), follow=True)
    while (step := moments.where(page)) in moments.GOOD:
        steps.append(step)
        page = moments.answer(at_home, check, step, moments.GOOD[step])
    assert steps == ["state", "feed", "well", "skin", "place"]
    assert moments.where(page) == "wish"


def test_a_question_has_two_to_five_answers_and_a_way_back(at_home: Client, check: Check) -> None:
    for step in ("state", "feed", "well", "skin", "place"):
        page = at_home.get(reverse("player-ready", args=[check.pk, step])).content.decode()
        assert 2 <= page.count('class="target') - page.count('class="targets') <= 5
        assert "data-back" in page


def test_the_plan_is_not_shown_while_a_question_is_open(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "state", "quiet-alert")
    page = at_home.get(reverse("player-plan", args=[check.pk]), follow=True)
    assert moments.where(page) == "feed"


def test_starting_past_open_questions_starts_nothing(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "state", "quiet-alert")
    at_home.post(reverse("player-start", args=[check.pk]))
    assert not check.child.sessions.exists()


@pytest.mark.parametrize(
    ("question", "given"),
    [("state", "drowsy"), ("state", "crying"), ("state", "asleep"), ("feed", "hungry"), ("feed", "under-30"), ("skin", "not-looked"), ("place", "not-yet"), ("place", "not-me")],
)  # fmt: skip
def test_an_answer_that_stops_leads_to_the_kind_page_at_once(
    at_home: Client, check: Check, question: str, given: str
) -> None:
    page = moments.asked(at_home, check, **{question: given})
    assert "Not now" in moments.text(page)
    assert "Start" not in moments.text(page)


def test_waiting_says_until_when_and_why(at_home: Client, check: Check) -> None:
    page = moments.text(moments.answer(at_home, check, "state", "crying"))
    assert "Try again from 20:35." in page
    assert "Comfort comes first" in page


def test_only_what_is_certain_is_given_as_a_reason_while_questions_are_open(
    at_home: Client, check: Check
) -> None:
    page = moments.text(moments.answer(at_home, check, "state", "drowsy"))
    assert "unwell" not in page
    assert "hungry" not in page


def test_the_other_questions_lead_to_a_hold_that_is_fine_meanwhile(at_home: Client, check: Check) -> None:
    page = moments.answer(at_home, check, "feed", "hungry")
    moments.answer(at_home, check, "state", "quiet-alert")
    page = moments.asked(at_home, check, feed="hungry")
    for step in ("well", "skin", "place"):
        page = moments.answer(at_home, check, step, moments.GOOD[step])
    assert "Meanwhile this is fine" in moments.text(page)
    assert "<svg" in page.content.decode()


def test_no_hold_is_offered_to_somebody_who_is_not_able(at_home: Client, check: Check) -> None:
    page = moments.text(moments.asked(at_home, check, place="not-me"))
    assert "Meanwhile this is fine" not in page
    assert "still hold" not in page


def test_not_quite_well_opens_the_signs_before_anything_is_said(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "state", "quiet-alert")
    moments.answer(at_home, check, "feed", "over-45")
    page = moments.answer(at_home, check, "well", "not-quite")
    assert moments.where(page) == "signs"
    assert page.content.decode().index("hard-breathing") < page.content.decode().index("few-wet-nappies")


def test_an_emergency_sign_leads_to_the_number_and_never_to_a_massage(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "well", "not-quite")
    page = at_home.post(
        reverse("player-ready", args=[check.pk, "signs"]), {"sign": "hard-breathing"}, follow=True
    )
    assert 'href="tel:000"' in page.content.decode()
    assert "My child is struggling to breathe." in moments.text(page)
    assert reverse("player-start", args=[check.pk]) not in page.content.decode()


def test_a_sign_for_today_leads_to_the_doctor(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "well", "not-quite")
    page = at_home.post(
        reverse("player-ready", args=[check.pk, "signs"]), {"sign": "strong-worry"}, follow=True
    )
    assert "A doctor today" in moments.text(page)
    assert "1800 022 222" in moments.text(page)


def test_not_quite_well_with_no_sign_waits_until_well_for_a_day(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "well", "not-quite")
    page = at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {}, follow=True)
    assert "Try again from tomorrow at 20:30." in moments.text(page)
    assert Happened.objects.get(child=check.child).what == Happening.UNWELL


def test_an_answer_that_was_a_slip_takes_back_what_it_told(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "well", "not-quite")
    at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": "temperature-38"})
    assert Happened.objects.filter(child=check.child).count() == 2
    moments.answer(at_home, check, "well", "yes")
    assert not Happened.objects.filter(child=check.child).exists()
    check.refresh_from_db()
    assert check.signs == []


def test_what_is_on_the_skin_is_left_alone_where_it_is(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "skin", "something")
    at_home.post(
        reverse("player-ready", args=[check.pk, "happenings"]),
        {"what": "broken-skin", "part-broken-skin": ["arm.left", "hand.left"]},
    )
    facts = [row.fact() for row in Happened.objects.filter(child=check.child).order_by("part")]
    assert [(fact.what, fact.part, fact.is_open) for fact in facts] == [
        (Happening.BROKEN_SKIN, "arm.left", True),
        (Happening.BROKEN_SKIN, "hand.left", True),
    ]


def test_something_on_the_skin_without_saying_what_asks_again(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "skin", "something")
    page = at_home.post(reverse("player-ready", args=[check.pk, "happenings"]), {})
    assert page.status_code == 422
    assert "Tick what you saw" in moments.text(page)
    assert moments.where(at_home.get(reverse("player-plan", args=[check.pk]), follow=True)) == "state"


def test_a_day_that_is_named_counts_as_its_latest_moment(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "skin", "something")
    at_home.post(
        reverse("player-ready", args=[check.pk, "happenings"]),
        {"what": "injection", "part-injection": "leg.left", "when-injection": "2"},
    )
    when = Happened.objects.get(child=check.child).at
    assert people.NOW - timedelta(days=2) < when < people.NOW - timedelta(days=1)


def test_a_part_or_a_day_that_does_not_exist_counts_as_not_known(at_home: Client, check: Check) -> None:
    moments.answer(at_home, check, "skin", "something")
    at_home.post(
        reverse("player-ready", args=[check.pk, "happenings"]),
        {"what": ["injection", "tail"], "part-injection": "tail", "when-injection": "9000"},
    )
    fact = Happened.objects.get(child=check.child).fact()
    assert (fact.part, fact.at) == ("", people.NOW)


def test_what_was_there_last_time_is_asked_about(at_home: Client, noah: Child) -> None:
    rash = Fact(Happening.RASH, people.NOW - timedelta(days=3), "face", is_open=True)
    (row,) = families.remember_facts(child=noah, facts=[rash], now=people.NOW)
    check = moments.begin(at_home, noah)
    page = moments.asked(at_home, check)
    assert moments.where(page) == "open"
    assert "a rash or spots, face" in moments.text(page)
    page = moments.answer(at_home, check, "open", "gone", about=str(row.pk))
    row.refresh_from_db()
    assert not row.is_open
    assert moments.where(page) == "place"
    moments.answer(at_home, check, "open", "there", about=str(row.pk))
    row.refresh_from_db()
    assert row.is_open


def test_the_navel_is_asked_about_until_it_has_healed(at_home: Client, mia: Child) -> None:
    mia.yeses.create(
        family=mia.family, condition="before-term", who="the unit", said_date=people.TODAY, told_at=people.NOW
    )
    check = moments.begin(at_home, mia)
    moments.asked(at_home, check)
    mia.refresh_from_db()
    assert mia.navel_healed
    again = moments.begin(at_home, mia)
    assert moments.where(moments.asked(at_home, again, navel="")) == "wish"


def test_before_term_the_unit_is_asked_about_first(at_home: Client, alba: object) -> None:
    from datetime import date

    early = people.add(people.alba(), "Ida", born=date(2026, 11, 1), days_early=70)
    check = moments.begin(at_home, early)
    page = at_home.get(reverse("player-plan", args=[check.pk]), follow=True)
    assert moments.where(page) == "unit"
    assert "Not now" in moments.text(moments.answer(at_home, check, "unit", "no"))


def test_an_answer_that_is_none_is_asked_for_again(at_home: Client, check: Check) -> None:
    page = at_home.post(reverse("player-ready", args=[check.pk, "state"]), {"answer": "flying"})
    assert page.status_code == 422
    assert "Tap one of the answers." in moments.text(page)


def test_a_question_that_does_not_apply_leads_to_one_that_does(at_home: Client, check: Check) -> None:
    for question in ("unit", "navel", "signs", "open", "colour"):
        page = at_home.get(reverse("player-ready", args=[check.pk, question]), follow=True)
        assert moments.where(page) == "state"


def test_after_half_an_hour_it_is_asked_again(
    at_home: Client, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: datetime = clock.now() + timedelta(minutes=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    for address in (
        reverse("player-ready", args=[check.pk, "state"]),
        reverse("player-plan", args=[check.pk]),
    ):
        assert "That was a while ago" in moments.text(at_home.get(address))
    at_home.post(reverse("player-ready", args=[check.pk, "state"]), {"answer": "quiet-alert"})
    check.refresh_from_db()
    assert check.answers == {}


def test_a_product_is_asked_about_only_where_a_plan_would_use_one_that_was_tested(
    at_home: Client, alba: object
) -> None:
    from datetime import date

    baby = people.add(people.alba(), "Ida", born=date(2026, 5, 1))
    assert moments.where(moments.asked(at_home, moments.begin(at_home, baby))) == "wish"
    for days in (9, 8, 7):
        people.held(baby, people.NOW - timedelta(days=days))
    day = timedelta(days=1).total_seconds()
    baby.products.create(
        family=baby.family,
        product="sunflower-linoleic",
        place="inner-forearm.left",
        started_at=people.NOW - timedelta(days=3),
        looks=[600, 1800, 3600, day],
    )
    check = moments.begin(at_home, baby)
    page = moments.asked(at_home, check)
    assert moments.where(page) == "product"
    page = moments.answer(at_home, check, "product", "sunflower-linoleic")
    assert moments.where(page) == "wish"
    check.refresh_from_db()
    assert check.product == "sunflower-linoleic"


def test_a_goal_says_honestly_what_is_known(at_home: Client, check: Check) -> None:
    page = moments.text(moments.asked(at_home, check))
    assert "Surprise me" in page
    assert "The studies are small and short" in page


def test_strangers_find_no_question(carla: Client, check: Check) -> None:
    address = reverse("player-ready", args=[check.pk, "state"])
    assert carla.get(address).status_code == 404
    assert carla.post(address, {"answer": "quiet-alert"}).status_code == 404
    check.refresh_from_db()
    assert check.answers == {}


def test_the_other_parent_can_go_on_with_it(bruno: Client, at_home: Client, mia: Child) -> None:
    check = moments.begin(at_home, mia)
    assert bruno.get(reverse("player-ready", args=[check.pk, "state"])).status_code == 200
