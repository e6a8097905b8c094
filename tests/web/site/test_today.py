"""Today: who, one sentence about now, one Start, and a little beneath."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handsong.content import load
from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.diary import actions as diary
from handsong.web.diary.models import Account
from handsong.web.families import actions
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

DAY = timedelta(days=1)
MOST_QUERIES = 12


def today(browser: Client) -> str:
    """Return the words of Today, names without their markup."""
    return re.sub("</?bdi>|[\u2068\u2069]", "", browser.get("/").content.decode())


def test_mia_counts_as_four_weeks_and_gets_what_suits_four_weeks(at_home: Client, mia: Child) -> None:
    said = today(at_home)
    assert "Twelve weeks old, counts as four." in said
    assert "Born eight weeks early: counted from the due date until two years old." in said
    assert load.once().words.suits["young-infant"]["en"].replace("{name}", "Mia") in said
    assert said.count(">Start<") == 1


def test_a_child_born_on_time_needs_no_explaining(at_home: Client, alba: Person) -> None:
    people.noah(alba)
    said = today(at_home)
    assert "Three years old." in said
    assert "counted from" not in said


def test_start_begins_with_this_child(at_home: Client, mia: Child) -> None:
    form = today(at_home).split('action="/begin/"')[1].split("</form>")[0]
    assert f'name="child" value="{mia.pk}"' in form


def test_the_next_stage_is_named_with_its_day(at_home: Client, mia: Child) -> None:
    assert "Older baby, in about five months, on 27 April 2027" in today(at_home)


def test_the_last_massage_and_this_week_are_remembered(at_home: Client, mia: Child) -> None:
    assert "Last time" not in today(at_home)
    people.held(mia, people.NOW - 9 * DAY)
    people.held(mia, people.NOW - 2 * DAY)
    people.held(mia, people.NOW - DAY, ends=("crying", "end"))
    said = today(at_home)
    assert "Yesterday at 20:30, two minutes, Mia had enough" in said
    assert "Twice, five minutes in all" in said
    assert "New for Mia" not in said
    assert "has been hearing it for one week" in said


def test_no_word_of_guilt_after_a_long_pause(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW - 60 * DAY)
    said = today(at_home).lower()
    assert "this week" not in said
    for guilt in ("streak", "missed", "already", "only", "should", "must"):
        assert not re.search(rf"\b{guilt}\b", re.sub(r"<[^>]*>", " ", said)), guilt


def test_an_open_matter_rests_a_part_and_a_yes_is_asked_for(at_home: Client, alba: Person) -> None:
    mia = people.mia(alba, conditions=["hip-harness"])
    injected = Fact(Happening.INJECTION, people.NOW - 4 * DAY, "leg.left")
    actions.remember_facts(child=mia, facts=[injected], now=people.NOW)
    said = today(at_home)
    assert "The left leg rests until Friday." in said
    assert f"/children/{mia.pk}/yes/" in said
    actions.record_yes(
        child=mia, condition="hip-harness", who="Dr Chen", said_date=people.TODAY, now=people.NOW
    )
    assert f"/children/{mia.pk}/yes/" not in today(at_home)


def test_a_wait_says_until_when(at_home: Client, mia: Child) -> None:
    fever = Fact(Happening.FEVER, people.NOW - timedelta(hours=3))
    actions.remember_facts(child=mia, facts=[fever], now=people.NOW)
    assert "Try again from tomorrow at 17:30." in today(at_home)


def ticked(browser: Client, child: Child, *signs: str) -> None:
    """Say at the questions that the child is not quite well, and tick these signs."""
    check = moments.begin(browser, child)
    moments.answer(browser, check, "well", "not-quite")
    browser.post(f"/ready/{check.pk}/signs/", {"sign": list(signs)})


def test_after_an_emergency_the_number_comes_first_and_nothing_begins(at_home: Client, mia: Child) -> None:
    ticked(at_home, mia, "hard-breathing")
    said = today(at_home)
    call = said.split('class="call"')[1].split("</a>")[0]
    assert "Call now" in call
    assert "000" in call
    assert said.index('href="tel:000"') < said.index("needs help now")
    for never in ("Start", "Go on", "Practise", '<svg class="drawing', 'class="suits"'):
        assert never not in said


def test_after_a_sign_for_today_the_nurses_line_comes_before_the_number(at_home: Client, mia: Child) -> None:
    ticked(at_home, mia, "strong-worry")
    said = today(at_home)
    assert said.index("1800 022 222") < said.index('href="tel:000"')
    assert "In an emergency" in said
    assert "call a doctor or nurse today" in said
    assert ">Start<" not in said


def test_after_thoughts_of_harm_somebody_who_listens_comes_first(at_home: Client, mia: Child) -> None:
    ticked(at_home, mia, "thoughts-of-harm")
    said = today(at_home)
    assert said.index('href="tel:131114"') < said.index('href="tel:000"')


def test_a_sign_that_means_rest_shows_no_number(at_home: Client, alba: Person) -> None:
    ticked(at_home, people.noah(alba), "temperature-38")
    said = today(at_home)
    assert "tel:" not in said
    assert said.count("Try again from") == 2


def test_after_a_session_in_which_something_was_wrong_today_says_whom_to_call(
    at_home: Client, mia: Child
) -> None:
    people.held(mia, people.NOW - timedelta(hours=3), ends=("something-wrong", "end"))
    said = today(at_home)
    assert "1800 022 222" in said
    assert 'href="tel:000"' in said
    assert "Try again from tomorrow at 17:31." in said
    people.held(mia, people.NOW - timedelta(hours=2), ends=("something-wrong", "end"))
    again = today(at_home)
    assert again.count("Wait until your child has been well") == 1
    assert "Try again from tomorrow at 18:31." in again


def test_a_grave_happening_shows_the_number_too(at_home: Client, alba: Person) -> None:
    noah = people.noah(alba)
    seizure = Fact(Happening.SEIZURE, people.NOW - timedelta(hours=3))
    actions.remember_facts(child=noah, facts=[seizure], now=people.NOW)
    assert 'href="tel:000"' in today(at_home)


def test_a_session_that_is_still_open_is_told_as_no_ending(at_home: Client, mia: Child) -> None:
    people.held(mia, people.NOW - 2 * DAY)
    session = people.begun(mia, people.NOW - timedelta(minutes=20))
    sent = people.story(session)[:5]
    diary.record_events(session=session, sent=sent, now=people.NOW)
    moments.goes_on_here(at_home, session)
    said = today(at_home)
    assert "You were in the middle" in said
    assert "you ended it" not in said
    assert "two minutes, to the end" in said
    assert "Once, two minutes in all" in said


def test_a_session_left_in_the_middle_can_be_gone_on_with(at_home: Client, mia: Child) -> None:
    session = people.begun(mia, people.NOW - timedelta(minutes=20))
    moments.goes_on_here(at_home, session)
    said = today(at_home)
    assert f'href="/session/{session.pk}/"' in said
    assert "You were in the middle, since 20:10." in said
    session.is_over = True
    session.save()
    assert "You were in the middle" not in today(at_home)


def test_a_session_of_this_morning_is_not_offered_in_the_evening(at_home: Client, mia: Child) -> None:
    people.begun(mia, people.NOW - timedelta(hours=5))
    assert "You were in the middle" not in today(at_home)


def test_the_drawing_shows_something_that_is_allowed(at_home: Client, alba: Person) -> None:
    mia = people.mia(alba, conditions=["hip-harness"])
    (panel,) = at_home.get("/").context["panels"]
    assert "<svg" in panel.drawing
    assert "leg" not in re.findall(r'aria-labelledby="([^"]*)"', panel.drawing)[0]
    unwell = Fact(Happening.UNWELL, people.NOW)
    actions.remember_facts(child=mia, facts=[unwell], now=people.NOW)
    assert at_home.get("/").status_code == 200


@pytest.mark.parametrize(
    ("born", "early", "conditions"),
    [
        ("2026-11-24", None, ()),
        ("2026-11-10", 56, ()),
        ("2026-11-10", 56, ("neonatal-unit",)),
        ("2026-06-01", None, ()),
        ("2025-06-01", None, ("touch-aversion",)),
        ("2022-06-01", None, ()),
        ("2017-06-01", None, ("epilepsy",)),
        ("2010-06-01", None, ()),
        ("2007-06-01", None, ()),
    ],
)
def test_every_age_has_its_today(
    at_home: Client, alba: Person, born: str, early: int | None, conditions: tuple[str, ...]
) -> None:
    people.add(alba, "Kim", born=date.fromisoformat(born), days_early=early, conditions=conditions)
    said = today(at_home)
    assert ">Start<" in said
    assert "Practise first" in said
    assert "{" not in re.sub(r"<svg.*?</svg>", "", said, flags=re.DOTALL)


def test_twins_stand_side_by_side_and_other_children_one_tap_away(
    at_home: Client, alba: Person, mia: Child, noah: Child
) -> None:
    people.add(alba, "Leo", born=people.MIA_BORN, days_early=56, colour="sage")
    page = at_home.get("/").context
    assert [panel.child.name for panel in page["panels"]] == ["Mia", "Leo"]
    assert [child.name for child, *_ in page["others"]] == ["Noah"]
    said = today(at_home)
    assert said.count(">Start<") == 2
    assert f"/children/{noah.pk}/switch/" in said
    ids = re.findall(r' id="([^"]+)"', said)
    assert len(ids) == len(set(ids))


def test_a_name_is_shown_as_it_is_written(at_home: Client, alba: Person) -> None:
    people.add(alba, "مريم", born=people.MIA_BORN)
    assert "<bdi>مريم</bdi>" in at_home.get("/").content.decode()


def test_on_a_phone_without_encryption_it_says_what_is_missing(
    at_home: Client, alba: Person, mia: Child, phone: Callable[[Person], Client]
) -> None:
    assert "the screen may go dark" in today(phone(alba))
    assert "the screen may go dark" not in today(at_home)


def counted(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get("/")
    return len(asked)


def test_today_asks_the_database_little_whatever_the_history(
    at_home: Client, alba: Person, mia: Child, noah: Child
) -> None:
    people.add(alba, "Leo", born=people.MIA_BORN, days_early=56)
    few = counted(at_home)
    for day in range(1, 40):
        people.held(mia, people.NOW - day * DAY)
        facts = [Fact(Happening.INJECTION, people.NOW - 3 * day * DAY, "leg.left")]
        actions.remember_facts(child=mia, facts=facts, now=people.NOW)
    assert counted(at_home) == few
    assert few <= MOST_QUERIES


def test_two_years_are_read_like_one_day(at_home: Client, mia: Child) -> None:
    """Work is counted, not seconds: the account that Today reads stops growing."""
    for day in range(1, 60):
        people.held(mia, people.NOW - day * DAY)
    size = len(str(Account.objects.get().before))
    for day in range(60, 120):
        people.held(mia, people.NOW - day * DAY)
    assert len(str(Account.objects.get().before)) < 1.1 * size


# A new stage, a week before ------------------------------------------------------------------------


def coming(browser: Client) -> str:
    found = re.search(
        r'<section class="note fine coming".*?</section>', browser.get("/").content.decode(), re.DOTALL
    )
    return re.sub("</?bdi>|[\u2068\u2069]", "", found[0]) if found else ""


def test_what_changes_is_said_on_the_day_by_the_corrected_age(at_home: Client, mia: Child) -> None:
    # Twelve weeks old, born eight weeks early: four weeks today.
    assert "From today Mia counts as a young baby." in coming(at_home)


@pytest.mark.parametrize("late", [False, True])
def test_what_changes_is_said_a_week_before(at_home: Client, alba: Person, *, late: bool) -> None:
    people.add(alba, "Pia", born=people.TODAY - timedelta(days=20 if late else 21))
    said = coming(at_home)
    assert bool(said) is not late
    if said:
        assert "counts as a young baby" in said
        assert "From 1 December on" in said


def test_what_changes_names_what_comes_and_announces_no_milestone(at_home: Client, alba: Person) -> None:
    people.add(alba, "Pia", born=date(2026, 5, 27))
    said = coming(at_home)
    assert "From Friday on Pia counts as an older baby." in said
    assert "Comes:" in said
    assert "There is no day for that" in said
    for word in ("due", "should", "by now", "soon", "late"):
        assert not re.search(rf"\b{word}\b", said), word


def test_a_child_in_hospital_hears_of_no_stage(at_home: Client, alba: Person) -> None:
    people.add(alba, "Pia", born=people.TODAY - timedelta(days=25), conditions=["neonatal-unit"])
    assert coming(at_home) == ""


def test_the_next_stage_is_said_once(at_home: Client, alba: Person) -> None:
    people.add(alba, "Pia", born=people.TODAY - timedelta(days=25))
    assert "<dt>Next</dt>" not in today(at_home)


def test_what_a_condition_leaves_out_is_not_said_to_come(at_home: Client, alba: Person) -> None:
    born = people.TODAY - timedelta(days=25)
    people.add(alba, "Pia", born=born)
    free = coming(at_home)
    Child.objects.all().delete()
    people.add(alba, "Pia", born=born, conditions=["hip-harness"])
    assert "techniques/bicycle/" in free
    assert "techniques/bicycle/" not in coming(at_home)


def test_two_unfinished_massages_cost_no_question_more(at_home: Client, alba: Person) -> None:
    both = [people.add(alba, name, born=people.MIA_BORN, days_early=56) for name in ("Ida", "Leo")]
    for child in both:
        session = moments.started(at_home, child)
        moments.send(at_home, session, people.story(session)[:4])
    assert moments.text(at_home.get("/")).count("You were in the middle") == 2
    assert counted(at_home) <= MOST_QUERIES
