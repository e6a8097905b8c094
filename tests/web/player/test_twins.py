"""Two children and one adult: asked in turn, a plan for each, sessions that take turns and never mix."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handsong.core.cues import EndedBy
from handsong.web.accounts.models import Person
from handsong.web.diary import queries as diary
from handsong.web.diary import untold
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.player.models import Check
from tests import people
from tests.web.player import moments

BORN = date(2026, 7, 1)
GOOD = {
    "state": "quiet-alert", "feed": "over-45", "well": "yes", "skin": "nothing", "navel": "healed", "place": "ready",
    "product": "",
}  # fmt: skip


@pytest.fixture
def twins(alba: Person) -> tuple[Child, Child]:
    """Ida and Leo, nearly five months old, born on one day."""
    return people.add(alba, "Ida", born=BORN), people.add(alba, "Leo", born=BORN, colour="sage")


def begin(browser: Client, *children: Child, **more: str) -> moments.Page:
    """Begin with both, as Today's button does."""
    return browser.post(
        reverse("player-begin-both"), {"child": [str(child.pk) for child in children]} | more, follow=True
    )


def asked(
    browser: Client, page: moments.Page, **of_second: str
) -> tuple[list[tuple[str, str]], moments.Page]:
    """Answer well until the plans; return who was asked what. `of_second` answers for the second child otherwise."""
    questions = []
    first = None
    while (question := moments.where(page)) and len(questions) < 40:
        child = page.context["child"].name
        first = first or child
        questions.append((child, question))
        if question == "wish":
            given = {"goal": "", "minutes": ""}
        else:
            given = {"answer": (GOOD | (of_second if child != first else {}))[question]}
        page = browser.post(
            page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"],
            given,
            follow=True,
        )
    return questions, page


def both(browser: Client, *children: Child) -> list[Session]:
    """Begin with both, answer well, and start."""
    _, page = asked(browser, begin(browser, *children))
    browser.post(reverse("player-start-both", args=[page.context["check"].pk]))
    return [child.sessions.get() for child in children]


def test_today_offers_both_where_both_can_begin(at_home: Client, twins: tuple[Child, Child]) -> None:
    said = at_home.get(reverse("today")).content.decode()
    form = said.split(reverse("player-begin-both"))[1].split("</form>")[0]
    assert all(str(child.pk) in form for child in twins)


def test_an_older_sibling_can_take_turns_too(at_home: Client, mia: Child, noah: Child) -> None:
    form = at_home.get(reverse("today")).content.decode().split('class="sibling"')[1].split("</form>")[0]
    assert reverse("player-begin-both") in form
    assert str(mia.pk) in form
    assert str(noah.pk) in form


