"""An open session is not gone on with when safety says stop: neither from Today nor by its own address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.child import Fact, Happening
from handsong.web.accounts.models import Person
from handsong.web.diary.models import Session
from handsong.web.families import actions as families
from handsong.web.families.models import Child
from tests import people
from tests.web.player import moments

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(at_home: Client, noah: Child) -> Session:
    """A session with Noah that was left in the middle of a stroke, a minute ago."""
    session = moments.started(at_home, noah)
    Session.objects.filter(pk=session.pk).update(started_at=people.NOW - MINUTE)
    session.refresh_from_db()
    moments.send(at_home, session, people.story(session)[:4])
    return session


@pytest.fixture
def looks(at_home: Client, noah: Child) -> Callable[[], moments.Page]:
    """Look at Today with Noah chosen."""
    at_home.post(reverse("child-switch", args=[noah.pk]))
    return lambda: at_home.get(reverse("today"))


def look(browser: Client, session: Session) -> moments.Page:
    return browser.get(reverse("player-session", args=[session.pk]))


def plays(page: moments.Page) -> bool:
    """Whether this is the player, which can lead to strokes."""
    return "massage-session" in page.content.decode()


def is_over(browser: Client, session: Session) -> bool:
    """See that neither Today nor the session's own address goes on with it, and that it can be closed."""
    page = look(browser, session)
    said = moments.text(page)
    assert not plays(page)
    assert reverse("player-close", args=[session.pk]) in page.content.decode()
    assert "Go on" not in said
    return "It is over for now" in said


def test_while_nothing_stands_against_it_it_is_gone_on_with(
    at_home: Client, session: Session, looks: Callable[[], moments.Page]
) -> None:
    assert plays(look(at_home, session))
    assert "Go on" in moments.text(looks())


WHY = {
    "hard-breathing": "Hard, fast or grunting breathing",
    "strong-worry": "You know your child best",
    "vomiting-or-loose": "the tummy rests",
}


@pytest.mark.parametrize("sign", WHY)
def test_after_a_sign_it_is_over_and_says_why(
    at_home: Client, session: Session, looks: Callable[[], moments.Page], sign: str
) -> None:
    check = moments.begin(at_home, session.child)
    moments.answer(at_home, check, "well", "not-quite")
    at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": sign})
    assert is_over(at_home, session)
    assert WHY[sign] in moments.text(look(at_home, session))
    assert "Go on" not in moments.text(looks())


def test_not_quite_well_is_enough_before_the_signs_were_looked_at(
    at_home: Client, noah: Child, session: Session, looks: Callable[[], moments.Page]
) -> None:
    moments.answer(at_home, moments.begin(at_home, noah), "well", "not-quite")
    assert is_over(at_home, session)
    assert "Go on" not in moments.text(looks())


def test_a_child_who_cries_at_the_questions_is_not_gone_on_with_until_asked_again(
    at_home: Client, noah: Child, session: Session, looks: Callable[[], moments.Page]
) -> None:
    moments.answer(at_home, moments.begin(at_home, noah), "state", "crying")
    assert is_over(at_home, session)
    assert "Go on" not in moments.text(looks())
    moments.answer(at_home, moments.begin(at_home, noah), "state", "quiet-alert")
    assert plays(look(at_home, session))


def test_after_two_sessions_that_crying_ended_it_is_over(
    at_home: Client, noah: Child, session: Session, looks: Callable[[], moments.Page]
) -> None:
    for hours in (5, 3):
        people.held(noah, people.NOW - timedelta(hours=hours), ends=("crying", "end"))
    assert is_over(at_home, session)
    assert "Go on" not in moments.text(looks())


def test_after_another_session_that_ended_on_the_care_page_it_is_over(
    at_home: Client, noah: Child, session: Session, looks: Callable[[], moments.Page]
) -> None:
    people.held(noah, people.NOW - timedelta(hours=3), ends=("something-wrong", "end"))
    assert is_over(at_home, session)
    assert "Go on" not in moments.text(looks())


@pytest.mark.parametrize("ends", [("something-wrong",), ("crying",), ("crying", "crying")])
def test_its_own_care_and_comfort_stay_open_after_a_reload(
    at_home: Client, noah: Child, session: Session, ends: tuple[str, ...]
) -> None:
    people.held(noah, people.NOW - timedelta(hours=5), ends=("crying", "end"))
    moments.send(at_home, session, people.story(session, ends=ends))
    assert plays(look(at_home, session))


def test_its_own_care_ending_lets_today_go_on_with_nothing(
    at_home: Client, session: Session, looks: Callable[[], moments.Page]
) -> None:
    moments.send(at_home, session, people.story(session, ends=("something-wrong",)))
    said = moments.text(looks())
    assert "Go on" not in said
    assert "000" in said


def test_with_the_yes_of_the_unit_today_it_is_gone_on_with(at_home: Client, alba: Person) -> None:
    early = people.add(alba, "Ida", born=date(2026, 11, 1), days_early=70)
    session = moments.started(at_home, early)
    assert plays(look(at_home, session))
    assert "Go on" in moments.text(at_home.get(reverse("today")))
    moments.answer(at_home, moments.begin(at_home, early), "unit", "no")
    assert is_over(at_home, session)