def test_each_is_asked_in_turn_and_the_room_and_the_wish_once(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    questions, page = asked(at_home, begin(at_home, *twins))
    names = [name for name, _ in questions]
    assert names == sorted(names)
    of_ida = [question for name, question in questions if name == "Ida"]
    of_leo = [question for name, question in questions if name == "Leo"]
    assert of_ida[-1] == "place"
    assert of_leo == [*(question for question in of_ida if question != "place"), "wish"]
    assert "Both together, in turns" in moments.text(page)
    assert {check.answers["place"] for check in Check.objects.all()} == {"ready"}


def test_who_cannot_now_says_so_for_both_children_whichever_was_asked_about_last(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    asked(at_home, begin(at_home, *twins))
    of_ida, of_leo = (child.checks.get() for child in twins)
    at_home.post(reverse("player-ready", args=[of_leo.pk, "place"]), {"answer": "not-me"})
    of_ida.refresh_from_db()
    assert of_ida.answers["place"] == "not-me"
    at_home.post(reverse("player-ready", args=[of_ida.pk, "feed"]), {"answer": "over-45"})
    assert {check.answers["place"] for check in Check.objects.all()} == {"not-me"}


def test_an_older_answer_about_the_adult_never_takes_the_place_of_a_newer_one(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    asked(at_home, begin(at_home, *twins))
    of_ida, of_leo = (child.checks.get() for child in twins)
    of_leo.answers |= {"place": "not-me"}
    of_leo.save()
    at_home.post(reverse("player-ready", args=[of_ida.pk, "feed"]), {"answer": "over-45"})
    of_leo.refresh_from_db()
    assert of_leo.answers["place"] == "not-me"


def test_the_plans_stand_side_by_side_with_what_keeps_two_safe(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    _, page = asked(at_home, begin(at_home, *twins))
    said = moments.text(page)
    assert "Both lie on the floor" in said
    assert "The other waits beside you, on the back" in said
    assert [column["child"].name for column in page.context["columns"]] == ["Ida", "Leo"]
    assert all(column["rows"] for column in page.context["columns"])


def test_each_child_has_a_session_a_plan_and_a_memory_of_its_own(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    one, other = both(at_home, *twins)
    assert (one.beside, other.beside) == (other.pk, one.pk)
    moments.send(at_home, one, people.story(one, ends=("crying", "end")))
    moments.send(at_home, other, people.story(other))
    untold.tell_everything()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.ended_by, other.ended_by) == (EndedBy.BABY, EndedBy.PLAN)
    assert diary.progress_of(twins[0]).crying_stops(people.NOW + timedelta(hours=1))
    assert not diary.progress_of(twins[1]).crying_stops(people.NOW + timedelta(hours=1))
    assert one.events.count() + other.events.count() == len(people.story(one, ends=("crying", "end"))) + len(
        people.story(other)
    )


def test_both_go_on_on_the_phone_that_began_them(at_home: Client, twins: tuple[Child, Child]) -> None:
    one, other = both(at_home, *twins)
    for session in (one, other):
        moments.send(at_home, session, people.story(session)[:3])
    assert moments.text(at_home.get(reverse("today"))).count("You were in the middle") == 2


def test_what_stops_one_leaves_the_other_its_own_plan(at_home: Client, twins: tuple[Child, Child]) -> None:
    ida, leo = twins
    _, page = asked(at_home, begin(at_home, *twins), feed="under-30")
    assert "Not now" in moments.text(page)
    assert "Go on with Ida" in moments.text(page)
    check = ida.checks.get()
    page = at_home.post(reverse("player-alone", args=[check.pk]), follow=True)
    _, page = asked(at_home, page)
    at_home.post(reverse("player-start", args=[check.pk]))
    assert ida.sessions.get().beside is None
    assert not leo.sessions.exists()


def test_both_cannot_start_while_one_has_to_wait(at_home: Client, twins: tuple[Child, Child]) -> None:
    asked(at_home, begin(at_home, *twins), feed="under-30")
    at_home.post(reverse("player-start-both", args=[twins[0].checks.get().pk]))
    assert not Session.objects.exists()


def test_the_same_for_both_is_what_both_can_have(at_home: Client, alba: Person) -> None:
    ida = people.add(alba, "Ida", born=BORN)
    leo = people.add(alba, "Leo", born=BORN)
    for days in range(1, 8):
        people.held(ida, people.NOW - timedelta(days=days))
    _, page = asked(at_home, begin(at_home, ida, leo))
    check = page.context["check"]
    own = [[technique.id for technique, _ in column["rows"]] for column in page.context["columns"]]
    alike = at_home.get(reverse("player-both", args=[check.pk]), {"alike": "1"})
    plans = [[technique.id for technique, _ in column["rows"]] for column in alike.context["columns"]]
    assert set(own[0]) != set(own[1])
    assert set(plans[0]) == set(plans[1]) <= set(own[0])
    at_home.post(reverse("player-start-both", args=[check.pk]), {"alike": "1"})
    begun = [child.sessions.latest("started_at") for child in (ida, leo)]
    assert [moments.techniques(session) for session in begun] == plans


def test_one_child_twice_or_a_strangers_child_is_no_pair(
    at_home: Client, carla: Client, twins: tuple[Child, Child]
) -> None:
    ida, leo = twins
    assert begin(at_home, ida, ida).status_code == 404
    assert begin(at_home, ida).status_code == 404
    assert begin(carla, ida, leo).status_code == 404
    own = Child.objects.get(name="Cleo")
    assert begin(carla, own, leo).status_code == 404
    assert not Check.objects.exists()


def test_the_player_leads_to_the_other_by_name_and_colour(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    one, other = both(at_home, *twins)
    page = at_home.get(reverse("player-session", args=[one.pk])).content.decode()
    player = page.split("<massage-session")[1].split(">")[0]
    assert f'data-beside="{other.pk}" data-name="Ida"' in player
    assert 'data-beside-name="Leo" data-beside-colour="sage"' in player
    assert 'class="beside"' in page
    assert "twins.css" in page


def test_a_session_of_one_child_carries_nothing_of_turns(at_home: Client, twins: tuple[Child, Child]) -> None:
    session = moments.started(at_home, twins[0])
    page = at_home.get(reverse("player-session", args=[session.pk])).content.decode()
    assert "beside" not in page
    assert "twins" not in page


def test_when_one_is_over_what_follows_leads_to_the_other(
    at_home: Client, twins: tuple[Child, Child]
) -> None:
    one, other = both(at_home, *twins)
    moments.send(at_home, one, people.story(one))
    after = at_home.get(reverse("player-after", args=[one.pk])).content.decode()
    assert reverse("player-session", args=[other.pk]) in after
    answer = at_home.post(reverse("player-after", args=[one.pk]), {})
    assert answer.url == reverse("player-session", args=[other.pk])


def test_something_wrong_with_one_stops_both(at_home: Client, twins: tuple[Child, Child]) -> None:
    one, other = both(at_home, *twins)
    moments.send(at_home, one, people.story(one)[:4])
    moments.send(at_home, other, people.story(other)[:3])
    where = reverse("player-session", args=[other.pk])
    assert "data-beside-wrong" not in at_home.get(where).content.decode()
    moments.send(at_home, one, [people.event(one, 4, people.NOW, "cue", cue="something-wrong")])
    assert "data-beside-wrong" in at_home.get(where).content.decode()


def test_a_massage_elsewhere_is_said_before_both_begin(at_home: Client, twins: tuple[Child, Child]) -> None:
    session = people.begun(twins[1], people.NOW)
    moments.send(Client(), session, people.story(session)[:4])
    assert "has a massage just now" in moments.text(begin(at_home, *twins))
    assert not Check.objects.exists()
    begin(at_home, *twins, anyway="1")
    assert Check.objects.count() == 2