def test_practice_on_a_doll_goes_on_whatever_the_child_has(at_home: Client, noah: Child) -> None:
    practice = people.begun(noah, people.NOW, practice=True)
    moments.answer(at_home, moments.begin(at_home, noah), "well", "not-quite")
    assert plays(look(at_home, practice))


def test_a_session_that_was_stopped_can_be_closed_and_says_how_it_was(
    at_home: Client, noah: Child, session: Session
) -> None:
    moments.answer(at_home, moments.begin(at_home, noah), "well", "not-quite")
    at_home.post(reverse("player-close", args=[session.pk]))
    session.refresh_from_db()
    assert session.is_over


def test_an_emergency_shows_the_number_on_the_page_of_the_session(
    at_home: Client, noah: Child, session: Session
) -> None:
    check = moments.begin(at_home, noah)
    moments.answer(at_home, check, "well", "not-quite")
    at_home.post(reverse("player-ready", args=[check.pk, "signs"]), {"sign": "hard-breathing"})
    assert 'href="tel:000"' in look(at_home, session).content.decode()


def tell(child: Child, what: Happening, *parts: str) -> None:
    """Let it be told of the child, on whatever page."""
    facts = [Fact(what, people.NOW, part, is_open=True) for part in parts]
    families.remember_facts(child=child, facts=facts, now=people.NOW)


def asks_again(browser: Client, session: Session) -> str:
    """See that the child is asked about again, and return what the page says."""
    page = look(browser, session)
    said = moments.text(page)
    assert not plays(page)
    assert reverse("player-close", args=[session.pk]) in page.content.decode()
    assert "Ask again, then go on" in said
    return said


@pytest.mark.parametrize("what", [Happening.BROKEN_SKIN, Happening.PLASTER, Happening.BRUISE])
def test_what_rests_by_now_is_not_gone_on_with_and_the_page_says_why(
    at_home: Client, session: Session, looks: Callable[[], moments.Page], what: Happening
) -> None:
    tell(session.child, what, "leg.left")
    said = asks_again(at_home, session)
    assert "rests for" in said
    assert "a while ago" not in said
    assert look(at_home, session).context["left_out"]
    said = moments.text(looks())
    assert "Go on" not in said
    assert "You were in the middle" not in said
    assert ">Start<" in looks().content.decode()


def test_what_leaves_out_nothing_of_the_plan_stops_nothing(
    at_home: Client, session: Session, looks: Callable[[], moments.Page]
) -> None:
    assert not any(step["region"] == "face" for step in session.bundle["steps"])
    tell(session.child, Happening.PLASTER, "face")
    assert plays(look(at_home, session))
    assert "Go on" in moments.text(looks())


def test_one_side_that_rests_is_enough(at_home: Client, noah: Child, session: Session) -> None:
    right = [step for step in session.bundle["steps"] if step["side"] != "left"]
    Session.objects.filter(pk=session.pk).update(bundle={**session.bundle, "steps": right})
    tell(noah, Happening.PLASTER, "foot.left")
    assert plays(look(at_home, session))
    tell(noah, Happening.PLASTER, "foot.right")
    asks_again(at_home, session)


def test_a_technique_that_nobody_can_judge_any_more_is_not_gone_on_with(
    at_home: Client, session: Session, looks: Callable[[], moments.Page]
) -> None:
    first, *others = session.bundle["steps"]
    steps = [first | {"technique": "has-left-the-library"}, *others]
    Session.objects.filter(pk=session.pk).update(bundle={**session.bundle, "steps": steps})
    asks_again(at_home, session)
    assert "Go on" not in moments.text(looks())


def test_another_phone_that_takes_it_up_is_asked_again_where_something_rests_by_now(
    at_home: Client, bruno: Client, mia: Child
) -> None:
    session = moments.started(at_home, mia)
    moments.send(at_home, session, people.story(session)[:4])
    page = bruno.post(reverse("player-take-up", args=[session.pk]), follow=True)
    assert plays(page)
    tell(mia, Happening.PLASTER, "leg.left", "arm.left", "back", "chest")
    page = bruno.post(reverse("player-take-up", args=[session.pk]), follow=True)
    assert not plays(page)
    assert "Ask again, then go on" in moments.text(page)


def test_practice_goes_on_whatever_rests(at_home: Client, noah: Child) -> None:
    at_home.post(reverse("child-switch", args=[noah.pk]))
    at_home.post(reverse("player-practise", args=["first-touch"]))
    practice = Session.objects.get(is_practice=True)
    moments.send(at_home, practice, people.story(practice)[:3])
    tell(noah, Happening.PLASTER, "leg.left", "arm.left", "back", "chest", "foot.left")
    assert plays(look(at_home, practice))
    assert "Go on" in moments.text(at_home.get(reverse("today")))
